// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include "../support/fed_cells.hpp"
#include "golden.hpp"

using namespace tests;

TEST_CASE("a cell with several inputs matches PyTorch over all of them side by side")
{
    using cell = conditioned_rnn<3, 2, 4, 5>;
    using parameter_names = names<"W", "C", "V", "U", "b">;
    golden_numbers expected("inputs");
    model<cell, double> m;
    m.edit([](auto& p) { fill_layer<parameter_names, 0>(p); });
    xt::xtensor<double, 3> x(std::array<std::size_t, 3>{5, 3, 3});
    xt::xtensor<double, 3> context(std::array<std::size_t, 3>{5, 3, 2});
    xt::xtensor<double, 2> v(std::array<std::size_t, 2>{3, 4});
    xt::xtensor<double, 3> target(std::array<std::size_t, 3>{5, 3, 5});
    fill(x, 95);
    fill(target, 96);
    fill(context, 97);
    fill(v, 98);
    hidden_state<cell, double> state(3);
    fill(state.get<"h">(), seed::initial("h"));
    workspace work(m, 5, 3, input_adjoints::yes);
    largest_error outputs;
    const auto y = work.forward(m, feeds(x, context, v), state);
    outputs.add(y, expected, "output");
    work.output_adjoint() = y - target;
    parameters<cell, double> gradients;
    work.backward(m, gradients);
    largest_error all;
    all.add(work.input_adjoint<"x">(), expected, "gradient.x");
    all.add(work.input_adjoint<"context">(), expected, "gradient.context");
    all.add(work.input_adjoint<"v">(), expected, "gradient.v");
    all.add(work.initial_adjoint<"h">(), expected, "gradient.h");
    parameter_names::each([&]<xrnn::detail::name Name>(std::size_t) {
        all.add(gradients.get<Name>(), expected, "gradient." + std::string(Name.view()));
    });
    INFO("largest errors: outputs " << outputs.value() << ", gradients " << all.value());
    CHECK(outputs.value() <= 1e-12);
    CHECK(all.value() <= 1e-11);
    CHECK(expected.unread().empty());
}
