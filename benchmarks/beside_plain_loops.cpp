// SPDX-License-Identifier: BSD-3-Clause
/// The network and the training of examples/min_char_rnn.cpp beside plain loops: beside_plain_loops FILE [ITERATIONS]
///
/// First in double, over 10,000 iterations: how far their losses are apart, 1 to 2 iterations after the loops were given
/// xrnn's weights, memory and state. Left to themselves they drift apart: training amplifies rounding, as the loops
/// show against themselves with one weight moved by 1e-15. Then in float, from the same initial weights: smoothed
/// losses, and the speed of both, taken in turn in parts of 1,000 iterations, medians. Fails if the losses in double are not
/// equal to rounding.
#include <xrnn/xrnn.hpp>

#include <chrono>
#include <cstdio>

#include "plain_char_rnn.hpp"

namespace
{

template <class T, std::size_t Width>
class ours
{
public:
    using network = xrnn::stack<xrnn::rnn<Width, plain::hidden>, xrnn::linear<plain::hidden, Width>>;

    explicit ours(std::size_t vocabulary)
    {
        model_.edit([&](xrnn::parameters<network, T>& p) {
            auto b = p.template get<"b", 1>();
            std::fill(b.begin() + static_cast<std::ptrdiff_t>(vocabulary), b.end(), -INFINITY);
        });
    }

    double iterate(const xrnn::id* inputs, const xrnn::id* targets)
    {
        work_.forward(model_, std::span(inputs, plain::steps), state_);
        const double loss = xrnn::softmax_cross_entropy(work_, std::span(targets, plain::steps));
        work_.backward(model_, gradients_);
        adagrad_.update(model_, gradients_, loss, {.value = 5});
        return loss;
    }

    void reset() { state_.reset(); }

    /// Gives the loops weights, Adagrad's memory and the hidden state of this one.
    void copy_to(plain::char_rnn<T>& loops) const
    {
        copy(model_.all(), loops.w);
        copy(adagrad_.memory(0), loops.memory);
        std::copy_n(state_.data(), plain::hidden, loops.state().begin());
    }

private:
    static void copy(const xrnn::parameters<network, T>& from, plain::weights<T>& to)
    {
        copy_rows(from.template get<"W_xh", 0>(), to.W_xh);
        copy_rows(from.template get<"W_hh", 0>(), to.W_hh);
        copy_rows(from.template get<"W", 1>(), to.W_hy);
        std::copy_n(from.template get<"b_h", 0>().data(), to.b_h.size(), to.b_h.begin());
        std::copy_n(from.template get<"b", 1>().data(), to.b_y.size(), to.b_y.begin());
    }

    template <class Matrix>
    static void copy_rows(const Matrix& from, plain::matrix<T>& to)
    {
        for (std::size_t i = 0; i < to.size(); ++i)
        {
            std::copy_n(&from(i, 0), to[i].size(), to[i].begin());
        }
    }

    xrnn::model<network, T> model_{1, xrnn::normal{0.01}};
    xrnn::workspace<network, T> work_{plain::steps, 1};
    xrnn::parameters<network, T> gradients_;
    xrnn::optimiser<network, xrnn::adagrad, T> adagrad_{model_, {0.1, 0, 1e-8}};
    xrnn::hidden_state<network, T> state_;
};

/// A trainer on its way through the text.
template <class Trainer>
struct run
{
    Trainer trainer;
    xrnn::streams data;
    double smooth_loss;
    std::vector<double> rates{}; ///< characters a second

    double iterate()
    {
        if (data.next())
        {
            reset(trainer);
        }
        const double loss = trainer.iterate(data.input().data(), data.target().data());
        smooth_loss = 0.999 * smooth_loss + 0.001 * loss;
        return loss;
    }

    void iterate_and_time(long iterations)
    {
        const auto start = std::chrono::steady_clock::now();
        for (long i = 0; i < iterations; ++i)
        {
            iterate();
        }
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        rates.push_back(static_cast<double>(iterations) * plain::steps / taken.count());
    }

