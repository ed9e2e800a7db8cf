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
    using forward_at = cell_forward<cell_at<C>, T, Products>;

    template <std::size_t C>
    using backward_at = cell_backward<cell_at<C>, T, Products>;

    /// Where the packed weights of each cell begin; after the last one, where all of them end.
    static constexpr auto packed_offsets = [] {
        std::array<std::size_t, table::cell_count + 1> at{};
        each_index<table::cell_count>([&]<std::size_t C>() { at[C + 1] = at[C] + forward_at<C>::packed_size; });
        return at;
    }();
    static constexpr std::size_t packed_size = packed_offsets[table::cell_count];

    /// Elements of the memory for packed transposes, which the cells use in turn.
    static constexpr std::size_t transposed_size = [] {
        std::size_t most = 0;
        each_index<table::cell_count>([&]<std::size_t C>() { most = std::max(most, backward_at<C>::transposed_size); });
        return most;
    }();

    static void pack(const T* parameters, T* packed)
    {
        each_index<table::cell_count>([&]<std::size_t C>() {
            forward_at<C>::pack(parameters + table::offsets[C].parameters, packed + packed_offsets[C]);
        });
    }

    static void forward(const pass<T>& in, const T* initial_state, T* final_state, purpose why)
    {
        const auto memory = table::memory_offsets(in.steps, in.rows, why);
        each_index<table::cell_count>([&]<std::size_t C>() {
            const std::size_t states = table::offsets[C].states * in.rows;
            forward_at<C>::run(cell_pass<C>(in, memory, why), initial_state + states, final_state + states, why);
        });
    }

    static void backward(const pass<T>& in, const backward_pass<T>& out)
    {
        const auto memory = table::memory_offsets(in.steps, in.rows, purpose::training);
        T* adjoints = in.memory + memory[table::cell_count];
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
            backward_at<c>::run(cell_pass<c>(in, memory, purpose::training), here);
        });
    }

    /// Where the places of a cell lie in the memory of the network.
    template <std::size_t C, class Number>
    static layout<cell_at<C>, Number> places(Number* memory, std::size_t steps, std::size_t rows, purpose why)
    {
        return {memory + table::memory_offsets(steps, rows, why)[C], steps, rows, why};
    }

    /// The output after a forward pass: row (t, b) is at data + (t rows + b) stride.
    static rows_of<const T> output(const T* memory, std::size_t steps, std::size_t rows, purpose why)
    {
        constexpr std::size_t last = table::cell_count - 1;
        return output_rows<last>(places<last>(memory, steps, rows, why));
    }

private:
    template <std::size_t C, class Number>
    static rows_of<const T> output_rows(const layout<cell_at<C>, Number>& places)
    {
        constexpr const auto& p = plan_of<cell_at<C>>;
        constexpr place where = p.equations[p.output].value;
        return {places.template row<where>(0, 0), layout<cell_at<C>, Number>::template stride<where>};
    }

    template <std::size_t C, class Offsets>
    static pass<T> cell_pass(const pass<T>& in, const Offsets& memory, purpose why)
    {
        pass<T> here = in;
        here.parameters += table::offsets[C].parameters;
        here.packed += packed_offsets[C];
        here.scalars += table::offsets[C].scalars;
        here.memory += memory[C];
        here.layer = C;
        if constexpr (constexpr std::size_t e = table::edge_into(C); e != none)
        {
            constexpr std::size_t from = table::edges[e].from;
            const layout<cell_at<from>, T> below(in.memory + memory[from], in.steps, in.rows, why);
            here.x = {output_rows<from>(below).data, output_rows<from>(below).stride, nullptr};
        }
        return here;
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
