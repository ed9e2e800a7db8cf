// SPDX-License-Identifier: BSD-3-Clause
/// An encoder and a decoder as one network: their parts lie one after the other, and a step is one of the decoder.
///
/// Windows of the two have sizes of their own, so they are not in one table: a workspace runs two engines, and this one
/// knows where the parts of each begin.
#pragma once

#include <algorithm>
#include <functional>

#include "engine.hpp"

namespace xrnn::detail
{

template <encoder_decoder Network>
inline constexpr std::size_t first_layer_of_step<Network> =
    std::tuple_size_v<cells_of<typename composition<Network>::encoder>>;

/// What is said of inputs, outputs and memory is that of the decoder.
template <encoder_decoder Network>
struct network_plan<Network>
{
    using cells = cells_of<Network>;
    using encoder_plan = network_plan<typename composition<Network>::encoder>;
    using decoder_plan = network_plan<typename composition<Network>::decoder>;
    static constexpr std::size_t cell_count = std::tuple_size_v<cells>;
    static constexpr std::size_t first_of_decoder = encoder_plan::cell_count;
    static constexpr const auto& table = decoder_plan::table;

    template <std::size_t C>
    using cell_at = std::tuple_element_t<C, cells>;

    /// Where the decoder begins.
    static constexpr network_cell decoder_offset = encoder_plan::offsets[first_of_decoder];

    static constexpr auto offsets = [] {
        std::array<network_cell, cell_count + 1> at{};
        for (std::size_t c = 0; c < first_of_decoder; ++c)
        {
            at[c] = encoder_plan::offsets[c];
        }
        for (std::size_t c = first_of_decoder; c <= cell_count; ++c)
        {
            const network_cell& alone = decoder_plan::offsets[c - first_of_decoder];
            at[c] = {decoder_offset.parameters + alone.parameters, decoder_offset.scalars + alone.scalars,
                decoder_offset.states + alone.states, alone.inputs};
        }
        return at;
    }();

    static constexpr std::size_t parameter_size = offsets[cell_count].parameters;
    static constexpr std::size_t scalar_count = offsets[cell_count].scalars;
    static constexpr std::size_t state_width = offsets[cell_count].states;
    static constexpr std::size_t input_count = decoder_plan::input_count;
    static constexpr std::size_t input_width = decoder_plan::input_width;
    static constexpr bool has_memory = decoder_plan::has_memory;
    static constexpr std::size_t output_count = decoder_plan::output_count;
    static constexpr std::size_t output_width = decoder_plan::output_width;

    static constexpr auto inputs = [] {
        auto all = decoder_plan::inputs;
        for (network_input& each : all)
        {
            each.cell += first_of_decoder;
        }
        return all;
    }();

    /// Which inputs of the decoder hold what the encoder gives.
    static constexpr auto given = [] {
        std::array<bool, input_count> all{};
        each_index<input_count>([&]<std::size_t I>() {
            constexpr network_input in = decoder_plan::inputs[I];
            constexpr const auto& p = plan_of<typename decoder_plan::template cell_at<in.cell>>;
            all[I] = in.is_memory && composition<Network>::remembers(p.graph.symbols[p.inputs[in.number].symbol].name);
        });
        return all;
    }();
    static constexpr auto given_count = static_cast<std::size_t>(std::count(given.begin(), given.end(), true));

    template <class Shape>
    static constexpr std::size_t memory_size(const Shape& shape)
    {
        return decoder_plan::memory_size(shape);
    }
};

} // namespace xrnn::detail

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

template <encoder_decoder Network, class T, class Products>
struct engine<Network, T, Products> : network_plan<Network>
{
    using plan = network_plan<Network>;
    using encoder = engine<typename composition<Network>::encoder, T, Products>;
    using decoder = engine<typename composition<Network>::decoder, T, Products>;
    static constexpr std::size_t packed_size = encoder::packed_size + decoder::packed_size;

    static void pack(const T* parameters, T* packed)
    {
        encoder::pack(parameters, packed);
        decoder::pack(parameters + plan::decoder_offset.parameters, packed + encoder::packed_size);
    }

    /// Makes a pass that refers to a whole model refer to its decoder.
    template <class Shape>
    [[gnu::always_inline]] static void turn_to_decoder(pass<T, Shape>& in)
    {
        in.parameters += plan::decoder_offset.parameters;
        in.packed += encoder::packed_size;
        in.scalars += plan::decoder_offset.scalars;
        in.layer = plan::first_of_decoder;
    }

    /// A step of the decoder.
    template <class Shape>
    [[gnu::always_inline]] static void forward(const pass<T, Shape>& in, const T* initial_state, T* final_state)
    {
        pass<T, Shape> of_decoder = in;
        turn_to_decoder(of_decoder);
        const std::size_t states = plan::decoder_offset.states * in.rows;
        decoder::forward(of_decoder, initial_state + states, final_state + states);
    }

    template <std::size_t C, class Number, class Shape>
    static auto places(Number* memory, const Shape& shape)
    {
        constexpr std::size_t c = C < plan::first_of_decoder ? 0 : C - plan::first_of_decoder;
        return decoder::template places<c>(memory, shape);
    }

    template <std::size_t Output = 0, class Shape>
    static rows_of<const T> output(const T* memory, const Shape& shape)
    {
        return decoder::template output<Output>(memory, shape);
    }

    /// Copies the final states of the encoder to the initial states of the decoder; both are those of the whole network,
    /// of so many rows.
    static void carry_states(T* states, std::size_t rows)
    {
        each_carried_row(rows, [&](std::size_t from, std::size_t to, std::size_t width) {
            std::copy_n(states + from, width, states + plan::decoder_offset.states * rows + to);
        });
    }

    /// Adds the adjoints of the decoder's initial states to those of the encoder's final states.
    static void carry_adjoints(const T* of_decoder, T* of_encoder, std::size_t rows)
    {
        each_carried_row(rows, [&](std::size_t from, std::size_t to, std::size_t width) {
            std::transform(
                of_encoder + from, of_encoder + from + width, of_decoder + to, of_encoder + from, std::plus<T>());
        });
    }

private:
    /// Calls f(where it is among the states of the encoder, among those of the decoder, its width) for each row of each
    /// carried state.
    template <class F>
    static void each_carried_row(std::size_t rows, const F& f)
    {
        static constexpr auto all = composition<Network>::carried();
        for (const auto& each : all)
        {
            for (std::size_t b = 0; b < rows; ++b)
            {
                f(each.from.offset * rows + b * each.from.width,
                    each.to.offset * rows + b * each.to.width + each.column, each.from.width);
            }
        }
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
