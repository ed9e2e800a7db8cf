// SPDX-License-Identifier: BSD-3-Clause
/// Passes that a team of threads divides among them; also run under ThreadSanitizer.
#include <catch2/catch.hpp>

#include <atomic>
#include <thread>
#include <vector>

#include "../support/networks.hpp"
#include "../support/torture_cell.hpp"

using namespace xrnn;
using namespace tests;

namespace
{
/// All that two windows and their backward passes give.
template <class Network, class X>
std::vector<float> results_of_windows(const model<Network>& m, const X& x, std::size_t rows, const team& threads)
{
    const std::size_t steps = x.shape()[0];
    workspace<Network> work(steps, rows, input_adjoints::yes, threads);
    hidden_state<Network> state(rows);
    parameters<Network> gradients;
    std::vector<float> all;
    const auto add = [&](const auto& numbers) { all.insert(all.end(), numbers.begin(), numbers.end()); };
    for (std::uint64_t window = 0; window < 2; ++window)
    {
        add(work.forward(m, x, state, training{7, window}));
        add(std::span(state.data(), state.size()));
        work.output_adjoint() = 0.1f * random_sequence<float>(steps, rows, m.output_width, 5 + window);
        work.backward(m, gradients);
        add(gradients.span());
        if constexpr (!std::is_same_v<typename X::value_type, id>)
        {
            add(work.input_adjoint());
        }
    }
    return all;
}

template <class Network>
std::vector<float> results_of_steps(
    const model<Network>& m, const xt::xtensor<float, 3>& x, std::size_t rows, const team& threads)
{
    hidden_state<Network> state(rows);
    std::vector<float> all;
    for (std::size_t t = 0; t < x.shape()[0]; ++t)
    {
        const auto y = m.step(std::span(&x(t, 0, 0), rows * m.input_width), state, threads);
        all.insert(all.end(), y.begin(), y.end());
    }
    return all;
}

bool is_informative(const std::vector<float>& numbers)
{
    const bool finite = std::all_of(numbers.begin(), numbers.end(), [](float a) { return std::isfinite(a); });
    return finite && std::count(numbers.begin(), numbers.end(), 0.0f) < std::ptrdiff_t(numbers.size() / 2);
}

template <class Network>
void check_bits(const model<Network>& m, std::size_t steps, std::size_t rows)
{
    CAPTURE(steps, rows);
    const auto x = random_sequence<float>(steps, rows, m.input_width);
    const auto of_windows = results_of_windows(m, x, rows, team(1));
    const auto of_steps = results_of_steps(m, x, rows, team(1));
    CHECK(is_informative(of_windows));
    CHECK(is_informative(of_steps));
    for (const std::size_t threads : {2u, 3u, 4u, 7u})
    {
        CAPTURE(threads);
        CHECK(results_of_windows(m, x, rows, team(threads)) == of_windows);
        CHECK(results_of_steps(m, x, rows, team(threads)) == of_steps);
    }
}

template <class Network>
void check_shapes(model<Network> m = model<Network>())
{
    randomise(m, 3, 0.3);
    check_bits(m, 5, 1);
    check_bits(m, 1, 4);
    check_bits(m, 7, 13);
}

/// A function that stops a pass until the test lets it go on.
struct stopped
{
    static constexpr std::string_view name = "stopped";
    static constexpr reads df_reads = reads::nothing;
    static inline std::atomic<int> passes{0};
    static inline std::atomic<bool> go_on{false};

    template <class V>
    static V f(V x)
    {
        ++passes;
        go_on.wait(false);
        return x;
    }

    template <class V>
    static V df(V, V)
    {
        return V(1);
    }
};

struct stopping_cell
{
    static constexpr input<"x", 1> x{};
    static constexpr state<"h", 1> h{};
    static constexpr auto output = h;
    static constexpr auto step = equations(h = apply<stopped>(x) + prev(h));
};
} // namespace

TEST_CASE("a pass has the same bits for any number of threads")
{
    check_shapes<stack<dropout<3>, lstm<3, 20>, gru<20, 17>, linear<17, 70>>>();
    check_shapes<stack<peephole_lstm<4, 9>, mgu<9, 5>>>();
}

