// SPDX-License-Identifier: BSD-3-Clause
/// What a packed window gives: a row of numbers for each step of each sequence.
#pragma once

#include "../engine/pass.hpp"
#include "packed_sequences.hpp"
#include "views.hpp"

namespace xrnn
{

/// Rows of numbers that a workspace owns, one for each step of each sequence of its last window, which was packed.
/// Sequences have the numbers that they were given with. T is const if they are only read.
template <class T>
class packed_view
{
public:
    packed_view(const detail::rows_of<T>& rows, std::size_t width, const detail::packing& order)
        : rows_(rows)
        , width_(width)
        , order_(&order)
    {
    }

    [[nodiscard]] std::size_t rows() const noexcept { return order_->rows(); }
    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    /// The steps of a sequence. Throws std::out_of_range.
    [[nodiscard]] std::size_t length(std::size_t row) const
    {
        detail::check_packed_row(*order_, row, 0);
        return order_->length(order_->place_of(row));
    }

    /// A step of a sequence: `width` numbers. Throws std::out_of_range if the sequence has no such step.
    [[nodiscard]] std::span<T> operator()(std::size_t row, std::size_t step) const
    {
        detail::check_packed_row(*order_, row, step);
        return {rows_.data + order_->at(step, order_->place_of(row)).number * rows_.stride, width_};
    }

    /// All of them as an xtensor view [all steps, width]: step after step, in each step the longest sequence first.
    [[nodiscard]] auto all() const { return detail::rows_view(rows_.data, order_->all_rows(), width_, rows_.stride); }

    /// For machinery: the same as a window of one row, and how the rows lie.
    [[nodiscard]] auto steps() const
    {
        return detail::sequence_view(rows_.data, order_->all_rows(), 1, width_, rows_.stride);
    }

    [[nodiscard]] const detail::packing& order() const noexcept { return *order_; }

private:
    detail::rows_of<T> rows_;
    std::size_t width_;
    const detail::packing* order_;
};

} // namespace xrnn
