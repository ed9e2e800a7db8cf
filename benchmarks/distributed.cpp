// SPDX-License-Identifier: BSD-3-Clause
/// What an update costs on several processes, and what of it is the sum of the gradients: mpirun -n 2 distributed
#include <xrnn/distributed/ranks.hpp>
#include <xrnn/xrnn.hpp>

#include <chrono>
#include <cstdio>

namespace
{

constexpr std::size_t seq_length = 25;
constexpr int repetitions = 60;

template <std::size_t Hidden>
using network = xrnn::stack<xrnn::lstm<96, Hidden>, xrnn::linear<Hidden, 96>>;

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

template <std::size_t Hidden>
void measure(xrnn::ranks& world, std::size_t batch_size)
{
    const std::size_t mine = world.part_of(batch_size).count;
    xrnn::model<network<Hidden>> model(1);
    xrnn::workspace work(model, seq_length, mine);
    xrnn::parameters<network<Hidden>> gradients;
    xrnn::optimiser learn(model, xrnn::adam{});
    const xt::xtensor<xrnn::id, 2> ids = xt::ones<xrnn::id>({seq_length, mine});
    double loss = 0;
    const auto pass = [&] {
        xrnn::hidden_state<network<Hidden>> state(mine);
        work.forward(model, ids, state);
        loss = xrnn::softmax_cross_entropy(work, ids);
        work.backward(model, gradients);
    };
    const auto sum = [&] { loss = world.sum(gradients, loss); };
    const auto update = [&] { learn.update(model, gradients, loss); };

    least_time passes;
    least_time sums;
    least_time updates;
    least_time whole;
    for (int i = 0; i < repetitions; ++i)
    {
        passes.measure(pass);
        loss = world.sum(loss); // brings the ranks together, so that waiting does not count
        sums.measure(sum);
        updates.measure(update);
        loss = world.sum(loss);
        whole.measure([&] {
            pass();
            sum();
            update();
        });
    }
    if (world.rank() == 0)
    {
        std::printf(
            "lstm %3zu, %2zu of %2zu rows, %.2f MB: forward and backward %6.2f ms, sum %.2f ms, update %.2f ms; "
            "together %6.2f ms\n",
            Hidden, mine, batch_size, static_cast<double>(gradients.size() * sizeof(float)) * 1e-6, passes.get(),
            sums.get(), updates.get(), whole.get());
    }
}

} // namespace

int main()
{
    xrnn::ranks world;
    return world.run([&] {
        for (const std::size_t batch_size : {8u, 16u, 64u})
        {
            measure<64>(world, batch_size);
            measure<256>(world, batch_size);
        }
    });
}
