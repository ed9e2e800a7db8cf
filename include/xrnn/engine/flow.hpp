// SPDX-License-Identifier: BSD-3-Clause
/// What flows between the cells of a network, while its table is made.
///
/// A *signal* is a sequence that lies somewhere: the input of the network, the output of a cell, or what a bundle has
/// gathered. A *flow* is a sequence that is made of columns of signals, some of them backwards; it lies nowhere until
/// something reads it. So compositions inside compositions become one bundle, and a stack none.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "../kernels/write.hpp"
#include "../language/graph.hpp"
#include "fixed_list.hpp"

namespace xrnn::detail
{

using kernels::write;

/// A whole signal in some columns of a flow.
struct flow_piece
{
    std::size_t signal = none;
    std::size_t column = 0;
    std::size_t width = 0;
    bool backwards = false; ///< each row from its last step to its first
    write how = write::set; ///< add to what lies in these columns already
};

template <std::size_t Capacity>
struct flow
{
    fixed_list<flow_piece, Capacity> pieces{};
    std::size_t width = 0;

    static constexpr flow of(std::size_t signal, std::size_t width)
    {
        flow all;
        all.pieces.push({signal, 0, width});
        all.width = width;
        return all;
    }

    /// Whether it is a signal as it lies.
    constexpr bool is_signal() const { return pieces.size() == 1 && !pieces[0].backwards; }

    constexpr flow backwards() const
    {
        flow turned = *this;
        for (std::size_t i = 0; i < pieces.size(); ++i)
        {
            turned.pieces[i].backwards = !pieces[i].backwards;
        }
        return turned;
    }

    /// Puts the columns of another flow behind its own.
    constexpr void append(const flow& other)
    {
        for (flow_piece piece : other.pieces)
        {
            piece.column += width;
            pieces.push(piece);
        }
        width += other.width;
    }

    /// The sum of this flow and another one of the same width.
    constexpr flow plus(const flow& other) const
    {
        flow sum = *this;
        for (flow_piece piece : other.pieces)
        {
            piece.how = write::add;
            sum.pieces.push(piece);
        }
        return sum;
    }
};

/// An edge: a signal is copied or added to columns of a bundle. The output of a cell that the next one reads as it lies
/// needs none.
struct network_edge
{
    std::size_t from = none; ///< signal
    std::size_t bundle = none;
    std::size_t column = 0;
    std::size_t width = 0;
    bool backwards = false;
    write how = write::set;
};

/// What is gathered for those that read it.
struct network_bundle
{
    std::size_t first_edge = 0;
    std::size_t edge_count = 0;
    std::size_t width = 0;
};

/// A cell runs, or a bundle is gathered.
struct network_event
{
    enum class kind
    {
        cell,
        bundle
    };

    kind what = kind::cell;
    std::size_t index = 0;
};

/// How the cells of a network are connected. Signal 0 is the input, signal 1 + c the output of cell c, and the signals
/// after those are the bundles.
template <std::size_t Cells, std::size_t Layers>
struct connections
{
    std::array<std::size_t, Cells> source{}; ///< the signal that each cell reads as its first input
    fixed_list<network_edge, 4 * Layers> edges{};
    fixed_list<network_bundle, 2 * Layers> bundles{};
    fixed_list<network_event, Cells + 2 * Layers> events{}; ///< in forward order
    fixed_list<std::size_t, Layers> outputs{};              ///< signals

    static constexpr std::size_t input_signal = 0;
    static constexpr std::size_t signal_of_cell(std::size_t cell) { return 1 + cell; }
    static constexpr std::size_t signal_of_bundle(std::size_t bundle) { return 1 + Cells + bundle; }
    static constexpr bool is_bundle(std::size_t signal) { return signal > Cells; }
    static constexpr std::size_t bundle_of(std::size_t signal) { return signal - Cells - 1; }

    /// Whether a signal is the input of the network from its last step to its first, and nothing else.
    constexpr bool is_input_backwards(std::size_t signal) const
    {
        if (!is_bundle(signal) || bundles[bundle_of(signal)].edge_count != 1)
        {
            return false;
        }
        const network_edge& edge = edges[bundles[bundle_of(signal)].first_edge];
        return edge.from == input_signal && edge.backwards;
    }

    /// Whether something reads rows from their last step to their first.
    constexpr bool reads_backwards() const
    {
        return std::any_of(edges.begin(), edges.end(), [](const network_edge& e) { return e.backwards; });
    }

    /// Calls f(signal, event, edge) for each that reads a signal, in forward order; the edge is none for a cell.
    template <class F>
    constexpr void each_reader(F&& f) const
    {
        for (std::size_t i = 0; i < events.size(); ++i)
        {
            if (events[i].what == network_event::kind::cell)
            {
                f(source[events[i].index], i, none);
                continue;
            }
            const network_bundle& bundle = bundles[events[i].index];
            for (std::size_t e = bundle.first_edge; e < bundle.first_edge + bundle.edge_count; ++e)
            {
                f(edges[e].from, i, e);
            }
        }
    }
};

} // namespace xrnn::detail
