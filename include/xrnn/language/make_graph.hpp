// SPDX-License-Identifier: BSD-3-Clause
/// From the expressions of a cell, which are types, to the table of its equations.
#pragma once

#include "columns.hpp"
#include "graph.hpp"
#include "parts.hpp"
#include "positions.hpp"

namespace xrnn::detail
{

/// Its address stands for a type.
template <class E>
inline constexpr char key_of_type = 0;

template <class Graph>
struct graph_builder
{
    Graph graph{};
    std::size_t node_count = 0;
    std::size_t equation = 0; ///< that nodes are added to
    std::size_t equation_count = 0;
    std::array<const char*, Graph::equation_count> keys{}; ///< of the numbers' right-hand sides that have no constants
    std::array<std::size_t, Graph::node_count> parts{};    ///< symbols of the parts whose leaves are still to come
    std::size_t part_count = 0;
    std::size_t next_part = 0;

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
                : is_held<S>                         ? symbol_kind::held
                : is_memory<S>                       ? symbol_kind::memory
                : is_state<S>                        ? symbol_kind::state
                : is_value<S> || is_positions<S>     ? symbol_kind::value
                                                     : symbol_kind::noise;
            graph_symbol described{kind, text, 0, S::width, none, hash_of(text)};
            described.has_positions = has_positions<S>;
            if constexpr (is_row_number<S>)
            {
                described.width = 1;
                described.is_number = true;
            }
            return described;
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

    /// Adds the equations of the parts of e, and notes their symbols in the order in which the leaves will want them.
    template <standing In, class E>
    constexpr void add_parts(const E& e)
    {
        if constexpr (!has_numbers<E>)
        {
        }
        else if constexpr (is_part<In, E>)
        {
            const std::size_t symbol = symbol_of_part(e); // which counts parts of its own
            parts[part_count++] = symbol;
        }
        else if constexpr (is_unary<E>)
        {
            add_parts<In>(e.a);
        }
        else if constexpr (is_binary<E>)
        {
            add_parts<In>(e.a);
            add_parts<In>(e.b);
        }
    }

    /// The symbol of an equation that computes e, which is added unless there is one.
    template <class E>
    constexpr std::size_t symbol_of_part(const E& e)
    {
        if constexpr (!holds_constants<E>())
        {
            for (std::size_t k = 0; k < equation_count; ++k)
            {
                if (keys[k] == &key_of_type<E>)
                {
                    return graph.equations[k].symbol;
                }
            }
        }
        const std::size_t k = add_right_side<place_of_side<false, E>>(e);
        graph_symbol hidden{symbol_kind::value, "", 0, 1, k};
        hidden.is_number = true;
        hidden.is_hidden = true;
        hidden.has_positions = has_positions<E>;
        graph.equations[k].symbol = graph.symbol_count;
        graph.symbols[graph.symbol_count] = hidden;
        return graph.symbol_count++;
    }

    /// What an equation runs over that computes E, or reduces it.
    template <class E>
    static constexpr visits visits_of()
    {
        return is_attended<E>   ? visits::sum_over_positions
            : !has_positions<E> ? visits::columns
            : is_row_number<E>  ? visits::positions
                                : visits::every_position;
    }

    /// Adds the nodes of an equation, behind the equations of its parts, and returns its number.
    template <standing In, class E>
    constexpr std::size_t add_right_side(const E& e)
    {
        const std::size_t first_part = part_count;
        const std::size_t outer_part = next_part;
        if constexpr (reduces<In, E>)
        {
            add_parts<place_of_argument<typename E::argument>>(e.a);
        }
        else
        {
            add_parts<In>(e);
        }
        next_part = first_part;
        equation = equation_count++;
        graph_equation& entry = graph.equations[equation];
        entry.first = node_count;
        if constexpr (reduces<In, E>)
        {
            entry.root = add_reduction(e);
            entry.sweep = E::argument::width;
            entry.over = visits_of<typename E::argument>();
        }
        else
        {
            entry.root = add_expression<In>(e);
            entry.sweep = E::width > 0 ? E::width : has_positions<E> ? 0 : 1;
            entry.over = visits_of<E>();
        }
        if constexpr (In != standing::in_row)
        {
            keys[equation] = holds_constants<E>() ? nullptr : &key_of_type<E>;
        }
        part_count = first_part;
        next_part = outer_part;
        return equation;
    }

