// SPDX-License-Identifier: BSD-3-Clause
/// A sliding workspace gives what a plain one gives for the same overlapping windows, and what its definition says.
#include <catch2/catch.hpp>

#include "../support/gradient_check.hpp"
#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

using network = stack<lstm<5, 7>, dropout<7>, gru<7, 4>, linear<4, 6>>;

/// Steps [first, first + steps) of a sequence.
template <class T>
xt::xtensor<T, 3> part(const xt::xtensor<T, 3>& x, std::size_t first, std::size_t steps)
{
    xt::xtensor<T, 3> some(std::array<std::size_t, 3>{steps, x.shape()[1], x.shape()[2]});
    std::copy_n(&x(first, 0, 0), some.size(), some.data());
    return some;
}

/// The windows of a sequence with plain means: before each, the state of every step so far is found again from where the
/// last window started, with the parameters that it ran with.
template <class T>
struct plain_windows
{
    std::size_t back; ///< how far a window goes back before its new steps
    workspace<network, T> work;
    std::vector<std::vector<T>> states; ///< before each step, as the last window to start there or before found it
    parameters<network, T> gradients{};

    plain_windows(std::size_t new_steps, std::size_t steps, const hidden_state<network, T>& from)
        : back(steps - new_steps)
        , work(steps, from.rows())
        , states{copy_of(from)}
    {
    }

    /// Runs the new steps [first, last) of x; their outputs have these adjoints. Returns all that comes of it.
    std::vector<T> run(const model<network, T>& m, const xt::xtensor<T, 3>& x, std::size_t first, std::size_t last,
        const xt::xtensor<T, 3>& adjoint, const training& draw)
    {
        const std::size_t start = first > back ? first - back : 0;
        hidden_state<network, T> state(x.shape()[1]);
        std::copy_n(states[start].data(), state.size(), state.data());
        const auto window = part(x, start, last - start);
        work.forward(m, window, state, draw);
        states.resize(last + 1);
        for (std::size_t t = start; t < last; ++t)
        {
            auto& here = states[t + 1];
            here.clear();
            xrnn::detail::each_named_state<network>([&]<std::size_t L, xrnn::detail::name Name>() {
                const auto history = work.template probe<Name, L>();
                for (std::size_t b = 0; b < history.shape()[1]; ++b)
                {
                    here.insert(here.end(), &history(t - start, b, 0), &history(t - start, b, 0) + history.shape()[2]);
                }
            });
        }
        std::vector<T> all = states[last];
        const auto y = work.output();
        for (std::size_t t = first; t < last; ++t)
        {
            all.insert(all.end(), &y(t - start, 0, 0), &y(t - start, 0, 0) + y.shape()[1] * y.shape()[2]);
        }
        std::copy_n(&adjoint(first, 0, 0), (last - first) * adjoint.shape()[1] * adjoint.shape()[2],
            &work.output_adjoint()(first - start, 0, 0));
        work.backward(m, gradients);
        const auto found = copy_of(gradients);
        all.insert(all.end(), found.begin(), found.end());
        return all;
    }
};

/// The same from a sliding workspace.
template <class T>
std::vector<T> slide(sliding_workspace<network, T>& work, const model<network, T>& m, const xt::xtensor<T, 3>& x,
    std::size_t first, std::size_t last, const xt::xtensor<T, 3>& adjoint, const training& draw,
    parameters<network, T>& gradients)
{
    const auto y = work.forward(m, part(x, first, last - first), draw);
    std::vector<T> all = copy_of(work.state());
    const auto outputs = numbers(y);
    all.insert(all.end(), outputs.begin(), outputs.end());
    work.output_adjoint() = part(adjoint, first, last - first);
    work.backward(m, gradients);
    const auto found = copy_of(gradients);
    all.insert(all.end(), found.begin(), found.end());
    return all;
}

