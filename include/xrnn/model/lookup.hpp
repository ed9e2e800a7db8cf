// SPDX-License-Identifier: BSD-3-Clause
/// Where the named things of a network lie: the parameter "W_i" of layer 2, the state "h" of layer 0.
///
/// Layers are numbered over the whole network, nested stacks flattened (cells_of); a network of one cell has layer 0.
#pragma once

#include <tuple>

#include "../engine/stack_engine.hpp"
#include "../kernels/products.hpp"

namespace xrnn::detail
{

template <class Network, std::size_t Layer>
struct check_layer : expect<(Layer < std::tuple_size_v<cells_of<Network>>),
                         error::the_network_has_fewer_layers_than_this_index<width<Layer>,
                             width<std::tuple_size_v<cells_of<Network>>>>>
{
    using type = std::tuple_element_t<Layer, cells_of<Network>>;
};

template <class Network, std::size_t Layer>
using cell_at = typename check_layer<Network, Layer>::type;

/// Sums a size of the cells before a layer. T and the products do not matter to the sizes asked for here.
template <class Network, std::size_t Layer, class Size>
constexpr std::size_t before(Size size)
{
    return [&]<std::size_t... L>(std::index_sequence<L...>)
    {
        return (std::size_t(0) + ... + size.template operator()<std::tuple_element_t<L, cells_of<Network>>>());
    }
    (std::make_index_sequence<Layer>{});
}

template <class Cell, name Name>
struct check_symbol
    : expect<plan_of<Cell>.graph.find(Name.view()) != none, error::this_name_is_no_symbol_of_that_layer<spell<Name>>>
{
    static constexpr std::size_t found = plan_of<Cell>.graph.find(Name.view());
    static constexpr std::size_t index = found == none ? 0 : found;
    static constexpr graph_symbol symbol = plan_of<Cell>.graph.symbols[index];
};

template <class Cell, name Name, symbol_kind Kind>
struct check_kind
    : expect<check_symbol<Cell, Name>::symbol.kind == Kind, error::this_name_is_no_symbol_of_that_layer<spell<Name>>>
{
    static constexpr std::size_t index = check_symbol<Cell, Name>::index;
};

/// The place of a parameter in the parameter block.
template <class Network, name Name, std::size_t Layer>
struct parameter_place
{
    using cell = cell_at<Network, Layer>;
    static constexpr std::size_t symbol = check_kind<cell, Name, symbol_kind::parameter>::index;
    static constexpr std::size_t rows = plan_of<cell>.graph.symbols[symbol].rows;
    static constexpr std::size_t width = plan_of<cell>.graph.symbols[symbol].width;
    static constexpr std::size_t offset = plan_of<cell>.parameter_of(symbol).offset
        + before<Network, Layer>([]<class C>() { return plan_of<C>.parameter_size; });
};

/// The place of a state among the states, in elements of one row.
template <class Network, name Name, std::size_t Layer>
struct state_place
{
    using cell = cell_at<Network, Layer>;
    static constexpr std::size_t symbol = check_kind<cell, Name, symbol_kind::state>::index;
    static constexpr std::size_t width = plan_of<cell>.graph.symbols[symbol].width;
    static constexpr std::size_t offset = plan_of<cell>.state_offset(plan_of<cell>.equation_of(symbol))
        + before<Network, Layer>([]<class C>() { return plan_of<C>.state_width; });
};

template <class Network, name Name, std::size_t Layer>
struct scalar_place
{
    using cell = cell_at<Network, Layer>;
    static constexpr std::size_t index = plan_of<cell>.scalar_index(check_kind<cell, Name, symbol_kind::scalar>::index)
        + before<Network, Layer>([]<class C>() { return plan_of<C>.scalar_count(); });
};

/// The equation of a state or value.
template <class Cell, name Name>
struct check_named : expect<plan_of<Cell>.equation_of(check_symbol<Cell, Name>::index) != none,
                         error::this_name_is_no_symbol_of_that_layer<spell<Name>>>
{
    static constexpr std::size_t found = plan_of<Cell>.equation_of(check_symbol<Cell, Name>::index);
    static constexpr std::size_t equation = found == none ? 0 : found;
};

} // namespace xrnn::detail
