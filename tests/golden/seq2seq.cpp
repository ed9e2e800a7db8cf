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
constexpr std::size_t target_steps = 4;
constexpr std::size_t target_in = 2;
constexpr std::size_t cells = 4;

/// Calls f<State, Layer>("state.layer") for layers in [First, Last).
template <std::size_t First, std::size_t Last, class F>
void each_state(const F& f)
{
    detail::each_index<Last - First>([&]<std::size_t I>() {
        lstm_case::states::each([&]<detail::name S>(std::size_t) {
            f.template operator()<S, First + I>(std::string(S.view()) + "." + std::to_string(First + I));
        });
    });
}
} // namespace

TEST_CASE("an LSTM that begins where another one has ended matches PyTorch")
{
    using network = seq2seq<stack<lstm<in, hidden>, lstm<hidden, hidden>>,
        stack<lstm<target_in, hidden>, lstm<hidden, hidden>>, carry<"h">, carry<"c">>;
    golden_numbers expected("seq2seq");
    model<network, double> m;
    m.edit(
        [](auto& p) { detail::each_index<cells>([&]<std::size_t L>() { fill_layer<lstm_case::parameters, L>(p); }); });
    hidden_state<network, double> state(rows);
    each_state<0, 2>([&]<detail::name S, std::size_t L>(
                         const std::string&) { fill(state.get<S, L>(), seed::initial(S.view()) + L); });
    xt::xtensor<double, 3> source(std::array<std::size_t, 3>{steps, rows, in});
    xt::xtensor<double, 3> input(std::array<std::size_t, 3>{target_steps, rows, target_in});
    xt::xtensor<double, 3> target(std::array<std::size_t, 3>{target_steps, rows, hidden});
    fill(source, 95);
    fill(input, 97);
    fill(target, 96);
    workspace<network, double> work({.source = steps + 2, .target = target_steps + 1}, rows + 1, input_adjoints::yes);
    largest_error outputs;
    const auto y = work.forward(m, source, input, state);
    outputs.add(y, expected, "output");
    each_state<0, cells>([&]<detail::name S, std::size_t L>(const std::string& name) {
        outputs.add(state.get<S, L>(), expected, "final." + name);
        fill(work.final_adjoint<S, L>(), seed::final(S.view()) + L);
    });
    work.output_adjoint() = y - target;
    parameters<network, double> gradients;
    work.backward(m, gradients);
    largest_error all;
    all.add(work.source_adjoint(), expected, "gradient.source");
    all.add(work.input_adjoint(), expected, "gradient.input");
    each_state<0, 2>([&]<detail::name S, std::size_t L>(const std::string& name) {
        all.add(work.initial_adjoint<S, L>(), expected, "initial_gradient." + name);
    });
    detail::each_index<cells>([&]<std::size_t L>() {
        lstm_case::parameters::each([&]<detail::name P>(std::size_t) {
            all.add(gradients.get<P, L>(), expected, "gradient." + std::string(P.view()) + "." + std::to_string(L));
        });
    });
    INFO("largest errors: outputs " << outputs.value() << ", gradients " << all.value());
    CHECK(outputs.value() <= 1e-12);
    CHECK(all.value() <= 1e-11);
    CHECK(expected.unread().empty());
}
