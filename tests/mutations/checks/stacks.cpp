// SPDX-License-Identifier: BSD-3-Clause
/// Stacks: ids beside one-hot rows, and the state of each layer.
#include "../../support/informative.hpp"
#include "check.hpp"
#include "doubled.hpp"

using namespace tests;

namespace
{

constexpr std::size_t steps = 4;
constexpr std::size_t rows = 3;

template <class Network, class X>
std::vector<double> outputs_and_gradients(const X& x)
{
    const model<Network, double> m(4, uniform{0.5});
    workspace<Network, double> work(m, steps, rows);
    hidden_state<Network, double> state(rows);
    const auto y = work.forward(m, x, state);
    std::vector<double> all(y.begin(), y.end());
    random_source random(8);
    for (double& d : work.output_adjoint())
    {
        d = random.normal();
    }
    parameters<Network, double> gradients;
    work.backward(m, gradients);
    all.insert(all.end(), gradients.span().begin(), gradients.span().end());
    return all;
}

template <class Network>
void ids_equal_one_hot_rows(const char* claim)
{
    constexpr std::size_t width = model<Network, double>::input_width;
    xt::xtensor<id, 2> ids(std::array<std::size_t, 2>{steps, rows});
    xt::xtensor<double, 3> one_hot = xt::zeros<double>(std::array<std::size_t, 3>{steps, rows, width});
    for (std::size_t i = 0; i < steps * rows; ++i)
    {
        ids.data()[i] = static_cast<id>((i * i + 1) % width); // some come twice
        one_hot.data()[i * width + ids.data()[i]] = 1;
    }
    const std::vector<double> by_id = outputs_and_gradients<Network>(ids);
    const std::vector<double> by_row = outputs_and_gradients<Network>(one_hot);
    check(informative(by_id), "outputs and gradients that are numbers");
    for (std::size_t i = 0; i < by_id.size(); ++i)
    {
        check(std::abs(by_id[i] - by_row[i]) <= 1e-12, claim);
    }
}

/// What a window leaves in the state of each layer is that layer's last step.
void states_come_back()
{
    using network = stack<rnn<2, 3>, rnn<3, 3>>;
    const model<network, double> m(5);
    workspace<network, double> work(m, 2, 1);
    hidden_state<network, double> state;
    const std::vector<double> x{1, -1, 2, 0.5};
    work.forward(m, x, state);
    const auto first = work.probe<"h", 0>();
    const auto second = work.probe<"h", 1>();
    for (std::size_t j = 0; j < 3; ++j)
    {
        check(first(1, 0, j) != second(1, 0, j), "two layers that differ");
        check(state.get<"h", 0>()(0, j) == first(1, 0, j), "the first layer's state comes back");
        check(state.get<"h", 1>()(0, j) == second(1, 0, j), "the second layer's state comes back");
    }
}

} // namespace

int main()
{
    states_come_back();
    ids_equal_one_hot_rows<nested>("ids give the outputs and gradients of one-hot rows");
}