    double median_rate()
    {
        std::sort(rates.begin(), rates.end());
        return rates[rates.size() / 2];
    }

private:
    template <class T>
    static void reset(plain::char_rnn<T>& loops)
    {
        std::fill(loops.state().begin(), loops.state().end(), T(0));
    }

    static void reset(auto& ours) { ours.reset(); }
};

template <class Trainer>
run<Trainer> start(const std::vector<xrnn::id>& ids, std::size_t vocabulary)
{
    const double loss = plain::steps * std::log(static_cast<double>(vocabulary));
    return {Trainer(vocabulary), xrnn::streams(ids, plain::steps), loss};
}

template <std::size_t Width>
bool losses_agree(const std::vector<xrnn::id>& ids, std::size_t vocabulary)
{
    auto net = start<ours<double, Width>>(ids, vocabulary);
    auto loops = start<plain::char_rnn<double>>(ids, vocabulary);
    double worst = 0;
    bool agree = true;
    for (int n = 0; n < 10000; ++n)
    {
        if (n % 2 == 0)
        {
            net.trainer.copy_to(loops.trainer);
        }
        const double loss = net.iterate();
        const double difference = std::abs(loss - loops.iterate()) / loss;
        agree = agree && difference < 1e-10; // NaN is not
        worst = std::max(worst, difference);
    }
    std::printf("double: losses of 10000 iterations, at most 2 apart, within %.1e of the loops'\n", worst);

    auto one = start<plain::char_rnn<double>>(ids, vocabulary);
    auto other = start<plain::char_rnn<double>>(ids, vocabulary);
    start<ours<double, Width>>(ids, vocabulary).trainer.copy_to(one.trainer);
    other.trainer.w = one.trainer.w;
    other.trainer.w.W_hh[0][0] += 1e-15;
    for (int n = 1; n <= 100; ++n)
    {
        const double loss = one.iterate();
        const double difference = std::abs(loss - other.iterate()) / loss;
        if (n == 2 || n == 10 || n == 30 || n == 100)
        {
            std::printf(
                "double: the loops, and the loops with a weight moved by 1e-15, iteration %3d: %.1e\n", n, difference);
        }
    }
    return agree;
}

template <std::size_t Width>
void compare_speed(const std::vector<xrnn::id>& ids, std::size_t vocabulary, long iterations)
{
    auto net = start<ours<float, Width>>(ids, vocabulary);
    auto loops = start<plain::char_rnn<float>>(ids, vocabulary);
    net.trainer.copy_to(loops.trainer);
    std::printf("\niterations   smoothed loss: xrnn   plain loops\n");
    for (long n = 0; n <= iterations; n += 1000)
    {
        if (n == 0 || n == 1000 || n == 10000 || n == 100000 || n + 1000 > iterations)
        {
            std::printf("%10ld %21.2f %13.2f\n", n, net.smooth_loss, loops.smooth_loss);
            std::fflush(stdout);
        }
        net.iterate_and_time(1000);
        loops.iterate_and_time(1000);
    }
    std::printf("\nfloat, characters a second: xrnn %.0f, plain loops %.0f, ratio %.2f\n", net.median_rate(),
        loops.median_rate(), net.median_rate() / loops.median_rate());
}

} // namespace

int main(int count, char** arguments)
{
    if (count < 2 || count > 3)
    {
        std::fprintf(stderr, "usage: beside_plain_loops FILE [ITERATIONS]\n");
        return 2;
    }
    try
    {
        const long iterations = count == 3 ? std::stol(arguments[2]) : 100000;
        const std::string text = xrnn::read_file(arguments[1]);
        const xrnn::vocabulary letters(text);
        const std::vector<xrnn::id> ids = letters.encode(text);
        std::printf("%zu characters, %zu unique\n", text.size(), letters.size());
        const bool agree = xrnn::choose_width<64, 96, 128, 256>(letters.size(), [&]<std::size_t Width>() {
            const bool equal = losses_agree<Width>(ids, letters.size());
            compare_speed<Width>(ids, letters.size(), iterations);
            return equal;
        });
        return agree ? 0 : 1;
    }
    catch (const std::exception& error)
    {
        std::fprintf(stderr, "beside_plain_loops: %s: %s\n", arguments[1], error.what());
        return 2;
    }
}
