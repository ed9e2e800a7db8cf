// SPDX-License-Identifier: BSD-3-Clause
/// One segment on one lane, backward: the derivatives of the equations, from the last one to the first.
#pragma once

#include "lane.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

template <class Cell, class Pass, std::size_t Count, std::size_t Segment>
struct backward_lane : lane<Cell, Pass, Count, Segment>
{
    using base = lane<Cell, Pass, Count, Segment>;
    using typename base::nodes;
    using typename base::T;
    using typename base::V;
    static constexpr const auto& p = plan_of<Cell>;

    const backward_pass<T>& out;
    typename base::lane_values adjoints{};

    [[gnu::always_inline]] void run()
    {
        nodes::each([&]<std::size_t N>() {
            if constexpr (p.nodes[N].read_backward)
            {
                this->template evaluate<N>();
            }
        });
        nodes::each_reversed([&]<std::size_t N>() { visit<N>(); });
        nodes::each([&]<std::size_t N>() { pass_on<N>(); });
    }

private:
    template <std::size_t N>
    [[gnu::always_inline]] V& adjoint_of()
    {
        return adjoints[nodes::number_of[N]];
    }

    /// Passes the adjoint of node N, which is complete, on to its arguments.
    template <std::size_t N>
    [[gnu::always_inline]] void visit()
    {
        constexpr graph_node x = p.graph.nodes[N];
        if constexpr (p.nodes[N].active && !p.nodes[N].silent)
        {
            if constexpr (p.graph.is_root(N))
            {
                adjoint_of<N>() = collect<N>();
            }
            if constexpr (x.kind == node_kind::unary)
            {
                using function = typename node_type<Cell, N>::function;
                const V y = value_for_derivative<N>();
                adjoint_of<x.left>() = adjoint_of<N>() * function::template df<V>(this->template value_of<x.left>(), y);
            }
            else if constexpr (x.kind == node_kind::binary)
            {
                using function = typename node_type<Cell, N>::function;
                const V left = this->template value_of<x.left>();
                const V right = this->template value_of<x.right>();
                if constexpr (p.nodes[x.left].active)
                {
                    adjoint_of<x.left>() = function::template to_left<V>(adjoint_of<N>(), left, right);
                }
                if constexpr (p.nodes[x.right].active)
                {
                    adjoint_of<x.right>() = function::template to_right<V>(adjoint_of<N>(), left, right);
                }
            }
        }
    }

    template <std::size_t N>
    [[gnu::always_inline]] V value_for_derivative()
    {
        constexpr graph_node x = p.graph.nodes[N];
        if constexpr (p.graph.is_root(N) && (x.df_reads == reads::value || x.df_reads == reads::argument_and_value))
        {
            return load_lane<Count>(this->template at<p.equations[x.equation].value>());
        }
        else
        {
            return this->template value_of<N>();
        }
    }

    /// Everything that arrives at the left side of an equation: from the output, later steps, other segments and this
    /// one.
    template <std::size_t N>
    [[gnu::always_inline]] V collect()
    {
        constexpr std::size_t k = p.graph.nodes[N].equation;
        constexpr plan_equation e = p.equations[k];
        V sum(T(0));
        if constexpr (k == p.output)
        {
            if (out.output.data != nullptr)
            {
                sum = load_lane<Count>(out.output.data + (this->t * this->in.rows + this->b) * out.output.stride + this->j);
            }
        }
        if constexpr (e.carry.exists())
        {
            sum += load_lane<Count>(this->template at<e.carry.where>());
        }
        if constexpr (e.step_adjoint.exists())
        {
            sum += load_lane<Count>(this->template at<e.step_adjoint.where>());
        }
        if constexpr (e.full_adjoint.exists())
        {
            sum += load_lane<Count>(this->template at<e.full_adjoint.where>());
        }
        nodes::each([&]<std::size_t M>() {
            if constexpr (p.nodes[M].local && p.nodes[M].active && p.graph.present(M) == k)
            {
                sum += adjoint_of<M>();
            }
        });
        return sum;
    }

    /// Sends the adjoints of leaf N, and of all leaves that read the same thing, to the place where they are needed.
    template <std::size_t N>
    [[gnu::always_inline]] void pass_on()
    {
        constexpr plan_target target = p.nodes[N].target;
        if constexpr (target.to != plan_target::kind::nowhere)
        {
            V sum = adjoint_of<N>();
            nodes::each([&]<std::size_t M>() {
                if constexpr (M > N && p.nodes[M].leaf == N)
                {
                    sum += adjoint_of<M>();
                }
            });
            if constexpr (target.to == plan_target::kind::memory)
            {
                deliver<target.how>(this->template at<target.where, target.when>(), sum);
            }
            else if (out.input.data != nullptr)
            {
                const std::size_t row = this->t * this->in.rows + this->b;
                deliver<target.how>(out.input.data + row * out.input.stride + this->j, sum);
            }
        }
    }

    template <write How>
    [[gnu::always_inline]] static void deliver(T* to, V v)
    {
        store_lane<Count>(to, How == write::add ? load_lane<Count>(to) + v : v);
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
