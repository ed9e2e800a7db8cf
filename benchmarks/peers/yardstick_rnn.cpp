// SPDX-License-Identifier: BSD-3-Clause
/// W1 and W2 as plain loops over arrays of fixed size, the derivatives written by hand:
/// yardstick_rnn [--seconds S] [W1] [W2]
///
/// Ids look up rows, products that do not depend on the step before run for all steps, and the recurrent matrix is
/// transposed once an update, so that every inner loop runs along a row. No clipping. With several threads it measures nothing.
#include <cstring>
#include <memory>

#include "../timing.hpp"
#include "plain_parts.hpp"

namespace
{

using namespace benchmarks;

template <std::size_t V, std::size_t H>
struct weights
{
    alignas(64) float W_xh[V][H];
    alignas(64) float W_hh[H][H];
    alignas(64) float b_h[H];
    alignas(64) float W_hy[H][V];
    alignas(64) float b_y[V];

    static constexpr std::size_t size = V * H + H * H + H + H * V + V;
};

/// y += x W, with the sums in registers.
template <std::size_t Rows, std::size_t Columns>
inline void add_to(const float (&x)[Rows], const float (&W)[Rows][Columns], float (&y)[Columns])
{
    float sum[Columns];
    std::copy_n(y, Columns, sum);
    for (std::size_t i = 0; i < Rows; ++i)
    {
        for (std::size_t j = 0; j < Columns; ++j)
        {
            sum[j] += x[i] * W[i][j];
        }
    }
    std::copy_n(sum, Columns, y);
}

/// W = the sum over t of the outer products of x[t] and y[t].
template <std::size_t Steps, std::size_t Rows, std::size_t Columns>
inline void outer_products(const float (*x)[Rows], const float (*y)[Columns], float (&W)[Rows][Columns])
{
    for (std::size_t i = 0; i < Rows; ++i)
    {
        float sum[Columns] = {};
        for (std::size_t t = 0; t < Steps; ++t)
        {
            for (std::size_t j = 0; j < Columns; ++j)
            {
                sum[j] += x[t][i] * y[t][j];
            }
        }
        std::copy_n(sum, Columns, W[i]);
    }
}

/// The trainer of an entry of `trainings`.
template <std::size_t K>
class trainer
{
    static constexpr const training& W = trainings[K];
    static constexpr std::size_t V = W.vocabulary;
    static constexpr std::size_t H = W.hidden;
    static constexpr std::size_t T = W.steps;

public:
    trainer()
    {
        random_numbers random;
        random.fill({&w_.W_xh[0][0], V * H}, 0.1f);
        random.fill({&w_.W_hh[0][0], H * H}, 0.1f);
        random.fill({&w_.W_hy[0][0], H * V}, 0.1f);
    }

    /// The loss in nats a character, before the update.
    double update()
    {
        data_.next();
        forward();
        float loss = 0;
        for (std::size_t t = 0; t < T; ++t)
        {
            loss += softmax_cross_entropy(std::span<float, V>(y_[t]), data_.target()[t], 1.0f / T);
        }
        backward();
        change(w_.W_xh, d_.W_xh, memory_.W_xh);
        change(w_.W_hh, d_.W_hh, memory_.W_hh);
        change(w_.b_h, d_.b_h, memory_.b_h);
        change(w_.W_hy, d_.W_hy, memory_.W_hy);
        change(w_.b_y, d_.b_y, memory_.b_y);
        return loss / T;
    }

private:
    void forward()
    {
        for (std::size_t t = 0; t < T; ++t)
        {
            float a[H];
            for (std::size_t j = 0; j < H; ++j)
            {
                a[j] = w_.W_xh[data_.input()[t]][j] + w_.b_h[j];
            }
            add_to(h_[t], w_.W_hh, a);
            for (std::size_t j = 0; j < H; ++j)
            {
                h_[t + 1][j] = tangent(a[j]);
            }
        }
        for (std::size_t t = 0; t < T; ++t)
        {
            std::copy_n(w_.b_y, V, y_[t]);
            add_to(h_[t + 1], w_.W_hy, y_[t]);
        }
    }

    /// y_ holds the adjoints of the logits.
    void backward()
    {
        for (std::size_t i = 0; i < H; ++i)
        {
            for (std::size_t j = 0; j < H; ++j)
            {
                transposed_[j][i] = w_.W_hh[i][j];
            }
        }
        for (std::size_t t = 0; t < T; ++t)
        {
            for (std::size_t i = 0; i < H; ++i)
            {
                float sum = 0;
                for (std::size_t j = 0; j < V; ++j)
                {
                    sum += w_.W_hy[i][j] * y_[t][j];
                }
                da_[t][i] = sum;
            }
        }
        for (std::size_t t = T; t-- > 0;)
        {
            if (t + 1 < T)
            {
                add_to(da_[t + 1], transposed_, da_[t]);
            }
            for (std::size_t j = 0; j < H; ++j)
            {
                da_[t][j] *= 1 - h_[t + 1][j] * h_[t + 1][j];
            }
        }
        outer_products<T>(h_ + 1, y_, d_.W_hy);
        outer_products<T>(h_, da_, d_.W_hh);
        sum_columns({&da_[0][0], T * H}, d_.b_h);
        sum_columns({&y_[0][0], T * V}, d_.b_y);
        std::memset(d_.W_xh, 0, sizeof d_.W_xh);
        for (std::size_t t = 0; t < T; ++t)
        {
            for (std::size_t j = 0; j < H; ++j)
            {
                d_.W_xh[data_.input()[t]][j] += da_[t][j];
            }
        }
    }

    template <class Parameter>
    static void change(Parameter& w, const Parameter& g, Parameter& memory)
    {
        benchmarks::update(W.rule, sizeof w / sizeof(float), reinterpret_cast<float*>(&w),
            reinterpret_cast<const float*>(&g), reinterpret_cast<float*>(&memory));
    }

    windows<std::uint32_t> data_{W};
    weights<V, H> w_{};
    weights<V, H> d_{};
    weights<V, H> memory_{};
    alignas(64) float h_[T + 1][H] = {}; ///< h_[0] is the zero state before the window
    alignas(64) float y_[T][V] = {};
    alignas(64) float da_[T][H] = {}; ///< adjoints of what tanh is taken of
    alignas(64) float transposed_[H][H] = {};
};

template <std::size_t K>
void train(const options& o)
{
    constexpr const training& w = trainings[K];
    if (!o.wants(w.name) || o.threads > 1)
    {
        return;
    }
    const auto net = std::make_unique<trainer<K>>();
    double loss = 0;
    const times t = measure([&] { loss = net->update(); }, o.seconds);
    result r = training_rate(w, t);
    r.loss = loss;
    print(o, r);
}

} // namespace

int main(int count, char** arguments)
{
    return run(count, arguments, "yardstick", [](const options& o) {
        // W1 and W2
        static_assert(trainings[0].vocabulary == 4 && trainings[1].vocabulary == 65);
        train<0>(o);
        train<1>(o);
        return true;
    });
}
