// SPDX-License-Identifier: BSD-3-Clause
/// What can be done with the views that models, states and workspaces give out.
#include <catch2/catch.hpp>

#include <numeric>

#include <xtensor/xnoalias.hpp>
#include <xtensor/xview.hpp>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

using network = stack<lstm<3, 4>, linear<4, 2>>;
using matrix = xt::xtensor<float, 2>;

/// 0, 1, 2, ... in the shape [rows, columns].
matrix counting(std::size_t rows, std::size_t columns)
{
    matrix m(std::array<std::size_t, 2>{rows, columns});
    std::iota(m.begin(), m.end(), 0.0f);
    return m;
}

/// The message of what assigning throws; it must leave the parameters as they were.
template <class Assign>
std::string refusal(parameters<network>& p, const Assign& assign)
{
    const std::vector<float> before(p.span().begin(), p.span().end());
    try
    {
        assign();
    }
    catch (const std::invalid_argument& error)
    {
        CHECK(std::equal(before.begin(), before.end(), p.data()));
        return error.what();
    }
    return "nothing was thrown";
}

} // namespace

TEST_CASE("a view that is assigned to another copies its elements")
{
    hidden_state<network> a(2), b(2);
    b.get<"h">() = counting(2, 4);
    a.get<"h">() = b.get<"h">();
    CHECK(numbers(a.get<"h">()) == numbers(counting(2, 4)));
    CHECK(numbers(a.get<"c">()) == std::vector<float>(8));
    b.get<"h">().fill(9);
    CHECK(numbers(a.get<"h">()) == numbers(counting(2, 4)));

    parameters<network> p;
    p.get<"W_f">() = counting(3, 4);
    p.get<"W_i">() = p.get<"W_f">();
    CHECK(numbers(p.get<"W_i">()) == numbers(counting(3, 4)));
    auto named = p.get<"W_o">();
    named = p.get<"W_f">();
    CHECK(numbers(p.get<"W_o">()) == numbers(counting(3, 4)));
    CHECK(p.get<"W_g">()(2, 3) == 0);
    const parameters<network> q = p;
    p.get<"W_g">() = q.get<"W_f">();
    CHECK(p.get<"W_g">()(2, 3) == 11);
}

TEST_CASE("output adjoints can be copied from one workspace to another, and taken from its output")
{
    const model<network> m(1);
    workspace one(m, 3, 2), two(m, 5, 2);
    hidden_state<network> state(2);
    const auto x = random_sequence<float>(3, 2, 3);
    one.forward(m, x, state);
    two.forward(m, x, state);
    one.output_adjoint() = random_sequence<float>(3, 2, 2);
    two.output_adjoint() = one.output_adjoint();
    CHECK(numbers(two.output_adjoint()) == numbers(random_sequence<float>(3, 2, 2)));
    two.output_adjoint() = two.output(); // whose rows need not lie side by side
    CHECK(numbers(two.output_adjoint()) == numbers(two.output()));
    two.final_adjoint<"c">() = state.get<"h">();
    CHECK(numbers(two.final_adjoint<"c">()) == numbers(state.get<"h">()));

    const auto longer = random_sequence<float>(4, 2, 3);
    two.forward(m, longer, state);
    CHECK_THROWS_WITH(two.output_adjoint() = one.output_adjoint(),
        Contains("the output adjoint has the shape [4, 2, 2]") && Contains("[3, 2, 2]"));
    CHECK_THROWS_WITH((two.final_adjoint<"c">() = counting(1, 4)),
        Contains("the final adjoint of the state \"c\" of layer 0 has the shape [2, 4]"));
}

