// SPDX-License-Identifier: BSD-3-Clause
/// normalised_cells [REPEATS]: what layer normalisation costs. Windows of cells with it and without, forward and backward, in
/// turn; the least processor time of each.
///
/// 128 units, 50 rows, 20 steps, in float.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>

#include <xrnn/xrnn.hpp>

namespace
{

constexpr std::size_t units = 128;
constexpr std::size_t steps = 20;
constexpr std::size_t rows = 50;

double processor_milliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

/// A cell with its workspace, and its least times.
template <class Cell>
struct runner
{
    xrnn::model<Cell> model{1};
    xrnn::workspace<Cell> work{model, steps, rows};
    xrnn::hidden_state<Cell> state{rows};
    xrnn::parameters<Cell> gradients{};
    xt::xtensor<float, 3> x = 0.1 * xt::ones<float>({steps, rows, units});
    double forward = 1e300;
    double backward = 1e300;

    void run()
    {
        state.reset();
        const double start = processor_milliseconds();
        work.forward(model, x, state);
        forward = std::min(forward, processor_milliseconds() - start);
        work.output_adjoint().fill(0.01f);
        const double middle = processor_milliseconds();
        work.backward(model, gradients);
        backward = std::min(backward, processor_milliseconds() - middle);
    }
};

template <class Plain, class Normalised>
void compare(const char* name, int repeats)
{
    auto plain = std::make_unique<runner<Plain>>();
    auto normalised = std::make_unique<runner<Normalised>>();
    for (int i = 0; i < repeats; ++i)
    {
        plain->run();
        normalised->run();
    }
    std::printf(
        "%s: forward %.3f ms, normalised %.3f ms, ratio %.2f; backward %.3f ms, normalised %.3f ms, ratio %.2f\n", name,
        plain->forward, normalised->forward, normalised->forward / plain->forward, plain->backward,
        normalised->backward, normalised->backward / plain->backward);
}

} // namespace

int main(int argc, char** argv)
{
    const int repeats = argc > 1 ? std::atoi(argv[1]) : 200;
    compare<xrnn::lstm<units, units>, xrnn::layer_norm_lstm<units, units>>("LSTM", repeats);
    compare<xrnn::gru<units, units>, xrnn::layer_norm_gru<units, units>>("GRU", repeats);
}
