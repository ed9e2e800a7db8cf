// SPDX-License-Identifier: BSD-3-Clause
/// The places of a plan as pointers, for one pass over one cell.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>

#include "cell.hpp"

namespace xrnn::detail
{

/// T is const if the places are only read.
template <class Cell, class T>
struct layout
{
    static constexpr const auto& p = plan_of<Cell>;

    std::array<T*, p.buffers.items.size()> base{};
    std::size_t rows = 0;

    layout(T* memory, std::size_t window, std::size_t batch_rows, purpose why)
        : rows(batch_rows)
    {
        for (std::size_t i = 0; i < p.buffers.size(); ++i)
        {
            if (p.buffers[i].needed_for <= why)
            {
                base[i] = memory;
                memory += p.buffers[i].extent.elements(window, rows);
            }
        }
    }

    /// The row of a place at step t, row b of the batch.
    template <place Where, moment When = moment::after_step>
    [[gnu::always_inline]] T* row(std::size_t t, std::size_t b) const
    {
        constexpr extent size = p.buffers[Where.buffer].extent;
        return base[Where.buffer] + size.element(t, b, rows, When) + Where.column;
    }

    template <place Where>
    static constexpr std::size_t stride = p.buffers[Where.buffer].extent.width;
};

} // namespace xrnn::detail
