// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <xtensor/xview.hpp>

#include <xrnn/model/network_text.hpp>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Equals;

namespace
{
/// The sum of all that it has read: what a bidirectional layer makes of it can be said in a line.
struct sums
{
    static constexpr input<"x", 2> x{};
    static constexpr state<"h", 2> h{};
    static constexpr auto output = h;
    static constexpr auto step = equations(h = prev(h) + x);
};

template <int Factor>
struct times
{
    static constexpr input<"x", 2> x{};
    static constexpr value<"y", 2> y{};
    static constexpr auto output = y;
    static constexpr auto step = equations(y = Factor * x);
};

template <class Network, class X>
std::vector<double> outputs(const X& x)
{
    const model<Network, double> m;
    workspace work(m, x.shape()[0] + 1, x.shape()[1] + 1);
    hidden_state<Network, double> state(x.shape()[1]);
    return numbers(work.forward(m, x, state));
}

/// Three steps of two rows.
const xt::xtensor<double, 3> x{{{1, 2}, {10, 20}}, {{3, 4}, {30, 40}}, {{5, 6}, {50, 60}}};

/// A bit of everything, fed with ids.
using tagger = stack<embedding<6, 5>, bidirectional<lstm<5, 4>>,
    residual<concat<gru<8, 3>, bidirectional<rnn<8, 1>>, stack<mgu<8, 3>, linear<3, 3>>>>,
    heads<linear<8, 3>, linear<8, 7>>>;

template <class Network, class X>
std::vector<double> all_bits(const X& ids, std::size_t batch, const team& threads)
{
    model<Network, double> m;
    randomise(m);
    workspace<Network, double> work(m, 5, batch, threads);
    hidden_state<Network, double> state(batch);
    parameters<Network, double> gradients;
    auto all = numbers(work.forward(m, ids, state));
    const auto second = numbers(work.template output<1>());
    all.insert(all.end(), second.begin(), second.end());
    work.output_adjoint().fill(0.5);
    work.template output_adjoint<1>().fill(-0.25);
    work.backward(m, gradients);
    all.insert(all.end(), gradients.span().begin(), gradients.span().end());
    return all;
}
} // namespace

TEST_CASE("a bidirectional layer sees the past and the future of each step")
{
    // [sum from the first step | sum from the last step]
    const std::vector<double> expected{
        1, 2, 9, 12, 10, 20, 90, 120, 4, 6, 8, 10, 40, 60, 80, 100, 9, 12, 5, 6, 90, 120, 50, 60};
    CHECK(outputs<bidirectional<sums>>(x) == expected);
    // Backwards inside backwards is forward again.
    const auto twice = outputs<bidirectional<bidirectional<sums>>>(x);
    for (std::size_t i = 0; i < 6; ++i)
    {
        const auto row = [&](std::size_t first) {
            return std::vector<double>(
                twice.begin() + std::ptrdiff_t(8 * i + first), twice.begin() + std::ptrdiff_t(8 * i + first + 2));
        };
        CHECK(row(0) == row(6));
        CHECK(row(2) == row(4));
        CHECK(row(0)
            == std::vector<double>(
                expected.begin() + std::ptrdiff_t(4 * i), expected.begin() + std::ptrdiff_t(4 * i + 2)));
    }
}

TEST_CASE("layers side by side, residual layers and heads do what they say")
{
    CHECK(outputs<concat<times<2>, times<3>, stack<times<2>, times<2>>>>(xt::xtensor<double, 3>{{{1, -1}}})
        == std::vector<double>{2, -2, 3, -3, 4, -4});
    CHECK(outputs<residual<stack<times<2>, times<5>>>>(xt::xtensor<double, 3>{{{1, -1}}})
        == std::vector<double>{11, -11});
    CHECK(outputs<residual<stack<residual<stack<times<2>>>, times<5>>>>(xt::xtensor<double, 3>{{{1, -1}}})
        == std::vector<double>{16, -16});
    using network = stack<times<2>, heads<times<3>, concat<times<5>, times<7>>>>;
    const model<network, double> m;
    workspace work(m, 3, 2);
    hidden_state<network, double> state(2);
    const auto y = work.forward(m, x, state);
    CHECK(y(2, 1, 0) == 300);
    CHECK(work.output<1>().shape()[2] == 4);
    CHECK(work.output<1>()(2, 1, 0) == 500);
    CHECK(work.output<1>()(2, 1, 3) == 840);
}

