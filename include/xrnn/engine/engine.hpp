// SPDX-License-Identifier: BSD-3-Clause
/// Runs a network: its cells forward in their order and backward in reverse order, along the edges of its table.
#pragma once

#include "backward.hpp"
#include "edges.hpp"
#include "forward.hpp"
#include "network.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// All functions are static, and all memory is the caller's.
template <class Network, class T, class Products>
struct engine : network_plan<Network>
{
    using plan = network_plan<Network>;
    static constexpr const auto& table = plan::table;

    template <std::size_t C>
    using cell_at = typename plan::template cell_at<C>;

    template <std::size_t C>
    using weights_at = packed_weights<cell_at<C>, T, Products>;

    template <std::size_t C>
    using transposes_at = packed_transposes<cell_at<C>, T, Products>;

    /// Where the packed weights of each cell begin; after the last one, where all of them end.
    static constexpr auto packed_offsets = [] {
        std::array<std::size_t, plan::cell_count + 1> at{};
        each_index<plan::cell_count>([&]<std::size_t C>() { at[C + 1] = at[C] + weights_at<C>::size; });
        return at;
    }();
    static constexpr std::size_t packed_size = packed_offsets[plan::cell_count];

    /// Elements of the memory for packed transposes, which the cells use in turn.
    static constexpr std::size_t transposed_size = [] {
        std::size_t most = 0;
        each_index<plan::cell_count>([&]<std::size_t C>() { most = std::max(most, transposes_at<C>::size); });
        return most;
    }();

    static void pack(const T* parameters, T* packed)
    {
        each_index<plan::cell_count>([&]<std::size_t C>() {
            weights_at<C>::pack(parameters + plan::offsets[C].parameters, packed + packed_offsets[C]);
        });
    }

    /// This thread's part of a pass.
    template <class Shape>
    static void forward(const pass<T, Shape>& in, const T* initial_state, T* final_state)
    {
        each_index<table.events.size()>([&]<std::size_t E>() __attribute__((always_inline)) {
            constexpr std::size_t i = table.events[E].index;
            if constexpr (table.events[E].what == network_event::kind::cell)
            {
                const std::size_t states = plan::offsets[i].states * in.rows;
                cell_forward<cell_at<i>, pass<T, Shape>, Products>::run(
                    cell_pass<i>(in), initial_state + states, final_state + states);
            }
            else
            {
                gather<i>(in);
            }
            in.member.meet();
        });
    }

    static void backward(const pass<T>& in, const backward_pass<T>& out)
    {
        each_index<table.events.size()>([&]<std::size_t I>() {
            constexpr std::size_t e = table.events.size() - 1 - I;
            constexpr std::size_t i = table.events[e].index;
            if constexpr (table.events[e].what == network_event::kind::cell)
            {
                cell_backward<cell_at<i>, pass<T>, Products>::run(cell_pass<i>(in), backward_of_cell<i, e>(in, out));
            }
            else
            {
                hand_back<i, e>(in, out);
                in.member.meet();
            }
        });
    }

    /// Where the places of a cell lie in the memory of the network.
    template <std::size_t C, class Number, class Shape>
    static layout<cell_at<C>, Number, Shape> places(Number* memory, const Shape& shape)
    {
        return {memory + plan::template memory_offset<C>(shape), shape};
    }

    /// An output after a forward pass: row (t, b) is at data + at(t, b).number stride.
    template <std::size_t Output = 0, class Shape>
    static rows_of<const T> output(const T* memory, const Shape& shape)
    {
        return signal<table.outputs[Output]>(memory, shape);
    }

private:
    /// The rows of a bundle.
    template <std::size_t Bundle, class Number, class Shape>
    static rows_of<Number> bundle(Number* memory, const Shape& shape)
    {
        return {memory + plan::template memory_offset<plan::cell_count>(shape) + plan::bundle_offset(Bundle, shape),
            plan::stride_of_bundle(Bundle)};
    }

    /// The rows of the output of a cell, or of a bundle.
    template <std::size_t Signal, class Shape>
    static rows_of<const T> signal(const T* memory, const Shape& shape)
    {
        if constexpr (table.is_bundle(Signal))
        {
            return bundle<table.bundle_of(Signal)>(memory, shape);
        }
        else
        {
            constexpr std::size_t c = Signal - 1;
            constexpr const auto& p = plan_of<cell_at<c>>;
            constexpr place where = p.equations[p.output].value;
            const auto places_of_cell = places<c>(memory, shape);
            return {places_of_cell.template row<where>(window_row()), decltype(places_of_cell)::template stride<where>};
        }
    }

