// SPDX-License-Identifier: BSD-3-Clause
/// From the type of a network to the table of its connections.
#pragma once

#include "../layers/layer.hpp"
#include "flow.hpp"

namespace xrnn::detail
{

template <class Parts>
struct layers_in_parts;

/// How many layers there are, those inside others included.
template <class Layer>
struct layers_in
{
    static constexpr std::size_t count = 1;
};

template <composed Layer>
struct layers_in<Layer>
{
    static constexpr std::size_t count = 1 + layers_in_parts<typename composition<Layer>::parts>::count;
};

template <class... Parts>
struct layers_in_parts<std::tuple<Parts...>>
{
    static constexpr std::size_t count = (layers_in<Parts>::count + ...);
};

/// Adds layers to the table. Compositions call add for their parts, and gather for what several of them read.
template <class Network>
class network_builder
{
public:
    static constexpr std::size_t cell_count = std::tuple_size_v<cells_of<Network>>;
    using table_type = connections<cell_count, layers_in<Network>::count>;
    using flow_type = flow<2 * layers_in<Network>::count>;

    /// Connects a layer to what it reads. Returns what it gives; nothing if that is the output of the network.
    template <class Layer>
    constexpr flow_type add(const flow_type& x)
    {
        if constexpr (composed<Layer>)
        {
            return composition<Layer>::connect(*this, x);
        }
        else
        {
            const std::size_t read = signal_of(x, true);
            table.source[next_cell] = read;
            table.events.push({network_event::kind::cell, next_cell});
            return flow_type::of(table_type::signal_of_cell(next_cell++), layer_widths<Layer>::output);
        }
    }

    /// The same flow as a signal, or as one backwards.
    constexpr flow_type gather(const flow_type& x)
    {
        return x.pieces.size() == 1 ? x : flow_type::of(signal_of(x, false), x.width);
    }

    /// Makes a flow an output of the network.
    constexpr void give(const flow_type& y)
    {
        if (y.pieces.size() > 0)
        {
            table.outputs.push(signal_of(y, false));
        }
    }

    table_type table{};

private:
    /// The signal of a flow; a bundle gathers it if it is none yet. What is only turned round need not be gathered again.
    constexpr std::size_t signal_of(const flow_type& x, bool may_share)
    {
        if (x.is_signal())
        {
            return x.pieces[0].signal;
        }
        for (std::size_t k = 0; may_share && x.pieces.size() == 1 && k < table.bundles.size(); ++k)
        {
            const network_bundle& known = table.bundles[k];
            const network_edge& edge = table.edges[known.first_edge];
            if (known.edge_count == 1 && edge.from == x.pieces[0].signal && edge.backwards)
            {
                return table_type::signal_of_bundle(k);
            }
        }
        const std::size_t first = table.edges.size();
        const std::size_t bundle = table.bundles.push({first, x.pieces.size(), x.width});
        for (const flow_piece& piece : x.pieces)
        {
            table.edges.push({piece.signal, bundle, piece.column, piece.width, piece.backwards, piece.how});
        }
        table.events.push({network_event::kind::bundle, bundle});
        return table_type::signal_of_bundle(bundle);
    }

    std::size_t next_cell = 0;
};

/// The connections of a network.
template <class Network>
constexpr auto connect()
{
    network_builder<Network> builder;
    using flow_type = typename network_builder<Network>::flow_type;
    builder.give(
        builder.template add<Network>(flow_type::of(connections<1, 1>::input_signal, layer_widths<Network>::input)));
    return builder.table;
}

} // namespace xrnn::detail
