// SPDX-License-Identifier: BSD-3-Clause
/// From the graph of a cell to its plan, in the order in which one decision needs another.
#pragma once

#include "plan.hpp"

namespace xrnn::detail
{

template <class Graph>
struct planner
{
    static constexpr std::size_t nodes = Graph::node_count;
    static constexpr std::size_t equations = Graph::equation_count;

    plan<Graph> p{};
    std::array<std::size_t, nodes> parent{};
    std::array<std::size_t, nodes> dot_of{};
    std::array<bool, equations> depends_on_previous{};

    constexpr const graph_node& node(std::size_t n) const { return p.graph.nodes[n]; }

    constexpr bool is_product(std::size_t n) const { return node(n).kind == node_kind::product; }

    constexpr bool reads_previous(std::size_t n) const
    {
        return node(n).kind == node_kind::previous || node(n).of_previous;
    }

    /// The equation whose present value a node reads, or none.
    constexpr std::size_t present(std::size_t n) const
    {
        return node(n).symbol == none || reads_previous(n) ? none : p.equation_of(node(n).symbol);
    }

    constexpr void find_symbols(std::size_t output_symbol)
    {
        p.input = p.graph.find(symbol_kind::input);
        p.output = p.equation_of(output_symbol);
        for (std::size_t n = 0; n < nodes; ++n)
        {
            p.input_only_in_dots =
                p.input_only_in_dots && !(node(n).kind == node_kind::symbol && node(n).symbol == p.input);
        }
        for (std::size_t s = 0; s < p.graph.symbol_count; ++s)
        {
            const graph_symbol& symbol = p.graph.symbols[s];
            if (symbol.kind == symbol_kind::parameter)
            {
                const std::size_t size = (symbol.rows > 0 ? symbol.rows : 1) * symbol.width;
                p.parameters.push({s, p.parameter_size, size});
                p.parameter_size += size;
            }
        }
        for (std::size_t k = 0; k < equations; ++k)
        {
            p.state_width += p.is_state(k) ? p.width_of(k) : 0;
        }
    }

    constexpr void find_parents()
    {
        parent.fill(none);
        for (std::size_t n = 0; n < nodes; ++n)
        {
            for (const std::size_t child : {node(n).left, node(n).right})
            {
                if (child != none)
                {
                    parent[child] = n;
                }
            }
        }
    }

    constexpr bool same_dot(std::size_t a, std::size_t b) const
    {
        return is_product(a) && is_product(b) && node(a).symbol == node(b).symbol
            && node(a).of_previous == node(b).of_previous && node(a).weight == node(b).weight;
    }

    /// Products that are added up share an accumulator. One that stands in several places has its own.
    constexpr void find_sums()
    {
        p.sum_of.fill(none);
        for (std::size_t n = 0; n < nodes; ++n)
        {
            if (!is_product(n))
            {
                continue;
            }
            bool repeated = false;
            for (std::size_t m = 0; m < nodes; ++m)
            {
                repeated = repeated || (m != n && same_dot(m, n));
                if (m < n && same_dot(m, n))
                {
                    p.sum_of[n] = p.sum_of[m];
                }
            }
            std::size_t chain = n;
            while (parent[chain] != none && node(parent[chain]).is_sum)
            {
                chain = parent[chain];
            }
            for (std::size_t s = 0; s < p.sums.size() && !repeated; ++s)
            {
                if (p.sums[s].chain == chain)
                {
                    p.sum_of[n] = s;
                    p.silent[n] = true;
                }
            }
            if (p.sum_of[n] == none)
            {
                p.sum_of[n] = p.sums.push({p.graph.symbols[node(n).weight].width, repeated ? none : chain});
            }
        }
        for (std::size_t n = 0; n < nodes; ++n)
        {
            p.silent[n] = p.silent[n] || (node(n).is_sum && p.silent[node(n).left] && p.silent[node(n).right]);
        }
    }

    constexpr void find_phases()
    {
        std::array<bool, equations> needed{};
        for (std::size_t n = 0; n < nodes; ++n)
        {
            const std::size_t k = node(n).equation;
            if (reads_previous(n))
            {
                depends_on_previous[k] = true;
                needed[p.equation_of(node(n).symbol)] = true;
            }
            else if (present(n) != none)
            {
                depends_on_previous[k] = depends_on_previous[k] || depends_on_previous[present(n)];
            }
        }
        for (std::size_t n = nodes; n-- > 0;)
        {
            if (present(n) != none && needed[node(n).equation])
            {
                needed[present(n)] = true;
            }
        }
        for (std::size_t k = 0; k < equations; ++k)
        {
            p.equations[k].when = !depends_on_previous[k] ? phase::before : needed[k] ? phase::loop : phase::after;
        }
    }

    /// A product runs as early as its operand allows, except that it leaves the loop when nothing there reads it.
    constexpr phase phase_of_product(std::size_t n) const
    {
        const std::size_t k = present(n);
        const phase available = reads_previous(n) ? phase::loop : k == none ? phase::before : p.equations[k].when;
        if (available != phase::loop)
        {
            return available;
        }
        for (std::size_t m = 0; m < nodes; ++m)
        {
            if (same_dot(m, n) && p.equations[node(m).equation].when == phase::loop)
            {
                return phase::loop;
            }
        }
        return phase::after;
    }

