// SPDX-License-Identifier: BSD-3-Clause
/// Reversing strings: an encoder reads letters, and a decoder writes them from the last to the first.
///
/// A decoder that begins with the encoder's final state knows nothing else of a string: 3 to 5 letters. One that attends to
/// what the encoder has given at each letter (Bahdanau, Cho & Bengio 2015) reverses 5 to 20. Decoders are trained on what
/// they should write, shifted by one (teacher forcing), and answer by themselves: greedily, each letter from the one that
/// they have written, up to the end symbol. An answer is right if it is the whole string. A tenth of all strings is never
/// trained on.
#include <catch2/catch.hpp>

#include <algorithm>

#include "../support/trainee.hpp"

using namespace xrnn;
using namespace tests;

namespace
{

constexpr std::uint64_t seed = 1;
constexpr std::size_t rows = 64;
constexpr std::size_t letters = 8;
constexpr id start = letters; // the decoder reads it first
constexpr id end = letters;   // and writes it last

using word = std::vector<id>;

bool is_held_out(const word& w)
{
    std::size_t sum = 0;
    for (const id each : w)
    {
        sum = 7 * sum + each + 1;
    }
    return sum % 10 == 0;
}

word draw_word(random_source& random, std::size_t least, std::size_t most, bool held_out)
{
    for (;;)
    {
        word w(pick(random, least, most));
        std::generate(w.begin(), w.end(), [&] { return static_cast<id>(pick(random, 0, letters - 1)); });
        if (is_held_out(w) == held_out)
        {
            return w;
        }
    }
}

/// Words, what the decoder reads, and what it should write.
struct batch
{
    std::size_t least;
    std::size_t most;
    std::vector<word> words = std::vector<word>(rows);
    packed_sequences<id> source{most, rows};
    packed_sequences<id> input{most + 1, rows};
    packed_sequences<id> target{most + 1, rows};

    void draw(random_source& random, bool held_out)
    {
        std::vector<word> read;
        std::vector<word> write;
        for (word& w : words)
        {
            w = draw_word(random, least, most, held_out);
            write.emplace_back(w.rbegin(), w.rend()).push_back(end);
            read.push_back({start});
            read.back().insert(read.back().end(), w.rbegin(), w.rend());
        }
        source.fill(words);
        input.fill(read);
        target.fill(write);
    }

    bool is_right(std::size_t row, const word& answer) const
    {
        const word& w = words[row];
        return answer.size() == w.size() + 1 && answer.back() == end
            && std::equal(w.rbegin(), w.rend(), answer.begin());
    }
};

/// Trains on strings of `least` to `most` letters. Returns which part of 1280 unseen ones is reversed.
template <class Network>
double train(std::size_t least, std::size_t most, std::size_t updates, double rate)
{
    random_source random(seed);
    model<Network> m(seed);
    workspace<Network> work({.source = most, .target = most + 1}, rows);
    parameters<Network> gradients;
    optimiser learn(m, adam{rate}, cosine_decay{updates});
    batch data{least, most};
    for (std::size_t update = 0; update < updates; ++update)
    {
        data.draw(random, false);
        work.forward(m, data.source, data.input);
        const double loss = softmax_cross_entropy(work, data.target, reduction::mean);
        work.backward(m, gradients);
        learn.update(m, gradients, loss, {.norm = 1});
    }
    greedy_search<Network> search(m, rows, {.length = most + 1, .stop = end});
    hidden_state<Network> state(rows);
    std::size_t right = 0;
    constexpr std::size_t batches = 20;
    for (std::size_t i = 0; i < batches; ++i)
    {
        data.draw(random, true);
        work.encode(m, data.source, state);
        const auto answers = search(work, state, start);
        for (std::size_t row = 0; row < rows; ++row)
        {
            right += data.is_right(row, answers[row]);
        }
    }
    return static_cast<double>(right) / static_cast<double>(batches * rows);
}

} // namespace

TEST_CASE("a decoder reverses short strings from the state that the encoder ends with")
{
    using encoder = stack<embedding<letters, 16>, lstm<16, 96>>;
    using decoder = stack<embedding<letters + 1, 16>, lstm<16, 96>, linear<96, letters + 1>>;
    const double right = train<seq2seq<encoder, decoder, carry<"h">, carry<"c">>>(3, 5, 5000, 0.003);
    CAPTURE(right);
    CHECK(right >= 0.98);
}

TEST_CASE("a decoder that attends reverses strings of 5 to 20 letters")
{
    using encoder = stack<embedding<letters, 16>, bidirectional<gru<16, 48>>>;
    using decoder = stack<embedding<letters + 1, 16>, attention_gru<16, 96, 96, 32>, linear<96, letters + 1>>;
    const double right = train<seq2seq<encoder, decoder, carry<"h", "s">, remember<"h">>>(5, 20, 1500, 0.004);
    CAPTURE(right);
    CHECK(right >= 0.99);
}
