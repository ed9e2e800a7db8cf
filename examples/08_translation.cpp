// SPDX-License-Identifier: BSD-3-Clause
/// 08_translation [FILE.svg [UPDATES]]: dates in words become dates in digits: "the third of march nineteen eighty four" is
/// 1984-03-03. An encoder reads the letters in both directions; before each letter that it writes, a decoder looks at all of
/// them. Where it has looked is drawn: the alignment, after figure 3 of Bahdanau, Cho & Bengio 2015.
///
/// A tenth of all days are never trained on, and 2,000 dates of these days are the examination.
#include <xrnn/xrnn.hpp>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "alignment.hpp"
#include "dates.hpp"

namespace
{

constexpr std::size_t rows = 64;
constexpr std::string_view letters = " abcdefghijklmnopqrstuvwxyz0123456789,";
constexpr std::string_view digits = "0123456789-.";
constexpr std::size_t longest_source = dates::longest_text;
constexpr std::size_t longest_target = 11; // "1984-03-03."

const xrnn::vocabulary source_letters(letters);
const xrnn::vocabulary target_letters(digits);
const xrnn::id stop = target_letters.encode(".").front(); // begins what is written, and ends it

using reader = xrnn::stack<xrnn::embedding<letters.size(), 24>, xrnn::bidirectional<xrnn::gru<24, 32>>>;
using writer = xrnn::stack<xrnn::embedding<digits.size(), 12>, xrnn::attention_gru<12, 64, 64, 32>,
    xrnn::linear<64, digits.size()>>;
using network = xrnn::seq2seq<reader, writer, xrnn::carry<"h", "s">, xrnn::remember<"h">>;

/// Dates side by side: what is read, what the decoder reads of its own answer, and the answer.
struct batch
{
    std::vector<dates::date> all;
    xrnn::packed_sequences<> source{longest_source, rows};
    xrnn::packed_sequences<> given{longest_target, rows};
    xrnn::packed_sequences<> wanted{longest_target, rows};

    void fill(xrnn::random_source& random, bool unseen)
    {
        std::vector<std::vector<xrnn::id>> read, begun, answers;
        all.clear();
        for (std::size_t row = 0; row < rows; ++row)
        {
            all.push_back(dates::draw(random, unseen));
            read.push_back(source_letters.encode(all.back().text));
            answers.push_back(target_letters.encode(all.back().digits + '.'));
            begun.push_back(answers.back());
            std::rotate(begun.back().begin(), begun.back().end() - 1, begun.back().end());
        }
        source.fill(read);
        given.fill(begun);
        wanted.fill(answers);
    }
};

/// The part of 2,000 unseen dates that are written without a mistake; the first four are printed.
double examine(const xrnn::model<network>& model, xrnn::workspace<network>& work, xrnn::random_source random)
{
    constexpr std::size_t wanted = 2000;
    batch data;
    xrnn::hidden_state<network> state(rows);
    xrnn::greedy_search search(model, rows, {.length = longest_target, .stop = stop});
    std::size_t right = 0;
    for (std::size_t done = 0; done < wanted; done += rows)
    {
        data.fill(random, true);
        work.encode(model, data.source, state);
        const auto answers = search(work, state, stop);
        for (std::size_t row = 0; row < std::min(rows, wanted - done); ++row)
        {
            const std::string answer = target_letters.decode(answers[row]);
            right += answer == data.all[row].digits + '.';
            if (done == 0 && row < 4)
            {
                std::printf("  %-50s %s\n", data.all[row].text.c_str(), answer.c_str());
            }
        }
    }
    return double(right) / double(wanted);
}

/// Draws where the decoder looks while it writes this date.
void draw_alignment(
    const xrnn::model<network>& model, xrnn::workspace<network>& work, const dates::date& example, const char* path)
{
    const auto read = source_letters.encode(example.text);
    const auto written = target_letters.encode("." + example.digits);
    work.forward(model, read, written);
    constexpr std::size_t attention = 4; // the fifth cell: two embeddings and the two directions are before it
    const auto weights = work.probe<"a", attention>();
    alignment::draw(path, example.text, example.digits + '.',
        [&](std::size_t t, std::size_t position) { return double(weights(t, 0, position)); });
}

} // namespace

int main(int count, char** arguments)
{
    const long updates = count > 2 ? std::strtol(arguments[2], nullptr, 10) : 800;
    if (count > 3 || updates < 1)
    {
        std::fprintf(stderr, "usage: 08_translation [FILE.svg [UPDATES]]\n");
        return 2;
    }
    if (count > 1 && !std::ofstream(arguments[1], std::ios::app)) // before it learns for nothing
    {
        std::fprintf(stderr, "08_translation: cannot write %s; name a file in a folder that is there\n", arguments[1]);
        return 1;
    }
    xrnn::model<network> model(1);
    xrnn::workspace work(model, {.source = longest_source, .target = longest_target}, rows);
    xrnn::parameters<network> gradients;
    xrnn::optimiser learn(model, xrnn::adam{0.004}, xrnn::cosine_decay{std::size_t(updates)});
    xrnn::random_source random(1);
    batch data;
    for (long update = 1; update <= updates; ++update)
    {
        data.fill(random, false);
        work.forward(model, data.source, data.given);
        const double loss = xrnn::softmax_cross_entropy(work, data.wanted, xrnn::reduction::mean);
        work.backward(model, gradients);
        learn.update(model, gradients, loss, {.norm = 1});
        if (update % (updates / 5 + 1) == 0 || update == updates)
        {
            std::printf("%5ld updates: loss %.4f\n", update, loss);
        }
    }
    const double right = examine(model, work, xrnn::random_source(2));
    std::printf("%.1f %% of 2000 unseen dates without a mistake\n", 100 * right);
    if (count > 1)
    {
        draw_alignment(model, work, dates::of(1984, 3, 3, dates::form::in_words), arguments[1]);
        std::printf("where it looked is drawn in %s\n", arguments[1]);
    }
}
