// SPDX-License-Identifier: BSD-3-Clause
/// What is measured: the workloads of docs/benchmarks.md, their text, and the arithmetic in them. xrnn and its peers all
/// take them from here, in float.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace benchmarks
{

enum class cell
{
    rnn,
    lstm,
    gru
};

enum class rule
{
    sgd,
    adagrad,
    rmsprop
};

/// The rates and constants of the rules: those of min-char-rnn and char-rnn.
inline constexpr double sgd_rate = 0.1;
inline constexpr double adagrad_rate = 0.1;
inline constexpr double rmsprop_rate = 0.002;
inline constexpr double rmsprop_decay = 0.95;
inline constexpr double epsilon = 1e-8;

/// Training on the next character: `layers` layers of one cell and a linear one, mean softmax cross-entropy over a
/// window of `steps` steps of `rows` rows that starts from a zero state, then one update.
struct training
{
    const char* name;
    benchmarks::cell cell;
    std::size_t vocabulary, hidden, layers, steps, rows;
    benchmarks::rule rule;

    constexpr std::size_t characters() const { return steps * rows; }
};

/// Drawing one character after another from a network that is fed what was drawn.
struct sampling
{
    const char* name;
    benchmarks::cell cell;
    std::size_t vocabulary, hidden, layers;
};

/// One number in, one number out at every step, as in audio.
struct streaming
{
    const char* name;
    benchmarks::cell cell;
    std::size_t hidden;
};

inline constexpr std::array trainings{
    training{"W1", cell::rnn, 4, 3, 1, 4, 1, rule::sgd},
    training{"W2", cell::rnn, 65, 100, 1, 25, 1, rule::adagrad},
    training{"W3", cell::lstm, 65, 128, 2, 50, 50, rule::rmsprop},
    training{"W4", cell::lstm, 96, 512, 2, 100, 100, rule::rmsprop},
    training{"W7", cell::gru, 65, 128, 2, 50, 50, rule::rmsprop},
};

inline constexpr std::array samplings{
    sampling{"W5-LSTM-2x128", cell::lstm, 65, 128, 2},
    sampling{"W5-LSTM-1x512", cell::lstm, 65, 512, 1},
    sampling{"W5-LSTM-3x512", cell::lstm, 65, 512, 3},
};

inline constexpr std::array streamings{
    streaming{"W6-LSTM-8", cell::lstm, 8},
    streaming{"W6-LSTM-16", cell::lstm, 16},
    streaming{"W6-LSTM-20", cell::lstm, 20},
    streaming{"W6-LSTM-32", cell::lstm, 32},
    streaming{"W6-LSTM-40", cell::lstm, 40},
    streaming{"W6-LSTM-64", cell::lstm, 64},
    streaming{"W6-GRU-8", cell::gru, 8},
    streaming{"W6-GRU-16", cell::gru, 16},
    streaming{"W6-GRU-20", cell::gru, 20},
    streaming{"W6-GRU-32", cell::gru, 32},
    streaming{"W6-GRU-40", cell::gru, 40},
    streaming{"W6-GRU-64", cell::gru, 64},
};

/// One layer of LSTM, 64 characters, with one size changed at a time: what the pictures show.
inline constexpr std::array sweeps{
    training{"hidden-16", cell::lstm, 64, 16, 1, 32, 32, rule::rmsprop},
    training{"hidden-32", cell::lstm, 64, 32, 1, 32, 32, rule::rmsprop},
    training{"hidden-64", cell::lstm, 64, 64, 1, 32, 32, rule::rmsprop},
    training{"hidden-128", cell::lstm, 64, 128, 1, 32, 32, rule::rmsprop},
    training{"hidden-256", cell::lstm, 64, 256, 1, 32, 32, rule::rmsprop},
    training{"hidden-512", cell::lstm, 64, 512, 1, 32, 32, rule::rmsprop},
    training{"rows-1", cell::lstm, 64, 128, 1, 32, 1, rule::rmsprop},
    training{"rows-2", cell::lstm, 64, 128, 1, 32, 2, rule::rmsprop},
    training{"rows-4", cell::lstm, 64, 128, 1, 32, 4, rule::rmsprop},
    training{"rows-8", cell::lstm, 64, 128, 1, 32, 8, rule::rmsprop},
    training{"rows-16", cell::lstm, 64, 128, 1, 32, 16, rule::rmsprop},
    training{"rows-32", cell::lstm, 64, 128, 1, 32, 32, rule::rmsprop},
    training{"rows-64", cell::lstm, 64, 128, 1, 32, 64, rule::rmsprop},
    training{"rows-128", cell::lstm, 64, 128, 1, 32, 128, rule::rmsprop},
    training{"steps-4", cell::lstm, 64, 128, 1, 4, 32, rule::rmsprop},
    training{"steps-8", cell::lstm, 64, 128, 1, 8, 32, rule::rmsprop},
    training{"steps-16", cell::lstm, 64, 128, 1, 16, 32, rule::rmsprop},
    training{"steps-32", cell::lstm, 64, 128, 1, 32, 32, rule::rmsprop},
    training{"steps-64", cell::lstm, 64, 128, 1, 64, 32, rule::rmsprop},
    training{"steps-128", cell::lstm, 64, 128, 1, 128, 32, rule::rmsprop},
    training{"steps-256", cell::lstm, 64, 128, 1, 256, 32, rule::rmsprop},
};

/// How many sums of width `hidden` a cell has.
constexpr std::size_t gates(cell c)
{
    return c == cell::lstm ? 4 : c == cell::gru ? 3 : 1;
}

/// Floating-point operations of the products that a character needs, if the first layer looks up the rows of its ids:
/// 2 for each weight in the forward pass and twice as many in the backward pass. What a system computes beyond that,
/// such as products with one-hot rows, does not count.
constexpr double operations(const training& w)
{
    const std::size_t weights = gates(w.cell) * w.hidden * w.hidden * (2 * w.layers - 1) + w.hidden * w.vocabulary;
    return 6.0 * static_cast<double>(weights);
}

constexpr double operations(const sampling& w)
{
    const std::size_t weights = gates(w.cell) * w.hidden * w.hidden * (2 * w.layers - 1) + w.hidden * w.vocabulary;
    return 2.0 * static_cast<double>(weights);
}

constexpr double operations(const streaming& w)
{
    return 2.0 * static_cast<double>(gates(w.cell) * w.hidden * (w.hidden + 1) + w.hidden);
}

/// Numbers that cost next to nothing, the same for all: xorshift64 (Marsaglia 2003).
class random_numbers
{
public:
    std::uint64_t bits()
    {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        state_ ^= state_ << 17;
        return state_;
    }

    /// In [0, 1).
    float uniform() { return static_cast<float>(bits() >> 40) * (1.0f / 16777216.0f); }

    /// In [-limit, limit).
    float symmetric(float limit) { return (2 * uniform() - 1) * limit; }

    /// For the first weights of a peer that has no initialisation of its own.
    void fill(std::span<float> numbers, float limit)
    {
        for (float& x : numbers)
        {
            x = symmetric(limit);
        }
    }

private:
    std::uint64_t state_ = 0x9e3779b97f4a7c15u;
};

/// The id at which the sum of the probabilities passes a number of [0, 1): how the peers draw.
inline std::size_t draw(std::span<const float> probabilities, float uniform)
{
    std::size_t id = 0;
    for (float sum = probabilities[0]; sum <= uniform && id + 1 < probabilities.size(); sum += probabilities[id])
    {
        ++id;
    }
    return id;
}

/// The windows of a text in which a character mostly follows from the one before, so that training has something to
/// learn. Id is the type of the ids; they lie [steps, rows], and row b of a window is a stretch of the text of its own.
template <class Id>
class windows
{
public:
    explicit windows(const training& w)
        : steps_(w.steps)
        , rows_(w.rows)
        , text_(65536)
        , input_(w.characters())
        , target_(w.characters())
    {
        random_numbers random;
        std::size_t letter = 0;
        for (Id& c : text_)
        {
            c = static_cast<Id>(letter);
            const std::size_t jump = random.bits() % 8 == 0 ? random.bits() % w.vocabulary : 0;
            letter = (3 * letter + 1 + jump) % w.vocabulary;
        }
    }

    /// Moves to the next window, after the last one to the first again.
    void next()
    {
        if (position_ + steps_ * rows_ + 1 > text_.size())
        {
            position_ = 0;
        }
        for (std::size_t t = 0; t < steps_; ++t)
        {
            for (std::size_t b = 0; b < rows_; ++b)
            {
                input_[t * rows_ + b] = text_[position_ + b * steps_ + t];
                target_[t * rows_ + b] = text_[position_ + b * steps_ + t + 1];
            }
        }
        position_ += steps_ * rows_;
    }

    std::vector<Id>& input() { return input_; }
    std::vector<Id>& target() { return target_; }

private:
    std::size_t steps_;
    std::size_t rows_;
    std::vector<Id> text_;
    std::vector<Id> input_;
    std::vector<Id> target_;
    std::size_t position_ = 0;
};

} // namespace benchmarks
