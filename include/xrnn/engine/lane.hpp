// SPDX-License-Identifier: BSD-3-Clause
/// One segment of a cell on one lane of columns: the equations forward, or their derivatives backward, in registers.
///
/// The nodes of the graph are visited in order (forward) or in reverse order (backward); each visit is a function
/// template that the compiler inlines, so a segment becomes straight-line code over V, a SIMD batch or a plain number.
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "../kernels/simd.hpp"
#include "layout.hpp"

namespace xrnn
{

template <class Cell, class T, class V, std::size_t Segment>
struct lane
{
    static constexpr const auto& p = plan_of<Cell>;
    static constexpr std::size_t nodes = p.nodes;

    const layout<Cell, T>& places;
    const pass<T>& in;
    const backward_pass<T>* out; ///< null in the forward pass
    std::size_t t;
    std::size_t b;
    std::size_t j = 0;
    std::array<V, nodes> value{};
    std::array<V, nodes> adjoint{};

    [[gnu::always_inline]] void forward()
    {
        each_node([&]<std::size_t N>() { forward_node<N>(); });
    }

    [[gnu::always_inline]] void backward()
    {
        each_node([&]<std::size_t N>() {
            if constexpr (p.read_backward[N])
            {
                evaluate<N, true>();
            }
        });
        each_node([&]<std::size_t N>() { backward_node<nodes - 1 - N>(); });
        each_node([&]<std::size_t N>() { pass_on<N>(); });
    }

private:
    static constexpr const graph_node& node(std::size_t n) { return p.graph.nodes[n]; }

    static constexpr bool in_segment(std::size_t n) { return p.equations[node(n).equation].segment == Segment; }

    static constexpr bool is_root(std::size_t n) { return p.graph.equations[node(n).equation].root == n; }

    /// The equation whose present value a leaf reads, or none.
    static constexpr std::size_t present(std::size_t n)
    {
        return node(n).kind == node_kind::symbol ? p.equation_of(node(n).symbol) : none;
    }

    /// A leaf that reads what this segment computes: it stays in a register.
    static constexpr bool is_local(std::size_t n)
    {
        return present(n) != none && p.equations[present(n)].segment == Segment;
    }

    static constexpr bool is_leaf(std::size_t n)
    {
        return node(n).kind == node_kind::symbol || node(n).kind == node_kind::previous
            || node(n).kind == node_kind::product;
    }

    static constexpr bool same_leaf(std::size_t a, std::size_t b)
    {
        return node(a).kind == node(b).kind && !p.silent[a] && !p.silent[b]
            && (node(a).kind == node_kind::product ? p.sum_of[a] == p.sum_of[b] : node(a).symbol == node(b).symbol);
    }

    template <class F>
    [[gnu::always_inline]] static void each_node(F&& f)
    {
        [&]<std::size_t... N>(std::index_sequence<N...>) __attribute__((always_inline))
        {
            (f.template operator()<N>(), ...);
        }
        (std::make_index_sequence<nodes>{});
    }

    template <place Where, moment When = moment::after_step>
    [[gnu::always_inline]] T* at() const
    {
        return places.template row<Where, When>(t, b) + j;
    }

    template <place Where, moment When = moment::after_step>
    [[gnu::always_inline]] void add(V v) const
    {
        T* to = at<Where, When>();
        store_lane(to, load_lane<V>(to) + v);
    }

    /// Writes if nothing else adds to this place, and adds otherwise.
    template <place Where, moment When, bool Alone>
    [[gnu::always_inline]] void deliver(V v) const
    {
        if constexpr (Alone)
        {
            store_lane(at<Where, When>(), v);
        }
        else
        {
            add<Where, When>(v);
        }
    }

    template <std::size_t N>
    [[gnu::always_inline]] void forward_node()
    {
        if constexpr (in_segment(N))
        {
            evaluate<N, false>();
            constexpr plan_equation e = p.equations[node(N).equation];
            if constexpr (is_root(N))
            {
                store_lane(at<e.value>(), value[N]);
            }
        }
    }

