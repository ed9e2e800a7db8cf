// SPDX-License-Identifier: BSD-3-Clause
/// The adjoints of sums: those of a cell by hand, and what they say of parameters.
#include <catch2/catch.hpp>

#include <cmath>

#include <xrnn/model/sum_adjoint.hpp>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

using network = stack<lstm<3, 4>, gru<4, 5>, linear<5, 2>>;
constexpr std::size_t steps = 6, rows = 3;

} // namespace

TEST_CASE("the adjoints of a sum add up to the gradient of its bias", "[sum_adjoint]")
{
    const model<network, double> m(1);
    workspace work(m, steps, rows, team(2));
    hidden_state<network, double> state(rows);
    parameters<network, double> gradients;
    const xt::xtensor<double, 3> x = random_sequence<double>(steps, rows, 3);
    CHECK_THROWS_WITH(each_sum_adjoint(work, [](auto&&...) {}), Contains("forward"));
    work.forward(m, x, state);
    work.output_adjoint() = random_sequence<double>(steps, rows, 2);
    CHECK_THROWS_AS(each_sum_adjoint(work, [](auto&&...) {}), std::logic_error);
    work.backward(m, gradients);
    std::string names;
    each_sum_adjoint(work, [&](std::size_t layer, std::string_view name, const auto& adjoint) {
        names += std::string(name) + std::to_string(layer) + " ";
        REQUIRE(adjoint.shape()[0] == steps);
        REQUIRE(adjoint.shape()[1] == rows);
        const auto bias = name == "f" ? gradients.get<"b_f">()
            : name == "z"             ? gradients.get<"b_z", 1>()
            : name == "y"             ? gradients.get<"b", 2>()
                                      : gradients.get<"b_i">();
        if (name == "f" || name == "z" || name == "y" || name == "i")
        {
            for (std::size_t j = 0; j < bias.size(); ++j)
            {
                double sum = 0;
                for (std::size_t i = 0; i < steps * rows; ++i)
                {
                    sum += adjoint(i / rows, i % rows, j);
                }
                CHECK(std::abs(sum - bias(j)) <= 1e-12);
                CHECK(std::abs(sum) > 1e-6);
            }
        }
    });
    CHECK(names == "i0 f0 o0 g0 r1 z1 n1 y2 ");
}

TEST_CASE("the adjoint of a simple network's sum goes back through the recurrent weight", "[sum_adjoint]")
{
    model<rnn<1, 1>, double> m(1);
    m.edit([](auto& p) {
        p.template get<"W_xh">() = 1;
        p.template get<"W_hh">() = 0.5;
    });
    workspace work(m, 3, 1);
    hidden_state<rnn<1, 1>, double> state;
    parameters<rnn<1, 1>, double> gradients;
    const std::vector<double> x{0.3, -0.2, 0.4};
    work.forward(m, x, state);
    const std::vector<double> h{work.output()(0, 0, 0), work.output()(1, 0, 0), work.output()(2, 0, 0)};
    work.output_adjoint()(2, 0, 0) = 1;
    work.backward(m, gradients);
    each_sum_adjoint(work, [&](std::size_t, std::string_view, const auto& adjoint) {
        double expected = 1;
        for (std::size_t t = 3; t-- > 0;)
        {
            expected *= 1 - h[t] * h[t];
            CHECK(adjoint(t, 0, 0) == Approx(expected).epsilon(1e-12));
            expected *= 0.5;
        }
    });
}
