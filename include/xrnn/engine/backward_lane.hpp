// SPDX-License-Identifier: BSD-3-Clause
/// One segment on one lane, and on one row of lanes, backward: the derivatives of the equations, from the last one to
/// the first.
#pragma once

#include "../language/reductions.hpp"
#include "lane.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// What a row of a segment gathers in the backward pass: the adjoints of the numbers that its columns read.
template <class Cell, class Pass, std::size_t Segment>
struct backward_totals
{
    static constexpr const auto& p = plan_of<Cell>;

    static constexpr bool gathers(std::size_t node)
    {
        return p.nodes[node].broadcast && p.nodes[node].target.to != plan_target::kind::nowhere;
    }

    template <std::size_t N>
    using total_of = row_total<reductions::sum, typename Pass::value_type, p.segments[Segment].width>;

    using type = row_totals<backward_totals, segment_nodes<Cell, Segment>>;
};

template <class Cell, class Pass, std::size_t Count, std::size_t Segment>
struct backward_lane : lane<Cell, Pass, Count, Segment>
{
    using base = lane<Cell, Pass, Count, Segment>;
    using typename base::nodes;
    using typename base::T;
    using typename base::V;
    static constexpr const auto& p = plan_of<Cell>;

    using totals_type = backward_totals<Cell, Pass, Segment>;

    const backward_pass<T>& out;
    typename totals_type::type& totals;
    typename base::lane_values adjoints{};

    [[gnu::always_inline]] void run()
    {
        nodes::each([&]<std::size_t N>() __attribute__((always_inline)) {
            if constexpr (p.nodes[N].read_backward)
            {
                this->template evaluate<N>();
            }
        });
        nodes::each_reversed([&]<std::size_t N>() __attribute__((always_inline)) { visit<N>(); });
        nodes::each([&]<std::size_t N>() __attribute__((always_inline)) { pass_on<N>(); });
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
            if constexpr (x.kind == node_kind::reduced)
            {
                adjoint_of<x.left>() = to_element<N>();
            }
            else if constexpr (x.kind == node_kind::attended)
            {
                adjoint_of<x.left>() = adjoint_of<N>() * this->template value_of<x.right>();
                adjoint_of<x.right>() = adjoint_of<N>() * this->template value_of<x.left>();
            }
            else if constexpr (x.kind == node_kind::unary)
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

    /// The adjoint of the elements of the row that reduction N takes.
    template <std::size_t N>
    [[gnu::always_inline]] V to_element()
    {
        using function = typename node_type<Cell, N>::function;
        constexpr plan_equation e = p.equations[p.graph.nodes[N].equation];
        if constexpr (e.column.exists())
        {
            const V columns = V(static_cast<T>(this->j)) + first_columns<V, T>();
            return choose(columns == V(*this->template row_at<e.column>()), adjoint_of<N>(), V(T(0)));
        }
        else
        {
            const V y = value_for_derivative<N>();
            const V x = this->template value_of<p.graph.nodes[N].left>();
            const pass_row<Cell, Pass, typename base::row_type> here{this->places, this->in, this->row};
            return adjoint_of<N>() * function::df(x, y, static_cast<T>(here.template width<Segment>()));
        }
    }

    template <std::size_t N>
    [[gnu::always_inline]] V value_for_derivative()
    {
        constexpr graph_node x = p.graph.nodes[N];
        if constexpr (p.graph.is_root(N) && (x.df_reads == reads::value || x.df_reads == reads::argument_and_value))
        {
            return load_row<x.equation>(this->template row_at<p.equations[x.equation].value>());
        }
        else
        {
            return this->template value_of<N>();
        }
    }

    /// These columns of a row of equation K, or its one number in all of them.
    template <std::size_t K>
    [[gnu::always_inline]] V load_row(const T* first) const
    {
        constexpr bool broadcast = p.segments[Segment].broadcasts(p.graph.symbol_of(p.graph.equations[K]));
        return this->template load_columns<broadcast>(first);
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
                sum = load_row<k>(out.output.data + this->row.number * out.output.stride);
            }
        }
        if constexpr (e.carry.exists())
        {
            sum += load_row<k>(this->template row_at<e.carry.where>());
        }
        if constexpr (e.step_adjoint.exists())
        {
            sum += load_row<k>(this->template row_at<e.step_adjoint.where>());
        }
        if constexpr (e.full_adjoint.exists())
        {
            sum += load_row<k>(this->template row_at<e.full_adjoint.where>());
        }
        nodes::each([&]<std::size_t M>() __attribute__((always_inline)) {
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
            nodes::each([&]<std::size_t M>() __attribute__((always_inline)) {
                if constexpr (M > N && p.nodes[M].leaf == N)
                {
                    sum += adjoint_of<M>();
                }
            });
            if constexpr (totals_type::gathers(N))
            {
                totals.template of<N>().template add<Count>(sum, this->j);
            }
            else if constexpr (target.to == plan_target::kind::memory)
            {
                deliver<target.how>(this->template at<target.where, target.when>(), sum);
            }
            else if (const rows_of<T> to = out.template adjoint_of<target.input>(); to.data != nullptr)
            {
                T* const first =
                    to.data + this->template row_of_input<target.input>() * to.stride + target.where.column;
                out.template how<target.input>(target.how) == write::add ? deliver<write::add>(first + this->j, sum)
                                                                         : deliver<write::set>(first + this->j, sum);
            }
        }
    }

    template <write How>
    [[gnu::always_inline]] static void deliver(T* to, V v)
    {
        store_lane<Count>(to, How == write::add ? load_lane<Count>(to) + v : v);
    }
};

template <class Cell, class Pass, std::size_t Segment>
struct backward_row
{
    static constexpr const auto& p = plan_of<Cell>;
    using T = typename Pass::value_type;

    [[gnu::always_inline]] static void run(const pass_row<Cell, Pass>& row, const backward_pass<T>& out)
    {
        if constexpr (p.segments[Segment].repeats())
        {
            row.each_position([&](const auto& at) __attribute__((always_inline)) { visit(at, out); });
        }
        else
        {
            visit(row, out);
        }
    }

private:
    template <class Row>
    [[gnu::always_inline]] static void visit(const pass_row<Cell, Pass, Row>& row, const backward_pass<T>& out)
    {
        typename backward_totals<Cell, Pass, Segment>::type totals;
        row.template each_lane_of<Segment>([&]<std::size_t Count>(std::size_t j) __attribute__((always_inline)) {
            backward_lane<Cell, Pass, Count, Segment>{{row.places, row.in, row.where, j}, out, totals}.run();
        });
        totals.each([&]<std::size_t N>(auto& total) __attribute__((always_inline)) {
            constexpr plan_target sent_to = p.nodes[N].target;
            if constexpr (sent_to.to == plan_target::kind::memory)
            {
                T& to = *row.places.template row<sent_to.where, sent_to.when>(row.where);
                to = sent_to.how == write::add ? to + total.total() : total.total();
            }
            else if (const rows_of<T> to = out.template adjoint_of<sent_to.input>(); to.data != nullptr)
            {
                const std::size_t number = number_of_fed_row<Cell, sent_to.input>(row.where);
                to.data[number * to.stride + sent_to.where.column] += total.total();
            }
        });
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
