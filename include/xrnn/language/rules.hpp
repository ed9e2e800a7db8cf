// SPDX-License-Identifier: BSD-3-Clause
/// The rules for a list of equations, checked on its graph; each breach is reported in one sentence (mistakes.hpp).
#pragma once

#include "make_graph.hpp"
#include "mistakes.hpp"

namespace xrnn::detail
{

enum class breach
{
    nothing,
    two_symbols_of_one_name,
    two_equations,
    no_equation,
    before_its_equation,
    parameter_used_twice,
    no_input
};

struct verdict
{
    breach what = breach::nothing;
    std::string_view first{};
    std::string_view second{};
};

template <class Graph>
constexpr verdict check_names(const Graph& g)
{
    for (std::size_t i = 0; i < g.symbol_count; ++i)
    {
        for (std::size_t k = 0; k < i; ++k)
        {
            if (g.symbols[i].hash == g.symbols[k].hash && g.symbols[i].name == g.symbols[k].name
                && !g.symbols[i].is_hidden && !g.symbols[k].is_hidden)
            {
                return {breach::two_symbols_of_one_name, g.symbols[i].name};
            }
        }
    }
    return {};
}

template <class Graph>
constexpr verdict check_order(const Graph& g)
{
    for (std::size_t i = 0; i < g.equation_count; ++i)
    {
        const graph_equation& e = g.equations[i];
        const graph_symbol& left = g.symbol_of(e);
        if (left.equation != i)
        {
            return {breach::two_equations, left.name};
        }
        for (std::size_t n = e.first; n <= e.root; ++n)
        {
            const graph_node& node = g.nodes[n];
            if (node.symbol == none)
            {
                continue;
            }
            const graph_symbol& used = g.symbols[node.symbol];
            if (used.kind != symbol_kind::state && used.kind != symbol_kind::value)
            {
                continue;
            }
            if (used.equation == none)
            {
                return {breach::no_equation, used.name, g.written_symbol(i).name};
            }
            const bool before_the_step = node.kind == node_kind::previous || node.of_previous;
            if (!before_the_step && used.equation >= i)
            {
                return {breach::before_its_equation, used.name, g.written_symbol(i).name};
            }
        }
    }
    return {};
}

/// A parameter is used once, or every use is written shared(...).
template <class Graph>
constexpr verdict check_parameters(const Graph& g)
{
    std::array<std::size_t, decltype(g.symbols){}.size()> uses{};
    std::array<std::size_t, decltype(g.symbols){}.size()> shared_uses{};
    for (const graph_node& node : g.nodes)
    {
        const std::size_t used = node.kind == node_kind::product ? node.weight : node.symbol;
        if (used != none)
        {
            ++uses[used];
            shared_uses[used] += node.tied;
        }
    }
    for (std::size_t s = 0; s < g.symbol_count; ++s)
    {
        if (g.symbols[s].kind == symbol_kind::parameter && uses[s] > 1 && shared_uses[s] != uses[s])
        {
            return {breach::parameter_used_twice, g.symbols[s].name};
        }
    }
    return {};
}

template <class Graph>
constexpr verdict check_input(const Graph& g)
{
    return g.find(symbol_kind::input) == none ? verdict{breach::no_input, g.written_symbol(0).name} : verdict{};
}

template <class Graph>
constexpr verdict check(const Graph& g)
{
    for (const verdict v : {check_names(g), check_order(g), check_parameters(g), check_input(g)})
    {
        if (v.what != breach::nothing)
        {
            return v;
        }
    }
    return {};
}

/// The verdict on a list of equations, from their types alone.
template <class... Equations>
struct judged
{
    static constexpr auto table = make_graph(Equations{}...);
    static constexpr verdict result = check(table);

    struct first
    {
        static constexpr std::string_view text() { return result.first; }
    };

    struct second
    {
        static constexpr std::string_view text() { return result.second; }
    };
};

template <class... Equations>
constexpr auto find_mistake_of_rules()
{
    using found = judged<Equations...>;
    using first = spell_text<typename found::first>;
    using second = spell_text<typename found::second>;
    constexpr breach what = found::result.what;
    if constexpr (what == breach::two_symbols_of_one_name)
    {
        return mistake<error::two_symbols_of_this_cell_have_the_same_name_rename_one<first>>{};
    }
    else if constexpr (what == breach::two_equations)
    {
        return mistake<error::this_symbol_has_two_equations_remove_one<first>>{};
    }
    else if constexpr (what == breach::no_equation)
    {
        return mistake<error::this_symbol_is_used_but_has_no_equation_add_one<first, second>>{};
    }
    else if constexpr (what == breach::before_its_equation)
    {
        return mistake<error::this_symbol_is_used_before_its_equation_reorder_or_use_prev<first, second>>{};
    }
    else if constexpr (what == breach::parameter_used_twice)
    {
        return mistake<error::this_parameter_is_used_twice_fix_its_name_or_write_shared<first>>{};
    }
    else if constexpr (what == breach::no_input)
    {
        return mistake<error::this_cell_uses_no_input_and_needs_one<first>>{};
    }
    else
    {
        return no_mistake{};
    }
}

} // namespace xrnn::detail
