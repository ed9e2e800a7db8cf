// SPDX-License-Identifier: BSD-3-Clause
/// The equations of a cell as a table that the compiler can compute with.
///
/// Everything that reads it (the rules, the plan) is an ordinary constexpr function over plain data. Nodes are in
/// post-order: the arguments of a node have smaller indices, and the nodes of an equation follow each other.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "distributions.hpp"
#include "functions.hpp"

namespace xrnn::detail
{

inline constexpr std::size_t none = static_cast<std::size_t>(-1);

enum class symbol_kind
{
    input,
    held,
    memory,
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
    bool is_number = false;             ///< one number for each row, of width 1 in memory
    bool is_hidden = false;             ///< a part of an equation that is computed by itself: it has no name
    bool has_positions = false;         ///< there is one for each position of a memory
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
    binary,
    reduced, ///< of the row `left`; the root of its equation
    attended ///< the sum over all positions of `left` times `right`; the root of its equation
};

/// What an equation runs over in each row.
enum class visits
{
    columns,           ///< those of the row
    positions,         ///< those of a memory, as columns: numbers from numbers
    every_position,    ///< all columns at each position: rows or reductions of rows
    sum_over_positions ///< the same for attend
};

struct graph_node
{
    node_kind kind{};
    std::size_t equation = none;
    std::size_t symbol = none; ///< of a symbol and of prev; the operand of a product
    std::size_t weight = none; ///< of a product
    bool of_previous = false;  ///< the operand of a product is prev(symbol)
    bool tied = false;         ///< the parameter is written shared(...)
    bool some_columns = false; ///< it reads columns of a row from `first_column` on
    std::size_t first_column = 0;
    bool is_number = false;     ///< it reads one number
    bool has_positions = false; ///< it reads something of each position
    std::size_t left = none;    ///< the argument of a unary or a reduction
    std::size_t right = none;
    double number = 0;
    std::string_view function{};
    bool is_sum = false;            ///< the function is addition
    bool has_derivative = true;     ///< an adjoint goes through the function
    bool takes_one_element = false; ///< a reduction whose adjoint goes to one element
    reads df_reads{};
    arguments_read to_left_reads{};
    arguments_read to_right_reads{};
};

struct graph_equation
{
    std::size_t symbol = none;
    std::size_t first = none; ///< the first node of its right-hand side
    std::size_t root = none;  ///< the last one
    std::size_t sweep = 0;    ///< how many columns are visited to compute it: those of a reduction's argument
    visits over = visits::columns;
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
                && s.name == wanted.name && s.lowest == wanted.lowest && s.limit == wanted.limit
                && s.is_number == wanted.is_number && s.is_hidden == wanted.is_hidden
                && s.has_positions == wanted.has_positions)
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
            if (symbols[i].name == wanted && !symbols[i].is_hidden)
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

    /// Whether a symbol is fed from outside, at every step or once a window.
    constexpr bool is_fed(std::size_t symbol) const
    {
        const symbol_kind kind = symbols[symbol].kind;
        return kind == symbol_kind::input || kind == symbol_kind::held || kind == symbol_kind::memory;
    }

    constexpr const graph_symbol& symbol_of(const graph_equation& e) const { return symbols[e.symbol]; }

    /// The equation of a symbol, or none.
    constexpr std::size_t equation_of(std::size_t symbol) const { return symbols[symbol].equation; }

    constexpr bool is_state(std::size_t equation) const
    {
        return symbol_of(equations[equation]).kind == symbol_kind::state;
    }

    constexpr std::size_t width_of(std::size_t equation) const { return symbol_of(equations[equation]).width; }

    /// Whether two leaves read the same thing.
    constexpr bool read_the_same(std::size_t a, std::size_t b) const
    {
        const graph_node& x = nodes[a];
        const graph_node& y = nodes[b];
        return x.kind == y.kind && x.symbol == y.symbol && x.some_columns == y.some_columns
            && x.first_column == y.first_column && x.is_number == y.is_number;
    }

    constexpr bool is_number(std::size_t equation) const { return symbol_of(equations[equation]).is_number; }

    /// Whether there is a left side for each position of a memory.
    constexpr bool has_positions(std::size_t equation) const { return symbol_of(equations[equation]).has_positions; }

    /// Whether an equation runs position by position.
    constexpr bool repeats(std::size_t equation) const
    {
        const visits over = equations[equation].over;
        return over == visits::every_position || over == visits::sum_over_positions;
    }

    constexpr bool is_reduction(std::size_t equation) const
    {
        return nodes[equations[equation].root].kind == node_kind::reduced;
    }

    /// The symbol of the equation that a user wrote: hidden ones stand before the equation that they are parts of.
    constexpr const graph_symbol& written_symbol(std::size_t equation) const
    {
        while (symbol_of(equations[equation]).is_hidden)
        {
            ++equation;
        }
        return symbol_of(equations[equation]);
    }

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

} // namespace xrnn::detail
