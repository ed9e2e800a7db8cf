// SPDX-License-Identifier: BSD-3-Clause
/// long_sequences [RUNS]: the gradient of a two-layer LSTM over 100 steps of 100 rows, in one window and in shorter ones
/// with checkpoints: the memory of each and the least processor time of several runs, which take turns.
#include <xrnn/xrnn.hpp>

#include <cstdio>
#include <cstdlib>
#include <ctime>

using network = xrnn::stack<xrnn::lstm<96, 512>, xrnn::lstm<512, 512>, xrnn::linear<512, 96>>;

int main(int argc, char** argv)
{
    constexpr std::size_t steps = 100;
    constexpr std::size_t rows = 100;
    constexpr std::array<std::size_t, 7> windows{steps, 50, 20, 10, 5, 2, 1};
    const int runs = argc > 1 ? std::atoi(argv[1]) : 3;
    const xrnn::model<network> model(1);
    xrnn::parameters<network> gradients;
    xt::xtensor<xrnn::id, 2> ids(std::array<std::size_t, 2>{steps, rows});
    xrnn::random_source random(1);
    std::generate(ids.begin(), ids.end(), [&] { return static_cast<xrnn::id>(random.bits() % 96); });

    std::array<double, windows.size()> least{};
    std::array<std::size_t, windows.size()> bytes{};
    const auto measure = [&](std::size_t i, auto&& pass) {
        const std::clock_t begin = std::clock();
        const double loss = pass();
        const double time = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
        least[i] = least[i] > 0 ? std::min(least[i], time) : time;
        if (!(loss > 0))
        {
            std::exit(1);
        }
    };
    for (int run = 0; run < runs; ++run)
    {
        for (std::size_t i = 0; i < windows.size(); ++i)
        {
            xrnn::hidden_state<network> state(rows);
            if (windows[i] == steps)
            {
                xrnn::workspace work(model, steps, rows);
                bytes[i] = work.bytes();
                measure(i, [&] {
                    work.forward(model, ids, state);
                    const double loss = xrnn::softmax_cross_entropy(work, ids);
                    work.backward(model, gradients);
                    return loss;
                });
                continue;
            }
            xrnn::long_workspace work(model, steps, rows, windows[i]);
            bytes[i] = work.bytes();
            measure(
                i, [&] { return work.backpropagate(model, ids, state, gradients, xrnn::softmax_cross_entropy, ids); });
        }
    }
    for (std::size_t i = 0; i < windows.size(); ++i)
    {
        std::printf("windows of %3zu steps: %6.1f MB, %5.3f s, %.2f\n", windows[i], static_cast<double>(bytes[i]) / 1e6,
            least[i], least[i] / least[0]);
    }
}