/// Trains both ways, with the given numbers of new steps, and compares everything at each update.
template <class T>
void compare(std::size_t new_steps, std::size_t steps, const std::vector<std::size_t>& advances)
{
    constexpr std::size_t rows = 3;
    model<network, T> m(1);
    const auto x = random_sequence<T>(60, rows, 5);
    const auto adjoint = random_sequence<T>(60, rows, 6, 3);
    optimiser learn(m, adam{.rate = 0.05});
    hidden_state<network, T> from(rows);
    std::generate_n(from.data(), from.size(), [n = 0]() mutable { return static_cast<T>(std::sin(++n)); });
    sliding_workspace work(m, new_steps, steps, rows, sequence_of::numbers);
    work.reset(from);
    plain_windows<T> plain(new_steps, steps, from);
    parameters<network, T> gradients;
    std::size_t first = 0;
    for (const std::size_t advance : advances)
    {
        const training draw{7, first};
        const auto expected = plain.run(m, x, first, first + advance, adjoint, draw);
        const auto found = slide(work, m, x, first, first + advance, adjoint, draw, gradients);
        CAPTURE(first, advance);
        REQUIRE(informative(expected));
        REQUIRE(found == expected);
        learn.update(m, gradients);
        first += advance;
    }
}

} // namespace

