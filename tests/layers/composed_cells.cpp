// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;

namespace
{
/// The parameters of two networks that have the same ones in the same order.
template <class To, class From>
void copy_parameters(model<To, double>& to, const model<From, double>& from)
{
    to.edit([&](auto& p) { std::copy(from.all().span().begin(), from.all().span().end(), p.span().begin()); });
}

/// One step of a network for a row of numbers, from a state of zeros.
template <class Network>
std::vector<double> first_step(const model<Network, double>& m, const std::vector<double>& x)
{
    hidden_state<Network, double> state;
    return numbers(m.step(x, state));
}

/// Cells that have the names which highway and residual give.
template <std::size_t W>
struct named_alike
{
    static constexpr input<"x", W> x{};
    static constexpr state<"t", W> t{};
    static constexpr value<"y", W> y{};
    static constexpr parameter<"W_t", W, W> W_t{};
    static constexpr parameter<"b_t", W> b_t{};
    static constexpr auto output = y;
    static constexpr auto start = initial(b_t = 2);
    static constexpr auto step = equations(t = tanh(dot(x, W_t) + b_t + prev(t)), y = 2 * t);
};

/// The equations of an rnn, and one more.
struct twice
{
    using inner = rnn<3, 3>;
    static constexpr value<"s", 3> s{};
    static constexpr auto output = s;
    static constexpr auto step = equations(inner::step, s = inner::h + prev(inner::h));
};
} // namespace

TEST_CASE("residual adds the input to the cell's output")
{
    const std::vector<double> x{1, -2, 0.5};
    const model<gru<3, 3>, double> alone(5);
    model<residual<gru<3, 3>>, double> around;
    copy_parameters(around, alone);
    const auto inner = first_step(alone, x);
    const auto outer = first_step(around, x);
    REQUIRE(outer.size() == 3);
    for (std::size_t j = 0; j < 3; ++j)
    {
        CHECK(inner[j] != 0);
        CHECK(outer[j] == Approx(x[j] + inner[j]));
    }
}

TEST_CASE("highway mixes input and output by its gate")
{
    using network = highway<rnn<2, 2>>;
    const std::vector<double> x{1, -2};
    model<network, double> m(3);
    CHECK(m.get<"b_t">()(1) == -1);
    const auto closed = [&](double bias) {
        m.edit([&](parameters<network, double>& p) { p.get<"b_t">().fill(bias); });
        return first_step(m, x);
    };
    const auto all_input = closed(-50);
    const auto all_cell = closed(50);
    for (std::size_t j = 0; j < 2; ++j)
    {
        const double cell = std::tanh(x[0] * m.get<"W_xh">()(0, j) + x[1] * m.get<"W_xh">()(1, j));
        CHECK(all_input[j] == Approx(x[j]));
        CHECK(all_cell[j] == Approx(cell));
    }
}

TEST_CASE("a cell inside another keeps its names and its start")
{
    const model<residual<lstm<4, 4>>, double> m(1);
    CHECK(m.get<"b_f">()(3) == 1);
    const model<highway<named_alike<3>>, double> primed(1);
    CHECK(primed.get<"b_t">()(0) == 2);
    CHECK(primed.get<"b_t'">()(0) == -1);
    const model<highway<highway<named_alike<3>>>, double> twice_primed(1);
    hidden_state<highway<highway<named_alike<3>>>, double> state;
    const auto y = numbers(twice_primed.step(std::vector<double>{1, 2, 3}, state));
    CHECK(numbers(state.probe<"y''">()) == y);
    CHECK(numbers(state.probe<"y'">()) != y);
}

TEST_CASE("the equations of one cell may stand among those of another")
{
    model<twice, double> m;
    m.edit([](parameters<twice, double>& p) { p.get<"b_h">().fill(1); });
    hidden_state<twice, double> state;
    const std::vector<double> x{0, 0, 0};
    m.step(x, state);
    const auto y = m.step(x, state);
    CHECK(y(0, 0) == Approx(2 * std::tanh(1.0)));
}
