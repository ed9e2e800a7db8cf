// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <xtensor/xview.hpp>

#include <xrnn/engine/plan_text.hpp>
#include <xrnn/model/network_text.hpp>

#include "../support/fed_cells.hpp"
#include "../support/networks.hpp"

using namespace tests;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

namespace
{
constexpr std::size_t steps = 4;
constexpr std::size_t rows = 3;

using conditioned = conditioned_rnn<3, 2, 5, 7>;
using all_in_one = rnn<10, 7>;

/// The same numbers as one input: x, context and, at every step, v.
xt::xtensor<double, 3> join(
    const xt::xtensor<double, 3>& x, const xt::xtensor<double, 3>& context, const xt::xtensor<double, 2>& v)
{
    xt::xtensor<double, 3> all(std::array<std::size_t, 3>{x.shape()[0], x.shape()[1], 10});
    for (std::size_t t = 0; t < x.shape()[0]; ++t)
    {
        for (std::size_t b = 0; b < x.shape()[1]; ++b)
        {
            std::copy_n(&x(t, b, 0), 3, &all(t, b, 0));
            std::copy_n(&context(t, b, 0), 2, &all(t, b, 3));
            std::copy_n(&v(b, 0), 5, &all(t, b, 5));
        }
    }
    return all;
}

/// The weights of the joined input: those of x, context and v, one below the other.
void copy_weights(const model<conditioned, double>& from, model<all_in_one, double>& to)
{
    to.edit([&](auto& p) {
        double* row = p.template get<"W_xh">().data();
        row = std::copy_n(from.get<"W">().data(), 3 * 7, row);
        row = std::copy_n(from.get<"C">().data(), 2 * 7, row);
        std::copy_n(from.get<"V">().data(), 5 * 7, row);
        std::copy_n(from.get<"U">().data(), 7 * 7, p.template get<"W_hh">().data());
        std::copy_n(from.get<"b">().data(), 7, p.template get<"b_h">().data());
    });
}

struct window
{
    xt::xtensor<double, 3> x = random_sequence<double>(steps, rows, 3, 1);
    xt::xtensor<double, 3> context = random_sequence<double>(steps, rows, 2, 2);
    xt::xtensor<double, 2> v = xt::view(random_sequence<double>(1, rows, 5, 3), 0);
    xt::xtensor<double, 3> adjoint = random_sequence<double>(steps, rows, 7, 4);
};

template <class A, class B>
void check_close(const A& a, const B& b)
{
    REQUIRE(a.size() == b.size());
    double largest = 0;
    auto other = b.begin();
    for (const double x : a)
    {
        CHECK(x == Approx(*other++).margin(1e-12));
        largest = std::max(largest, std::abs(x));
    }
    CHECK(largest > 1e-3);
}

/// The bits of everything that a window gives.
template <class Network, class... X>
std::vector<double> all_bits(const model<Network, double>& m, const team& threads, std::size_t batch, const X&... x)
{
    workspace<Network, double> work(m, steps, batch, input_adjoints::yes, threads);
    hidden_state<Network, double> state(batch);
    parameters<Network, double> gradients;
    auto all = numbers(work.forward(m, feeds(x...), state));
    work.output_adjoint().fill(0.5);
    work.backward(m, gradients);
    const auto add = [&](const auto& more) { all.insert(all.end(), more.begin(), more.end()); };
    add(gradients.span());
    add(work.input_adjoint());
    return all;
}
} // namespace

TEST_CASE("several inputs are as one joined input")
{
    const window w;
    model<conditioned, double> m;
    randomise(m);
    model<all_in_one, double> same;
    copy_weights(m, same);
    workspace work(m, steps + 1, rows + 1, input_adjoints::yes);
    workspace other(same, steps, rows, input_adjoints::yes);
    hidden_state<conditioned, double> state(rows);
    hidden_state<all_in_one, double> other_state(rows);
    const auto one = join(w.x, w.context, w.v);
    check_close(work.forward(m, feeds(w.x, w.context, w.v), state), other.forward(same, one, other_state));
    work.output_adjoint() = w.adjoint;
    other.output_adjoint() = w.adjoint;
    parameters<conditioned, double> gradients;
    parameters<all_in_one, double> other_gradients;
    work.backward(m, gradients);
    other.backward(same, other_gradients);

    const auto of_joined = other_gradients.get<"W_xh">();
    check_close(gradients.get<"W">(), xt::xtensor<double, 2>(xt::view(of_joined, xt::range(0, 3))));
    check_close(gradients.get<"C">(), xt::xtensor<double, 2>(xt::view(of_joined, xt::range(3, 5))));
    check_close(gradients.get<"V">(), xt::xtensor<double, 2>(xt::view(of_joined, xt::range(5, 10))));
    check_close(gradients.get<"U">(), other_gradients.get<"W_hh">());
    const auto input = other.input_adjoint();
    const auto part = [&](std::size_t first, std::size_t last) {
        return xt::xtensor<double, 3>(xt::view(input, xt::all(), xt::all(), xt::range(first, last)));
    };
    check_close(work.input_adjoint(), part(0, 3));
    check_close(work.input_adjoint<"x">(), part(0, 3));
    check_close(work.input_adjoint<"context">(), part(3, 5));
    // What is held was fed at every step, so its adjoint is a sum over the steps.
    check_close(work.input_adjoint<"v">(), xt::xtensor<double, 2>(xt::sum(part(5, 10), {0})));
}

