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

/// Gradients of vector parameters are summed in blocks of this many rows, whatever the number of threads.
inline constexpr std::size_t row_block = 16;

/// Sizes are rounded up to this many elements, so that every buffer starts on a cache line.
constexpr std::size_t round_up(std::size_t elements)
{
    return (elements + 15) / 16 * 16;
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

/// The rows of each step: those of the batch, or one for each block of them.
enum class row_extent
{
    batch,
    blocks
};

struct extent
{
    step_extent steps{};
    row_extent rows{};
    std::size_t width = 0;

    constexpr std::size_t rows_of_step(std::size_t batch) const
    {
        return rows == row_extent::batch ? batch : (batch + row_block - 1) / row_block;
    }

    constexpr std::size_t row_count(std::size_t window, std::size_t batch) const
    {
        return steps.count(window) * rows_of_step(batch);
    }

    constexpr std::size_t elements(std::size_t window, std::size_t batch) const
    {
        return round_up(row_count(window, batch) * width);
    }

    /// The first element of step t, row b.
    constexpr std::size_t element(std::size_t t, std::size_t b, std::size_t batch, moment when) const
    {
        return (steps.index(t, when) * rows_of_step(batch) + (rows == row_extent::batch ? b : b / row_block)) * width;
    }
};

} // namespace xrnn::detail
