// SPDX-License-Identifier: BSD-3-Clause
/// Random right-hand sides of a cell: expressions, products, and what they read.
#pragma once

#include <algorithm>
#include <vector>

#include "drawn_symbols.hpp"
#include "function_table.hpp"

namespace tests
{

/// Draws expressions of a cell of so many equations and nodes.
template <std::size_t Equations, std::size_t Nodes>
class expression_drawer
{
public:
    using graph_type = graph<Equations, Nodes>;

protected:
    expression_drawer(random_source& random, const std::vector<std::size_t>& widths)
        : random_(random)
        , all_widths_(widths)
    {
    }

    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_.bits() % n); }
    bool chance(unsigned of_hundred) { return below(100) < of_hundred; }

    std::size_t any_width() { return widths_[below(widths_.size())]; }

    std::size_t add_symbol(const graph_symbol& s)
    {
        const std::size_t known = g_.find(s);
        if (known != none)
        {
            return known;
        }
        g_.symbols[g_.symbol_count] = s;
        return g_.symbol_count++;
    }

    std::size_t add(graph_node node)
    {
        node.equation = equation_;
        g_.nodes[count_] = node;
        return count_++;
    }

    template <class Table>
    const table_entry& draw_entry(const Table& table)
    {
        std::size_t at = below(100);
        std::size_t i = 0;
        while (at >= table[i].often)
        {
            at -= table[i++].often;
        }
        return table[i].entry;
    }

    /// Exactly so many nodes.
    std::size_t draw_expression(std::size_t width, std::size_t size)
    {
        if (size == 1)
        {
            return draw_leaf(width);
        }
        graph_node node;
        if (size == 2 || chance(25))
        {
            const table_entry& function = draw_entry(functions_of_one);
            node.kind = node_kind::unary;
            node.left = draw_expression(width, size - 1);
            node.function = function.name;
            node.df_reads = function.df_reads;
            node.has_derivative = function.has_derivative;
            return add(node);
        }
        const table_entry& function = draw_entry(functions_of_two);
        const std::size_t left = 1 + below(size - 2);
        node.kind = node_kind::binary;
        node.left = draw_expression(width, left);
        node.right = draw_expression(width, size - 1 - left);
        node.function = function.name;
        node.is_sum = function.name == functions::add::name;
        node.to_left_reads = function.to_left_reads;
        node.to_right_reads = function.to_right_reads;
        return add(node);
    }

    std::size_t draw_leaf(std::size_t width)
    {
        if (wants_positions_)
        {
            return draw_leaf_of_positions(width);
        }
        graph_node node;
        const std::size_t what = below(100);
        if (!of_numbers_ && what < 35)
        {
            return draw_product(width);
        }
        if (what < 70 && draw_operand(width, node, true))
        {
            return add(node);
        }
        if (what < 74)
        {
            node.kind = node_kind::constant;
            node.number = 0.25 * static_cast<double>(1 + below(7)) * (chance(50) ? 1 : -1);
            return add(node);
        }
        node.kind = node_kind::symbol;
        if (of_numbers_ || what < 78)
        {
            const std::string_view name = numbered('k', below(2));
            node.symbol = add_symbol({symbol_kind::scalar, name, 0, 0, none, hash_of(name)});
        }
        else if (what < 82 && !once_)
        {
            const std::string_view name = numbered('m', width);
            node.symbol = add_symbol({symbol_kind::noise, name, 0, width, none, hash_of(name)});
        }
        else
        {
            node.symbol = draw_parameter('p', 0, width);
        }
        return add(node);
    }

    /// Something of each position: in a row, its product as well.
    std::size_t draw_leaf_of_positions(std::size_t width)
    {
        graph_node node;
        bool found = false;
        while (of_numbers_ && !found)
        {
            found = draw_operand(width, node, true);
        }
        found = found || (chance(60) && draw_operand(width, node, true));
        const std::size_t leaf = found ? add(node) : draw_product(width);
        wants_positions_ = false;
        return leaf;
    }

    /// Whether a symbol is the same at every step.
    bool is_once(const graph_symbol& s) const
    {
        const auto left = std::find_if(left_sides_.begin(), left_sides_.begin() + std::ptrdiff_t(equation_),
            [&](const graph_symbol& other) { return other.name == s.name; });
        return s.kind == symbol_kind::held || s.kind == symbol_kind::memory
            || (s.kind == symbol_kind::value && is_once_[std::size_t(left - left_sides_.begin())]);
    }

    /// Whether a symbol may be read in what is drawn.
    bool may_stand_here(const graph_symbol& s) const
    {
        return (s.has_positions ? over_ != visits::columns : !wants_positions_) && (!once_ || is_once(s));
    }

    /// The input, states before the step and what is computed earlier, if `fits` says so.
    template <class Fits>
    std::vector<std::pair<node_kind, graph_symbol>> readable(Fits&& fits) const
    {
        std::vector<std::pair<node_kind, graph_symbol>> found;
        const auto offer = [&](node_kind kind, const graph_symbol& s) {
            if (may_stand_here(s) && fits(s))
            {
                found.emplace_back(kind, s);
            }
        };
        offer(node_kind::symbol, input_);
        if (with_held_)
        {
            offer(node_kind::symbol, held_);
        }
        if (with_memory_)
        {
            offer(node_kind::symbol, memory_);
        }
        for (std::size_t k = 0; k < Equations; ++k)
        {
            if (left_sides_[k].kind == symbol_kind::state)
            {
                offer(node_kind::previous, left_sides_[k]);
            }
            if (k < equation_)
            {
                offer(node_kind::symbol, left_sides_[k]);
            }
        }
        return found;
    }

    /// Reads something of that width, or a number, which fits in everywhere, or columns. False if there is nothing.
    bool draw_operand(std::size_t width, graph_node& node, bool numbers = false)
    {
        if (numbers && chance(15))
        {
            return draw_columns(width, node);
        }
        return read(node,
            readable([&](const graph_symbol& s) { return s.is_number ? numbers : s.width == width && !of_numbers_; }));
    }

    /// As many columns of a row, or one of them as a number, which no row for each position gives. False if no row is so
    /// wide.
    bool draw_columns(std::size_t width, graph_node& node)
    {
        const bool one = of_numbers_ || chance(40);
        const std::size_t count = one ? 1 : width;
        if (!read(node, readable([&](const graph_symbol& s) {
                return !s.is_number && s.width >= count && !(one && s.has_positions);
            })))
        {
            return false;
        }
        node.is_number = one;
        node.some_columns = true;
        node.first_column = below(g_.symbols[node.symbol].width - count + 1);
        return true;
    }

    bool read(graph_node& node, const std::vector<std::pair<node_kind, graph_symbol>>& found)
    {
        if (found.empty())
        {
            return false;
        }
        const auto& [kind, symbol] = found[below(found.size())];
        node.kind = kind;
        node.symbol = add_symbol(symbol);
        node.is_number = symbol.is_number;
        node.has_positions = symbol.has_positions;
        return true;
    }

    std::size_t draw_product(std::size_t width)
    {
        std::vector<std::size_t> earlier;
        for (std::size_t n = 0; n < count_; ++n)
        {
            const graph_node& x = g_.nodes[n];
            if (x.kind == node_kind::product && g_.symbols[x.weight].width == width
                && may_stand_here(g_.symbols[x.symbol]))
            {
                earlier.push_back(n);
            }
        }
        if (!earlier.empty() && chance(15))
        {
            return add(g_.nodes[earlier[below(earlier.size())]]);
        }
        graph_node node;
        while (!draw_operand(any_width(), node))
        {
        }
        node.of_previous = node.kind == node_kind::previous;
        node.kind = node_kind::product;
        node.weight = draw_parameter('W', g_.symbols[node.symbol].width, width);
        return add(node);
    }

    /// A new one, or one of the same shape that has been used before.
    std::size_t draw_parameter(char letter, std::size_t rows, std::size_t width)
    {
        std::vector<std::size_t> known;
        for (std::size_t s = 0; s < g_.symbol_count; ++s)
        {
            const graph_symbol& p = g_.symbols[s];
            if (p.kind == symbol_kind::parameter && p.rows == rows && p.width == width)
            {
                known.push_back(s);
            }
        }
        if (!known.empty() && chance(25))
        {
            return known[below(known.size())];
        }
        const std::string_view name = numbered(letter, parameters_++);
        return add_symbol({symbol_kind::parameter, name, rows, width, none, hash_of(name)});
    }

    random_source& random_;
    std::vector<std::size_t> all_widths_;
    graph_type g_{};
    std::size_t count_ = 0;
    std::size_t parameters_ = 0;
    std::size_t equation_ = 0;
    bool of_numbers_ = false;       ///< what is drawn may hold nothing but numbers
    visits over_ = visits::columns; ///< what it runs over
    bool once_ = false;             ///< it may read nothing that changes from step to step
    bool wants_positions_ = false;  ///< its next leaf reads something of each position
    std::vector<std::size_t> widths_;
    graph_symbol input_{};
    graph_symbol held_{};
    graph_symbol memory_{};
    bool with_held_ = false;
    bool with_memory_ = false;
    std::array<graph_symbol, Equations> left_sides_{};
    std::array<bool, Equations> is_once_{}; ///< of the equations so far
};

} // namespace tests