TEST_CASE("each head has its loss")
{
    using network = stack<times<2>, heads<linear<2, 1>, linear<2, 3>>>;
    model<network, double> m;
    randomise(m);
    workspace work(m, 3, 2);
    hidden_state<network, double> state(2);
    parameters<network, double> gradients;
    const std::vector<double> target(6, 1.0);
    const std::vector<id> classes{0, 1, 2, 0, 1, 2};
    work.forward(m, x, state);
    squared_error(work, target);
    work.backward(m, gradients);
    CHECK(std::abs(gradients.get<"W", 1>()(0, 0)) > 1e-3);
    CHECK(gradients.get<"W", 2>()(0, 0) == 0);
    work.forward(m, x, state);
    CHECK(softmax_cross_entropy(work.output<1>(), classes, work.output_adjoint<1>()) > 0);
    work.backward(m, gradients);
    CHECK(gradients.get<"W", 1>()(0, 0) == 0);
    CHECK(std::abs(gradients.get<"W", 2>()(0, 0)) > 1e-3);
}

TEST_CASE("cells are numbered in the order in which they run")
{
    using network = stack<bidirectional<rnn<2, 2>>, concat<linear<4, 3>, gru<4, 5>>>;
    STATIC_REQUIRE(std::is_same_v<cells_of<network>, std::tuple<rnn<2, 2>, rnn<2, 2>, linear<4, 3>, gru<4, 5>>>);
    model<network, double> m;
    m.edit([](auto& p) {
        p.template get<"W_xh", 1>().fill(1); // of the one that reads backwards
        p.template get<"W", 2>() = xt::eye<double>({4, 3});
    });
    workspace work(m, 3, 2);
    hidden_state<network, double> state(2);
    const auto y = work.forward(m, x, state);
    CHECK(y(0, 0, 0) == 0);
    CHECK(y(0, 0, 2) == Approx(std::tanh(3.0)));
    CHECK(y(2, 0, 2) == Approx(std::tanh(11.0)));
    // In the order in which it was read: the last step first.
    CHECK(work.probe<"h", 1>()(0, 0, 0) == Approx(std::tanh(11.0)));
    CHECK(state.get<"h", 1>()(0, 0) == Approx(std::tanh(3.0)));
}

TEST_CASE("ids are read backwards as one-hot rows are")
{
    using network = bidirectional<gru<6, 4>>;
    const xt::xtensor<id, 2> ids{{0, 5}, {3, 3}, {1, 4}};
    xt::xtensor<double, 3> hot = xt::zeros<double>({3, 2, 6});
    for (std::size_t i = 0; i < 6; ++i)
    {
        hot.data()[i * 6 + ids.data()[i]] = 1;
    }
    model<network, double> m;
    randomise(m);
    const auto run = [&](const auto& in) {
        workspace work(m, 4, 3, input_adjoints::yes);
        hidden_state<network, double> state(2);
        auto all = numbers(work.forward(m, in, state));
        work.output_adjoint().fill(0.5);
        parameters<network, double> gradients;
        work.backward(m, gradients);
        all.insert(all.end(), gradients.span().begin(), gradients.span().end());
        return all;
    };
    const auto of_ids = run(ids);
    const auto of_rows = run(hot);
    REQUIRE(of_ids.size() == of_rows.size());
    CHECK(informative(of_ids));
    for (std::size_t i = 0; i < of_ids.size(); ++i)
    {
        CHECK(of_ids[i] == Approx(of_rows[i]).margin(1e-12));
    }
}

TEST_CASE("rows and threads change no bit of a composed network")
{
    constexpr std::size_t batch = 19;
    xt::xtensor<id, 2> ids(std::array<std::size_t, 2>{5, batch});
    for (std::size_t i = 0; i < ids.size(); ++i)
    {
        ids.data()[i] = static_cast<id>((i * i + i / 7) % 6);
    }
    const auto alone = all_bits<tagger>(ids, batch, team());
    CHECK(informative(alone));
    for (const std::size_t threads : {2u, 3u, 7u})
    {
        CHECK(all_bits<tagger>(ids, batch, team(threads)) == alone);
    }
    const std::size_t b = 11;
    const auto one = all_bits<tagger>(xt::xtensor<id, 2>(xt::view(ids, xt::all(), xt::range(b, b + 1))), 1, team());
    for (std::size_t t = 0; t < 5; ++t)
    {
        CHECK(std::equal(one.begin() + std::ptrdiff_t(3 * t), one.begin() + std::ptrdiff_t(3 * t + 3),
            alone.begin() + std::ptrdiff_t(3 * (t * batch + b))));
    }
}

