// SPDX-License-Identifier: BSD-3-Clause
/// The equations of a cell run one element after the other, with everything kept, and their derivatives the same way
/// back: reverse mode in its plainest form. It reads the table of the equations and knows nothing of plans.
#pragma once

#include "plain_layout.hpp"

namespace tests
{

template <class Graph>
class plain_interpreter : plain_layout<Graph>
{
    using base = plain_layout<Graph>;
    using base::at;
    using base::each_spot;
    using base::equation_of;
    using base::extents_of;
    using base::g_;
    using base::index;
    using base::p_;
    using base::size_of;
    using typename base::extents;

public:
    plain_interpreter(const Graph& g, std::size_t output, const problem& p)
        : base(g, p)
        , output_(output)
        , offsets_(g.symbol_count)
        , entries_(Graph::node_count)
        , node_values_(p.steps)
        , node_adjoints_(p.steps)
    {
        std::size_t parameter = 0;
        std::size_t scalar = 0;
        for (std::size_t s = 0; s < g.symbol_count; ++s)
        {
            const graph_symbol& symbol = g.symbols[s];
            const bool is_scalar = symbol.kind == symbol_kind::scalar;
            offsets_[s] = is_scalar ? scalar++ : parameter;
            parameter +=
                symbol.kind != symbol_kind::parameter ? 0 : std::max<std::size_t>(symbol.rows, 1) * symbol.width;
        }
        for (std::size_t n = 0; n < Graph::node_count; ++n)
        {
            const node_kind kind = g.nodes[n].kind;
            entries_[n] = kind == node_kind::unary ? &find_entry(functions_of_one, g.nodes[n].function)
                : kind == node_kind::binary        ? &find_entry(functions_of_two, g.nodes[n].function)
                                                   : nullptr;
        }
        std::size_t state = 0;
        for (std::size_t k = 0; k < Graph::equation_count; ++k)
        {
            state_offsets_[k] = state;
            state += g.is_state(k) ? g.width_of(k) * p.rows : 0;
        }
    }

    result run()
    {
        forward();
        backward();
        return result_;
    }

    /// The largest magnitude of all values and adjoints; infinite if one is not a number.
    double largest() const { return largest_; }

private:
    void look_at(double x) { largest_ = std::isfinite(x) ? std::max(largest_, std::abs(x)) : HUGE_VAL; }

    void forward()
    {
        result_.values.resize(Graph::equation_count);
        for (std::size_t k = 0; k < Graph::equation_count; ++k)
        {
            result_.values[k].resize(p_.steps * p_.rows * size_of(k));
        }
        result_.final_state.resize(p_.initial_state.size());
        for (std::size_t t = 0; t < p_.steps; ++t)
        {
            for (std::size_t n = 0; n < Graph::node_count; ++n)
            {
                numbers& values = node_values_[t][n];
                const extents size = extents_of(n);
                values.assign(p_.rows * size.positions * size.width, 0);
                each_spot(n, t, [&](const spot& s) {
                    values[index(size, s)] = value(n, s);
                    look_at(values[index(size, s)]);
                });
                if (g_.is_root(n))
                {
                    const std::size_t k = g_.nodes[n].equation;
                    std::copy(values.begin(), values.end(), result_.values[k].begin() + std::ptrdiff_t(at(k, t, 0)));
                    if (g_.is_state(k))
                    {
                        std::copy(values.begin(), values.end(),
                            result_.final_state.begin() + std::ptrdiff_t(state_offsets_[k]));
                    }
                }
            }
        }
    }

    /// A named row before or in a step: what is fed, a state or a value.
    const double* row(std::size_t symbol, bool previous, const spot& s) const
    {
        const std::size_t k = g_.equation_of(symbol);
        if (k == none)
        {
            return p_.row(g_.symbols[symbol], s);
        }
        if (previous && s.t == 0)
        {
            return p_.initial_state.data() + state_offsets_[k] + s.b * g_.width_of(k);
        }
        return result_.values[k].data() + at(k, previous ? s.t - 1 : s.t, s.b, s.position);
    }

