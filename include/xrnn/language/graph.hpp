// SPDX-License-Identifier: BSD-3-Clause
/// The equations of a cell as a table that the compiler can compute with.
///
/// The expressions are types; flattening them once into arrays lets everything after it (the rules, the plan) be
/// ordinary constexpr functions over plain data. Nodes are in post-order: the arguments of a node have smaller indices.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "expressions.hpp"
#include "functions.hpp"

namespace xrnn::detail
{

inline constexpr std::size_t none = static_cast<std::size_t>(-1);

enum class symbol_kind
{
    input,
    state,
    value,
    parameter,
    scalar,
    noise
};

struct graph_symbol
{
    symbol_kind kind{};
    std::string_view name{};
    std::size_t rows = 0; ///< of a matrix parameter; 0 for everything else
    std::size_t width = 0;
    std::size_t equation = none; ///< of a state or value
    std::size_t hash = 0; ///< of the name: comparing hashes takes the compiler fewer steps than comparing letters
    double lowest = any_number::lowest; ///< of a scalar: it is at least this
    double limit = any_number::limit;   ///< and below this
};

/// FNV-1a.
constexpr std::size_t hash_of(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : text)
    {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    }
    return static_cast<std::size_t>(hash);
}

enum class node_kind
{
    constant,
    symbol,
    previous,
    product,
    unary,
    binary
};

struct graph_node
{
    node_kind kind{};
    std::size_t equation = none;
    std::size_t symbol = none; ///< of a symbol and of prev; the operand of a product
    std::size_t weight = none; ///< of a product
    bool of_previous = false;  ///< the operand of a product is prev(symbol)
    bool tied = false;         ///< the parameter is written shared(...)
    std::size_t left = none;   ///< the argument of a unary
    std::size_t right = none;
    double number = 0;
    std::string_view function{};
    bool is_sum = false; ///< the function is addition
    reads df_reads{};
    arguments_read to_left_reads{};
    arguments_read to_right_reads{};
};

struct graph_equation
{
    std::size_t symbol = none;
    std::size_t first = none; ///< the first node of its right-hand side
    std::size_t root = none;  ///< the last one
};

/// Equations, nodes and symbols of one cell. At most two symbols come from a node and one from an equation.
template <std::size_t Equations, std::size_t Nodes>
struct graph
{
    static constexpr std::size_t equation_count = Equations;
    static constexpr std::size_t node_count = Nodes;
    std::array<graph_equation, Equations> equations{};
    std::array<graph_node, Nodes> nodes{};
    std::array<graph_symbol, Equations + 2 * Nodes> symbols{};
    std::size_t symbol_count = 0;

    constexpr std::size_t find(const graph_symbol& wanted) const
    {
        for (std::size_t i = 0; i < symbol_count; ++i)
        {
            const graph_symbol& s = symbols[i];
            if (s.hash == wanted.hash && s.kind == wanted.kind && s.rows == wanted.rows && s.width == wanted.width
                && s.name == wanted.name && s.lowest == wanted.lowest && s.limit == wanted.limit)
            {
                return i;
            }
        }
        return none;
    }

    /// The first symbol with that name, or none.
    constexpr std::size_t find(std::string_view wanted) const
    {
        for (std::size_t i = 0; i < symbol_count; ++i)
        {
            if (symbols[i].name == wanted)
            {
                return i;
            }
        }
        return none;
    }

    constexpr std::size_t find(symbol_kind kind) const
    {
        for (std::size_t i = 0; i < symbol_count; ++i)
        {
            if (symbols[i].kind == kind)
            {
                return i;
            }
        }
        return none;
    }

    constexpr const graph_symbol& symbol_of(const graph_equation& e) const { return symbols[e.symbol]; }

    /// The equation of a symbol, or none.
    constexpr std::size_t equation_of(std::size_t symbol) const { return symbols[symbol].equation; }

    constexpr bool is_state(std::size_t equation) const
    {
        return symbol_of(equations[equation]).kind == symbol_kind::state;
    }

    constexpr std::size_t width_of(std::size_t equation) const { return symbol_of(equations[equation]).width; }

    constexpr bool is_root(std::size_t node) const { return equations[nodes[node].equation].root == node; }

    constexpr bool is_product(std::size_t node) const { return nodes[node].kind == node_kind::product; }

