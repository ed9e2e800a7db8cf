// SPDX-License-Identifier: BSD-3-Clause
/// A network as a table: its cells, what flows between them, and where each part of its memory begins.
#pragma once

#include <array>
#include <tuple>

#include "cell.hpp"
#include "connect.hpp"
#include "each_index.hpp"
#include "pass.hpp"

namespace xrnn::detail
{

/// A cell of a network: where its parameters, scalars and states begin, the states in elements of one row, and its
/// further inputs among those of the network.
struct network_cell
{
    std::size_t parameters = 0;
    std::size_t scalars = 0;
    std::size_t states = 0;
    std::size_t inputs = 0;
};

/// What a network is fed: first its own input, then the further inputs of its cells.
struct network_input
{
    std::size_t cell = 0;
    std::size_t number = 0; ///< among the inputs of the cell
    std::size_t width = 0;
    bool held = false;
    bool is_memory = false;
    bool read_elementwise = false; ///< ids cannot feed it

    /// Whether it is the same at all steps.
    constexpr bool is_fed_once() const { return held || is_memory; }

    /// Rows of what feeds it, and of its adjoint.
    template <class Shape>
    constexpr std::size_t rows(const Shape& shape) const
    {
        return held ? shape.rows : is_memory ? shape.remembered.all_rows() : shape.all_rows();
    }
};

/// Where the adjoint of a signal is gathered in the backward pass.
struct network_adjoint
{
    enum class kind
    {
        input,  ///< where the user wants the adjoint of the input
        output, ///< where the user has put the adjoint of this output
        own,    ///< in a buffer of its own
        part    ///< in columns of the bundle that alone reads it, along this edge
    };

    kind what = kind::own;
    std::size_t index = 0; ///< of the output or the edge
};

/// The table of a network. Cells are in the order in which they run.
template <class Network>
struct network_plan
{
    using cells = cells_of<Network>;
    static constexpr std::size_t cell_count = std::tuple_size_v<cells>;

    template <std::size_t C>
    using cell_at = std::tuple_element_t<C, cells>;

    static constexpr auto table = connect<Network>();
    static constexpr std::size_t signal_count = 1 + cell_count + table.bundles.size();
    static constexpr std::size_t output_count = table.outputs.size();

    /// Where each cell's part begins, and after the last one, where everything ends.
    static constexpr auto offsets = [] {
        std::array<network_cell, cell_count + 1> at{};
        each_index<cell_count>([&]<std::size_t C>() {
            constexpr const auto& p = plan_of<cell_at<C>>;
            at[C + 1] = {at[C].parameters + p.parameter_size(), at[C].scalars + p.scalar_count(),
                at[C].states + p.state_width(), at[C].inputs + p.inputs.size() - 1};
        });
        return at;
    }();

    static constexpr auto widths = [] {
        std::array<std::size_t, signal_count> of_signals{};
        of_signals[table.input_signal] = layer_widths<Network>::input;
        each_index<cell_count>([&]<std::size_t C>() {
            constexpr const auto& p = plan_of<cell_at<C>>;
            of_signals[table.signal_of_cell(C)] = p.graph.width_of(p.output);
        });
        for (std::size_t k = 0; k < table.bundles.size(); ++k)
        {
            of_signals[table.signal_of_bundle(k)] = table.bundles[k].width;
        }
        return of_signals;
    }();

    static constexpr std::size_t parameter_size = offsets[cell_count].parameters;
    static constexpr std::size_t scalar_count = offsets[cell_count].scalars;
    static constexpr std::size_t state_width = offsets[cell_count].states;
    static constexpr std::size_t input_count = 1 + offsets[cell_count].inputs;

    /// Whether a cell reads the input of the network, from its first step or from its last.
    static constexpr bool reads_input(std::size_t cell)
    {
        return table.source[cell] == table.input_signal || table.is_input_backwards(table.source[cell]);
    }

    static constexpr auto inputs = [] {
        std::array<network_input, input_count> all{};
        all[0].width = widths[table.input_signal];
        each_index<cell_count>([&]<std::size_t C>() {
            constexpr const auto& p = plan_of<cell_at<C>>;
            all[0].read_elementwise = all[0].read_elementwise || (reads_input(C) && p.inputs[0].read_elementwise);
            for (std::size_t i = 1; i < p.inputs.size(); ++i)
            {
                const plan_input& planned = p.inputs[i];
                all[offsets[C].inputs + i] = {
                    C, i, p.input_width(i), planned.held, planned.is_memory, planned.read_elementwise};
            }
        });
        for (const network_edge& e : table.edges)
        {
            const bool copied =
                e.from == table.input_signal && !table.is_input_backwards(table.signal_of_bundle(e.bundle));
            all[0].read_elementwise = all[0].read_elementwise || copied;
        }
        return all;
    }();
    static constexpr bool has_memory =
        std::any_of(inputs.begin(), inputs.end(), [](const network_input& i) { return i.is_memory; });
    static constexpr std::size_t input_width = widths[table.input_signal];

