// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include "golden.hpp"

using namespace tests;
using namespace xrnn;

namespace
{
constexpr std::size_t steps = 5;
constexpr std::size_t rows = 3;
constexpr std::size_t in = 3;
constexpr std::size_t hidden = 5;

/// Outputs, final states and all gradients of torch.nn.LSTM(bidirectional=True); its cells have xrnn's layer numbers.
template <class Network>
void compare(golden_numbers& expected)
{
    constexpr std::size_t cells = std::tuple_size_v<cells_of<Network>>;
    const std::string layers = std::to_string(cells / 2) + ".";
    model<Network, double> m;
    hidden_state<Network, double> state(rows);
    m.edit(
        [](auto& p) { detail::each_index<cells>([&]<std::size_t L>() { fill_layer<lstm_case::parameters, L>(p); }); });
    const auto each_state = [](const auto& f) {
        detail::each_index<cells>([&]<std::size_t L>() {
            lstm_case::states::each([&]<detail::name S>(std::size_t) {
                f.template operator()<S, L>(std::string(S.view()) + "." + std::to_string(L));
            });
        });
    };
    each_state([&]<detail::name S, std::size_t L>(
                   const std::string&) { fill(state.template get<S, L>(), seed::initial(S.view()) + L); });
    xt::xtensor<double, 3> x(std::array<std::size_t, 3>{steps, rows, in});
    xt::xtensor<double, 3> target(std::array<std::size_t, 3>{steps, rows, 2 * hidden});
    fill(x, 95);
    fill(target, 96);
    workspace<Network, double> work(steps + 2, rows + 1, input_adjoints::yes);
    largest_error outputs;
    const auto y = work.forward(m, x, state);
    outputs.add(y, expected, layers + "output");
    each_state([&]<detail::name S, std::size_t L>(const std::string& name) {
        outputs.add(state.template get<S, L>(), expected, layers + "final." + name);
        fill(work.template final_adjoint<S, L>(), seed::final(S.view()) + L);
    });
    work.output_adjoint() = y - target;
    parameters<Network, double> gradients;
    work.backward(m, gradients);
    largest_error all;
    all.add(work.input_adjoint(), expected, layers + "gradient.x");
    each_state([&]<detail::name S, std::size_t L>(const std::string& name) {
        all.add(work.template initial_adjoint<S, L>(), expected, layers + "initial_gradient." + name);
    });
    detail::each_index<cells>([&]<std::size_t L>() {
        lstm_case::parameters::each([&]<detail::name P>(std::size_t) {
            const std::string name = std::string(P.view()) + "." + std::to_string(L);
            all.add(gradients.template get<P, L>(), expected, layers + "gradient." + name);
        });
    });
    INFO("cells: " << cells << ", largest errors: outputs " << outputs.value() << ", gradients " << all.value());
    CHECK(outputs.value() <= 1e-12);
    CHECK(all.value() <= 1e-11);
}
} // namespace

TEST_CASE("one and two bidirectional layers of LSTM match PyTorch")
{
    golden_numbers expected("bidirectional");
    compare<bidirectional<lstm<in, hidden>>>(expected);
    compare<stack<bidirectional<lstm<in, hidden>>, bidirectional<lstm<2 * hidden, hidden>>>>(expected);
    CHECK(expected.unread().empty());
}
