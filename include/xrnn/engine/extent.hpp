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

    constexpr std::size_t count(std::size_t steps) const { return (window ? steps : 0) + more; }

    /// Where step t lies. A buffer with one step more than the window, or than the current step, keeps the value before
    /// the step in a place of its own.
    constexpr std::size_t index(std::size_t t, moment when) const
    {
        const std::size_t shift = when == moment::after_step ? 1 : 0;
        return window ? t + (more > 0 ? shift : 0) : more > 1 ? (t + shift) % more : 0;
    }

    friend constexpr bool operator==(const step_extent&, const step_extent&) = default;
};

inline constexpr step_extent every_step_kept{true, 0};
inline constexpr step_extent every_step_and_initial{true, 1};
inline constexpr step_extent latest_step{false, 1};
inline constexpr step_extent two_steps{false, 2};

/// A buffer: for each of its steps the rows of the batch, side by side.
struct extent
{
    step_extent steps{};
    std::size_t width = 0;

    /// From one row to the next. Rows whose beginnings are a multiple of 1 or 2 kilobytes apart would compete for a few
    /// places in the cache.
    constexpr std::size_t stride() const { return width > 0 && width % 256 == 0 ? width + cache_line : width; }

    constexpr std::size_t elements(std::size_t window, std::size_t batch) const
    {
        return steps.count(window) * batch * stride();
    }

    /// The first element of step t, row b.
    constexpr std::size_t element(std::size_t t, std::size_t b, std::size_t batch, moment when) const
    {
        return (steps.index(t, when) * batch + b) * stride();
    }
};

/// Where a buffer begins, as the sum of what is before it.
struct buffer_start
{
    std::size_t of_each_step = 0; ///< numbers for each step and row
    std::size_t of_each_row = 0;  ///< numbers for each row beside those
    std::size_t buffers = 0;

    constexpr void pass(const extent& e)
    {
        of_each_step += e.steps.window ? e.stride() : 0;
        of_each_row += e.steps.more * e.stride();
        ++buffers;
    }

    /// For each buffer there is room to move its beginning to a cache line.
    constexpr std::size_t element(std::size_t window, std::size_t batch) const
    {
        return round_up((window * of_each_step + of_each_row) * batch) + buffers * cache_line;
    }
};

} // namespace xrnn::detail
