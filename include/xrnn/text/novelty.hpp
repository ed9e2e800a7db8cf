// SPDX-License-Identifier: BSD-3-Clause
/// How many lines of a sample are not copied from the training text.
#pragma once

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace xrnn
{

/// What known_lines::novelty finds.
struct line_novelty
{
    std::size_t lines = 0;          ///< of the sample
    std::vector<std::string> novel; ///< those that are not known, in their order, each as often as it occurs

    /// The share of the lines that are novel, from 0 to 1.
    [[nodiscard]] double share() const { return static_cast<double>(novel.size()) / static_cast<double>(lines); }
};

/// The lines of a text. Lines end with \n or \r\n, the last one needs no end. Empty lines count nowhere.
class known_lines
{
public:
    explicit known_lines(std::string_view text)
    {
        each_line(text, [this](std::string_view line) { lines_.emplace_back(line); });
        std::sort(lines_.begin(), lines_.end());
        lines_.erase(std::unique(lines_.begin(), lines_.end()), lines_.end());
    }

    /// How many different lines there are.
    [[nodiscard]] std::size_t size() const noexcept { return lines_.size(); }

    [[nodiscard]] bool contains(std::string_view line) const
    {
        return std::binary_search(lines_.begin(), lines_.end(), line, std::less<>());
    }

    /// The lines of a sample that are not among these. A line that the sample begins or ends in the middle of is
    /// compared as it is. Throws std::invalid_argument if the sample has no line.
    [[nodiscard]] line_novelty novelty(std::string_view sample) const
    {
        line_novelty found;
        each_line(sample, [this, &found](std::string_view line) {
            ++found.lines;
            if (!contains(line))
            {
                found.novel.emplace_back(line);
            }
        });
        if (found.lines == 0)
        {
            throw std::invalid_argument("xrnn: novelty: the sample has no line that is not empty");
        }
        return found;
    }

private:
    template <class F>
    static void each_line(std::string_view text, const F& f)
    {
        while (!text.empty())
        {
            const std::size_t end = std::min(text.find('\n'), text.size());
            std::string_view line = text.substr(0, end);
            line.remove_suffix(line.ends_with('\r') ? 1 : 0);
            if (!line.empty())
            {
                f(line);
            }
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }

    std::vector<std::string> lines_;
};

} // namespace xrnn
