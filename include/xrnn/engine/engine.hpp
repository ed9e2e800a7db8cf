// SPDX-License-Identifier: BSD-3-Clause
/// Runs a network: its cells forward in their order and backward in reverse order, along the edges of its table.
#pragma once

#include "backward.hpp"
#include "forward.hpp"
#include "network.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// All functions are static, and all memory is the caller's.
template <class Network, class T, class Products>
struct engine : network_plan<Network>
{
    using table = network_plan<Network>;

    template <std::size_t C>
    using cell_at = typename table::template cell_at<C>;

    template <std::size_t C>
    using weights_at = packed_weights<cell_at<C>, T, Products>;

    template <std::size_t C>
    using transposes_at = packed_transposes<cell_at<C>, T, Products>;

    /// Where the packed weights of each cell begin; after the last one, where all of them end.
    static constexpr auto packed_offsets = [] {
        std::array<std::size_t, table::cell_count + 1> at{};
        each_index<table::cell_count>([&]<std::size_t C>() { at[C + 1] = at[C] + weights_at<C>::size; });
        return at;
    }();
    static constexpr std::size_t packed_size = packed_offsets[table::cell_count];

    /// Elements of the memory for packed transposes, which the cells use in turn.
    static constexpr std::size_t transposed_size = [] {
        std::size_t most = 0;
        each_index<table::cell_count>([&]<std::size_t C>() { most = std::max(most, transposes_at<C>::size); });
        return most;
    }();

    static void pack(const T* parameters, T* packed)
    {
        each_index<table::cell_count>([&]<std::size_t C>() {
            weights_at<C>::pack(parameters + table::offsets[C].parameters, packed + packed_offsets[C]);
        });
    }

    /// This thread's part of a pass.
    template <class Shape>
    static void forward(const pass<T, Shape>& in, const T* initial_state, T* final_state)
    {
        each_index<table::cell_count>([&]<std::size_t C>() __attribute__((always_inline)) {
            const std::size_t states = table::offsets[C].states * in.rows;
            cell_forward<cell_at<C>, pass<T, Shape>, Products>::run(
                cell_pass<C>(in), initial_state + states, final_state + states);
            in.member.meet();
        });
    }

    static void backward(const pass<T>& in, const backward_pass<T>& out)
    {
        T* adjoints = in.memory + table::template memory_offset<table::cell_count>(in);
        const auto along = [&](std::size_t edge) {
            return rows_of<T>{adjoints + table::adjoint_offset(edge, in.steps, in.rows), table::edges[edge].width};
        };
        each_index<table::cell_count>([&]<std::size_t I>() {
            constexpr std::size_t c = table::cell_count - 1 - I;
            backward_pass<T> here = out;
            here.gradients += table::offsets[c].parameters;
            here.final_state += table::offsets[c].states * in.rows;
            here.initial_state += table::offsets[c].states * in.rows;
            if constexpr (constexpr std::size_t e = table::edge_into(c); e != none)
            {
                here.input = along(e);
            }
            if constexpr (constexpr std::size_t e = table::edge_from(c); e != none)
            {
                here.output = {along(e).data, along(e).stride};
            }
            cell_backward<cell_at<c>, pass<T>, Products>::run(cell_pass<c>(in), here);
        });
    }

    /// Where the places of a cell lie in the memory of the network.
    template <std::size_t C, class Number, class Shape>
    static layout<cell_at<C>, Number, Shape> places(Number* memory, const Shape& shape)
    {
        return {memory + table::template memory_offset<C>(shape), shape};
    }

    /// The output after a forward pass: row (t, b) is at data + (t rows + b) stride.
    template <class Shape>
    static rows_of<const T> output(const T* memory, const Shape& shape)
    {
        return output_of<table::cell_count - 1>(memory, shape);
    }

private:
    template <std::size_t C, class Shape>
    static rows_of<const T> output_of(const T* memory, const Shape& shape)
    {
        constexpr const auto& p = plan_of<cell_at<C>>;
        constexpr place where = p.equations[p.output].value;
        const auto places_of_cell = places<C>(memory, shape);
        return {places_of_cell.template row<where>(0, 0), decltype(places_of_cell)::template stride<where>};
    }

    /// Part by part, because a processor waits if a struct is read as a whole that was just written in parts.
    template <std::size_t C, class Shape>
    [[gnu::always_inline]] static pass<T, Shape> cell_pass(const pass<T, Shape>& in)
    {
        pass<T, Shape> here{static_cast<const Shape&>(in)};
        here.parameters = in.parameters + table::offsets[C].parameters;
        here.packed = in.packed + packed_offsets[C];
        here.scalars = in.scalars + table::offsets[C].scalars;
        here.memory = in.memory + table::template memory_offset<C>(in);
        here.x = in.x;
        here.noise = in.noise;
        here.layer = C;
        if constexpr (constexpr std::size_t e = table::edge_into(C); e != none)
        {
            const rows_of<const T> x = output_of<table::edges[e].from, Shape>(in.memory, in);
            here.x = {x.data, x.stride, nullptr};
        }
        return here;
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
