// SPDX-License-Identifier: BSD-3-Clause
/// packed_lengths [RUNS]: the gradient of two LSTM layers over 50 sequences of 10 to 100 steps, packed, beside 50 sequences
/// of 100 steps: the least processor time of several runs, which take turns, and what a packed step costs in full ones.
#include <xrnn/xrnn.hpp>

#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace
{

constexpr std::size_t steps = 100;
constexpr std::size_t rows = 50;

template <class Ids>
void fill(Ids& ids, xrnn::id symbols)
{
    xrnn::random_source random(1);
    std::generate(ids.begin(), ids.end(), [&] { return static_cast<xrnn::id>(random.bits() % symbols); });
}

/// Lengths from 10 to 100 at equal distances, in a mixed order.
std::vector<std::vector<xrnn::id>> sequences(xrnn::id symbols)
{
    std::vector<std::vector<xrnn::id>> all;
    for (std::size_t i = 0; i < rows; ++i)
    {
        const std::size_t place = i * 17 % rows;
        fill(all.emplace_back(10 + (90 * place + (rows - 1) / 2) / (rows - 1)), symbols);
    }
    return all;
}

double least(double best, std::clock_t begin)
{
    const double time = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    return best > 0 ? std::min(best, time) : time;
}

template <std::size_t Hidden>
void compare(int runs)
{
    using network = xrnn::stack<xrnn::lstm<65, Hidden>, xrnn::lstm<Hidden, Hidden>, xrnn::linear<Hidden, 65>>;
    const xrnn::model<network> model(1);
    xrnn::parameters<network> gradients;
    xrnn::workspace work(model, steps, rows);
    xrnn::hidden_state<network> state(rows);
    xrnn::packed_sequences packed(steps, rows);
    packed.fill(sequences(65));
    xt::xtensor<xrnn::id, 2> full(std::array<std::size_t, 2>{steps, rows});
    fill(full, 65);
    double of_full = 0;
    double of_packed = 0;
    double loss = 0;
    for (int run = 0; run < runs; ++run)
    {
        std::clock_t begin = std::clock();
        work.forward(model, full, state);
        loss += xrnn::softmax_cross_entropy(work, full);
        work.backward(model, gradients);
        of_full = least(of_full, begin);
        begin = std::clock();
        work.forward(model, packed, state);
        loss += xrnn::softmax_cross_entropy(work, packed);
        work.backward(model, gradients);
        of_packed = least(of_packed, begin);
    }
    const double share = static_cast<double>(packed.all_steps()) / static_cast<double>(steps * rows);
    std::printf("%3zu units: %6.2f ms full, %6.2f ms packed; %.3f of the steps in %.3f of the time: %.3f\n", Hidden,
        1e3 * of_full, 1e3 * of_packed, share, of_packed / of_full, of_packed / of_full / share);
    if (!(loss > 0))
    {
        std::exit(1);
    }
}

} // namespace

int main(int argc, char** argv)
{
    const int runs = argc > 1 ? std::atoi(argv[1]) : 20;
    compare<64>(runs);
    compare<128>(runs);
    compare<256>(runs);
}
