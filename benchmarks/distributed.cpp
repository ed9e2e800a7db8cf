// SPDX-License-Identifier: BSD-3-Clause
/// What an update costs on several processes, and what of it is the sum of the gradients: mpirun -n 2 distributed
#include <xrnn/distributed/ranks.hpp>
#include <xrnn/xrnn.hpp>

#include <chrono>
#include <cstdio>

namespace
{

constexpr std::size_t seq_length = 25;
constexpr int repetitions = 15;

using small = xrnn::stack<xrnn::lstm<96, 64>, xrnn::linear<64, 96>>;
using large = xrnn::stack<xrnn::lstm<96, 512>, xrnn::lstm<512, 512>, xrnn::linear<512, 96>>;

/// The least of several times, in milliseconds.
class least_time
{
public:
    template <class F>
    void measure(F&& f)
    {
        const auto start = std::chrono::steady_clock::now();
        f();
        const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
        least_ = std::min(least_, time.count());
    }

    double get() const { return least_; }

private:
    double least_ = 1e9;
};

/// The ranks are brought together before each part, so that none is charged for waiting.
template <class Network>
void measure(xrnn::ranks& world, const char* name, std::size_t batch_size)
{
    const std::size_t mine = world.part_of(batch_size).count;
    xrnn::model<Network> model(1);
    xrnn::workspace work(model, seq_length, mine);
    xrnn::parameters<Network> gradients;
    xrnn::optimiser learn(model, xrnn::adam{});
    const xt::xtensor<xrnn::id, 2> ids = xt::ones<xrnn::id>({seq_length, mine});
    least_time pass;
    least_time sum;
    least_time update;
    least_time number;
    for (int i = 0; i < repetitions; ++i)
    {
        xrnn::hidden_state<Network> state(mine);
        double loss = 0;
        number.measure([&] { loss = world.sum(0); });
        pass.measure([&] {
            work.forward(model, ids, state);
            loss = xrnn::softmax_cross_entropy(work, ids);
            work.backward(model, gradients);
        });
        loss = world.sum(loss);
        sum.measure([&] { world.sum(gradients, loss); });
        update.measure([&] { learn.update(model, gradients, loss); });
    }
    if (world.rank() == 0)
    {
        std::printf("%s, %zu of %zu rows, %.2f MB of gradients: forward and backward %.2f ms, their sum %.2f ms, "
                    "update %.2f ms; the sum of a number %.1f us\n",
            name, mine, batch_size, static_cast<double>(gradients.size() * sizeof(float)) * 1e-6, pass.get(), sum.get(),
            update.get(), number.get() * 1e3);
    }
}

} // namespace

int main()
{
    xrnn::ranks world;
    return world.run([&] {
        measure<small>(world, "lstm 64", 16);
        measure<small>(world, "lstm 64", 64);
        measure<large>(world, "lstm 512-512", 16);
        measure<large>(world, "lstm 512-512", 64);
    });
}