TEST_CASE("a step feeds what a window feeds")
{
    const window w;
    model<conditioned, double> m;
    randomise(m);
    workspace work(m, steps, rows);
    hidden_state<conditioned, double> state(rows);
    hidden_state<conditioned, double> stepped(rows);
    const auto y = work.forward(m, feeds(w.x, w.context, w.v), state);
    stepper<conditioned, double> rnn(m);
    for (std::size_t t = 0; t < steps; ++t)
    {
        const xt::xtensor<double, 2> x = xt::view(w.x, t);
        const xt::xtensor<double, 2> context = xt::view(w.context, t);
        const auto out = m.step(feeds(x, context, w.v), stepped);
        check_close(out, xt::xtensor<double, 2>(xt::view(y, t)));
        const auto row = [](const auto& of) { return std::vector<double>(&of(1, 0), &of(1, 0) + of.shape()[1]); };
        check_close(rnn.step(feeds(row(x), row(context), row(w.v))), xt::xtensor<double, 1>(xt::view(y, t, 1)));
    }
}

TEST_CASE("ids feed every input as the rows of a one would")
{
    const window w;
    model<conditioned, double> m;
    randomise(m);
    const xt::xtensor<id, 2> context{{0, 1, 1}, {1, 0, 1}, {0, 0, 1}, {1, 1, 0}};
    const std::vector<id> v{4, 0, 2};
    xt::xtensor<double, 3> hot_context = xt::zeros<double>({steps, rows, std::size_t(2)});
    xt::xtensor<double, 2> hot_v = xt::zeros<double>({rows, std::size_t(5)});
    for (std::size_t b = 0; b < rows; ++b)
    {
        hot_v(b, v[b]) = 1;
        for (std::size_t t = 0; t < steps; ++t)
        {
            hot_context(t, b, context(t, b)) = 1;
        }
    }
    workspace work(m, steps, rows, input_adjoints::yes);
    workspace other(m, steps, rows);
    hidden_state<conditioned, double> state(rows);
    hidden_state<conditioned, double> other_state(rows);
    check_close(work.forward(m, feeds(w.x, xt::xtensor<id, 2>(context), std::vector<id>(v)), state),
        other.forward(m, feeds(w.x, hot_context, hot_v), other_state));
    work.output_adjoint() = w.adjoint;
    other.output_adjoint() = w.adjoint;
    parameters<conditioned, double> gradients;
    parameters<conditioned, double> other_gradients;
    work.backward(m, gradients);
    other.backward(m, other_gradients);
    check_close(gradients.span(), other_gradients.span());
    CHECK(work.input_adjoint<"x">().size() == steps * rows * 3);
    CHECK_THROWS_WITH(work.input_adjoint<"v">(), Contains("was fed ids"));

    stepper<conditioned, double> rnn(m);
    const std::vector<double> x{1, 2, 3};
    const std::vector<double> hot{0, 1};
    const auto with_id = numbers(rnn.step(feeds(x, 1, 4)));
    rnn.reset();
    check_close(with_id, numbers(rnn.step(feeds(x, hot, std::vector<double>{0, 0, 0, 0, 1}))));
    CHECK_THROWS_WITH(rnn.step(feeds(x, 2, 4)), Contains("2 is not below the input width 2"));
    CHECK_THROWS_WITH(rnn.step(feeds(x, 1, -1)), Contains("-1 is not below the input width 5"));
}