    /// Whether this node reads the value of a state before the step, itself or as the operand of a product.
    constexpr bool reads_previous(std::size_t node) const
    {
        return nodes[node].kind == node_kind::previous || nodes[node].of_previous;
    }

    /// The equation whose value of this step a node reads, itself or as the operand of a product; or none.
    constexpr std::size_t present(std::size_t node) const
    {
        return nodes[node].symbol == none || reads_previous(node) ? none : equation_of(nodes[node].symbol);
    }
};

template <class Graph>
struct graph_builder
{
    Graph graph{};
    std::size_t node_count = 0;
    std::size_t equation = 0;

    template <class S>
    static constexpr graph_symbol describe()
    {
        constexpr std::string_view text = symbol_text<S>();
        if constexpr (is_parameter<S>)
        {
            return {symbol_kind::parameter, text, S::is_matrix ? S::rows : 0, S::width, none, hash_of(text)};
        }
        else if constexpr (is_scalar<S>)
        {
            using allowed = typename S::range;
            return {symbol_kind::scalar, text, 0, S::width, none, hash_of(text), allowed::lowest, allowed::limit};
        }
        else
        {
            constexpr symbol_kind kind = is_input<S> ? symbol_kind::input
                : is_state<S>                        ? symbol_kind::state
                : is_value<S>                        ? symbol_kind::value
                                                     : symbol_kind::noise;
            return {kind, text, 0, S::width, none, hash_of(text)};
        }
    }

    template <class S>
    static constexpr std::string_view symbol_text()
    {
        if constexpr (is_tied<S>)
        {
            return S::symbol::text();
        }
        else
        {
            return S::text();
        }
    }

    template <class S>
    constexpr std::size_t add_symbol()
    {
        constexpr graph_symbol described = describe<S>();
        const std::size_t known = graph.find(described);
        if (known != none)
        {
            return known;
        }
        graph.symbols[graph.symbol_count] = described;
        return graph.symbol_count++;
    }

    constexpr std::size_t add(graph_node node)
    {
        node.equation = equation;
        graph.nodes[node_count] = node;
        return node_count++;
    }

    template <class E>
    constexpr std::size_t add_expression(const E& e)
    {
        graph_node node;
        if constexpr (std::is_same_v<E, constant>)
        {
            node.kind = node_kind::constant;
            node.number = e.number;
        }
        else if constexpr (is_unary<E>)
        {
            using function = typename E::function;
            node.kind = node_kind::unary;
            node.left = add_expression(e.a);
            node.function = function::name;
            node.df_reads = function::df_reads;
        }
        else if constexpr (is_binary<E>)
        {
            using function = typename E::function;
            node.kind = node_kind::binary;
            node.left = add_expression(e.a);
            node.right = add_expression(e.b);
            node.function = function::name;
            node.is_sum = std::is_same_v<function, functions::add>;
            node.to_left_reads = function::to_left_reads;
            node.to_right_reads = function::to_right_reads;
        }
        else if constexpr (is_product<E>)
        {
            using operand = typename E::operand;
            node.kind = node_kind::product;
            node.of_previous = is_previous<operand>;
            if constexpr (is_previous<operand>)
            {
                node.symbol = add_symbol<typename operand::symbol>();
            }
            else
            {
                node.symbol = add_symbol<operand>();
            }
            node.weight = add_symbol<typename E::weight>();
            node.tied = is_tied<typename E::weight>;
        }
        else if constexpr (is_previous<E>)
        {
            node.kind = node_kind::previous;
            node.symbol = add_symbol<typename E::symbol>();
        }
        else
        {
            node.kind = node_kind::symbol;
            node.symbol = add_symbol<E>();
            node.tied = is_tied<E>;
        }
        return add(node);
    }

    template <class Equation>
    constexpr void add_equation(const Equation& e)
    {
        graph_equation& entry = graph.equations[equation];
        entry.first = node_count;
        entry.root = add_expression(e.right);
        entry.symbol = add_symbol<typename Equation::symbol>();
        if (graph.symbols[entry.symbol].equation == none)
        {
            graph.symbols[entry.symbol].equation = equation;
        }
        ++equation;
    }
};

/// The table of a list of equations.
template <class... Equations>
constexpr auto make_graph(const Equations&... equations)
{
    graph_builder<graph<sizeof...(Equations), (Equations::right_side::nodes + ...)>> builder;
    (builder.add_equation(equations), ...);
    return builder.graph;
}

} // namespace xrnn::detail