    template <std::size_t Bundle, class Shape>
    static void gather(const pass<T, Shape>& in)
    {
        constexpr network_bundle gathered = table.bundles[Bundle];
        if (table.is_input_backwards(table.signal_of_bundle(Bundle)) && in.x.ids != nullptr)
        {
            turn_ids(static_cast<const Shape&>(in), in.x.ids, in.turned_ids);
            return;
        }
        const rows_of<T> to = bundle<Bundle>(in.memory, static_cast<const Shape&>(in));
        each_index<gathered.edge_count>([&]<std::size_t I>() {
            constexpr network_edge e = table.edges[gathered.first_edge + I];
            rows_of<const T> from{in.x.dense, in.x.stride};
            if constexpr (e.from != table.input_signal)
            {
                from = signal<e.from, Shape>(in.memory, in);
            }
            move_rows<Shape, T>(in, e.backwards, e.width, from, {to.data + e.column, to.stride}, e.how);
        });
    }

    /// Where those that read a signal write its adjoint.
    template <std::size_t Signal>
    static rows_of<T> adjoint(const pass<T>& in, const backward_pass<T>& out)
    {
        constexpr network_adjoint where = plan::adjoints[Signal];
        if constexpr (where.what == network_adjoint::kind::input)
        {
            return out.input;
        }
        else
        {
            static_assert(where.what == network_adjoint::kind::own);
            T* all = in.memory + plan::template memory_offset<plan::cell_count>(in)
                + plan::bundle_offset(table.bundles.size(), in);
            return {all + plan::adjoint_offset(Signal, in), plan::widths[Signal]};
        }
    }

    /// The adjoint of a signal when all that read it have run.
    template <std::size_t Signal>
    static rows_of<const T> arriving(const pass<T>& in, const backward_pass<T>& out)
    {
        constexpr network_adjoint where = plan::adjoints[Signal];
        if constexpr (where.what == network_adjoint::kind::output)
        {
            return out.outputs[where.index];
        }
        else if constexpr (where.what == network_adjoint::kind::part)
        {
            constexpr network_edge e = table.edges[where.index];
            const rows_of<const T> whole = arriving<table.signal_of_bundle(e.bundle)>(in, out);
            return {whole.data + e.column, whole.stride};
        }
        else
        {
            const rows_of<T> all = adjoint<Signal>(in, out);
            return {all.data, all.stride};
        }
    }

    /// Hands the adjoint of a bundle back along its edges. What was turned round is turned back.
    template <std::size_t Bundle, std::size_t Event>
    static void hand_back(const pass<T>& in, const backward_pass<T>& out)
    {
        constexpr network_bundle gathered = table.bundles[Bundle];
        const rows_of<const T> from = arriving<table.signal_of_bundle(Bundle)>(in, out);
        each_index<gathered.edge_count>([&]<std::size_t I>() {
            constexpr std::size_t at = gathered.first_edge + gathered.edge_count - 1 - I;
            constexpr network_edge e = table.edges[at];
            if constexpr (plan::adjoints[e.from].what != network_adjoint::kind::part)
            {
                const rows_of<T> to = adjoint<e.from>(in, out);
                constexpr write how = plan::adds(e.from, Event, at) ? write::add : write::set;
                if (to.data != nullptr && (e.from != table.input_signal || in.x.ids == nullptr))
                {
                    move_rows<window_shape, T>(in, e.backwards, e.width, {from.data + e.column, from.stride}, to, how);
                }
            }
        });
    }

    template <std::size_t C, std::size_t Event>
    static backward_pass<T> backward_of_cell(const pass<T>& in, const backward_pass<T>& out)
    {
        constexpr std::size_t source = table.source[C];
        backward_pass<T> here = out;
        here.gradients += plan::offsets[C].parameters;
        here.final_state += plan::offsets[C].states * in.rows;
        here.initial_state += plan::offsets[C].states * in.rows;
        if (out.more != nullptr)
        {
            here.more = out.more + plan::offsets[C].inputs;
        }
        here.output = arriving<table.signal_of_cell(C)>(in, out);
        here.input = adjoint<source>(in, out);
        if (table.is_input_backwards(source) && out.input.data == nullptr)
        {
            here.input = {}; // nobody wants it
        }
        here.adds_to_input = plan::adds(source, Event, none);
        return here;
    }

    /// Part by part, because a processor waits if a struct is read as a whole that was just written in parts.
    template <std::size_t C, class Shape>
    [[gnu::always_inline]] static pass<T, Shape> cell_pass(const pass<T, Shape>& in)
    {
        constexpr std::size_t source = table.source[C];
        pass<T, Shape> here{static_cast<const Shape&>(in)};
        here.parameters = in.parameters + plan::offsets[C].parameters;
        here.packed = in.packed + packed_offsets[C];
        here.scalars = in.scalars + plan::offsets[C].scalars;
        here.memory = in.memory + plan::template memory_offset<C>(in);
        here.x = in.x;
        if constexpr (plan_of<cell_at<C>>.inputs.size() > 1)
        {
            here.more = in.more + plan::offsets[C].inputs;
        }
        here.noise = in.noise;
        here.layer = in.layer + C;
        if constexpr (source != table.input_signal)
        {
            const rows_of<const T> x = signal<source, Shape>(in.memory, in);
            here.x = {x.data, x.stride, nullptr};
        }
        if constexpr (table.is_input_backwards(source))
        {
            here.x.ids = in.x.ids != nullptr ? in.turned_ids : nullptr;
        }
        return here;
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
