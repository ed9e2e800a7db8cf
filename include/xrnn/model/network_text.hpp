// SPDX-License-Identifier: BSD-3-Clause
/// The equations of a network as text: how a file says what network it was made for.
#pragma once

#include "../language/mistakes.hpp"

#include <string>
#include <tuple>

#include "../engine/equation_text.hpp"
#include "lookup.hpp"
#include "message.hpp"

namespace xrnn
{

namespace detail
{
    /// Writes what flows between the cells: "0 | backwards 1" is the output of cell 0 beside that of cell 1 backwards.
    template <class Connections>
    struct connection_writer
    {
        const Connections& table;
        std::size_t first = 0; ///< number of the first cell

        std::string signal(std::size_t s) const
        {
            if (!table.is_bundle(s))
            {
                return s == table.input_signal ? "input" : number_text(first + s - table.signal_of_cell(0));
            }
            const network_bundle& bundle = table.bundles[table.bundle_of(s)];
            std::string all;
            for (std::size_t e = bundle.first_edge; e < bundle.first_edge + bundle.edge_count; ++e)
            {
                all += (all.empty() ? "" : table.edges[e].how == write::add ? " + " : " | ") + edge(table.edges[e]);
            }
            return all;
        }

        /// What a cell reads, if it is not what the cell before it gives.
        std::string source(std::size_t cell) const
        {
            const bool is_next =
                table.source[cell] == (cell == 0 ? table.input_signal : table.signal_of_cell(cell - 1));
            return is_next ? "" : " from " + signal(table.source[cell]);
        }

    private:
        std::string edge(const network_edge& e) const
        {
            const bool nested = table.is_bundle(e.from) && table.bundles[table.bundle_of(e.from)].edge_count > 1;
            return (e.backwards ? "backwards " : "") + (nested ? "(" + signal(e.from) + ")" : signal(e.from));
        }
    };

    /// The lines of the layers, numbered from `first` on, and of the outputs.
    template <class Network>
    std::string layer_lines(std::size_t first = 0)
    {
        constexpr const auto& table = network_plan<Network>::table;
        const connection_writer<std::remove_cvref_t<decltype(table)>> connections{table, first};
        std::string all;
        each_index<std::tuple_size_v<cells_of<Network>>>([&]<std::size_t L>() {
            constexpr const auto& p = plan_of<cell_at<Network, L>>;
            const equation_writer writer{
                p.graph.nodes, std::span(p.graph.symbols).first(p.graph.symbol_count), p.graph.equations};
            all += (L > 0 ? "\n" : "") + number_text(first + L) + connections.source(L) + ": "
                + writer.cell(p.inputs, p.output);
        });
        for (std::size_t o = 0; o < table.outputs.size() && !is_chain<Network>; ++o)
        {
            all += "\noutput " + number_text(o) + ": " + connections.signal(table.outputs[o]);
        }
        return all;
    }

    /// The lines of both sides, and between them what is carried.
    template <encoder_decoder Network>
    std::string lines_of_both_sides()
    {
        constexpr std::size_t first = first_layer_of_step<Network>;
        std::string all = layer_lines<typename Network::encoder>();
        for (const auto& each : composition<Network>::carried())
        {
            all += "\ncarry " + std::string(each.from.name) + " of " + number_text(each.from.layer) + " to "
                + std::string(each.to.name) + " of " + number_text(first + each.to.layer)
                + (each.column > 0 ? " from column " + number_text(each.column) : "");
        }
        each_index<network_plan<Network>::input_count>([&]<std::size_t I>() {
            if (network_plan<Network>::given[I])
            {
                const auto& p = plan_of<cell_at<Network, network_plan<Network>::inputs[I].cell>>;
                all += "\nremember as "
                    + std::string(p.graph.symbols[p.inputs[network_plan<Network>::inputs[I].number].symbol].name)
                    + " of " + number_text(network_plan<Network>::inputs[I].cell);
            }
        });
        return all + "\n" + layer_lines<typename Network::decoder>(first);
    }
} // namespace detail

/// The equations of a network with all widths, one line for each layer, "0: x[4]: h[8] = ...; output h". Layers that are not
/// in a row say where they read, and the outputs have lines of their own; so has each state that an encoder hands to a
/// decoder. Networks with the same text compute the same, but for rates of noise and for functions of one's own with the
/// same name.
template <class Network>
[[nodiscard]] std::string network_text()
{
    using network = typename detail::checked_network<Network>::type;
    if constexpr (detail::encoder_decoder<network>)
    {
        return detail::lines_of_both_sides<network>();
    }
    else
    {
        return detail::layer_lines<network>();
    }
}

} // namespace xrnn
