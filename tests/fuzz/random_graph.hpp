// SPDX-License-Identifier: BSD-3-Clause
/// Random cells as run-time data: the table that make_graph would make of their equations, without types to compile.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <xrnn/language/rules.hpp>
#include <xrnn/model/random.hpp>

#include "function_table.hpp"

namespace tests
{

using namespace xrnn;
using namespace xrnn::detail;

/// A name that lives for ever: "W7".
inline std::string_view numbered(char letter, std::size_t number)
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (std::size_t i = 0; i < 128 * 64; ++i)
        {
            all.push_back(std::string(1, static_cast<char>(i / 64)) + std::to_string(i % 64));
        }
        return all;
    }();
    return names.at(static_cast<std::size_t>(letter) * 64 + number);
}

/// Draws a cell of so many equations and nodes.
template <std::size_t Equations, std::size_t Nodes>
class graph_drawer
{
public:
    using graph_type = graph<Equations, Nodes>;

    /// Widths are taken from `widths`; the input has `input_width`, or one of them.
    explicit graph_drawer(
        random_source& random, const std::vector<std::size_t>& widths = {1, 2, 3, 4, 5}, std::size_t input_width = 0)
        : random_(random)
        , all_widths_(widths)
        , input_width_(input_width)
    {
    }

    /// A cell that keeps the rules.
    graph_type draw()
    {
        do
        {
            draw_any();
        } while (check(g_).what != breach::nothing);
        return g_;
    }

private:
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_.bits() % n); }
    bool chance(unsigned of_hundred) { return below(100) < of_hundred; }

    void draw_any()
    {
        g_ = {};
        count_ = 0;
        parameters_ = 0;
        widths_.resize(1 + below(3));
        std::generate(widths_.begin(), widths_.end(), [&] { return all_widths_[below(all_widths_.size())]; });
        widths_[0] = input_width_ > 0 ? input_width_ : widths_[0];
        input_ = {symbol_kind::input, "x", 0, widths_[0], none, hash_of("x")};
        std::array<std::size_t, Equations> sizes{};
        sizes.fill(1);
        for (std::size_t rest = Nodes - Equations; rest > 0; --rest)
        {
            ++sizes[below(Equations)];
        }
        for (std::size_t k = 0; k < Equations; ++k)
        {
            const bool state = chance(50);
            const std::string_view name = numbered(state ? 'h' : 'v', k);
            left_sides_[k] = {
                state ? symbol_kind::state : symbol_kind::value, name, 0, any_width(), none, hash_of(name)};
        }
        for (equation_ = 0; equation_ < Equations; ++equation_)
        {
            graph_equation& e = g_.equations[equation_];
            e.first = count_;
            e.root = draw_expression(left_sides_[equation_].width, sizes[equation_]);
            e.symbol = add_symbol(left_sides_[equation_]);
            g_.symbols[e.symbol].equation = equation_;
        }
        mark_shared();
    }

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
        graph_node node;
        const std::size_t what = below(100);
        if (what < 35)
        {
            return draw_product(width);
        }
        if (what < 70 && draw_operand(width, node))
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
        if (what < 78)
        {
            const std::string_view name = numbered('k', below(2));
            node.symbol = add_symbol({symbol_kind::scalar, name, 0, 0, none, hash_of(name)});
        }
        else if (what < 82)
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

    /// The input, a state before the step or something computed earlier, of that width. False if there is nothing.
    bool draw_operand(std::size_t width, graph_node& node)
    {
        std::vector<std::pair<node_kind, graph_symbol>> found;
        const auto offer = [&](node_kind kind, const graph_symbol& s) {
            if (s.width == width)
            {
                found.emplace_back(kind, s);
            }
        };
        offer(node_kind::symbol, input_);
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
        if (found.empty())
        {
            return false;
        }
        const auto& [kind, symbol] = found[below(found.size())];
        node.kind = kind;
        node.symbol = add_symbol(symbol);
        return true;
    }

    std::size_t draw_product(std::size_t width)
    {
        std::vector<std::size_t> earlier;
        for (std::size_t n = 0; n < count_; ++n)
        {
            if (g_.nodes[n].kind == node_kind::product && g_.symbols[g_.nodes[n].weight].width == width)
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

    void mark_shared()
    {
        const auto parameter = [&](const graph_node& n) {
            return n.kind == node_kind::product                                                      ? n.weight
                : n.kind == node_kind::symbol && g_.symbols[n.symbol].kind == symbol_kind::parameter ? n.symbol
                                                                                                     : none;
        };
        for (graph_node& n : g_.nodes)
        {
            const auto same = [&](const graph_node& m) { return parameter(m) != none && parameter(m) == parameter(n); };
            n.tied = std::count_if(g_.nodes.begin(), g_.nodes.end(), same) > 1;
        }
    }

    random_source& random_;
    std::vector<std::size_t> all_widths_;
    std::size_t input_width_;
    graph_type g_{};
    std::size_t count_ = 0;
    std::size_t parameters_ = 0;
    std::size_t equation_ = 0;
    std::vector<std::size_t> widths_;
    graph_symbol input_{};
    std::array<graph_symbol, Equations> left_sides_{};
};

/// The right-hand side of a node, as it is written in a cell.
template <class Graph>
std::string expression_text(const Graph& g, std::size_t n)
{
    const graph_node& x = g.nodes[n];
    const auto symbol = [&](std::size_t s, bool previous, bool tied) {
        const std::string name(g.symbols[s].name);
        return previous ? "prev(" + name + ")" : tied ? "shared(" + name + ")" : name;
    };
    switch (x.kind)
    {
    case node_kind::constant: return std::to_string(x.number);
    case node_kind::symbol:
    case node_kind::previous: return symbol(x.symbol, x.kind == node_kind::previous, x.tied);
    case node_kind::product:
        return "dot(" + symbol(x.symbol, x.of_previous, false) + ", " + symbol(x.weight, false, x.tied) + ")";
    case node_kind::unary:
        return (x.function == "-" ? "(-" : std::string(x.function) + "(") + expression_text(g, x.left) + ")";
    case node_kind::binary: break;
    }
    const std::string left = expression_text(g, x.left);
    const std::string right = expression_text(g, x.right);
    const bool infix = x.function.size() == 1;
    return infix ? "(" + left + " " + std::string(x.function) + " " + right + ")"
                 : std::string(x.function) + "(" + left + ", " + right + ")";
}

/// The equations with the widths of their left sides.
template <class Graph>
std::string graph_text(const Graph& g)
{
    std::string text = "  x [" + std::to_string(g.symbols[g.find(symbol_kind::input)].width) + "]\n";
    for (const graph_equation& e : g.equations)
    {
        const graph_symbol& s = g.symbol_of(e);
        text +=
            "  " + std::string(s.name) + " [" + std::to_string(s.width) + "] = " + expression_text(g, e.root) + "\n";
    }
    return text;
}

} // namespace tests
