// SPDX-License-Identifier: BSD-3-Clause
/// Which outputs of a window count in a loss: those of every step, of the last step, or those that a mask selects.
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <vector>

#include "../model/contiguous.hpp"
#include "../model/message.hpp"
#include "../model/packed_sequences.hpp"

namespace xrnn
{

namespace detail
{
    template <class Mark>
    struct marked;
}

/// Every output counts. There is a target for each: T * B, rows of a step side by side, or packed_sequences as the window.
struct every_step_type
{
    static std::size_t first(std::size_t, std::size_t) { return 0; }
    static bool counts(std::size_t) { return true; }
};
inline constexpr every_step_type every_step;

/// Only the outputs of the last step count, in a packed window those of the last step of each sequence. There are B
/// targets.
struct last_step_type
{
    static std::size_t first(std::size_t steps, std::size_t rows) { return (steps - 1) * rows; }
    static bool counts(std::size_t) { return true; }
};
inline constexpr last_step_type last_step;

/// Only the outputs whose mark is not zero count: T * B marks, in a contiguous range or an xtensor, or packed_sequences
/// as the window. The marks must outlive the mask. There is a target for each output; those of outputs that do not count
/// are not read.
template <class Mark>
class mask
{
public:
    template <class Range>
    explicit mask(const Range& marks)
        : marks_(detail::contiguous(marks))
    {
    }

    template <class Range>
    explicit mask(const Range&& marks)
        : mask(marks)
    {
        static_assert(detail::refers_only<Range>, "xrnn: a mask refers to its marks; give the temporary marks a name");
    }

    /// For a packed window.
    explicit mask(const packed_sequences<Mark>& marks)
        : marks_(marks.elements())
        , order_(&marks.order())
    {
    }

    /// Its marks are bits, not a range of numbers: use std::vector<char>.
    explicit mask(const std::vector<bool>&) = delete;
    explicit mask(const std::vector<bool>&&) = delete;

    /// Throws std::invalid_argument if there are not T * B marks.
    std::size_t first(std::size_t steps, std::size_t rows) const
    {
        if (order_ != nullptr)
        {
            throw std::invalid_argument("xrnn: these marks are packed, but the window is not: it takes "
                + detail::number_text(steps * rows) + " in a range or an xtensor");
        }
        if (marks_.size() != steps * rows)
        {
            throw std::invalid_argument("xrnn: the mask has " + detail::count_text(marks_.size(), "mark") + ", but "
                + detail::window_text(steps, rows) + " need " + detail::number_text(steps * rows));
        }
        return 0;
    }

    bool counts(std::size_t i) const { return marks_[i] != Mark(0); }

private:
    friend struct detail::marked<Mark>;

    std::span<const Mark> marks_;
    const detail::packing* order_ = nullptr;
};

template <class Range>
explicit mask(const Range&) -> mask<detail::element_of<Range>>;

template <class Mark>
explicit mask(const packed_sequences<Mark>&) -> mask<Mark>;

explicit mask(const std::vector<bool>&)->mask<bool>;

namespace detail
{
    /// Says which outputs count: every_step, last_step or a mask.
    template <class Where>
    concept says_what_counts = requires(const Where& where)
    {
        where.first(std::size_t(1), std::size_t(1));
        where.counts(std::size_t(0));
    };

    inline every_step_type find_where()
    {
        return every_step;
    }

    template <class First, class... More>
    auto find_where(const First& first, const More&... more)
    {
        if constexpr (says_what_counts<First>)
        {
            return first;
        }
        else
        {
            return find_where(more...);
        }
    }
} // namespace detail

} // namespace xrnn
