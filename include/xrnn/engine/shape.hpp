// SPDX-License-Identifier: BSD-3-Clause
/// What a pass knows of its size. A shape alone says which row of a buffer belongs to a step and a row of the batch.
#pragma once

#include <algorithm>
#include <cstddef>

#include "packing.hpp"

namespace xrnn::detail
{

/// What the cells of a network remember: T' positions of as many rows as the window has, in the user's order, or each with a
/// length of its own.
struct remembered_shape
{
    std::size_t steps = 0;
    std::size_t rows = 0;
    const packing* order = nullptr;

    constexpr std::size_t all_rows() const { return order != nullptr ? order->all_rows() : steps * rows; }

    /// How many positions the row has that the user knows by this number.
    constexpr std::size_t length(std::size_t user_row) const
    {
        return order != nullptr ? order->length(order->place_of(user_row)) : steps;
    }

    /// The place of one of them among the rows of all positions.
    constexpr std::size_t row(std::size_t position, std::size_t user_row) const
    {
        return order != nullptr ? order->at(position, order->place_of(user_row)).number : position * rows + user_row;
    }
};

/// How many positions and rows of them a memory has.
struct remembered_size
{
    std::size_t steps = 0;
    std::size_t all = 0;

    constexpr std::size_t all_rows() const { return all; }
};

/// What of a shape says where buffers begin and how large they are. It is small, so that it stays in registers.
struct buffer_shape
{
    std::size_t rows = 0;
    std::size_t all = 0;
    purpose why = purpose::inference;
    static constexpr remembered_size remembered{};

    constexpr std::size_t all_rows() const { return all; }
};

/// The same for a cell that has positions.
struct buffer_shape_of_positions
{
    std::size_t rows = 0;
    std::size_t all = 0;
    purpose why = purpose::inference;
    remembered_size remembered{};

    constexpr std::size_t all_rows() const { return all; }
};

/// T steps of B rows, and what for. In a packed window the rows have different lengths, of which T is the largest.
struct window_shape
{
    std::size_t steps = 0;
    std::size_t rows = 0;
    purpose why = purpose::inference;
    team_member member{};
    const packing* order = nullptr; ///< how the rows lie if the window is packed
    remembered_shape remembered{};
    bool goes_on = false; ///< what runs once a window has run in the window before

    constexpr window_shape() = default;

    constexpr window_shape(std::size_t t, std::size_t b, purpose p)
        : steps(t)
        , rows(b)
        , why(p)
        , all_(t * b)
        , own_{0, b}
    {
    }

    window_shape(const packing& rows_in_order, purpose p)
        : window_shape(rows_in_order.steps(), rows_in_order.rows(), p)
    {
        order = &rows_in_order;
        all_ = rows_in_order.all_rows();
    }

    /// That of a thread.
    constexpr void share(const team_member& with)
    {
        member = with;
        own_ = order != nullptr ? order->part_of(member) : member.part_of(rows);
    }

    /// The rows of all steps together.
    constexpr std::size_t all_rows() const { return all_; }

    /// What a layout needs of it, of a cell that has positions or of one that has none.
    template <bool Positions>
    constexpr auto of_buffers() const
    {
        if constexpr (Positions)
        {
            return buffer_shape_of_positions{rows, all_, why, {remembered.steps, remembered.all_rows()}};
        }
        else
        {
            return buffer_shape{rows, all_, why};
        }
    }

    /// In a packed window, t may be one behind the end of row b.
    constexpr window_row at(std::size_t t, std::size_t b) const
    {
        return order != nullptr ? order->at(t, b) : window_row{t, b, t * rows + b, t * rows + b};
    }

    /// Row i of all.
    constexpr window_row at(std::size_t i) const
    {
        return order != nullptr ? order->at(i) : window_row{i / rows, i % rows, i, i};
    }

    constexpr std::size_t length(std::size_t b) const { return order != nullptr ? order->length(b) : steps; }

    /// The number that the user knows row b by.
    constexpr std::size_t user_row(std::size_t b) const { return order != nullptr ? order->user_row(b) : b; }

    /// This thread's rows.
    constexpr range own_rows() const { return own_; }

    /// Those that have a step t.
    constexpr range own_rows(std::size_t t) const
    {
        return order != nullptr ? range{std::min(own_.begin, order->rows_at(t)), std::min(own_.end, order->rows_at(t))}
                                : own_;
    }

    /// How many of the `count` rows from this one on lie as the rows before their step do.
    constexpr std::size_t in_parallel(const window_row& first, std::size_t count) const
    {
        return order != nullptr ? order->in_parallel(first, count) : count;
    }

private:
    std::size_t all_ = 0;
    range own_{};
};

/// One step of one row, so that the compiler knows where everything lies.
struct single_step_shape
{
    static constexpr std::size_t steps = 1;
    static constexpr std::size_t rows = 1;
    static constexpr purpose why = purpose::inference;
    static constexpr team_member member{};
    static constexpr remembered_shape remembered{};
    static constexpr bool goes_on = false;

    template <bool Positions>
    static constexpr single_step_shape of_buffers()
    {
        return {};
    }

    static constexpr std::size_t all_rows() { return 1; }
    static constexpr window_row at(std::size_t t, std::size_t b) { return {t, b, t + b, t + b}; }
    static constexpr window_row at(std::size_t i) { return {i, 0, i, i}; }
    static constexpr std::size_t length(std::size_t) { return 1; }
    static constexpr std::size_t user_row(std::size_t b) { return b; }
    static constexpr range own_rows() { return {0, 1}; }
    static constexpr range own_rows(std::size_t) { return {0, 1}; }
    static constexpr std::size_t in_parallel(const window_row&, std::size_t count) { return count; }
};

} // namespace xrnn::detail