    template <std::size_t N, bool Backward>
    [[gnu::always_inline]] void evaluate()
    {
        constexpr graph_node x = node(N);
        if constexpr (!in_segment(N) || p.silent[N])
        {
        }
        else if constexpr (x.kind == node_kind::constant)
        {
            value[N] = V(static_cast<T>(x.number));
        }
        else if constexpr (x.kind == node_kind::unary)
        {
            value[N] = node_type<Cell, N>::function::template f<V>(value[x.left]);
        }
        else if constexpr (x.kind == node_kind::binary)
        {
            if constexpr (x.is_sum && p.silent[x.left])
            {
                value[N] = value[x.right];
            }
            else if constexpr (x.is_sum && p.silent[x.right])
            {
                value[N] = value[x.left];
            }
            else
            {
                value[N] = node_type<Cell, N>::function::template f<V>(value[x.left], value[x.right]);
            }
        }
        else if constexpr (!Backward && is_local(N))
        {
            value[N] = value[p.graph.equations[present(N)].root];
        }
        else
        {
            value[N] = load_leaf<N>();
        }
    }

    template <std::size_t N>
    [[gnu::always_inline]] V load_leaf() const
    {
        constexpr graph_node x = node(N);
        constexpr graph_symbol s = p.graph.symbols[x.symbol];
        if constexpr (x.kind == node_kind::product)
        {
            return load_lane<V>(at<p.sums[p.sum_of[N]].value>());
        }
        else if constexpr (x.kind == node_kind::previous)
        {
            return load_lane<V>(at<p.equations[s.equation].value, moment::before_step>());
        }
        else if constexpr (s.kind == symbol_kind::input)
        {
            return load_lane<V>(in.x.dense + (t * in.rows + b) * in.x.stride + j);
        }
        else if constexpr (s.kind == symbol_kind::parameter)
        {
            return load_lane<V>(in.parameters + p.parameter_of(x.symbol).offset + j);
        }
        else if constexpr (s.kind == symbol_kind::scalar)
        {
            return V(in.scalars[p.scalar_index(x.symbol)]);
        }
        else if constexpr (s.kind == symbol_kind::noise)
        {
            return draw_noise<N>();
        }
        else
        {
            return load_lane<V>(at<p.equations[s.equation].value>());
        }
    }

    template <std::size_t N>
    V draw_noise() const
    {
        using distribution = typename node_type<Cell, N>::distribution;
        if (!in.noise.on)
        {
            return V(static_cast<T>(distribution::mean));
        }
        std::array<T, sizeof(V) / sizeof(T)> drawn;
        for (std::size_t i = 0; i < drawn.size(); ++i)
        {
            drawn[i] = distribution::template draw<T>(in.noise.draw(in.layer, node(N).symbol, t, b, j + i));
        }
        return load_lane<V>(drawn.data());
    }

    /// The adjoint of node N is known: pass it to the arguments.
    template <std::size_t N>
    [[gnu::always_inline]] void backward_node()
    {
        constexpr graph_node x = node(N);
        if constexpr (in_segment(N) && p.active[N] && !p.silent[N])
        {
            if constexpr (is_root(N))
            {
                adjoint[N] = collect<N>();
            }
            if constexpr (x.kind == node_kind::unary)
            {
                const V y = value_for_derivative<N>();
                adjoint[x.left] = adjoint[N] * node_type<Cell, N>::function::template df<V>(value[x.left], y);
            }
            else if constexpr (x.kind == node_kind::binary)
            {
                using function = typename node_type<Cell, N>::function;
                if constexpr (p.active[x.left])
                {
                    adjoint[x.left] = function::template to_left<V>(adjoint[N], value[x.left], value[x.right]);
                }
                if constexpr (p.active[x.right])
                {
                    adjoint[x.right] = function::template to_right<V>(adjoint[N], value[x.left], value[x.right]);
                }
            }
        }
    }

