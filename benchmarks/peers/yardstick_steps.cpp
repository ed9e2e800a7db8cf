// SPDX-License-Identifier: BSD-3-Clause
/// The LSTMs of W5 and W6 as plain loops over arrays of fixed size: yardstick_steps [--seconds S] [W5] [W6]
///
/// The gates of a layer are one matrix, an id looks up a row of it, and a product with one row goes through the matrix in
/// blocks of columns whose sums stay in registers. With several threads it measures nothing.
#include <memory>

#include "../timing.hpp"
#include "plain_parts.hpp"

namespace
{

using namespace benchmarks;

/// a += x W, where W is [Rows, Columns].
template <std::size_t Rows, std::size_t Columns>
inline void add_blocks(const float (&x)[Rows], const float* w, float (&a)[Columns])
{
    constexpr std::size_t block = Columns % 256 == 0 ? 256 : Columns;
    for (std::size_t first = 0; first < Columns; first += block)
    {
        float sum[block];
        std::copy_n(a + first, block, sum);
        for (std::size_t i = 0; i < Rows; ++i)
        {
            const float* row = w + i * Columns + first;
            for (std::size_t j = 0; j < block; ++j)
            {
                sum[j] += x[i] * row[j];
            }
        }
        std::copy_n(sum, block, a + first);
    }
}

/// The state of a layer, and its step from the sums a of the gates i, f, o and g.
template <std::size_t H>
struct lstm_state
{
    alignas(64) float h[H] = {};
    alignas(64) float c[H] = {};

    void step(const float (&a)[4 * H])
    {
        for (std::size_t j = 0; j < H; ++j)
        {
            const float i = sigmoid(a[j]);
            const float f = sigmoid(a[H + j]);
            const float o = sigmoid(a[2 * H + j]);
            const float g = tangent(a[3 * H + j]);
            c[j] = f * c[j] + i * g;
            h[j] = o * tangent(c[j]);
        }
    }
};

/// Weights drawn from a generator.
std::vector<float> weights(std::size_t size, random_numbers& random, float limit)
{
    std::vector<float> w(size);
    random.fill(w, limit);
    return w;
}

template <std::size_t V, std::size_t H, std::size_t L>
class letters
{
public:
    void step()
    {
        alignas(64) float a[4 * H];
        for (std::size_t l = 0; l < L; ++l)
        {
            if (l == 0)
            {
                std::copy_n(lookup_.data() + letter_ * 4 * H, 4 * H, a);
            }
            else
            {
                std::fill_n(a, 4 * H, 0.0f);
                add_blocks(states_[l - 1].h, from_below_[l - 1].data(), a);
            }
            add_blocks(states_[l].h, recurrent_[l].data(), a);
            states_[l].step(a);
        }
        alignas(64) float logits[V] = {};
        add_blocks(states_[L - 1].h, linear_.data(), logits);
        softmax(std::span<float, V>(logits));
        letter_ = draw(logits, random_.uniform());
    }

private:
    static std::vector<std::vector<float>> matrices(std::size_t count, random_numbers& random)
    {
        std::vector<std::vector<float>> all;
        for (std::size_t l = 0; l < count; ++l)
        {
            all.push_back(weights(H * 4 * H, random, 0.05f));
        }
        return all;
    }

    random_numbers random_;
    std::vector<float> lookup_ = weights(V * 4 * H, random_, 0.05f);
    std::vector<std::vector<float>> recurrent_ = matrices(L, random_);
    std::vector<std::vector<float>> from_below_ = matrices(L - 1, random_);
    std::vector<float> linear_ = weights(H * V, random_, 0.05f);
    lstm_state<H> states_[L];
    std::size_t letter_ = 0;
};

template <std::size_t H>
class stream
{
public:
    stream()
    {
        for (float* w : {in_, bias_})
        {
            random_.fill({w, 4 * H}, 0.3f);
        }
        random_.fill({recurrent_, H * 4 * H}, 0.3f);
        random_.fill({linear_, H}, 0.3f);
    }

    float step()
    {
        alignas(64) float a[4 * H];
        const float x = random_.symmetric(1);
        for (std::size_t j = 0; j < 4 * H; ++j)
        {
            a[j] = bias_[j] + x * in_[j];
        }
        add_blocks(state_.h, recurrent_, a);
        state_.step(a);
        float y = 0;
        for (std::size_t j = 0; j < H; ++j)
        {
            y += state_.h[j] * linear_[j];
        }
        return y;
    }

private:
    random_numbers random_;
    alignas(64) float in_[4 * H];
    alignas(64) float bias_[4 * H];
    alignas(64) float recurrent_[H * 4 * H];
    alignas(64) float linear_[H];
    lstm_state<H> state_;
};

template <std::size_t K>
void sample(const options& o)
{
    constexpr const sampling& w = samplings[K];
    if (w.cell == cell::lstm && o.wants(w.name))
    {
        const auto net = std::make_unique<letters<w.vocabulary, w.hidden, w.layers>>();
        const times t = measure([&] { net->step(); }, o.seconds);
        print(o, rate(w.name, "characters/s", 1, operations(w), t));
    }
}

template <std::size_t K>
void follow(const options& o)
{
    constexpr const streaming& w = streamings[K];
    if (w.cell == cell::lstm && o.wants(w.name))
    {
        const auto net = std::make_unique<stream<w.hidden>>();
        volatile float sum = 0;
        const times t = measure([&] { sum = sum + net->step(); }, o.seconds);
        print(o, rate(w.name, "steps/s", 1, operations(w), t));
    }
}

} // namespace

int main(int count, char** arguments)
{
    return run(count, arguments, "yardstick", [](const options& o) {
        if (o.threads > 1)
        {
            return true;
        }
        [&]<std::size_t... K>(std::index_sequence<K...>)
        {
            (sample<K>(o), ...);
        }
        (std::make_index_sequence<samplings.size()>());
        [&]<std::size_t... K>(std::index_sequence<K...>)
        {
            (follow<K>(o), ...);
        }
        (std::make_index_sequence<streamings.size()>());
        return true;
    });
}
