// SPDX-License-Identifier: BSD-3-Clause
/// The workloads in oneDNN: onednn [--threads N] [--seconds S] [WORKLOAD ...]
///
/// A layer is one primitive for all steps, fed with one-hot rows; the linear layer is dnnl_sgemm; softmax and update are plain
/// loops. The weights are packed for the forward pass and for the backward pass at each update, as they must be.
#include <omp.h>

#include <memory>

#include "../timing.hpp"
#include "onednn_layer.hpp"
#include "plain_parts.hpp"

namespace
{

using namespace benchmarks;

using layers = std::vector<std::unique_ptr<onednn_layer>>;

layers make_layers(
    cell c, std::size_t steps, std::size_t rows, std::size_t in, std::size_t hidden, std::size_t count, bool training)
{
    layers all;
    for (std::size_t k = 0; k < count; ++k)
    {
        all.push_back(std::make_unique<onednn_layer>(c, steps, rows, k == 0 ? in : hidden, hidden, training));
        if (k > 0)
        {
            all[k]->stand_on(*all[k - 1]);
        }
    }
    return all;
}

/// c = a b, or added to it; all row-major, a [m, k] or transposed, b [k, n] or transposed.
void multiply(char how_a, char how_b, std::size_t m, std::size_t n, std::size_t k, const float* a, const float* b,
    float* c, bool add = false)
{
    const auto dim = [](std::size_t x) { return static_cast<dnnl::memory::dim>(x); };
    dnnl_sgemm(how_a, how_b, dim(m), dim(n), dim(k), 1, a, dim(how_a == 'N' ? k : m), b, dim(how_b == 'N' ? n : k),
        add ? 1.0f : 0.0f, c, dim(n));
}

class trainer
{
public:
    explicit trainer(const training& w)
        : w_(w)
        , data_(w)
        , layers_(make_layers(w.cell, w.steps, w.rows, w.vocabulary, w.hidden, w.layers, true))
        , matrix_(w.hidden * w.vocabulary)
        , bias_(w.vocabulary)
        , d_matrix_(matrix_.size())
        , d_bias_(bias_.size())
        , logits_(w.characters() * w.vocabulary)
    {
        random_numbers().fill(matrix_, 0.05f);
    }

    /// The loss in nats a character, before the update.
    double update()
    {
        data_.next();
        const std::span<float> x = numbers(layers_.front()->input());
        std::fill(x.begin(), x.end(), 0.0f);
        for (std::size_t i = 0; i < data_.input().size(); ++i)
        {
            x[i * w_.vocabulary + data_.input()[i]] = 1;
        }
        for (const auto& l : layers_)
        {
            l->pack();
            l->forward();
        }
        const double loss = run_linear();
        for (std::size_t l = layers_.size(); l-- > 0;)
        {
            layers_[l]->backward();
        }
        learn();
        return loss;
    }

private:
    double run_linear()
    {
        const std::size_t rows = w_.characters();
        const float* h = numbers(layers_.back()->output()).data();
        fill_rows(logits_, bias_);
        multiply('N', 'N', rows, w_.vocabulary, w_.hidden, h, matrix_.data(), logits_.data(), true);
        const double loss = softmax_cross_entropy(logits_, data_.target(), w_.vocabulary, rows);
        sum_columns(logits_, d_bias_);
        multiply('T', 'N', w_.hidden, w_.vocabulary, rows, h, logits_.data(), d_matrix_.data());
        multiply('N', 'T', rows, w_.hidden, w_.vocabulary, logits_.data(), matrix_.data(),
            numbers(layers_.back()->output_adjoint()).data());
        return loss / static_cast<double>(rows);
    }

    void learn()
    {
        std::size_t memory = 0;
        const auto change = [&](std::span<float> w, std::span<const float> g) {
            if (memories_.size() == memory)
            {
                memories_.emplace_back(w.size());
            }
            benchmarks::update(w_.rule, w.size(), w.data(), g.data(), memories_[memory++].data());
        };
        for (const auto& l : layers_)
        {
            change(numbers(l->w_x), numbers(l->d_w_x));
            change(numbers(l->w_h), numbers(l->d_w_h));
            change(numbers(l->b), numbers(l->bias_gradient()));
        }
        change(matrix_, d_matrix_);
        change(bias_, d_bias_);
    }

    training w_;
    windows<std::uint32_t> data_;
    layers layers_;
    std::vector<float> matrix_, bias_, d_matrix_, d_bias_, logits_;
    std::vector<std::vector<float>> memories_;
};

/// Layers that run step by step, and a linear layer; its product has one row, for which a plain loop is faster.
class runner
{
public:
    runner(cell c, std::size_t in, std::size_t hidden, std::size_t count, std::size_t out)
        : layers_(make_layers(c, 1, 1, in, hidden, count, false))
        , matrix_(hidden * out)
        , output_(out)
    {
        random_numbers().fill(matrix_, 0.05f);
        for (const auto& l : layers_)
        {
            l->carry_state();
        }
    }

    std::span<float> input() { return numbers(layers_.front()->input()); }

    std::span<float> step()
    {
        for (const auto& l : layers_)
        {
            l->forward();
        }
        std::fill(output_.begin(), output_.end(), 0.0f);
        add_product(numbers(layers_.back()->output()), matrix_.data(), output_);
        return output_;
    }

private:
    layers layers_;
    std::vector<float> matrix_, output_;
};

void train(const training& w, const options& o)
{
    trainer net(w);
    double loss = 0;
    const times t = measure([&] { loss = net.update(); }, o.seconds);
    result r = training_rate(w, t);
    r.loss = loss;
    print(o, r);
}

void sample(const sampling& w, const options& o)
{
    runner net(w.cell, w.vocabulary, w.hidden, w.layers, w.vocabulary);
    random_numbers random;
    std::size_t letter = 0;
    const times t = measure(
        [&] {
            net.input()[letter] = 1;
            const std::span<float> p = net.step();
            net.input()[letter] = 0;
            softmax(p);
            letter = draw(p, random.uniform());
        },
        o.seconds);
    print(o, rate(w.name, "characters/s", 1, operations(w), t));
}

void stream(const streaming& w, const options& o)
{
    runner net(w.cell, 1, w.hidden, 1, 1);
    random_numbers random;
    float sum = 0;
    const times t = measure(
        [&] {
            net.input()[0] = random.symmetric(1);
            sum += net.step()[0];
        },
        o.seconds);
    print(o, rate(w.name, "steps/s", 1, operations(w), t));
}

} // namespace

int main(int count, char** arguments)
{
    return run(count, arguments, "oneDNN", [](const options& o) {
        omp_set_num_threads(static_cast<int>(o.threads));
        for_each_wanted(o, trainings, train);
        for_each_wanted(o, sweeps, train);
        for_each_wanted(o, samplings, sample);
        for_each_wanted(o, streamings, stream);
        return true;
    });
}