    template <std::size_t Output>
    static constexpr std::size_t width_of_output = widths[table.outputs[Output]];
    static constexpr std::size_t output_width = width_of_output<0>;

    /// Where the adjoint of each signal is gathered. With one reader that is an edge, it needs no place of its own.
    static constexpr auto adjoints = [] {
        std::array<network_adjoint, signal_count> all{};
        std::array<std::size_t, signal_count> readers{};
        table.each_reader([&](std::size_t signal, std::size_t, std::size_t edge) {
            const bool alone = ++readers[signal] == 1 && edge != none && !table.edges[edge].backwards;
            all[signal] = alone ? network_adjoint{network_adjoint::kind::part, edge} : network_adjoint{};
        });
        for (std::size_t o = 0; o < table.outputs.size(); ++o)
        {
            all[table.outputs[o]] = {network_adjoint::kind::output, o};
        }
        all[table.input_signal] = {network_adjoint::kind::input, 0};
        return all;
    }();

    /// Whether a reader of a signal adds to its adjoint: in the backward pass the last reader comes first, and sets it.
    static constexpr bool adds(std::size_t signal, std::size_t event, std::size_t edge)
    {
        bool behind = false;
        bool found = false;
        table.each_reader([&](std::size_t other, std::size_t at, std::size_t along) {
            found = found || (behind && other == signal);
            behind = behind || (at == event && along == edge);
        });
        return found;
    }

    /// Where the memory of a cell begins in a pass of this shape; for the number of cells, where all of it ends.
    template <std::size_t Cell, class Shape>
    static constexpr std::size_t memory_offset(const Shape& shape)
    {
        std::size_t at = 0;
        each_index<Cell>(
            [&]<std::size_t C>() { at += start_of_buffer<cell_at<C>, plan_of<cell_at<C>>.buffers.size()>(shape); });
        return at;
    }

    /// From one row of a bundle to the next.
    static constexpr std::size_t stride_of_bundle(std::size_t bundle)
    {
        return extent{every_step_kept, table.bundles[bundle].width}.stride();
    }

    /// Where a bundle begins, after the memory of the cells; for the number of bundles, where all of them end.
    template <class Shape>
    static constexpr std::size_t bundle_offset(std::size_t bundle, const Shape& shape)
    {
        std::size_t at = 0;
        for (std::size_t k = 0; k < bundle; ++k)
        {
            at += round_up(shape.all_rows() * stride_of_bundle(k));
        }
        return at;
    }

    /// Where the adjoint of a signal begins, after the bundles; for the number of signals, where all of them end.
    template <class Shape>
    static constexpr std::size_t adjoint_offset(std::size_t signal, const Shape& shape)
    {
        std::size_t at = 0;
        for (std::size_t s = 0; s < signal; ++s)
        {
            at += adjoints[s].what == network_adjoint::kind::own ? round_up(shape.all_rows() * widths[s]) : 0;
        }
        return at;
    }

    /// Where the adjoint of an output begins among those of all; for the number of outputs, where all of them end.
    template <class Shape>
    static constexpr std::size_t output_adjoint_offset(std::size_t output, const Shape& shape)
    {
        std::size_t at = 0;
        for (std::size_t o = 0; o < output; ++o)
        {
            at += round_up(shape.all_rows() * widths[table.outputs[o]]);
        }
        return at;
    }

    /// Where the adjoint of an input begins among those of all inputs; for the number of inputs, where all of it ends.
    template <class Shape>
    static constexpr std::size_t input_adjoint_offset(std::size_t input, const Shape& shape)
    {
        std::size_t at = 0;
        for (std::size_t i = 0; i < input; ++i)
        {
            at += round_up(inputs[i].rows(shape) * inputs[i].width);
        }
        return at;
    }

    /// Elements of the whole memory: that of the cells, of the bundles and, in training, of the adjoints of signals.
    template <class Shape>
    static constexpr std::size_t memory_size(const Shape& shape)
    {
        const bool training = shape.why == purpose::training;
        return memory_offset<cell_count>(shape) + bundle_offset(table.bundles.size(), shape)
            + (training ? adjoint_offset(signal_count, shape) : 0);
    }
};

/// Whether the layers of a network follow each other, and the last one gives its only output.
template <class Network>
inline constexpr bool is_chain = !encoder_decoder<Network> && network_plan<Network>::table.bundles.size() == 0
    && network_plan<Network>::output_count == 1;

/// The number of the first layer that runs in a step.
template <class Network>
inline constexpr std::size_t first_layer_of_step = 0;

/// For files that hold layers in a row.
template <class Network>
constexpr auto find_mistake_of_chain()
{
    if constexpr (is_chain<Network>)
    {
        return no_mistake{};
    }
    else
    {
        return mistake<error::such_a_file_has_layers_in_a_row_and_this_network_branches<Network>>{};
    }
}

} // namespace xrnn::detail
