// SPDX-License-Identifier: BSD-3-Clause
/// All states, values or scalars of a network, one after the other, with their names.
#pragma once

#include "../language/mistakes.hpp"

#include "lookup.hpp"

namespace xrnn::detail
{

/// The name of a symbol of a cell, as a template argument.
template <class Cell, std::size_t Symbol>
constexpr auto name_of_symbol()
{
    constexpr std::string_view text = plan_of<Cell>.graph.symbols[Symbol].name;
    char characters[text.size() + 1]{};
    std::copy(text.begin(), text.end(), characters);
    return name(characters);
}

/// Calls f<Layer, Name>() for every state and value of a network, in the order of the equations.
template <class Network, class F>
void each_named_value(F&& f)
{
    each_index<std::tuple_size_v<cells_of<Network>>>([&]<std::size_t L>() {
        using cell = cell_at<Network, L>;
        each_index<plan_of<cell>.equation_count>([&]<std::size_t K>() {
            constexpr std::size_t symbol = plan_of<cell>.graph.equations[K].symbol;
            if constexpr (!plan_of<cell>.graph.symbols[symbol].is_hidden)
            {
                f.template operator()<L, name_of_symbol<cell, symbol>()>();
            }
        });
    });
}

/// Calls f<Layer, Name>() for every state of a network.
template <class Network, class F>
void each_named_state(F&& f)
{
    each_named_value<Network>([&]<std::size_t L, name Name>() {
        using cell = cell_at<Network, L>;
        if constexpr (plan_of<cell>.graph.symbols[symbol_of<cell, Name>].kind == symbol_kind::state)
        {
            f.template operator()<L, Name>();
        }
    });
}

/// Calls f<Layer, Name>() for every scalar of a network.
template <class Network, class F>
void each_named_scalar(F&& f)
{
    each_index<std::tuple_size_v<cells_of<Network>>>([&]<std::size_t L>() {
        using cell = cell_at<Network, L>;
        each_index<plan_of<cell>.graph.symbol_count>([&]<std::size_t S>() {
            if constexpr (plan_of<cell>.graph.symbols[S].kind == symbol_kind::scalar)
            {
                f.template operator()<L, name_of_symbol<cell, S>()>();
            }
        });
    });
}

} // namespace xrnn::detail
