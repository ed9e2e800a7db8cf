// SPDX-License-Identifier: BSD-3-Clause
/// Compares every gradient of a network with finite differences: equation (31) of docs/mathematics.md.
///
/// The loss is a random linear function of all outputs and of the final state, so that every adjoint that a network
/// takes is in play. Checked are all parameters, the inputs and the initial state. With XRNN_ALL_COORDINATES in the
/// environment every coordinate is checked, otherwise a sample of each of the three.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

#include <xrnn/xrnn.hpp>

#include "torture_cell.hpp"

namespace tests
{

/// What a cell with kinks adds to the check. A kink is kept away from: the vector `apart` is set to +3 and -3 in turn,
/// so that both sides are taken and small steps change none; append() notes the sides, to skip what crosses one all the
/// same.
template <class Cell>
struct kinks
{
    static constexpr std::string_view apart = "";
    static constexpr double weights = 0.7;

    template <std::size_t Layer, class Workspace, class State>
    static void append(const Workspace&, State&, std::vector<bool>&)
    {
    }
};

template <std::size_t In, std::size_t Hidden>
struct kinks<relu_rnn<In, Hidden>>
{
    static constexpr std::string_view apart = "b_h";
    static constexpr double weights = 0.2; // rectified units grow with each other

    template <std::size_t Layer, class Workspace, class State>
    static void append(const Workspace& w, State&, std::vector<bool>& sides)
    {
        for (const double h : w.template probe<"h", Layer>())
        {
            sides.push_back(h > 0);
        }
    }
};

template <std::size_t In, std::size_t Hidden, std::size_t Memory>
struct kinks<torture<In, Hidden, Memory>>
{
    static constexpr std::string_view apart = "s";
    static constexpr double weights = 0.5;

    template <std::size_t Layer, class Workspace, class State>
    static void append(const Workspace& w, State& initial, std::vector<bool>& sides)
    {
        const auto h = w.template probe<"h", Layer>();
        const auto c = w.template probe<"c", Layer>();
        const auto before = initial.template get<"h", Layer>();
        for (std::size_t t = 0; t < h.shape()[0]; ++t)
        {
            for (std::size_t b = 0; b < h.shape()[1]; ++b)
            {
                for (std::size_t j = 0; j < Hidden; ++j)
                {
                    const double offset = j % 2 == 0 ? 3 : -3;
                    sides.push_back(c(t, b, j) + offset >= (t == 0 ? before(b, j) : h(t - 1, b, j)));
                }
            }
        }
    }
};

struct gradient_report
{
    std::size_t checked = 0;
    std::size_t wrong = 0;
    std::size_t skipped = 0; ///< the stencil crosses a kink
    double worst = 0;        ///< largest |a - n| / max(1, |a|, |n|)

    bool good() const { return checked > 0 && wrong == 0 && skipped * 20 <= checked + skipped; }
};

template <class Network, class Products = native_products>
class gradient_check
{
public:
    gradient_check(std::size_t steps, std::size_t rows, std::size_t capacity_steps = 0, std::size_t capacity_rows = 0)
        : work_(std::max(steps, capacity_steps), std::max(rows, capacity_rows), input_adjoints::yes)
        , initial_(rows)
        , final_(rows)
        , x_(std::array<std::size_t, 3>{steps, rows, model_type::input_width})
        , output_weights_(std::array<std::size_t, 3>{steps, rows, model_type::output_width})
        , final_weights_(initial_.size())
    {
        model_.edit([&](auto& p) { fill_parameters(p); });
        set_scalars();
        fill(std::span(x_.data(), x_.size()), 1);
        fill(std::span(output_weights_.data(), output_weights_.size()), 1);
        fill(std::span(final_weights_), 1);
        fill(std::span(initial_.data(), initial_.size()), 0.7);
    }

    gradient_report run(std::size_t sample = 24)
    {
        sample_ = std::getenv("XRNN_ALL_COORDINATES") != nullptr ? static_cast<std::size_t>(-1) : sample;
        loss();
        work_.output_adjoint() = output_weights_;
        std::copy(final_weights_.begin(), final_weights_.end(), final_adjoint());
        work_.backward(model_, gradients_);
        const std::vector<double> input_gradient(work_.input_adjoint().begin(), work_.input_adjoint().end());
        const std::vector<double> state_gradient(initial_adjoint(), initial_adjoint() + initial_.size());

        report_ = {};
        compare(gradients_.span(),
            [&](std::size_t i, double delta) { model_.edit([&](auto& p) { p.data()[i] += delta; }); });
        compare(input_gradient, [&](std::size_t i, double delta) { x_.data()[i] += delta; });
        compare(state_gradient, [&](std::size_t i, double delta) { initial_.data()[i] += delta; });
        return report_;
    }

private:
    using model_type = model<Network, double, Products>;
    using cells = cells_of<Network>;

