// SPDX-License-Identifier: BSD-3-Clause
/// The LSTMs of W3, W4 and the sweeps as plain loops and OpenBLAS, the derivatives written by hand:
/// yardstick_lstm [--threads N] [--seconds S] [WORKLOAD ...]
///
/// The gates of a layer are one matrix; ids look up its rows; products that do not depend on the step before run once for
/// all steps, as do all weight gradients. With several threads each has its part of the rows and calls a
/// single-threaded OpenBLAS; the gradients are added up in the update. No clipping.
#include <omp.h>

#include "../timing.hpp"
#include "yardstick_lstm.hpp"

namespace
{

using namespace benchmarks;

class trainer
{
public:
    trainer(const training& w, std::size_t threads)
        : w_(w)
        , data_(w)
        , weights_(w)
        , memory_(w)
    {
        random_numbers random;
        for (numbers* block : weights_.all())
        {
            random.fill(*block, 1 / std::sqrt(static_cast<float>(w.hidden)));
        }
        for (std::size_t k = 0; k < threads; ++k)
        {
            first_row_.push_back(w.rows * k / threads);
            parts_.emplace_back(w, w.rows * (k + 1) / threads - first_row_[k]);
        }
    }

    /// The loss in nats a character, before the update.
    double update()
    {
        data_.next();
        double loss = 0;
#pragma omp parallel num_threads(static_cast <int>(parts_.size())) reduction(+ : loss)
        {
            const auto k = static_cast<std::size_t>(omp_get_thread_num());
            take_rows(k);
            loss += parts_[k].run(weights_);
#pragma omp barrier
            learn(k);
        }
        return loss / static_cast<double>(w_.characters());
    }

private:
    void take_rows(std::size_t k)
    {
        part& p = parts_[k];
        p.input.clear();
        p.target.clear();
        const std::size_t end = k + 1 < parts_.size() ? first_row_[k + 1] : w_.rows;
        for (std::size_t t = 0; t < w_.steps; ++t)
        {
            for (std::size_t b = first_row_[k]; b < end; ++b)
            {
                p.input.push_back(data_.input()[t * w_.rows + b]);
                p.target.push_back(data_.target()[t * w_.rows + b]);
            }
        }
    }

    /// Thread k adds up and applies its share of each gradient.
    void learn(std::size_t k)
    {
        const std::vector<numbers*> w = weights_.all();
        const std::vector<numbers*> memory = memory_.all();
        for (std::size_t n = 0; n < w.size(); ++n)
        {
            const std::size_t begin = w[n]->size() * k / parts_.size();
            const std::size_t size = w[n]->size() * (k + 1) / parts_.size() - begin;
            float* const g = parts_[0].gradients.all()[n]->data() + begin;
            for (std::size_t other = 1; other < parts_.size(); ++other)
            {
                std::transform(g, g + size, parts_[other].gradients.all()[n]->data() + begin, g, std::plus<>());
            }
            benchmarks::update(w_.rule, size, w[n]->data() + begin, g, memory[n]->data() + begin);
        }
    }

    training w_;
    windows<std::uint32_t> data_;
    weights weights_, memory_;
    std::vector<part> parts_;
    std::vector<std::size_t> first_row_;
};

void train(const training& w, const options& o)
{
    if (w.cell != cell::lstm || w.rows < o.threads)
    {
        return;
    }
    trainer net(w, o.threads);
    double loss = 0;
    const times t = measure([&] { loss = net.update(); }, o.seconds);
    result r = training_rate(w, t);
    r.loss = loss;
    print(o, r);
}

} // namespace

int main(int count, char** arguments)
{
    return run(count, arguments, "yardstick", [](const options& o) {
        openblas_set_num_threads(1);
        for_each_wanted(o, trainings, train);
        for_each_wanted(o, sweeps, train);
        return true;
    });
}
