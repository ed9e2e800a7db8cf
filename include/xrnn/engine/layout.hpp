// SPDX-License-Identifier: BSD-3-Clause
/// The places of a plan as pointers, for one pass over one cell.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <utility>

#include "cell.hpp"

namespace xrnn::detail
{

/// T is const if the places are only read. Shape has the steps, the rows and the purpose of the pass.
template <class Cell, class T, class Shape>
struct layout
{
    static constexpr const auto& p = plan_of<Cell>;

    static constexpr bool has_positions = std::any_of(p.graph.equations.begin(), p.graph.equations.end(),
        [](const graph_equation& e) { return e.over != visits::columns; });
    using sizes_type = decltype(std::declval<const Shape&>().template of_buffers<has_positions>());

    [[no_unique_address]] sizes_type sizes;
    T* memory = nullptr;

    [[gnu::always_inline]] layout(T* first, const Shape& shape)
        : sizes(shape.template of_buffers<has_positions>())
        , memory(first)
    {
    }

    template <std::size_t Buffer>
    [[gnu::always_inline]] T* base() const
    {
        return memory + start_of_buffer<Cell, Buffer>(sizes);
    }

    /// The row of a place, or of a position of it.
    template <place Where, moment When = moment::after_step, std::derived_from<window_row> Row>
    [[gnu::always_inline]] T* row(const Row& at) const
    {
        constexpr extent size = p.buffers[Where.buffer].extent;
        return base<Where.buffer>() + size.element(at, sizes, When) + Where.column;
    }

    template <place Where>
    static constexpr std::size_t stride = p.buffers[Where.buffer].extent.stride();
};

} // namespace xrnn::detail