TEST_CASE("rows and threads change no bit of a network with several inputs")
{
    using network = stack<fed_in_every_way<3, 5>, conditioned_rnn<5, 2, 4, 6>>;
    model<network, double> m;
    randomise(m);
    const auto x = random_sequence<double>(steps, 40, 3, 1);
    const auto z = random_sequence<double>(steps, 40, 3, 2);
    const auto context = random_sequence<double>(steps, 40, 2, 3);
    const auto held = [](std::size_t width, std::uint64_t seed) {
        return xt::xtensor<double, 2>(xt::view(random_sequence<double>(1, 40, width, seed), 0));
    };
    const auto v = held(3, 4);
    const auto w = held(5, 5);
    const auto u = held(4, 6);
    const auto alone = all_bits(m, team(), 40, x, z, v, w, context, u);
    CHECK(std::count(alone.begin(), alone.end(), 0.0) < 10);
    for (const std::size_t threads : {2u, 3u, 7u})
    {
        CHECK(all_bits(m, team(threads), 40, x, z, v, w, context, u) == alone);
    }
    const std::size_t b = 17;
    const auto row = [&](const xt::xtensor<double, 3>& of) {
        return xt::xtensor<double, 3>(xt::view(of, xt::all(), xt::range(b, b + 1), xt::all()));
    };
    const auto held_row = [&](const xt::xtensor<double, 2>& of) {
        return xt::xtensor<double, 2>(xt::view(of, xt::range(b, b + 1), xt::all()));
    };
    const auto one = all_bits(m, team(), 1, row(x), row(z), held_row(v), held_row(w), row(context), held_row(u));
    for (std::size_t t = 0; t < steps; ++t)
    {
        CHECK(std::equal(one.begin() + std::ptrdiff_t(t * 6), one.begin() + std::ptrdiff_t(t * 6 + 6),
            alone.begin() + std::ptrdiff_t((t * 40 + b) * 6)));
    }
}

TEST_CASE("a workspace that was moved still knows its inputs")
{
    const window w;
    model<conditioned, double> m;
    randomise(m);
    hidden_state<conditioned, double> state(rows);
    workspace first(m, steps, rows, input_adjoints::yes);
    first.forward(m, feeds(w.x, w.context, std::vector<id>{4, 0, 2}), state);
    first.output_adjoint() = w.adjoint;
    workspace second = std::move(first);
    parameters<conditioned, double> gradients;
    second.backward(m, gradients);
    CHECK(second.input_adjoint<"context">().size() == steps * rows * 2);
    CHECK(std::abs(gradients.get<"V">()(4, 0)) > 1e-6);
    CHECK(gradients.get<"V">()(1, 0) == 0);
}

TEST_CASE("inputs that do not fit are refused, by name, and nothing changes")
{
    const window w;
    const model<conditioned, double> m(1);
    workspace work(m, steps, rows, input_adjoints::yes);
    hidden_state<conditioned, double> state(rows);
    const auto refusal = [&](const auto&... x) -> std::string {
        try
        {
            work.forward(m, feeds(x...), state);
        }
        catch (const std::logic_error& e)
        {
            return e.what();
        }
        return "";
    };
    const auto sequence = random_sequence<double>(steps, rows, 5);
    CHECK_THAT(refusal(w.x, w.context, sequence),
        Equals(
            "xrnn: the held input \"v\" is fed once a window and takes [rows, 5], [5] or ids [rows]; this one has the "
            "shape [4, 3, 5]"));
    CHECK_THAT(refusal(w.x, w.x, w.v),
        Equals(
            "xrnn: the input \"context\" takes a sequence [steps, rows, 2], [steps, 2] or ids [steps, rows]; this one "
            "has the shape [4, 3, 3]"));
    const auto shorter = random_sequence<double>(steps - 1, rows, 2);
    CHECK_THAT(refusal(w.x, shorter, w.v),
        Equals("xrnn: the input \"context\" has 3 steps of 3 rows, but the first input has 4 steps of 3 rows"));
    const xt::xtensor<double, 2> fewer = xt::view(w.v, xt::range(0, 2));
    CHECK_THAT(refusal(w.x, w.context, fewer),
        Equals("xrnn: the held input \"v\" has 2 rows, but the first input has 3 rows"));
    CHECK_THAT(refusal(w.x, w.context, std::vector<double>(7)), Contains("this one has 7 numbers"));
    CHECK_THAT(refusal(w.x, w.context, std::vector<id>{0, 5, 1}), Contains("the id 5 at step 0, row 1"));
    auto part_of_state = state.get<"h">();
    CHECK_THAT(refusal(w.x, w.context, xt::xtensor<double, 2>(xt::zeros<double>({rows, std::size_t(4)}))),
        Contains("the shape [3, 4]"));
    CHECK(part_of_state(0, 0) == 0);
    CHECK_THROWS_WITH(work.input_adjoint<"v">(), Contains("forward"));
    hidden_state<conditioned, double> one;
    CHECK_THROWS_WITH(m.step(feeds(std::vector<double>(3), std::vector<double>(3), std::vector<double>(5)), one),
        Contains("a step takes for the input \"context\" 2 numbers"));
    CHECK_THROWS_WITH(
        m.step(
            feeds(std::vector<double>(3), xt::view(one.get<"h">(), 0, xt::range(0, 2)), std::vector<double>(5)), one),
        Contains("part of the hidden state"));
}

TEST_CASE("the text of a network says what it is fed")
{
    CHECK_THAT(network_text<conditioned>(), Contains("0: x[3], context[2], held v[5]: h[7] ="));
}
