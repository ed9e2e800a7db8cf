// SPDX-License-Identifier: BSD-3-Clause
/// Threads that share one constant model, which also run under ThreadSanitizer. There is no other sharing in the library.
#include <catch2/catch.hpp>

#include <array>
#include <thread>
#include <vector>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;

using network = stack<dropout<3>, lstm<3, 5>, gru<5, 4>, linear<4, 2>>;

constexpr std::size_t steps = 20;
constexpr std::size_t rows = 3;

/// The outputs of single steps.
std::vector<float> outputs_of_steps(const model<network>& m, const xt::xtensor<float, 3>& x)
{
    hidden_state<network> state;
    std::vector<float> all;
    for (std::size_t t = 0; t < steps; ++t)
    {
        const auto y = m.step(std::span(&x(t, 0, 0), 3), state);
        all.insert(all.end(), y.begin(), y.end());
    }
    return all;
}

/// The outputs and gradients of two windows, the second of them from the state that the first one left.
std::vector<float> outputs_and_gradients_of_windows(const model<network>& m, const xt::xtensor<float, 3>& x)
{
    workspace work(m, steps, rows);
    hidden_state<network> state(rows);
    parameters<network> gradients;
    std::vector<float> all;
    for (std::uint64_t window = 0; window < 2; ++window)
    {
        const auto y = work.forward(m, x, state, training{7, window});
        all.insert(all.end(), y.begin(), y.end());
        work.output_adjoint().fill(1);
        work.backward(m, gradients);
        all.insert(all.end(), gradients.span().begin(), gradients.span().end());
    }
    return all;
}

/// Runs it in four threads at the same time, and compares the bits with those of this thread alone.
template <class Run>
void check_in_threads(const Run& run)
{
    const std::vector<float> alone = run();
    std::array<std::vector<float>, 4> together;
    std::vector<std::thread> threads;
    for (auto& result : together)
    {
        threads.emplace_back([&] { result = run(); });
    }
    for (auto& thread : threads)
    {
        thread.join();
    }
    for (const auto& result : together)
    {
        CHECK(result == alone);
    }
}

TEST_CASE("threads that step one constant model, each with its own state, get the bits of a single thread")
{
    model<network> m;
    randomise(m);
    const auto x = random_sequence<float>(steps, 1, 3);
    check_in_threads([&] { return outputs_of_steps(m, x); });
}

TEST_CASE(
    "threads that run windows of one constant model, each with its own workspace, get the bits of a single thread")
{
    model<network> m;
    randomise(m);
    const auto x = random_sequence<float>(steps, rows, 3);
    check_in_threads([&] { return outputs_and_gradients_of_windows(m, x); });
}