    template <std::size_t N>
    [[gnu::always_inline]] V value_for_derivative() const
    {
        constexpr graph_node x = node(N);
        constexpr plan_equation e = p.equations[x.equation];
        if constexpr (is_root(N) && (x.df_reads == reads::value || x.df_reads == reads::argument_and_value))
        {
            return load_lane<V>(at<e.value>());
        }
        else
        {
            return value[N];
        }
    }

    /// All that arrives at the left side of an equation: from the output, later steps, other segments and this one.
    template <std::size_t N>
    [[gnu::always_inline]] V collect() const
    {
        constexpr std::size_t k = node(N).equation;
        constexpr plan_equation e = p.equations[k];
        V sum(T(0));
        if constexpr (k == p.output)
        {
            if (out->output.data != nullptr)
            {
                sum = load_lane<V>(out->output.data + (t * in.rows + b) * out->output.stride + j);
            }
        }
        if constexpr (e.carry.exists())
        {
            sum += load_lane<V>(at<e.carry>());
        }
        if constexpr (e.step_adjoint.exists())
        {
            sum += load_lane<V>(at<e.step_adjoint>());
        }
        if constexpr (e.full_adjoint.exists())
        {
            sum += load_lane<V>(at<e.full_adjoint>());
        }
        each_node([&]<std::size_t M>() {
            if constexpr (in_segment(M) && present(M) == k && p.active[M])
            {
                sum += adjoint[M];
            }
        });
        return sum;
    }

    /// Sends the adjoints of leaf N, and of the leaves that read the same, to where others will find them.
    template <std::size_t N>
    [[gnu::always_inline]] void pass_on() const
    {
        constexpr bool first = [] {
            bool found = false;
            for (std::size_t m = 0; m < N; ++m)
            {
                found = found || (in_segment(m) && same_leaf(m, N));
            }
            return !found;
        }();
        if constexpr (in_segment(N) && is_leaf(N) && first && p.active[N] && !p.silent[N] && !is_local(N))
        {
            V sum = adjoint[N];
            each_node([&]<std::size_t M>() {
                if constexpr (M > N && in_segment(M) && same_leaf(M, N))
                {
                    sum += adjoint[M];
                }
            });
            deliver_leaf<N>(sum);
        }
    }

    template <std::size_t N>
    [[gnu::always_inline]] void deliver_leaf(V v) const
    {
        constexpr graph_node x = node(N);
        constexpr graph_symbol s = p.graph.symbols[x.symbol];
        if constexpr (x.kind == node_kind::product)
        {
            constexpr plan_sum to = p.sums[p.sum_of[N]];
            deliver<to.adjoint, moment::after_step, to.one_segment>(v);
        }
        else if constexpr (s.kind == symbol_kind::input)
        {
            if (out->input.data != nullptr)
            {
                T* to = out->input.data + (t * in.rows + b) * out->input.stride + j;
                store_lane(to, p.input_writers == 1 ? v : load_lane<V>(to) + v);
            }
        }
        else if constexpr (s.kind == symbol_kind::parameter)
        {
            constexpr plan_parameter to = p.parameter_of(x.symbol);
            if constexpr (to.bias_of == none)
            {
                add<to.partial>(v);
            }
        }
        else
        {
            constexpr plan_equation e = p.equations[s.equation];
            constexpr bool previous = x.kind == node_kind::previous;
            constexpr moment when = previous ? moment::before_step : moment::after_step;
            constexpr bool looping = p.segments[Segment].when == phase::loop && e.when == phase::loop;
            if constexpr (!looping)
            {
                deliver<e.full_adjoint, when, p.writes_alone(s.equation, adjoint_kind::full)>(v);
            }
            else if constexpr (previous)
            {
                deliver<e.carry, when, p.writes_alone(s.equation, adjoint_kind::carry)>(v);
            }
            else
            {
                deliver<e.step_adjoint, when, p.writes_alone(s.equation, adjoint_kind::step)>(v);
            }
        }
    }
};

} // namespace xrnn
