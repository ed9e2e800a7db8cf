// SPDX-License-Identifier: BSD-3-Clause
/// The places of a plan as pointers, for one pass over one cell.
#pragma once

#include <cstddef>

#include "cell.hpp"

namespace xrnn::detail
{

/// T is const if the places are only read. Shape has the steps, the rows and the purpose of the pass.
template <class Cell, class T, class Shape>
struct layout : Shape
{
    static constexpr const auto& p = plan_of<Cell>;

    T* memory = nullptr;

    [[gnu::always_inline]] layout(T* first, const Shape& shape)
        : Shape(shape)
        , memory(first)
    {
    }

    template <std::size_t Buffer>
    [[gnu::always_inline]] T* base() const
    {
        return memory + start_of_buffer<Cell, Buffer>(static_cast<const Shape&>(*this));
    }

    /// The row of a place at step t, row b of the batch.
    template <place Where, moment When = moment::after_step>
    [[gnu::always_inline]] T* row(std::size_t t, std::size_t b) const
    {
        constexpr extent size = p.buffers[Where.buffer].extent;
        return base<Where.buffer>() + size.element(t, b, this->rows, When) + Where.column;
    }

    template <place Where>
    static constexpr std::size_t stride = p.buffers[Where.buffer].extent.stride();
};

} // namespace xrnn::detail
