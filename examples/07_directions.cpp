// SPDX-License-Identifier: BSD-3-Clause
/// Lesson 7: a layer that reads from both ends. The task is to write what is shouted in capitals, and the mark that says so
/// stands at the end of a clause: "we see the sea! you run." becomes "WE SEE THE SEA! you run." What reads forward only has
/// to guess each letter before it has seen the mark; what also reads backward knows.
#include <xrnn/xrnn.hpp>

#include <cctype>
#include <cstdio>

constexpr std::string_view signs = " !.abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t longest = 80;
const xrnn::vocabulary letters(signs);

/// A text and, for each of its letters, 1 if it is shouted.
struct example
{
    std::string text;
    std::vector<xrnn::id> shouted;
};

example draw(xrnn::random_source& random)
{
    constexpr std::array words{"we", "you", "they", "see", "run", "sing", "the", "sea", "a", "song", "home", "now"};
    example all;
    const std::uint64_t clauses = 1 + random.bits() % 3;
    for (std::uint64_t clause = 0; clause < clauses; ++clause)
    {
        const bool shout = random.bits() % 2 == 0;
        const std::uint64_t count = 2 + random.bits() % 3;
        for (std::uint64_t word = 0; word < count; ++word)
        {
            all.text += all.text.empty() ? "" : " ";
            all.text += words[random.bits() % words.size()];
        }
        all.text += shout ? '!' : '.';
        all.shouted.resize(all.text.size(), shout);
    }
    return all;
}

/// Sequences of different lengths, side by side in one window: those of the texts, and of the answers.
struct batch
{
    std::vector<example> examples;
    xrnn::packed_sequences<> text{longest, 16};
    xrnn::packed_sequences<> shouted{longest, 16};

    void fill(xrnn::random_source& random)
    {
        std::vector<std::vector<xrnn::id>> ids, answers;
        examples.clear();
        for (std::size_t row = 0; row < 16; ++row)
        {
            examples.push_back(draw(random));
            ids.push_back(letters.encode(examples.back().text));
            answers.push_back(examples.back().shouted);
        }
        text.fill(ids);
        shouted.fill(answers);
    }
};

/// Learns from new texts in each update, and prints how many letters of unseen texts it gets right, and one of them.
template <class Reader>
void learn(const char* name)
{
    using network = xrnn::stack<xrnn::embedding<signs.size(), 8>, Reader, xrnn::linear<24, 2>>;
    xrnn::model<network, double> model(1);
    xrnn::workspace work(model, longest, 16);
    xrnn::parameters<network, double> gradients;
    xrnn::optimiser descent(model, xrnn::adam{.rate = 0.02});
    xrnn::random_source random(1);
    batch data;
    for (int update = 0; update < 150; ++update)
    {
        data.fill(random);
        xrnn::hidden_state<network, double> state(16);
        work.forward(model, data.text, state);
        const double loss = xrnn::softmax_cross_entropy(work, data.shouted, xrnn::reduction::mean);
        work.backward(model, gradients);
        descent.update(model, gradients, loss, {.norm = 1});
    }
    std::size_t right = 0, all = 0;
    for (int unseen = 0; unseen < 10; ++unseen)
    {
        data.fill(random);
        xrnn::hidden_state<network, double> state(16);
        const auto y = work.forward(model, data.text, state);
        for (std::size_t row = 0; row < 16; ++row)
        {
            std::string& text = data.examples[row].text;
            for (std::size_t t = 0; t < text.size(); ++t)
            {
                const bool shouted = y(row, t)[1] > y(row, t)[0];
                right += shouted == (data.examples[row].shouted[t] == 1);
                text[t] = static_cast<char>(shouted ? std::toupper(text[t]) : text[t]);
            }
            all += text.size();
        }
    }
    std::printf("%-16s %5.1f %% of the letters right  %s\n", name, 100.0 * double(right) / double(all),
        data.examples[3].text.c_str());
}

int main()
{
    learn<xrnn::lstm<8, 24>>("forward");
    learn<xrnn::bidirectional<xrnn::lstm<8, 12>>>("both directions");
}