    double value(std::size_t n, const spot& s) const
    {
        const graph_node& x = g_.nodes[n];
        const auto argument = [&](std::size_t m) { return node_values_[s.t][m][index(extents_of(n), s)]; };
        switch (x.kind)
        {
        case node_kind::constant: return x.number;
        case node_kind::previous: return row(x.symbol, true, s)[column(x, s.j)];
        case node_kind::unary: return entries_[n]->f1(argument(x.left));
        case node_kind::binary: return entries_[n]->f2(argument(x.left), argument(x.right));
        case node_kind::product: {
            const double* from = row(x.symbol, x.of_previous, s);
            double sum = 0;
            for (std::size_t i = 0; i < g_.symbols[x.symbol].width; ++i)
            {
                sum += from[i] * p_.parameters[offsets_[x.weight] + i * equation_of(n).sweep + s.j];
            }
            return sum;
        }
        case node_kind::reduced: return find_reduction_of(x.function).f(argument_row(n, s));
        case node_kind::attended: return attend(x, s);
        case node_kind::symbol: break;
        }
        switch (g_.symbols[x.symbol].kind)
        {
        case symbol_kind::parameter: return p_.parameters[offsets_[x.symbol] + s.j];
        case symbol_kind::scalar: return p_.scalars[offsets_[x.symbol]];
        case symbol_kind::noise: return p_.draw(x.symbol, s.t, s.b, s.j);
        default: return row(x.symbol, false, s)[column(x, s.j)];
        }
    }

    double attend(const graph_node& x, const spot& s) const
    {
        double sum = 0;
        for (std::size_t position = 0; position < p_.lengths[s.b]; ++position)
        {
            const std::size_t i = index(extents_of(x.left), {s.t, s.b, position, s.j});
            sum += node_values_[s.t][x.left][i] * node_values_[s.t][x.right][i];
        }
        return sum;
    }

    /// What a leaf reads in column j: a number is the same in all of them.
    std::size_t column(const graph_node& x, std::size_t j) const { return x.first_column + (x.is_number ? 0 : j); }

    /// The row that a reduction takes: columns, or the positions that there are. They lie one after the other.
    numbers argument_row(std::size_t n, const spot& s) const
    {
        const std::size_t from = index(extents_of(g_.nodes[n].left), {s.t, s.b, s.position, 0});
        const auto first = node_values_[s.t][g_.nodes[n].left].begin() + std::ptrdiff_t(from);
        const graph_equation& e = equation_of(n);
        return {first, first + std::ptrdiff_t(e.over == visits::positions ? p_.lengths[s.b] : e.sweep)};
    }

    void pass_on_to_row(std::size_t n, const spot& s, double adjoint)
    {
        const reduction_entry& entry = find_reduction_of(g_.nodes[n].function);
        const numbers x = argument_row(n, s);
        const std::size_t first = index(extents_of(g_.nodes[n].left), {s.t, s.b, s.position, 0});
        for (std::size_t j = 0; j < x.size(); ++j)
        {
            const double df = entry.takes_one_element ? double(j == first_largest(x))
                                                      : entry.df(x[j], entry.f(x), static_cast<double>(x.size()));
            adjoints_in(g_.nodes[n].left, s.t)[first + j] += adjoint * df;
        }
    }

    void pass_on_to_positions(const graph_node& x, const spot& s, double adjoint)
    {
        for (std::size_t position = 0; position < p_.lengths[s.b]; ++position)
        {
            const std::size_t i = index(extents_of(x.left), {s.t, s.b, position, s.j});
            adjoints_in(x.left, s.t)[i] += adjoint * node_values_[s.t][x.right][i];
            adjoints_in(x.right, s.t)[i] += adjoint * node_values_[s.t][x.left][i];
        }
    }

    /// The adjoints of a node in a step, zero at first.
    numbers& adjoints_in(std::size_t n, std::size_t t)
    {
        node_adjoints_[t][n].resize(node_values_[t][n].size(), 0);
        return node_adjoints_[t][n];
    }

