// SPDX-License-Identifier: BSD-3-Clause
/// char_rnn novelty.
#include "options.hpp"

#include <cstdio>
#include <stdexcept>

#include <xrnn/text/novelty.hpp>

#include "corpus.hpp"
#include "letters.hpp"
#include "saved_model.hpp"

namespace char_rnn
{

namespace
{
    /// So many whole lines that are not empty.
    std::string draw_lines(letters& draw, std::size_t lines)
    {
        constexpr std::size_t longest = 10000;
        std::string text;
        std::string line;
        for (std::size_t made = 0; made < lines;)
        {
            const std::string next = draw.next();
            line += next;
            if (next == "\n" || (!next.empty() && next.back() == '\n'))
            {
                made += line.size() > next.size() ? 1 : 0;
                text += line;
                line.clear();
            }
            if (line.size() > longest)
            {
                throw std::runtime_error("the model wrote " + std::to_string(longest)
                    + " bytes without a line feed, so it has no lines to compare");
            }
        }
        return text;
    }
} // namespace

int novelty(const novelty_options& o)
{
    const saved_model from = read_description(o.sample.model);
    const std::unique_ptr<network> net = load_network(from);
    const corpus learned = read_corpus(o.files.empty() ? from.options.files : o.files, from.vocabulary);
    letters draw(*net, from.vocabulary, {o.sample.temperature, o.sample.top_k, o.sample.top_p}, "", o.sample.seed);
    const xrnn::line_novelty found = xrnn::known_lines(learned.text).novelty(draw_lines(draw, o.lines));
    if (o.show)
    {
        for (const std::string& line : found.novel)
        {
            std::printf("%s\n", line.c_str());
        }
    }
    std::printf("%zu of %zu lines (%.1f %%) are not in the text that was learned\n", found.novel.size(), found.lines,
        100 * found.share());
    return 0;
}

} // namespace char_rnn