    void fill(std::span<double> numbers, double scale)
    {
        for (double& x : numbers)
        {
            x = scale * random_.normal();
        }
    }

    /// Weights by the square root of their inputs: a network that doubles every difference at each step has no
    /// derivative that finite differences could measure after twenty.
    void fill_parameters(parameters<Network, double>& all)
    {
        all.for_each([&]<class Cell>(
                         std::size_t, std::string_view name, std::size_t rows, std::size_t, std::span<double> numbers) {
            fill(numbers, rows > 0 ? kinks<Cell>::weights / std::sqrt(static_cast<double>(rows)) : 0.5);
            for (std::size_t j = 0; j < numbers.size() && name == kinks<Cell>::apart; ++j)
            {
                numbers[j] = j % 2 == 0 ? 3 : -3;
            }
        });
    }

    void set_scalars()
    {
        each_index<std::tuple_size_v<cells>>([&]<std::size_t L>() {
            if constexpr (plan_of<std::tuple_element_t<L, cells>>.scalar_count() > 0)
            {
                model_.template set<"k", L>(0.7);
            }
        });
    }

    double* final_adjoint()
    {
        return first_state([&]<name S, std::size_t L>() { return work_.template final_adjoint<S, L>().data(); });
    }

    double* initial_adjoint()
    {
        return first_state([&]<name S, std::size_t L>() { return work_.template initial_adjoint<S, L>().data(); });
    }

    /// States lie one after the other, so that a pointer to one tells where the first one starts. Every cell here calls
    /// one h.
    template <class F>
    double* first_state(F&& f) const
    {
        double* first = nullptr;
        each_index<std::tuple_size_v<cells>>([&]<std::size_t L>() {
            if constexpr (plan_of<std::tuple_element_t<L, cells>>.state_width > 0)
            {
                constexpr std::size_t before = xrnn::detail::state_place<Network, "h", L>::offset;
                first = f.template operator()<"h", L>() - before * initial_.rows();
            }
        });
        return first;
    }

    double loss()
    {
        std::copy_n(initial_.data(), initial_.size(), final_.data());
        const auto y = work_.forward(model_, x_, final_, training{3, 5});
        double sum = 0;
        for (std::size_t t = 0; t < y.shape()[0]; ++t)
        {
            for (std::size_t b = 0; b < y.shape()[1]; ++b)
            {
                for (std::size_t k = 0; k < y.shape()[2]; ++k)
                {
                    sum += output_weights_(t, b, k) * y(t, b, k);
                }
            }
        }
        for (std::size_t i = 0; i < final_weights_.size(); ++i)
        {
            sum += final_weights_[i] * final_.data()[i];
        }
        return sum;
    }

    std::vector<bool> sides()
    {
        std::vector<bool> all;
        each_index<std::tuple_size_v<cells>>(
            [&]<std::size_t L>() { kinks<std::tuple_element_t<L, cells>>::template append<L>(work_, initial_, all); });
        return all;
    }

    template <class Gradient, class Move>
    void compare(const Gradient& analytic, const Move& move)
    {
        const std::size_t count = std::min(sample_, analytic.size());
        for (std::size_t s = 0; s < count; ++s)
        {
            const std::size_t i =
                count == analytic.size() ? s : static_cast<std::size_t>(random_.bits() % analytic.size());
            const double h = 1e-3;
            const std::array<double, 4> steps{h, -h, 2 * h, -2 * h};
            std::array<double, 4> losses{};
            std::array<std::vector<bool>, 4> where;
            for (std::size_t k = 0; k < 4; ++k)
            {
                move(i, steps[k]);
                losses[k] = loss();
                where[k] = sides();
                move(i, -steps[k]);
            }
            if (where[1] != where[0] || where[2] != where[0] || where[3] != where[0])
            {
                ++report_.skipped;
                continue;
            }
            const double n = (8 * (losses[0] - losses[1]) - (losses[2] - losses[3])) / (12 * h);
            const double a = analytic[i];
            const double error = std::abs(a - n) / std::max({1.0, std::abs(a), std::abs(n)});
            ++report_.checked;
            report_.wrong += !(error <= 1e-6);
            report_.worst = error > report_.worst ? error : report_.worst;
        }
    }

    random_source random_{17};
    model_type model_;
    parameters<Network, double> gradients_;
    workspace<Network, double, Products> work_;
    hidden_state<Network, double> initial_;
    hidden_state<Network, double> final_;
    xt::xtensor<double, 3> x_;
    xt::xtensor<double, 3> output_weights_;
    std::vector<double> final_weights_;
    std::size_t sample_ = 0;
    gradient_report report_;
};

} // namespace tests