TEST_CASE("a pass of a cell that uses all of the language has the same bits for any number of threads")
{
    model<stack<linear<6, 5>, torture<5, 7, 4>, linear<4, 3>>> m;
    m.set<"k", 1>(0.7f);
    check_shapes(m);
}

TEST_CASE("ids give the same bits for any number of threads")
{
    using network = stack<lstm<11, 70>, linear<70, 11>>;
    const model<network> m(4);
    xt::xtensor<id, 2> x(std::array<std::size_t, 2>{6, 5});
    random_source random(1);
    for (id& i : x)
    {
        i = static_cast<id>(random.bits() % 11);
    }
    const auto alone = results_of_windows(m, x, 5, team(1));
    CHECK(is_informative(alone));
    for (const std::size_t threads : {2u, 3u, 7u})
    {
        CHECK(results_of_windows(m, x, 5, team(threads)) == alone);
    }
}

TEST_CASE("products that the threads divide by columns have the same bits as those of one thread")
{
    using network = stack<lstm<2, 256>, gru<256, 300>, linear<300, 2>>;
    model<network> m;
    randomise(m, 3, 0.05);
    check_bits(m, 3, 1);
}

TEST_CASE("a stepper may have a team")
{
    using network = stack<lstm<2, 256>, linear<256, 2>>;
    const model<network> m(1);
    stepper alone(m);
    stepper together(m, team(3));
    for (const float x : {0.5f, -1.0f, 2.0f})
    {
        CHECK(numbers(alone.step(std::array{x, 1.0f})) == numbers(together.step(std::array{x, 1.0f})));
    }
}

TEST_CASE("a team has at least one thread")
{
    CHECK(team().size() == 1);
    CHECK(team(3).size() == 3);
    CHECK_THROWS_WITH(team(0), "xrnn: a team needs at least one thread, the one that calls");
}

TEST_CASE("a workspace says how many threads it has, and teams can be shared")
{
    const team two(2);
    const model<stopping_cell> m;
    const workspace work(m, 1, 1, two);
    const workspace other(m, 2, 2, input_adjoints::yes, two);
    CHECK(work.threads() == 2);
    CHECK(other.threads() == 2);
}

TEST_CASE("a team does one pass at a time")
{
    const team two(2);
    const model<stopping_cell> m;
    const std::vector<float> x{1};
    std::thread first([&] {
        hidden_state<stopping_cell> state;
        m.step(x, state, two);
    });
    while (stopped::passes == 0)
    {
        std::this_thread::yield();
    }
    hidden_state<stopping_cell> state;
    CHECK_THROWS_WITH(
        m.step(x, state, two), "xrnn: this team is at work; threads that run passes at the same time need a team each");
    workspace work(m, 1, 1, two);
    CHECK_THROWS_AS(work.forward(m, x, state), std::logic_error);
    CHECK_THROWS_WITH(work.output_adjoint(), Catch::Matchers::Contains("nothing has run in this workspace yet"));
    stopped::go_on = true;
    stopped::go_on.notify_all();
    first.join();
    CHECK(numbers(m.step(x, state, two)) == std::vector<float>{1});
}

TEST_CASE("sequences in several windows have the bits of one thread")
{
    using network = stack<lstm<5, 37>, dropout<37>, linear<37, 4>>;
    const model<network> m(1);
    const auto x = random_sequence<float>(11, 9, 5);
    const std::vector<float> targets(11 * 9 * 4, 0.5f);
    const auto run = [&](const team& threads) {
        std::vector<float> all;
        const auto add = [&](const auto& numbers) { all.insert(all.end(), numbers.begin(), numbers.end()); };
        long_workspace windows(m, 11, 9, 4, input_adjoints::yes, threads);
        sliding_workspace overlap(m, 11, 11, 9, sequence_of::numbers, threads);
        hidden_state<network> state(9);
        parameters<network> gradients;
        windows.backpropagate(m, x, state, training{3, 4}, gradients, squared_error, targets);
        add(std::span(state.data(), state.size()));
        add(gradients.span());
        add(windows.input_adjoint());
        add(overlap.forward(m, x, training{3, 4}));
        squared_error(overlap, targets);
        overlap.backward(m, gradients);
        add(gradients.span());
        return all;
    };
    const std::vector<float> alone = run(team());
    CHECK(is_informative(alone));
    CHECK(run(team(2)) == alone);
    CHECK(run(team(5)) == alone);
}