TEST_CASE("a bidirectional layer reads each sequence of a pack from its own last step")
{
    using network = stack<bidirectional<gru<6, 5>>, residual<bidirectional<stack<lstm<10, 5>>>>, linear<10, 3>>;
    const std::vector<std::vector<id>> all{{0, 5, 2}, {4}, {1, 1, 3, 0, 2}, {5, 4}};
    model<network, double> m;
    randomise(m);
    packed_sequences<id> read(11, 4, 1);
    read.fill(all);
    for (const std::size_t threads : {1u, 3u})
    {
        workspace work(m, 6, 5, team(threads));
        hidden_state<network, double> state(4);
        const auto together = work.forward(m, read, state);
        for (std::size_t row = 0; row < 4; ++row)
        {
            workspace one(m, 5, 1);
            hidden_state<network, double> own;
            const auto alone = one.forward(m, all[row], own);
            for (std::size_t t = 0; t < all[row].size(); ++t)
            {
                CHECK(std::equal(&alone(t, 0, 0), &alone(t, 0, 0) + 3, &together(row, t)[0]));
                CHECK(alone(t, 0, 0) != 0);
            }
            CHECK(state.get<"h", 1>()(row, 2) == own.get<"h", 1>()(0, 2));
        }
    }
}

TEST_CASE("networks that read forward only run step by step, and in windows of any kind")
{
    using network = stack<concat<rnn<2, 3>, linear<2, 2>>, residual<stack<gru<5, 4>, linear<4, 5>>>,
        heads<linear<5, 2>, rnn<5, 2>>>;
    model<network, double> m;
    randomise(m);
    workspace work(m, 3, 2);
    hidden_state<network, double> state(2);
    hidden_state<network, double> stepped(2);
    const auto y = work.forward(m, x, state);
    for (std::size_t t = 0; t < 3; ++t)
    {
        const xt::xtensor<double, 2> now = xt::view(x, t);
        const auto out = m.step(now, stepped);
        for (std::size_t i = 0; i < 4; ++i)
        {
            CHECK(out(i / 2, i % 2) == Approx(y(t, i / 2, i % 2)));
            CHECK(stepped.probe<"h", 5>()(i / 2, i % 2) == Approx(work.output<1>()(t, i / 2, i % 2)));
        }
    }
    long_workspace in_parts(m, 3, 2, 2);
    parameters<network, double> gradients;
    parameters<network, double> whole;
    const std::vector<double> target(12, 1.0);
    squared_error(work, target);
    work.backward(m, whole);
    state.reset();
    in_parts.backpropagate(m, x, state, gradients, squared_error, target);
    REQUIRE(informative(whole.span()));
    for (std::size_t i = 0; i < whole.size(); ++i)
    {
        CHECK(gradients.span()[i] == Approx(whole.span()[i]).margin(1e-12));
    }
}

TEST_CASE("the text of a network says how its cells are connected")
{
    CHECK_THAT((network_text<stack<times<2>, bidirectional<times<3>>, residual<stack<linear<4, 4>>>>>()),
        Equals("0: x[2]: y[2] = 2 * x; output y\n"
               "1: x[2]: y[2] = 3 * x; output y\n"
               "2 from backwards 0: x[2]: y[2] = 3 * x; output y\n"
               "3 from 1 | backwards 2: x[4]: y[4] = dot(x, W[4, 4]) + b[4]; output y\n"
               "output 0: (1 | backwards 2) + 3"));
    CHECK_THAT((network_text<heads<times<2>, times<3>>>()),
        Equals("0: x[2]: y[2] = 2 * x; output y\n"
               "1 from input: x[2]: y[2] = 3 * x; output y\n"
               "output 0: 0\n"
               "output 1: 1"));
    CHECK(network_text<concat<times<2>, times<3>>>() != network_text<concat<times<3>, times<2>>>());
    CHECK(network_text<stack<times<2>, times<3>>>() != network_text<residual<stack<times<2>, times<3>>>>());
}
