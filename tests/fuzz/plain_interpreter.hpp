// SPDX-License-Identifier: BSD-3-Clause
/// The equations of a cell run one element after the other, with everything kept, and their derivatives the same way
/// back: reverse mode in its plainest form. It reads the table of the equations and knows nothing of plans.
#pragma once

#include "problem.hpp"

namespace tests
{

template <class Graph>
class plain_interpreter
{
public:
    plain_interpreter(const Graph& g, std::size_t output, const problem& p)
        : g_(g)
        , output_(output)
        , p_(p)
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
    std::size_t width(std::size_t n) const { return g_.width_of(g_.nodes[n].equation); }

    std::size_t at(std::size_t k, std::size_t t, std::size_t b) const { return (t * p_.rows + b) * g_.width_of(k); }

    void look_at(double x) { largest_ = std::isfinite(x) ? std::max(largest_, std::abs(x)) : HUGE_VAL; }

    void forward()
    {
        result_.values.resize(Graph::equation_count);
        for (std::size_t k = 0; k < Graph::equation_count; ++k)
        {
            result_.values[k].resize(p_.steps * p_.rows * g_.width_of(k));
        }
        result_.final_state.resize(p_.initial_state.size());
        for (std::size_t t = 0; t < p_.steps; ++t)
        {
            for (std::size_t n = 0; n < Graph::node_count; ++n)
            {
                numbers& values = node_values_[t][n];
                values.resize(p_.rows * width(n));
                for (std::size_t i = 0; i < values.size(); ++i)
                {
                    values[i] = value(n, t, i / width(n), i % width(n));
                    look_at(values[i]);
                }
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

    /// A named row before or in a step: element j of the input, a state or a value.
    const double* row(std::size_t symbol, bool previous, std::size_t t, std::size_t b) const
    {
        const std::size_t k = g_.equation_of(symbol);
        if (k == none)
        {
            return p_.x.data() + (t * p_.rows + b) * g_.symbols[symbol].width;
        }
        if (previous && t == 0)
        {
            return p_.initial_state.data() + state_offsets_[k] + b * g_.width_of(k);
        }
        return result_.values[k].data() + at(k, previous ? t - 1 : t, b);
    }

    double value(std::size_t n, std::size_t t, std::size_t b, std::size_t j) const
    {
        const graph_node& x = g_.nodes[n];
        const auto argument = [&](std::size_t m) { return node_values_[t][m][b * width(n) + j]; };
        switch (x.kind)
        {
        case node_kind::constant: return x.number;
        case node_kind::previous: return row(x.symbol, true, t, b)[j];
        case node_kind::unary: return entries_[n]->f1(argument(x.left));
        case node_kind::binary: return entries_[n]->f2(argument(x.left), argument(x.right));
        case node_kind::product: {
            const double* from = row(x.symbol, x.of_previous, t, b);
            double sum = 0;
            for (std::size_t i = 0; i < g_.symbols[x.symbol].width; ++i)
            {
                sum += from[i] * p_.parameters[offsets_[x.weight] + i * width(n) + j];
            }
            return sum;
        }
        case node_kind::symbol: break;
        }
        switch (g_.symbols[x.symbol].kind)
        {
        case symbol_kind::parameter: return p_.parameters[offsets_[x.symbol] + j];
        case symbol_kind::scalar: return p_.scalars[offsets_[x.symbol]];
        case symbol_kind::noise: return p_.draw(x.symbol, t, b, j);
        default: return row(x.symbol, false, t, b)[j];
        }
    }

    void backward()
    {
        result_.gradients.assign(p_.parameters.size(), 0);
        result_.input_adjoint.assign(p_.x.size(), 0);
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
                numbers& own = node_adjoints_[t][n];
                own.resize(p_.rows * width(n), 0);
                for (std::size_t i = 0; i < own.size(); ++i)
                {
                    own[i] += g_.is_root(n) ? adjoints_[g_.nodes[n].equation][at(g_.nodes[n].equation, t, 0) + i] : 0;
                    look_at(own[i]);
                    pass_on(n, t, i / width(n), i % width(n), own[i]);
                }
            }
        }
    }

    double* adjoint_row(std::size_t symbol, bool previous, std::size_t t, std::size_t b)
    {
        const std::size_t k = g_.equation_of(symbol);
        if (k == none)
        {
            return result_.input_adjoint.data() + (t * p_.rows + b) * g_.symbols[symbol].width;
        }
        if (previous && t == 0)
        {
            return result_.initial_adjoint.data() + state_offsets_[k] + b * g_.width_of(k);
        }
        return adjoints_[k].data() + at(k, previous ? t - 1 : t, b);
    }

    void pass_on(std::size_t n, std::size_t t, std::size_t b, std::size_t j, double adjoint)
    {
        const graph_node& x = g_.nodes[n];
        const std::size_t i = b * width(n) + j;
        const auto value_of = [&](std::size_t m) { return node_values_[t][m][i]; };
        const auto add = [&](std::size_t m, double a) {
            node_adjoints_[t][m].resize(p_.rows * width(n), 0);
            node_adjoints_[t][m][i] += a;
        };
        if (x.kind == node_kind::unary)
        {
            add(x.left, adjoint * entries_[n]->df(value_of(x.left), value_of(n)));
        }
        else if (x.kind == node_kind::binary)
        {
            add(x.left, entries_[n]->to_left(adjoint, value_of(x.left), value_of(x.right)));
            add(x.right, entries_[n]->to_right(adjoint, value_of(x.left), value_of(x.right)));
        }
        else if (x.kind == node_kind::product)
        {
            const double* from = row(x.symbol, x.of_previous, t, b);
            double* to = adjoint_row(x.symbol, x.of_previous, t, b);
            for (std::size_t m = 0; m < g_.symbols[x.symbol].width; ++m)
            {
                const std::size_t w = offsets_[x.weight] + m * width(n) + j;
                to[m] += adjoint * p_.parameters[w];
                result_.gradients[w] += adjoint * from[m];
            }
        }
        else if (x.kind == node_kind::previous)
        {
            adjoint_row(x.symbol, true, t, b)[j] += adjoint;
        }
        else if (x.kind == node_kind::symbol && g_.symbols[x.symbol].kind == symbol_kind::parameter)
        {
            result_.gradients[offsets_[x.symbol] + j] += adjoint;
        }
        else if (x.kind == node_kind::symbol
            && (g_.equation_of(x.symbol) != none || g_.symbols[x.symbol].kind == symbol_kind::input))
        {
            adjoint_row(x.symbol, false, t, b)[j] += adjoint;
        }
    }

    const Graph& g_;
    std::size_t output_;
    const problem& p_;
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
