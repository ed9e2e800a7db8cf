// SPDX-License-Identifier: BSD-3-Clause
/// A cell's window and its steps beside the plain loops: random weights, inputs and initial states, in double.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <xrnn/training/check_gradients.hpp>
#include <xrnn/xrnn.hpp>

#include "../support/informative.hpp"
#include "plain_cells.hpp"

namespace tests
{

using namespace xrnn;

struct forward_report
{
    double outputs = 0;             ///< largest |a - b| / max(1, |b|) over all outputs
    double final_states = 0;        ///< the same over the states after the window
    bool steps_equal_window = true; ///< step by step come the same bits
    bool informative = true;        ///< all states were compared; they and the outputs are not small
};

/// Takes the larger of two errors, and keeps NaN.
inline void worsen(double& worst, double a, double b)
{
    const double error = std::abs(a - b) / std::max(1.0, std::abs(b));
    worst = std::isnan(worst) || error <= worst ? worst : error;
}

template <class Cell, detail::name... States>
class forward_comparison
{
public:
    forward_comparison(plain::step plain_step, std::size_t steps, std::size_t rows)
        : plain_step_(plain_step)
        , random_(steps * 100 + rows)
        , x_(std::array<std::size_t, 3>{steps, rows, model_type::input_width})
        , state_(rows)
        , expected_(rows)
    {
        model_.edit([&](parameters<Cell, double>& p) { fill_and_note(p); });
        if constexpr (requires { Cell::k; })
        {
            model_.template set<"k">(0.7);
        }
        fill({x_.data(), x_.size()}, 1);
        fill({state_.data(), state_.size()}, 0.7);
        (note_state<States>(), ...);
    }

    forward_report run()
    {
        hidden_state<Cell, double> stepped = state_;
        const std::size_t steps = x_.shape()[0];
        const std::size_t rows = x_.shape()[1];
        workspace<Cell, double> work(model_, steps + 1, rows + 1);
        const auto y = work.forward(model_, x_, state_);
        for (std::size_t t = 0; t < steps; ++t)
        {
            const std::span<const double> all(
                x_.data() + t * rows * model_type::input_width, rows * model_type::input_width);
            const auto y_step = model_.step(all, stepped);
            for (std::size_t b = 0; b < rows; ++b)
            {
                const double* x = &x_(t, b, 0);
                const plain::numbers expected =
                    plain_step_(weights_, plain::numbers(x, x + model_type::input_width), expected_[b]);
                for (std::size_t j = 0; j < model_type::output_width; ++j)
                {
                    worsen(report_.outputs, y(t, b, j), expected.at(j));
                    report_.steps_equal_window = report_.steps_equal_window && y_step(b, j) == y(t, b, j);
                }
            }
        }
        (compare_state<States>(stepped), ...);
        std::size_t states = 0;
        xrnn::detail::each_named_state<Cell>([&]<std::size_t, detail::name>() { ++states; });
        report_.informative = report_.informative && informative(y) && states == sizeof...(States);
        return report_;
    }

private:
    using model_type = model<Cell, double>;

    void fill(std::span<double> numbers, double scale)
    {
        for (double& x : numbers)
        {
            x = scale * random_.normal();
        }
    }

    void fill_and_note(parameters<Cell, double>& p)
    {
        p.for_each([&]<class>(std::size_t, std::string_view name, std::size_t, std::size_t columns,
                       std::span<double> numbers) {
            fill(numbers, 0.5);
            weights_.set(std::string(name), numbers.data(), numbers.size(), columns);
        });
    }

    template <detail::name State>
    void note_state()
    {
        const auto s = state_.template get<State>();
        for (std::size_t b = 0; b < expected_.size(); ++b)
        {
            for (std::size_t j = 0; j < s.shape()[1]; ++j)
            {
                expected_[b][std::string(State.view())].push_back(s(b, j));
            }
        }
    }

    template <detail::name State>
    void compare_state(hidden_state<Cell, double>& stepped)
    {
        const auto s = state_.template get<State>();
        const auto s_step = stepped.template get<State>();
        report_.informative = report_.informative && informative(s);
        for (std::size_t b = 0; b < expected_.size(); ++b)
        {
            for (std::size_t j = 0; j < s.shape()[1]; ++j)
            {
                worsen(report_.final_states, s(b, j), expected_[b][std::string(State.view())].at(j));
                report_.steps_equal_window = report_.steps_equal_window && s_step(b, j) == s(b, j);
            }
        }
    }

    plain::step plain_step_;
    random_source random_;
    model<Cell, double> model_{1}; // drawn, and so packed, before edit() packs it anew
    plain::weights weights_;
    xt::xtensor<double, 3> x_;
    hidden_state<Cell, double> state_;
    std::vector<plain::states> expected_;
    forward_report report_;
};

/// Five steps of three rows.
template <class Cell, detail::name... States>
forward_report compare_forward(plain::step plain_step)
{
    return forward_comparison<Cell, States...>(plain_step, 5, 3).run();
}

} // namespace tests
