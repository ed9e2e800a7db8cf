// SPDX-License-Identifier: BSD-3-Clause
/// The n-grams of a text as a tree: machinery of kneser_ney.hpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "../id.hpp"

namespace xrnn::detail
{

/// The n-grams of one length, in the order of their ids. Those that continue n-gram k by one id, its children, are
/// first_child[k] to first_child[k + 1] - 1 of the next length.
struct ngram_level
{
    std::vector<id> last;                   ///< the last id of each
    std::vector<std::uint32_t> suffix;      ///< the n-gram without its first id, among those one shorter
    std::vector<std::uint32_t> first_child; ///< empty for the longest
    std::vector<std::uint32_t> count;       ///< how often each occurs; kept for the longest

    [[nodiscard]] std::size_t size() const noexcept { return last.size(); }
};

/// All positions of a text, sorted by the `order` ids that follow: by the last of them first, with a stable sort that
/// counts (Knuth, The Art of Computer Programming 3, section 5.2.5). The end of the text sorts before every id.
inline std::vector<std::uint32_t> sorted_positions(std::span<const id> ids, std::size_t order)
{
    std::vector<std::uint32_t> sorted(ids.size());
    std::vector<std::uint32_t> next(ids.size());
    std::iota(sorted.begin(), sorted.end(), 0u);
    std::vector<std::uint32_t> start(static_cast<std::size_t>(*std::max_element(ids.begin(), ids.end())) + 2);
    for (std::size_t k = order; k-- > 0;)
    {
        const auto key = [ids, k](std::size_t at) {
            return at + k < ids.size() ? static_cast<std::size_t>(ids[at + k]) + 1 : 0;
        };
        std::fill(start.begin(), start.end(), 0u);
        for (std::size_t at = 0; at < ids.size(); ++at)
        {
            ++start[key(at)];
        }
        std::exclusive_scan(start.begin(), start.end(), start.begin(), 0u);
        for (const std::uint32_t at : sorted)
        {
            next[start[key(at)]++] = at;
        }
        sorted.swap(next);
    }
    return sorted;
}

/// How many ids two places of a text have in common, up to a limit.
inline std::size_t common_ids(std::span<const id> ids, std::size_t a, std::size_t b, std::size_t limit)
{
    std::size_t count = 0;
    while (count < limit && std::max(a, b) + count < ids.size() && ids[a + count] == ids[b + count])
    {
        ++count;
    }
    return count;
}

/// The levels of the tree from length 0, a single root, to `order`, which is at least 1. The text has at least one id.
class ngram_tree
{
public:
    ngram_tree(std::span<const id> ids, std::size_t order)
        : levels_(order + 1)
    {
        levels_[0].last.push_back(0);
        levels_[0].first_child.push_back(0);
        add_all(ids, order);
        for (std::size_t k = 0; k < order; ++k)
        {
            levels_[k].first_child.push_back(static_cast<std::uint32_t>(levels_[k + 1].size()));
        }
        levels_[1].suffix.assign(levels_[1].size(), 0);
        for (std::size_t k = 2; k <= order; ++k)
        {
            link(k);
        }
    }

    [[nodiscard]] std::size_t order() const noexcept { return levels_.size() - 1; }
    [[nodiscard]] const ngram_level& level(std::size_t length) const { return levels_[length]; }

    /// The number of the child of an n-gram by an id, or `none`.
    [[nodiscard]] std::uint32_t child(std::size_t length, std::uint32_t parent, id next) const
    {
        const ngram_level& children = levels_[length + 1];
        const auto first = children.last.begin() + levels_[length].first_child[parent];
        const auto end = children.last.begin() + levels_[length].first_child[parent + 1];
        const auto found = std::lower_bound(first, end, next);
        return found != end && *found == next ? static_cast<std::uint32_t>(found - children.last.begin()) : none;
    }

    /// How many different ids stand before each n-gram of a length below the order: the continuation count of Kneser &
    /// Ney. What stands before the beginning of the text counts as one more id.
    [[nodiscard]] std::vector<std::uint32_t> continuations(std::size_t length, std::span<const id> ids) const
    {
        std::vector<std::uint32_t> counts(levels_[length].size());
        for (const std::uint32_t suffix : levels_[length + 1].suffix)
        {
            ++counts[suffix];
        }
        if (length <= ids.size())
        {
            std::uint32_t begin = 0;
            for (std::size_t k = 0; k < length; ++k)
            {
                begin = child(k, begin, ids[k]);
            }
            ++counts[begin];
        }
        return counts;
    }

    /// How often each n-gram of the greatest length occurs.
    [[nodiscard]] const std::vector<std::uint32_t>& counts() const { return levels_.back().count; }

    static constexpr std::uint32_t none = ~std::uint32_t(0);

private:
    void add_all(std::span<const id> ids, std::size_t order)
    {
        std::size_t last = ids.size(); // shares no id with any other
        for (const std::uint32_t at : sorted_positions(ids, order))
        {
            const std::size_t known = common_ids(ids, last, at, order);
            const std::size_t length = std::min(order, ids.size() - at);
            for (std::size_t k = known + 1; k <= length; ++k)
            {
                add(k, ids[at + k - 1]);
            }
            if (length == order)
            {
                ++levels_[order].count.back();
            }
            last = at;
        }
    }

    /// A child of the n-gram added last among those one shorter.
    void add(std::size_t length, id last)
    {
        levels_[length].last.push_back(last);
        if (length < order())
        {
            levels_[length].first_child.push_back(static_cast<std::uint32_t>(levels_[length + 1].size()));
        }
        else
        {
            levels_[length].count.push_back(0);
        }
    }

    /// Sets the suffixes of a length. The children of an n-gram are among those of its suffix, in the same order.
    void link(std::size_t length)
    {
        const ngram_level& parents = levels_[length - 1];
        const std::vector<id>& others = levels_[length - 1].last;
        ngram_level& level = levels_[length];
        level.suffix.resize(level.size());
        for (std::size_t parent = 0; parent < parents.size(); ++parent)
        {
            std::uint32_t other = levels_[length - 2].first_child[parents.suffix[parent]];
            for (std::uint32_t k = parents.first_child[parent]; k < parents.first_child[parent + 1]; ++k)
            {
                while (others[other] != level.last[k])
                {
                    ++other;
                }
                level.suffix[k] = other;
            }
        }
    }

    std::vector<ngram_level> levels_;
};

} // namespace xrnn::detail
