// SPDX-License-Identifier: BSD-3-Clause
/// A network as a table: its cells, what flows between them, and where each cell's part of a block begins.
#pragma once

#include <array>
#include <tuple>

#include "../layers/stack.hpp"
#include "cell.hpp"
#include "each_index.hpp"

namespace xrnn::detail
{

/// A cell of a network: where its parameters, scalars and states begin, the states in elements of one row.
struct network_cell
{
    std::size_t parameters = 0;
    std::size_t scalars = 0;
    std::size_t states = 0;
};

/// An edge: the output of one cell is the input of another. In training, the adjoint between them has a place of its
/// own.
struct network_edge
{
    std::size_t from = none;
    std::size_t to = none;
    std::size_t width = 0;
};

/// The table of a network. Cells are in the order in which they run; the first takes the input, the last gives the
/// output.
template <class Network>
struct network_plan
{
    using cells = cells_of<Network>;
    static constexpr std::size_t cell_count = std::tuple_size_v<cells>;

    template <std::size_t C>
    using cell_at = std::tuple_element_t<C, cells>;

    /// Where each cell's part begins, and after the last one, where everything ends.
    static constexpr auto offsets = [] {
        std::array<network_cell, cell_count + 1> at{};
        each_index<cell_count>([&]<std::size_t C>() {
            constexpr const auto& p = plan_of<cell_at<C>>;
            at[C + 1] = {at[C].parameters + p.parameter_size(), at[C].scalars + p.scalar_count(),
                at[C].states + p.state_width()};
        });
        return at;
    }();

    static constexpr auto edges = [] {
        std::array<network_edge, cell_count - 1> chain{};
        each_index<cell_count - 1>([&]<std::size_t C>() {
            constexpr const auto& p = plan_of<cell_at<C>>;
            chain[C] = {C, C + 1, p.graph.width_of(p.output)};
        });
        return chain;
    }();

    /// The edge that leads into a cell, or out of it; or none.
    static constexpr std::size_t edge_into(std::size_t cell) { return find(&network_edge::to, cell); }
    static constexpr std::size_t edge_from(std::size_t cell) { return find(&network_edge::from, cell); }

    static constexpr std::size_t parameter_size = offsets[cell_count].parameters;
    static constexpr std::size_t scalar_count = offsets[cell_count].scalars;
    static constexpr std::size_t state_width = offsets[cell_count].states;
    static constexpr std::size_t input_width = [] {
        constexpr const auto& p = plan_of<cell_at<0>>;
        return p.graph.symbols[p.input].width;
    }();
    static constexpr std::size_t output_width = [] {
        constexpr const auto& p = plan_of<cell_at<cell_count - 1>>;
        return p.graph.width_of(p.output);
    }();

    /// Where the memory of a cell begins in a pass of this shape; for the number of cells, where all of it ends.
    template <std::size_t Cell, class Shape>
    static constexpr std::size_t memory_offset(const Shape& shape)
    {
        std::size_t at = 0;
        each_index<Cell>([&]<std::size_t C>() {
            at += start_of_buffer<cell_at<C>, plan_of<cell_at<C>>.buffers.size()>(shape);
        });
        return at;
    }

    /// Where the adjoint of an edge begins, after the memory of the cells; for the number of edges, where all of it
    /// ends.
    static constexpr std::size_t adjoint_offset(std::size_t edge, std::size_t steps, std::size_t rows)
    {
        std::size_t at = 0;
        for (std::size_t e = 0; e < edge; ++e)
        {
            at += round_up(steps * rows * edges[e].width);
        }
        return at;
    }

    /// Elements of the whole memory: that of the cells and, in training, of the adjoints of the edges.
    template <class Shape>
    static constexpr std::size_t memory_size(const Shape& shape)
    {
        const bool training = shape.why == purpose::training;
        return memory_offset<cell_count>(shape)
            + (training ? adjoint_offset(edges.size(), shape.steps, shape.rows) : 0);
    }

private:
    static constexpr std::size_t find(std::size_t network_edge::*end, std::size_t cell)
    {
        for (std::size_t e = 0; e < edges.size(); ++e)
        {
            if (edges[e].*end == cell)
            {
                return e;
            }
        }
        return none;
    }
};

} // namespace xrnn::detail
