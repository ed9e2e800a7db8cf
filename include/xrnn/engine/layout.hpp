// SPDX-License-Identifier: BSD-3-Clause
/// The plan's places as pointers, for one pass over one cell.
#pragma once

#include <array>
#include <cstddef>

#include "cell.hpp"
#include "pass.hpp"

namespace xrnn
{

/// Which step of a state is meant: the one before the step, or the one after it.
enum class moment
{
    before_step,
    after_step
};

template <class Cell, class T>
struct layout
{
    static constexpr const auto& p = plan_of<Cell>;

    std::array<T*, p.buffers.items.size()> base{};
    std::size_t rows = 0;

    layout(T* memory, std::size_t steps, std::size_t rows_, bool with_backward)
        : rows(rows_)
    {
        for (std::size_t i = 0; i < p.buffers.size(); ++i)
        {
            if (with_backward || !p.buffers[i].for_backward)
            {
                base[i] = memory;
                memory += p.elements(i, steps, rows);
            }
        }
    }

    /// The row of a place at step t, row b of the batch.
    template <place Where, moment When = moment::after_step>
    [[gnu::always_inline]] T* row(std::size_t t, std::size_t b) const
    {
        constexpr plan_buffer buffer = p.buffers[Where.buffer];
        std::size_t r = b;
        if constexpr (buffer.rows == extent::window)
        {
            r += t * rows;
        }
        else if constexpr (buffer.rows == extent::window_and_initial)
        {
            r += (When == moment::after_step ? t + 1 : t) * rows;
        }
        else if constexpr (buffer.rows == extent::two_steps)
        {
            // What step t passes back lies in half t mod 2, and what it received in the other one.
            r += (When == moment::after_step ? (t + 1) % 2 : t % 2) * rows;
        }
        else if constexpr (buffer.rows == extent::row_blocks)
        {
            r = b / row_block;
        }
        return base[Where.buffer] + r * buffer.width + Where.column;
    }

    template <place Where>
    static constexpr std::size_t stride = p.buffers[Where.buffer].width;
};

} // namespace xrnn