TEST_CASE("another shape is refused with the name and both shapes, and nothing is written")
{
    parameters<network> p;
    const auto turned = refusal(p, [&] { p.get<"W_i">() = counting(4, 3); }); // as PyTorch has it
    CHECK_THAT(turned, Contains("the parameter \"W_i\" of layer 0 has the shape [3, 4]") && Contains("has [4, 3]"));
    CHECK_THAT(turned, Contains("assign its transpose"));
    CHECK_THAT((refusal(p, [&] { p.get<"W", 1>() = p.get<"W_i">(); })),
        Contains("the parameter \"W\" of layer 1 has the shape [4, 2]") && Contains("has [3, 4]"));
    const xt::xtensor<float, 1> flat = xt::ones<float>({12});
    CHECK_THAT(refusal(p, [&] { p.get<"W_i">() = flat; }), Contains("has [12]"));
    CHECK_THAT((refusal(p, [&] { p.get<"b", 1>() = xt::ones<float>({3}); })), Contains("has [3]"));
    CHECK_THAT((refusal(p, [&] { p.get<"b", 1>() += xt::ones<float>({3}); })), Contains("has [3]"));
    CHECK_THAT((refusal(p, [&] { xt::noalias(p.get<"W_i">()) = counting(4, 3); })), Contains("has [4, 3]"));
    hidden_state<network> two(2);
    CHECK_THROWS_WITH((two.get<"c">() = counting(4, 2)), Contains("the state \"c\" of layer 0 has the shape [2, 4]"));
}

TEST_CASE("nothing is broadcast but a number")
{
    parameters<network> p;
    CHECK_THAT((refusal(p, [&] { p.get<"W_i">() = counting(1, 4); })), Contains("has [1, 4]"));
    CHECK_THAT((refusal(p, [&] { p.get<"W_i">() = p.get<"b_i">(); })), Contains("has [4]"));
    CHECK_THAT((refusal(p, [&] { p.get<"W_i">() *= counting(1, 4); })), Contains("has [1, 4]"));
    CHECK_THAT((refusal(p, [&] { p.get<"b", 1>() = {1}; })), Contains("has [1]"));
    p.get<"W_i">() = 2;
    CHECK(numbers(p.get<"W_i">()) == std::vector<float>(12, 2));
    p.get<"W_i">().fill(3);
    CHECK(numbers(p.get<"W_i">()) == std::vector<float>(12, 3));
    p.get<"b", 1>() = {1, 2};
    CHECK(numbers(p.get<"b", 1>()) == std::vector<float>{1, 2});
    CHECK(p.get<"W_f">()(0, 0) == 0);
}

TEST_CASE("views are added, subtracted, multiplied and divided in place")
{
    parameters<network> p;
    p.get<"b", 1>() = {6, 8};
    p.get<"b", 1>() *= 2;
    CHECK(numbers(p.get<"b", 1>()) == std::vector<float>{12, 16});
    p.get<"b", 1>() /= 4;
    p.get<"b", 1>() += 1.0;
    CHECK(numbers(p.get<"b", 1>()) == std::vector<float>{4, 5});
    p.get<"b", 1>() -= 2;
    p.get<"b", 1>() += p.get<"b", 1>();
    CHECK(numbers(p.get<"b", 1>()) == std::vector<float>{4, 6});
    p.get<"b", 1>() /= xt::xtensor<double, 1>{2, 3};
    CHECK(numbers(p.get<"b", 1>()) == std::vector<float>{2, 2});
    p.get<"b", 1>() -= 2 * p.get<"b", 1>();
    CHECK(numbers(p.get<"b", 1>()) == std::vector<float>{-2, -2});
}

TEST_CASE("the source of an assignment may share memory with the view")
{
    parameters<network> p;
    p.get<"U_i">() = counting(4, 4);
    p.get<"U_i">() = p.get<"U_i">();
    CHECK(numbers(p.get<"U_i">()) == numbers(counting(4, 4)));
    p.get<"U_i">() = xt::transpose(p.get<"U_i">());
    CHECK(p.get<"U_i">()(1, 0) == 1);
    CHECK(p.get<"U_i">()(0, 3) == 12);
    for (const int shift : {-1, 1})
    {
        std::array<float, 6> memory{0, 1, 2, 3, 4, 5};
        auto to = detail::view(memory.data() + 1, std::array<std::size_t, 1>{4});
        to = detail::view(memory.data() + 1 + shift, std::array<std::size_t, 1>{4});
        const auto moved = [&](int i) { return i >= 1 && i <= 4 ? i + shift : i; };
        for (int i = 0; i < 6; ++i)
        {
            CHECK(memory[static_cast<std::size_t>(i)] == static_cast<float>(moved(i)));
        }
    }
}

