// SPDX-License-Identifier: BSD-3-Clause
/// Which rows of a packed window count in a loss, and which target belongs to each.
#pragma once

#include <string_view>

#include "counted.hpp"

namespace xrnn::detail
{

/// Throws std::invalid_argument unless the targets or marks have the lengths of the sequences of a window.
inline void check_lengths(const packing& given, const packing& window, std::string_view what)
{
    if (given.rows() != window.rows())
    {
        throw std::invalid_argument("xrnn: there are " + std::string(what) + " of "
            + count_text(given.rows(), "sequence") + ", but the last window had " + number_text(window.rows()));
    }
    for (std::size_t row = 0; row < given.rows(); ++row)
    {
        const std::size_t length = given.length(given.place_of(row));
        const std::size_t of_window = window.length(window.place_of(row));
        if (length != of_window)
        {
            throw std::invalid_argument("xrnn: the " + std::string(what) + " of sequence " + number_text(row) + " have "
                + count_text(length, "step") + ", but the sequence has " + number_text(of_window));
        }
    }
}

/// The last step of each sequence; its target has the number of the sequence.
struct last_of_each
{
    const packing& order;

    static std::size_t first(std::size_t, std::size_t) { return 0; }

    bool counts(std::size_t i) const
    {
        const window_row at = order.at(i);
        return at.t + 1 == order.length(at.b);
    }

    std::size_t targets() const { return order.rows(); }
    std::size_t target(std::size_t i) const { return order.user_row(order.at(i).b); }
};

/// What packed marks select. Throws std::invalid_argument if they do not have the lengths of the window.
template <class Mark>
struct marked
{
    std::span<const Mark> marks;

    marked(const mask<Mark>& given, const packing& window)
        : marks(given.marks_)
    {
        if (given.order_ == nullptr)
        {
            throw std::invalid_argument(
                "xrnn: the last window was packed, so its marks are packed_sequences<char> of its lengths");
        }
        check_lengths(*given.order_, window, "marks");
    }

    static std::size_t first(std::size_t, std::size_t) { return 0; }
    bool counts(std::size_t i) const { return marks[i] != Mark(0); }
};

/// An option of the user's own counts rows as t * B + b, which says nothing about packed rows.
template <class Where>
every_step_type counted_in_pack(const Where&, const packing&)
{
    static_assert(sizeof(Where) == 0, "xrnn: in a packed window a loss takes every_step, last_step or a mask");
    return {};
}

inline every_step_type counted_in_pack(const every_step_type& all, const packing&)
{
    return all;
}

inline last_of_each counted_in_pack(const last_step_type&, const packing& window)
{
    return {window};
}

template <class Mark>
marked<Mark> counted_in_pack(const mask<Mark>& marks, const packing& window)
{
    return {marks, window};
}

} // namespace xrnn::detail