    template <class E>
    constexpr std::size_t add_reduction(const E& e)
    {
        using function = typename E::function;
        graph_node node;
        node.kind = node_kind::reduced;
        node.left = add_expression<place_of_argument<typename E::argument>>(e.a);
        node.function = function::name;
        node.takes_one_element = takes_one_element<function>;
        if constexpr (!takes_one_element<function>)
        {
            node.df_reads = function::df_reads;
        }
        return add(node);
    }

    template <class S>
    constexpr graph_node leaf()
    {
        graph_node node;
        node.is_number = is_row_number<S>;
        node.has_positions = has_positions<S>;
        if constexpr (is_previous<S>)
        {
            node.kind = node_kind::previous;
            node.symbol = add_symbol<typename S::symbol>();
        }
        else
        {
            node.kind = node_kind::symbol;
            node.symbol = add_symbol<S>();
            node.tied = is_tied<S>;
        }
        return node;
    }

    template <standing In, class E>
    constexpr std::size_t add_expression(const E& e)
    {
        graph_node node;
        if constexpr (is_part<In, E>)
        {
            node.kind = node_kind::symbol;
            node.symbol = parts[next_part++];
            node.is_number = true;
            node.has_positions = has_positions<E>;
        }
        else if constexpr (std::is_same_v<E, constant>)
        {
            node.kind = node_kind::constant;
            node.number = e.number;
        }
        else if constexpr (is_unary<E>)
        {
            using function = typename E::function;
            node.kind = node_kind::unary;
            node.left = add_expression<In>(e.a);
            node.function = function::name;
            node.df_reads = function::df_reads;
            node.has_derivative = has_derivative<function>;
        }
        else if constexpr (is_binary<E>)
        {
            using function = typename E::function;
            node.kind = node_kind::binary;
            node.left = add_expression<In>(e.a);
            node.right = add_expression<In>(e.b);
            node.function = function::name;
            node.is_sum = std::is_same_v<function, functions::add>;
            node.to_left_reads = function::to_left_reads;
            node.to_right_reads = function::to_right_reads;
        }
        else if constexpr (is_attended<E>)
        {
            node.kind = node_kind::attended;
            node.left = add(leaf<typename E::left>());
            node.right = add(leaf<typename E::right>());
            node.function = "attend";
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
            node.has_positions = has_positions<operand>;
            node.tied = is_tied<typename E::weight>;
        }
        else if constexpr (is_columns<E>)
        {
            node = leaf<typename E::operand>();
            node.some_columns = true;
            node.first_column = E::first;
            node.is_number = is_row_number<E>;
        }
        else
        {
            node = leaf<E>();
        }
        return add(node);
    }

    template <class Equation>
    constexpr void add_equation(const Equation& e)
    {
        using symbol = typename Equation::symbol;
        using right = std::remove_cvref_t<decltype(e.right)>;
        const std::size_t k = add_right_side<place_of_side<!is_row_number<symbol>, right>>(e.right);
        graph_equation& entry = graph.equations[k];
        entry.symbol = add_symbol<symbol>();
        if constexpr (!is_row_number<symbol>)
        {
            entry.sweep = symbol::width;
            entry.over = entry.over == visits::positions ? visits::every_position : entry.over;
        }
        if (graph.symbols[entry.symbol].equation == none)
        {
            graph.symbols[entry.symbol].equation = k;
        }
    }
};

template <class Sides>
struct size_of_graph;

template <class... Sides>
struct size_of_graph<std::tuple<Sides...>>
{
    static constexpr std::size_t equations = sizeof...(Sides);
    static constexpr std::size_t nodes = (nodes_of_equation<Sides::place, typename Sides::expression>() + ...);
};

/// The table of a list of equations.
template <class... Equations>
constexpr auto make_graph(const Equations&... equations)
{
    using size = size_of_graph<right_sides<Equations...>>;
    graph_builder<graph<size::equations, size::nodes>> builder;
    (builder.add_equation(equations), ...);
    return builder.graph;
}

} // namespace xrnn::detail