TEST_CASE("expressions of every kind can be assigned, and element by element")
{
    parameters<network> p;
    const xt::xtensor<float, 2, xt::layout_type::column_major> columns = counting(3, 4);
    p.get<"W_i">() = columns;
    CHECK(numbers(p.get<"W_i">()) == numbers(counting(3, 4)));
    p.get<"W_f">() = xt::transpose(counting(4, 3));
    CHECK(p.get<"W_f">()(1, 2) == 7);
    p.get<"W_o">() = 2 * p.get<"W_i">() - counting(3, 4);
    CHECK(numbers(p.get<"W_o">()) == numbers(counting(3, 4)));
    p.get<"W_g">() = xt::view(counting(5, 4), xt::range(1, 4), xt::all());
    CHECK(p.get<"W_g">()(0, 0) == 4);
    const xt::xtensor<double, 2> wide = counting(3, 4);
    p.get<"W_g">() = wide;
    CHECK(numbers(p.get<"W_g">()) == numbers(counting(3, 4)));
    xt::noalias(p.get<"W_g">()) = p.get<"W_g">() + 1;
    CHECK(p.get<"W_g">()(0, 0) == 1);
}

TEST_CASE("views are xtensor expressions")
{
    model<network> m;
    m.edit([](parameters<network>& p) {
        p.get<"W_i">() = counting(3, 4);
        xt::view(p.get<"W_i">(), 0, xt::all()) = 5;
    });
    const auto w = m.get<"W_i">();
    CHECK(w(2, 3) == 11);
    CHECK(w.shape() == std::array<std::size_t, 2>{3, 4});
    CHECK(w.data() == m.all().data());
    CHECK(xt::sum(w)() == 4 * 5 + 60);
    CHECK(xt::sum(w, {0})(1) == 5 + 5 + 9);
    CHECK(numbers(xt::view(w, 1, xt::range(1, 3))) == std::vector<float>{5, 6});
    CHECK(std::accumulate(w.begin(), w.end(), 0.0f) == 80);
    const matrix copied = w;
    const xt::xtensor<float, 2> doubled = w + copied;
    CHECK(doubled(2, 3) == 22);
    CHECK(xt::all(xt::equal(w, copied)));
    const auto same = w; // shows the same numbers
    m.edit([](parameters<network>& p) { p.get<"W_i">()(2, 3) = 1; });
    CHECK(same(2, 3) == 1);

    const auto x = random_sequence<float>(5, 2, 3);
    workspace work(m, 5, 2);
    hidden_state<network> state(2);
    const auto c = (work.forward(m, x, state), work.probe<"c", 0>());
    const xt::xtensor<float, 3> copied_c = c;
    CHECK(numbers(c) == numbers(copied_c));
    CHECK(xt::sum(c)() == Approx(xt::sum(copied_c)()));
    CHECK(numbers(xt::view(c, 4, 1, xt::all())) == numbers(xt::view(state.get<"c">(), 1, xt::all())));
}

TEST_CASE("a constant state, constant parameters and a constant stepper can be read")
{
    hidden_state<network> state(2);
    state.get<"c">()(1, 3) = 4;
    const hidden_state<network>& read = state;
    CHECK(read.get<"c">()(1, 3) == 4);
    CHECK(read.data() == state.data());
    const model<network> m(1);
    std::size_t count = 0;
    m.all().for_each([&]<class Cell>(std::size_t, std::string_view, std::size_t, std::size_t,
                         std::span<const float> numbers) { count += numbers.size(); });
    CHECK(count == m.all().size());
    const stepper rnn(m);
    CHECK(rnn.state().rows() == 1);
}

TEST_CASE("parameters and states that are assigned stay where they are, so that their views stay valid")
{
    const model<network> m(1);
    parameters<network> p;
    const auto w = p.get<"W_i">();
    p = m.all();
    CHECK(numbers(w) == numbers(m.get<"W_i">()));
    hidden_state<network> state(2), other(2), larger(3);
    const auto h = state.get<"h">();
    other.get<"h">() = counting(2, 4);
    state = other;
    CHECK(numbers(h) == numbers(counting(2, 4)));
    larger.get<"h">() = counting(3, 4);
    state = larger;
    CHECK(numbers(state.get<"h">()) == numbers(counting(3, 4)));
}