    void backward()
    {
        result_.gradients.assign(p_.parameters.size(), 0);
        result_.input_adjoint.assign(p_.x.size(), 0);
        result_.held_adjoint.assign(p_.held.size(), 0);
        result_.memory_adjoint.assign(p_.memory.size(), 0);
        result_.initial_adjoint.assign(p_.initial_state.size(), 0);
        for (std::size_t k = 0; k < Graph::equation_count; ++k)
        {
            adjoints_[k].assign(result_.values[k].size(), 0);
            if (k == output_)
            {
                adjoints_[k] = p_.output_adjoint;
            }
            for (std::size_t i = 0; i < (g_.is_state(k) ? p_.rows * g_.width_of(k) : 0); ++i)
            {
                adjoints_[k][at(k, p_.steps - 1, 0) + i] += p_.final_adjoint[state_offsets_[k] + i];
            }
        }
        for (std::size_t t = p_.steps; t-- > 0;)
        {
            for (std::size_t n = Graph::node_count; n-- > 0;)
            {
                const graph_node& x = g_.nodes[n];
                each_spot(n, t, [&](const spot& s) {
                    double& own = adjoints_in(n, t)[index(extents_of(n), s)];
                    const std::size_t element = at(x.equation, t, s.b, s.position) + s.j;
                    own += g_.is_root(n) ? adjoints_[x.equation][element] : 0;
                    look_at(own);
                    pass_on(n, s, own);
                });
            }
        }
    }

    double* adjoint_row(std::size_t symbol, bool previous, const spot& s)
    {
        const std::size_t k = g_.equation_of(symbol);
        if (k == none)
        {
            const graph_symbol& fed = g_.symbols[symbol];
            return result_.adjoints_of(fed.kind).data() + p_.row_of(fed, s);
        }
        if (previous && s.t == 0)
        {
            return result_.initial_adjoint.data() + state_offsets_[k] + s.b * g_.width_of(k);
        }
        return adjoints_[k].data() + at(k, previous ? s.t - 1 : s.t, s.b, s.position);
    }

    void pass_on(std::size_t n, const spot& s, double adjoint)
    {
        const graph_node& x = g_.nodes[n];
        const std::size_t i = index(extents_of(n), s);
        const auto value_of = [&](std::size_t m) { return node_values_[s.t][m][i]; };
        const auto add = [&](std::size_t m, double a) { adjoints_in(m, s.t)[i] += a; };
        if (x.kind == node_kind::unary)
        {
            add(x.left, adjoint * entries_[n]->df(value_of(x.left), value_of(n)));
        }
        else if (x.kind == node_kind::binary)
        {
            add(x.left, entries_[n]->to_left(adjoint, value_of(x.left), value_of(x.right)));
            add(x.right, entries_[n]->to_right(adjoint, value_of(x.left), value_of(x.right)));
        }
        else if (x.kind == node_kind::reduced)
        {
            pass_on_to_row(n, s, adjoint);
        }
        else if (x.kind == node_kind::attended)
        {
            pass_on_to_positions(x, s, adjoint);
        }
        else if (x.kind == node_kind::product)
        {
            const double* from = row(x.symbol, x.of_previous, s);
            double* to = adjoint_row(x.symbol, x.of_previous, s);
            for (std::size_t m = 0; m < g_.symbols[x.symbol].width; ++m)
            {
                const std::size_t w = offsets_[x.weight] + m * equation_of(n).sweep + s.j;
                to[m] += adjoint * p_.parameters[w];
                result_.gradients[w] += adjoint * from[m];
            }
        }
        else if (x.kind == node_kind::previous)
        {
            adjoint_row(x.symbol, true, s)[column(x, s.j)] += adjoint;
        }
        else if (x.kind == node_kind::symbol && g_.symbols[x.symbol].kind == symbol_kind::parameter)
        {
            result_.gradients[offsets_[x.symbol] + s.j] += adjoint;
        }
        else if (x.kind == node_kind::symbol && (g_.equation_of(x.symbol) != none || g_.is_fed(x.symbol)))
        {
            adjoint_row(x.symbol, false, s)[column(x, s.j)] += adjoint;
        }
    }

    std::size_t output_;
    std::vector<std::size_t> offsets_;
    std::vector<const table_entry*> entries_;
    std::array<std::size_t, Graph::equation_count> state_offsets_{};
    std::vector<std::array<numbers, Graph::node_count>> node_values_;
    std::vector<std::array<numbers, Graph::node_count>> node_adjoints_;
    std::array<numbers, Graph::equation_count> adjoints_;
    result result_;
    double largest_ = 0;
};

} // namespace tests