TEST_CASE("a window gives the bits of a plain workspace that starts where it does, while the model changes")
{
    compare<double>(4, 10, {4, 4, 4, 4, 4, 4, 4, 4});
    compare<float>(4, 10, {4, 4, 4, 4, 4, 4, 4, 4});
    compare<double>(1, 6, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
    compare<double>(5, 6, {5, 5, 5, 5});
    compare<double>(2, 20, {2, 2, 2, 2});
}

TEST_CASE("the new steps may be fewer than they might be")
{
    compare<double>(4, 10, {1, 4, 2, 4, 4, 3, 1, 1, 4, 2});
    compare<double>(4, 4, {4, 2, 4, 1, 3});
}

TEST_CASE("with as many new steps as steps it is training with the state carried over, bit for bit")
{
    model<network> m(1);
    model<network> same(1);
    optimiser learn(m, adam{.rate = 0.05});
    optimiser learn_same(same, adam{.rate = 0.05});
    workspace work(m, 5, 2);
    sliding_workspace slides(same, 5, 5, 2, sequence_of::ids);
    parameters<network> gradients;
    parameters<network> found;
    hidden_state<network> state(2);
    for (std::size_t n = 0; n < 8; ++n)
    {
        const auto all = random_ids(80, 2, 5, 5);
        xt::xtensor<id, 2> x(std::array<std::size_t, 2>{n == 3 ? 2u : 5u, 2});
        std::copy_n(&all(5 * n, 0), x.size(), x.data());
        work.forward(m, x, state, training{1, n});
        const double loss = softmax_cross_entropy(work, x, reduction::mean);
        work.backward(m, gradients);
        slides.forward(same, x, training{1, n});
        CHECK(softmax_cross_entropy(slides, x, reduction::mean) == loss);
        slides.backward(same, found);
        CHECK(informative(gradients.span()));
        CHECK(copy_of(found) == copy_of(gradients));
        CHECK(copy_of(slides.state()) == copy_of(state));
        learn.update(m, gradients, loss);
        learn_same.update(same, found, loss);
    }
}

TEST_CASE("what reaches back to the first step, without updates, adds up to the gradient of the whole sequence")
{
    const model<network, double> m(1);
    const auto x = random_sequence<double>(15, 2, 5);
    const std::vector<double> targets(15 * 2 * 6, 0.5);
    workspace whole(m, 15, 2);
    hidden_state<network, double> state(2);
    parameters<network, double> expected;
    whole.forward(m, x, state);
    const double loss = squared_error(whole, targets);
    whole.backward(m, expected);

    sliding_workspace work(m, 3, 15, 2, sequence_of::numbers);
    parameters<network, double> gradients;
    std::vector<double> sum(gradients.size());
    double losses = 0;
    for (std::size_t first = 0; first < 15; first += 3)
    {
        work.forward(m, part(x, first, 3));
        losses += squared_error(work, std::vector<double>(3 * 2 * 6, 0.5));
        work.backward(m, gradients);
        std::transform(sum.begin(), sum.end(), gradients.data(), sum.begin(), std::plus<double>());
    }
    CHECK(losses == Approx(loss).epsilon(1e-12));
    CHECK(copy_of(work.state()) == copy_of(state));
    CHECK(informative(sum));
    for (std::size_t i = 0; i < sum.size(); ++i)
    {
        REQUIRE(sum[i] == Approx(expected.data()[i]).epsilon(1e-10).margin(1e-12));
    }
}

TEST_CASE("the errors of the newest steps go back so many steps and no further, by hand")
{
    // h = tanh(w x + u h'); the loss is the sum of all h. d is the derivative of h by u, with the state before the window
    // held constant.
    using unit = rnn<1, 1>;
    constexpr std::size_t new_steps = 2;
    constexpr std::size_t steps = 5;
    model<unit, double> m;
    m.edit([](auto& p) { p.template get<"W_xh">()(0, 0) = 0.6, p.template get<"W_hh">()(0, 0) = 0.9; });
    sliding_workspace work(m, new_steps, steps, 1, sequence_of::numbers);
    parameters<unit, double> gradients;
    std::vector<double> h{0};
    const auto input = [](std::size_t t) { return std::cos(static_cast<double>(t * t)); };
    for (std::size_t t = 0; t < 12; ++t)
    {
        h.push_back(std::tanh(0.6 * input(t) + 0.9 * h[t]));
    }
    for (std::size_t first = 0; first < 12; first += new_steps)
    {
        work.forward(m, std::vector<double>{input(first), input(first + 1)});
        work.output_adjoint().fill(1);
        work.backward(m, gradients);
        double d = 0;
        double expected = 0;
        const std::size_t last = first + new_steps;
        for (std::size_t t = last > steps ? last - steps : 0; t < last; ++t)
        {
            d = (1 - h[t + 1] * h[t + 1]) * (h[t] + 0.9 * d);
            expected += t >= first ? d : 0;
        }
        CAPTURE(first);
        CHECK(gradients.get<"W_hh">()(0, 0) == Approx(expected).epsilon(1e-12));
    }
}

TEST_CASE("a reset begins a new sequence")
{
    const model<network> m(1);
    const auto x = random_ids(12, 2, 5, 5);
    const auto run = [&](auto& work, std::size_t first) {
        parameters<network> gradients;
        xt::xtensor<id, 2> some(std::array<std::size_t, 2>{3, 2});
        std::copy_n(&x(first, 0), 6, some.data());
        work.forward(m, some);
        softmax_cross_entropy(work, some);
        work.backward(m, gradients);
        return copy_of(gradients);
    };
    sliding_workspace work(m, 3, 6, 2, sequence_of::ids);
    run(work, 0);
    const auto second = run(work, 3);
    const hidden_state<network> state = work.state();
    work.reset();
    CHECK(copy_of(work.state()) == std::vector<float>(state.size()));
    run(work, 0);
    CHECK(run(work, 3) == second);
    sliding_workspace fresh(m, 3, 6, 2, sequence_of::ids);
    fresh.reset(state);
    CHECK(copy_of(fresh.state()) == copy_of(state));
    const auto third = run(fresh, 6);
    CHECK(informative(third));
    CHECK(third != run(work, 6)); // which goes further back
    work.reset(state);
    CHECK(run(work, 6) == third);
}

TEST_CASE("outputs, probes and final adjoints are those of the new steps")
{
    const model<network, double> m(1);
    const auto x = random_sequence<double>(9, 1, 5);
    workspace whole(m, 9, 1);
    hidden_state<network, double> state;
    const auto y = numbers(whole.forward(m, x, state));
    const auto c = numbers(whole.probe<"c">());
    sliding_workspace work(m, 3, 8, 1, sequence_of::numbers);
    work.forward(m, part(x, 0, 3));
    work.forward(m, part(x, 3, 3));
    const auto newest = work.forward(m, part(x, 6, 2));
    CHECK(newest.shape()[0] == 2);
    CHECK(numbers(newest) == std::vector<double>(y.begin() + 6 * 6, y.begin() + 8 * 6));
    CHECK(numbers(work.probe<"c">()) == std::vector<double>(c.begin() + 6 * 7, c.begin() + 8 * 7));
    CHECK(numbers(work.output_adjoint()) == std::vector<double>(12));
    work.final_adjoint<"h", 2>().fill(1);
    parameters<network, double> gradients;
    work.backward(m, gradients);
    CHECK(informative(gradients.span().first(4 * (5 * 7 + 7 * 7 + 7))));
    CHECK(work.new_steps() == 3);
    CHECK(work.steps() == 8);
    CHECK(work.rows() == 1);
}

TEST_CASE("a sliding workspace says what does not fit, and goes on as if nothing had been called")
{
    CHECK_THROWS_WITH((sliding_workspace<network>(0, 5, 1, sequence_of::ids)), Contains("0 new steps of 5"));
    CHECK_THROWS_WITH((sliding_workspace<network>(6, 5, 1, sequence_of::ids)), Contains("6 new steps of 5"));
    CHECK_THROWS_WITH((sliding_workspace<network>(1, 5, 0, sequence_of::ids)), Contains("one row"));
    CHECK_THROWS_WITH((sliding_workspace<network>(1, SIZE_MAX, 1, sequence_of::ids)), Contains("fit in memory"));

    const model<network, double> m(1);
    sliding_workspace work(m, 2, 5, 2, sequence_of::numbers);
    sliding_workspace same(m, 2, 5, 2, sequence_of::numbers);
    parameters<network, double> gradients;
    CHECK_THROWS_WITH(work.output(), Contains("call forward first"));
    CHECK_THROWS_WITH(work.backward(m, gradients), Contains("call forward first"));
    const auto x = random_sequence<double>(8, 2, 5);
    work.forward(m, part(x, 0, 2));
    same.forward(m, part(x, 0, 2));
    CHECK_THROWS_WITH(work.forward(m, part(x, 2, 3)), Contains("3 steps of 2 rows") && Contains("2 steps of 2 rows"));
    CHECK_THROWS_WITH(work.forward(m, random_sequence<double>(2, 1, 5)), Contains("2 steps of 1 row"));
    CHECK_THROWS_WITH(work.forward(m, random_ids(2, 2, 5, 5)), Contains("numbers, and these are ids"));
    CHECK_THROWS_WITH(work.reset(hidden_state<network, double>(3)), Contains("has 3 rows"));
    sliding_workspace of_ids(m, 2, 5, 2, sequence_of::ids);
    CHECK_THROWS_WITH(of_ids.forward(m, part(x, 0, 2)), Contains("ids, and these are numbers"));
    CHECK_THROWS_AS(of_ids.forward(m, random_ids(2, 2, 60, 5)), std::out_of_range);

    model<network, double> broken = m;
    broken.edit([&](auto&) { CHECK_THROWS_AS(work.forward(broken, part(x, 2, 2)), std::logic_error); });
    CHECK_THROWS_WITH(work.backward(m, gradients), Contains("call forward first"));
    CHECK(numbers(work.forward(m, part(x, 2, 2))) == numbers(same.forward(m, part(x, 2, 2))));
    squared_error(work, std::vector<double>(24));
    squared_error(same, std::vector<double>(24));
    work.backward(m, gradients);
    parameters<network, double> expected;
    same.backward(m, expected);
    CHECK(informative(expected.span()));
    CHECK(copy_of(gradients) == copy_of(expected));
    CHECK_THROWS_WITH(work.backward(m, gradients), Contains("used up"));

    const auto taken = std::move(work);
    CHECK_THROWS_WITH(work.forward(m, part(x, 0, 2)), Contains("moved from"));
}