    constexpr void find_products()
    {
        dot_of.fill(none);
        for (const phase when : {phase::before, phase::loop, phase::after})
        {
            for (std::size_t n = 0; n < nodes; ++n)
            {
                if (!is_product(n) || phase_of_product(n) != when)
                {
                    continue;
                }
                std::size_t found = none;
                for (std::size_t i = 0; i < p.products.size(); ++i)
                {
                    const plan_product& q = p.products[i];
                    if (q.when == when && q.symbol == node(n).symbol && q.of_previous == node(n).of_previous)
                    {
                        found = i;
                    }
                }
                if (found == none)
                {
                    const std::size_t symbol = node(n).symbol;
                    found = p.products.push({when, symbol, node(n).of_previous, p.graph.symbols[symbol].width});
                }
                dot_of[n] = found; // for now the product; order_dots() makes it the dot
                if (present(n) != none)
                {
                    p.equations[present(n)].is_operand = true;
                }
            }
        }
    }

    /// What has a derivative, and what the backward pass reads to form it.
    constexpr void find_reads()
    {
        for (std::size_t n = 0; n < nodes; ++n)
        {
            const graph_node& x = node(n);
            switch (x.kind)
            {
            case node_kind::constant: break;
            case node_kind::symbol: {
                const symbol_kind kind = p.graph.symbols[x.symbol].kind;
                const bool is_left_side = kind == symbol_kind::state || kind == symbol_kind::value;
                p.active[n] = kind == symbol_kind::input || kind == symbol_kind::parameter
                    || (is_left_side && p.equations[present(n)].active);
                break;
            }
            case node_kind::previous: p.active[n] = true; break;
            case node_kind::product: p.active[n] = true; break;
            case node_kind::unary: p.active[n] = p.active[x.left]; break;
            case node_kind::binary: p.active[n] = p.active[x.left] || p.active[x.right]; break;
            }
            if (p.graph.equations[x.equation].root == n)
            {
                p.equations[x.equation].active = p.active[n];
            }
        }
        for (std::size_t n = nodes; n-- > 0;)
        {
            mark_reads(n);
        }
    }

    constexpr void mark_reads(std::size_t n)
    {
        const graph_node& x = node(n);
        if (x.kind == node_kind::unary)
        {
            const bool argument = x.df_reads == reads::argument || x.df_reads == reads::argument_and_value;
            const bool value = x.df_reads == reads::value || x.df_reads == reads::argument_and_value;
            const bool is_root = p.graph.equations[x.equation].root == n;
            if (p.active[n] && value && is_root)
            {
                p.equations[x.equation].read_backward = true;
            }
            p.read_backward[n] = p.read_backward[n] || (p.active[n] && value && !is_root);
            p.read_backward[x.left] = p.read_backward[x.left] || p.read_backward[n] || (p.active[n] && argument);
        }
        else if (x.kind == node_kind::binary)
        {
            const bool to_left = p.active[x.left];
            const bool to_right = p.active[x.right];
            const bool left = (to_left && x.to_left_reads.left) || (to_right && x.to_right_reads.left);
            const bool right = (to_left && x.to_left_reads.right) || (to_right && x.to_right_reads.right);
            p.read_backward[x.left] = p.read_backward[x.left] || p.read_backward[n] || left;
            p.read_backward[x.right] = p.read_backward[x.right] || p.read_backward[n] || right;
        }
        else if (p.read_backward[n] && x.kind == node_kind::product)
        {
            p.sums[p.sum_of[n]].read_backward = true;
        }
        else if (p.read_backward[n] && present(n) != none)
        {
            p.equations[present(n)].read_backward = true;
        }
    }

    /// Equations of one phase are fused until the width changes or a product of something just computed is read.
    constexpr void find_segments()
    {
        for (const phase when : {phase::before, phase::loop, phase::after})
        {
            std::size_t open = none;
            for (std::size_t k = 0; k < equations; ++k)
            {
                if (p.equations[k].when != when)
                {
                    continue;
                }
                if (open == none || p.width_of(k) != p.segments[open].width || waits_for(k, open))
                {
                    open = p.segments.push({when, p.width_of(k)});
                }
                p.equations[k].segment = open;
            }
        }
        for (std::size_t n = 0; n < nodes; ++n)
        {
            for (std::size_t m = 0; m < n && is_product(n); ++m)
            {
                const bool apart = p.equations[node(m).equation].segment != p.equations[node(n).equation].segment;
                if (is_product(m) && p.sum_of[m] == p.sum_of[n] && apart)
                {
                    p.sums[p.sum_of[n]].one_segment = false;
                }
            }
        }
    }

    constexpr bool waits_for(std::size_t k, std::size_t open) const
    {
        for (std::size_t n = p.graph.equations[k].first; n <= p.graph.equations[k].root; ++n)
        {
            if (is_product(n) && present(n) != none && p.equations[present(n)].segment == open)
            {
                return true;
            }
        }
        return false;
    }

    constexpr void schedule()
    {
        for (const phase when : {phase::before, phase::loop, phase::after})
        {
            for (std::size_t i = 0; i < p.products.size(); ++i)
            {
                if (p.products[i].when == when && segment_before(i) == none)
                {
                    p.events.push({false, i});
                }
            }
            for (std::size_t s = 0; s < p.segments.size(); ++s)
            {
                if (p.segments[s].when != when)
                {
                    continue;
                }
                p.events.push({true, s});
                for (std::size_t i = 0; i < p.products.size(); ++i)
                {
                    if (p.products[i].when == when && segment_before(i) == s)
                    {
                        p.events.push({false, i});
                    }
                }
            }
        }
    }

    /// The segment of the same phase that computes the operand of a product, or none.
    constexpr std::size_t segment_before(std::size_t product) const
    {
        const plan_product& q = p.products[product];
        const std::size_t k = q.of_previous ? none : p.equation_of(q.symbol);
        return k == none || p.equations[k].when != q.when ? none : p.equations[k].segment;
    }
};

} // namespace xrnn::detail
