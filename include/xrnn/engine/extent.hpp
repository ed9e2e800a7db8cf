// SPDX-License-Identifier: BSD-3-Clause
/// How large a buffer is for a window of T steps of B rows, and which of its rows belongs to a given step and row.
#pragma once

#include <cstddef>

namespace xrnn::detail
{

/// Which moment is meant: the value of a state before the step, or what is there after it.
enum class moment
{
    before_step,
    after_step
};

/// Who needs a buffer, or a pass.
enum class purpose
{
    inference,
    training
};

/// Every buffer starts at a multiple of this many elements: at a cache line, for float and double.
inline constexpr std::size_t cache_line = 16;

constexpr std::size_t round_up(std::size_t elements)
{
    return (elements + cache_line - 1) / cache_line * cache_line;
}

/// The steps that a buffer holds: those of the window plus a number of steps before it, or the latest few, used in
/// turn.
struct step_extent
{
    bool window = false;
    std::size_t more = 0;

    /// Where step t lies in a buffer of the latest steps. One with a step more than the current one keeps the value before
    /// the step in a place of its own.
    constexpr std::size_t index(std::size_t t, moment when) const
    {
        return more > 1 ? (t + (when == moment::after_step ? 1 : 0)) % more : 0;
    }

    friend constexpr bool operator==(const step_extent&, const step_extent&) = default;
};

inline constexpr step_extent every_step_kept{true, 0};
inline constexpr step_extent every_step_and_initial{true, 1};
inline constexpr step_extent latest_step{false, 1};
inline constexpr step_extent two_steps{false, 2};

/// Row b of step t, and its place among the rows of all steps. A shape makes it.
struct window_row
{
    std::size_t t = 0;
    std::size_t b = 0;
    std::size_t number = 0; ///< in a buffer that begins with the first step
    std::size_t before = 0; ///< of the row before step t, in a buffer that begins with the step before the window
};

/// A position of a memory, where a row is visited position by position.
struct position_row : window_row
{
    std::size_t position = 0;
    std::size_t remembered = 0; ///< its place among the rows of all positions
};

/// What a buffer holds for the positions of a memory: nothing, a row for each, or a column for each, which is as wide as the
/// memory is long.
enum class for_positions
{
    nothing,
    rows,
    columns
};

/// A buffer: for each of its steps the rows of the batch, side by side.
struct extent
{
    step_extent steps{};
    std::size_t width = 0;
    for_positions each_position = for_positions::nothing;

    /// From one row to the next. Rows whose beginnings are a multiple of 1 or 2 kilobytes apart would compete for a few
    /// places in the cache.
    constexpr std::size_t stride() const { return width > 0 && width % 256 == 0 ? width + cache_line : width; }

    template <class Shape>
    constexpr std::size_t elements(const Shape& shape) const
    {
        if (each_position == for_positions::rows)
        {
            return shape.remembered.all_rows() * stride();
        }
        const std::size_t rows = (steps.window ? shape.all_rows() : 0) + steps.more * shape.rows;
        return rows * (each_position == for_positions::columns ? shape.remembered.steps : stride());
    }

    /// The first element of a row.
    template <class Shape>
    constexpr std::size_t element(const window_row& row, const Shape& shape, moment when) const
    {
        return row_number(row, shape.rows, when)
            * (each_position == for_positions::columns ? shape.remembered.steps : stride());
    }

    /// That of a position of a row.
    template <class Shape>
    constexpr std::size_t element(const position_row& row, const Shape& shape, moment when) const
    {
        return each_position == for_positions::rows ? row.remembered * stride()
            : each_position == for_positions::columns
            ? element(static_cast<const window_row&>(row), shape, when) + row.position
            : element(static_cast<const window_row&>(row), shape, when);
    }

private:
    constexpr std::size_t row_number(const window_row& row, std::size_t batch, moment when) const
    {
        if (each_position == for_positions::rows)
        {
            return row.number;
        }
        if (!steps.window)
        {
            return steps.index(row.t, when) * batch + row.b;
        }
        return steps.more == 0 ? row.number : when == moment::after_step ? batch + row.number : row.before;
    }
};

/// Where a buffer begins, as the sum of what is before it.
struct buffer_start
{
    std::size_t of_each_step = 0; ///< numbers for each step and row
    std::size_t of_each_row = 0;  ///< numbers for each row beside those
    std::size_t buffers = 0;
    std::size_t of_each_remembered_row = 0;
    std::size_t of_each_step_and_position = 0;
    std::size_t of_each_row_and_position = 0;

    constexpr void pass(const extent& e)
    {
        ++buffers;
        switch (e.each_position)
        {
        case for_positions::nothing:
            of_each_step += e.steps.window ? e.stride() : 0;
            of_each_row += e.steps.more * e.stride();
            break;
        case for_positions::rows: of_each_remembered_row += e.stride(); break;
        case for_positions::columns:
            of_each_step_and_position += e.steps.window ? 1 : 0;
            of_each_row_and_position += e.steps.more;
            break;
        }
    }

    /// For each buffer there is room to move its beginning to a cache line.
    template <class Shape>
    constexpr std::size_t element(const Shape& shape) const
    {
        const std::size_t plain = shape.all_rows() * of_each_step + shape.rows * of_each_row;
        const std::size_t columns =
            shape.all_rows() * of_each_step_and_position + shape.rows * of_each_row_and_position;
        return round_up(plain + columns * shape.remembered.steps + shape.remembered.all_rows() * of_each_remembered_row)
            + buffers * cache_line;
    }
};

} // namespace xrnn::detail
