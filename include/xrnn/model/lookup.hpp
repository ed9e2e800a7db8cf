// SPDX-License-Identifier: BSD-3-Clause
/// Where the named parts of a network lie: the parameter "W_i" of layer 2, the state "h" of layer 0.
///
/// Layers are numbered over the whole network, everything nested flattened (cells_of); a network of one cell has layer 0.
#pragma once

#include "../language/mistakes.hpp"

#include <tuple>

#include "../engine/network_pair.hpp"
#include "../kernels/products.hpp"

namespace xrnn::detail
{

template <class Network>
struct mistake_of_network
{
    // A mistake in a cell that is a template is reported here, when its class is instantiated.
    static_assert(sizeof(Network) > 0);
    using type = decltype(find_mistake_of_cell<Network>());
};

template <class Parts>
struct mistake_of_parts_of_network;

template <class... Parts>
struct mistake_of_parts_of_network<std::tuple<Parts...>> : first_mistake<typename mistake_of_network<Parts>::type...>
{
};

template <composed Network>
struct mistake_of_network<Network>
    : first_mistake<typename mistake_of_parts_of_network<typename composition<Network>::parts>::type,
          typename composition<Network>::mistake>
{
};

/// The network that a model runs.
template <class Network>
using checked_network = checked<typename mistake_of_network<Network>::type, Network, stand_in>;

template <class Network, std::size_t Layer>
using cell_at = std::tuple_element_t<Layer, cells_of<Network>>;

template <class Cell, name Name>
inline constexpr std::size_t symbol_of = plan_of<Cell>.graph.find(Name.view());

/// The place of a parameter in the parameter block.
template <class Network, name Name, std::size_t Layer>
struct parameter_place
{
    using cell = cell_at<Network, Layer>;
    static constexpr std::size_t symbol = symbol_of<cell, Name>;
    static constexpr std::size_t rows = plan_of<cell>.graph.symbols[symbol].rows;
    static constexpr std::size_t width = plan_of<cell>.graph.symbols[symbol].width;
    static constexpr std::size_t offset =
        plan_of<cell>.parameter_of(symbol).offset + network_plan<Network>::offsets[Layer].parameters;
};

/// The place of a state among the states, in elements of one row.
template <class Network, name Name, std::size_t Layer>
struct state_place
{
    using cell = cell_at<Network, Layer>;
    static constexpr std::size_t symbol = symbol_of<cell, Name>;
    static constexpr std::size_t width = plan_of<cell>.graph.symbols[symbol].width;
    static constexpr std::size_t offset = plan_of<cell>.state_offset(plan_of<cell>.graph.equation_of(symbol))
        + network_plan<Network>::offsets[Layer].states;
};

/// The place of a scalar among the scalars.
template <class Network, name Name, std::size_t Layer>
struct scalar_place
{
    using cell = cell_at<Network, Layer>;
    static constexpr const graph_symbol& symbol = plan_of<cell>.graph.symbols[symbol_of<cell, Name>];
    static constexpr std::size_t index =
        plan_of<cell>.scalar_index(symbol_of<cell, Name>) + network_plan<Network>::offsets[Layer].scalars;
};

/// The cell and the equation of a state or value.
template <class Network, name Name, std::size_t Layer>
struct value_place
{
    static constexpr std::size_t layer = Layer;
    using cell = cell_at<Network, Layer>;
    static constexpr std::size_t equation = plan_of<cell>.graph.equation_of(symbol_of<cell, Name>);
};

/// The place of an input among those of the network; none if another layer gives it.
template <class Network, name Name, std::size_t Layer>
struct input_place
{
    using cell = cell_at<Network, Layer>;
    static constexpr std::size_t number = plan_of<cell>.input_number(symbol_of<cell, Name>);
    static constexpr std::size_t index = number > 0 ? network_plan<Network>::offsets[Layer].inputs + number
        : network_plan<Network>::reads_input(Layer) ? 0
                                                    : none;
};

template <class Network, std::size_t Output>
constexpr auto find_mistake_of_output_index()
{
    constexpr std::size_t count = network_plan<Network>::output_count;
    if constexpr (Output < count)
    {
        return no_mistake{};
    }
    else
    {
        return mistake<
            error::this_output_index_is_too_large_for_the_network<error::index<Output>, error::count<count>>>{};
    }
}

/// The number of an output of a network.
template <class Network, std::size_t Output>
using checked_output = checked<decltype(find_mistake_of_output_index<Network, Output>()),
    std::integral_constant<std::size_t, Output>, std::integral_constant<std::size_t, 0>>;

/// Used in place of a faulty name or layer.
struct nowhere
{
    static constexpr std::size_t rows = 0;
    static constexpr std::size_t width = 1;
    static constexpr std::size_t offset = 0;
    static constexpr std::size_t index = 0;
    static constexpr std::size_t layer = 0;
    static constexpr std::size_t equation = 0;
    static constexpr graph_symbol symbol{};
    using cell = stand_in;
};

/// What a name should refer to.
enum class wanted
{
    parameter,
    state,
    state_or_value,
    scalar,
    input
};

template <class Cell, name Name, wanted Wanted>
constexpr bool stands_for()
{
    constexpr std::size_t found = symbol_of<Cell, Name>;
    if constexpr (found == none)
    {
        return false;
    }
    else
    {
        constexpr symbol_kind kind = plan_of<Cell>.graph.symbols[found].kind;
        switch (Wanted)
        {
        case wanted::parameter: return kind == symbol_kind::parameter;
        case wanted::state: return kind == symbol_kind::state;
        case wanted::state_or_value: return kind == symbol_kind::state || kind == symbol_kind::value;
        case wanted::scalar: return kind == symbol_kind::scalar;
        case wanted::input: return plan_of<Cell>.graph.is_fed(found);
        }
        return false;
    }
}

template <class Cell, name Name, wanted Wanted>
constexpr auto find_mistake_of_name()
{
    if constexpr (stands_for<Cell, Name, Wanted>())
    {
        return no_mistake{};
    }
    else if constexpr (Wanted == wanted::parameter)
    {
        return mistake<error::that_layer_has_no_parameter_of_this_name<spell<Name>, Cell>>{};
    }
    else if constexpr (Wanted == wanted::state)
    {
        return mistake<error::that_layer_has_no_state_of_this_name<spell<Name>, Cell>>{};
    }
    else if constexpr (Wanted == wanted::state_or_value)
    {
        return mistake<error::that_layer_has_no_state_or_value_of_this_name<spell<Name>, Cell>>{};
    }
    else if constexpr (Wanted == wanted::scalar)
    {
        return mistake<error::that_layer_has_no_scalar_of_this_name<spell<Name>, Cell>>{};
    }
    else
    {
        return mistake<error::that_layer_has_no_input_of_this_name<spell<Name>, Cell>>{};
    }
}

template <class Network, name Name, std::size_t Layer, wanted Wanted>
constexpr auto find_mistake_of_lookup()
{
    if constexpr (!std::is_same_v<typename mistake_of_network<Network>::type, no_mistake>)
    {
        return known_mistake{};
    }
    else if constexpr (constexpr std::size_t layers = std::tuple_size_v<cells_of<Network>>; Layer >= layers)
    {
        return mistake<
            error::this_layer_index_is_too_large_for_the_network<error::index<Layer>, error::count<layers>>>{};
    }
    else
    {
        return find_mistake_of_name<cell_at<Network, Layer>, Name, Wanted>();
    }
}

template <class Network, name Name, std::size_t Layer>
using checked_parameter = checked<decltype(find_mistake_of_lookup<Network, Name, Layer, wanted::parameter>()),
    parameter_place<Network, Name, Layer>, nowhere>;

template <class Network, name Name, std::size_t Layer>
using checked_state = checked<decltype(find_mistake_of_lookup<Network, Name, Layer, wanted::state>()),
    state_place<Network, Name, Layer>, nowhere>;

template <class Network, name Name, std::size_t Layer>
using checked_scalar = checked<decltype(find_mistake_of_lookup<Network, Name, Layer, wanted::scalar>()),
    scalar_place<Network, Name, Layer>, nowhere>;

template <class Network, name Name, std::size_t Layer>
using checked_value = checked<decltype(find_mistake_of_lookup<Network, Name, Layer, wanted::state_or_value>()),
    value_place<Network, Name, Layer>, nowhere>;

template <class Network, name Name, std::size_t Layer>
constexpr auto find_mistake_of_present_value()
{
    using in_lookup = decltype(find_mistake_of_lookup<Network, Name, Layer, wanted::state_or_value>());
    if constexpr (std::is_same_v<in_lookup, no_mistake> && Layer < first_layer_of_step<Network>)
    {
        return mistake<error::this_layer_of_the_encoder_does_not_run_in_a_step<error::index<Layer>>>{};
    }
    else
    {
        return in_lookup{};
    }
}

/// A state or value that a step computes.
template <class Network, name Name, std::size_t Layer>
using checked_present_value = checked<decltype(find_mistake_of_present_value<Network, Name, Layer>()),
    value_place<Network, Name, Layer>, nowhere>;

template <class Network, name Name, std::size_t Layer>
constexpr auto find_mistake_of_input()
{
    using in_lookup = decltype(find_mistake_of_lookup<Network, Name, Layer, wanted::input>());
    if constexpr (!std::is_same_v<in_lookup, no_mistake>)
    {
        return in_lookup{};
    }
    else if constexpr (input_place<Network, Name, Layer>::index == none)
    {
        return mistake<
            error::this_input_is_the_output_of_another_layer_and_not_fed<spell<Name>, error::index<Layer>>>{};
    }
    else
    {
        return no_mistake{};
    }
}

/// An input that is fed from outside.
template <class Network, name Name, std::size_t Layer>
using checked_input =
    checked<decltype(find_mistake_of_input<Network, Name, Layer>()), input_place<Network, Name, Layer>, nowhere>;

template <class Network, name Name, std::size_t Layer>
constexpr auto find_mistake_of_history()
{
    using in_lookup = decltype(find_mistake_of_lookup<Network, Name, Layer, wanted::state_or_value>());
    if constexpr (!std::is_same_v<in_lookup, no_mistake>)
    {
        return in_lookup{};
    }
    else
    {
        using found = value_place<Network, Name, Layer>;
        constexpr const auto& p = plan_of<typename found::cell>;
        if constexpr (p.buffers[p.equations[found::equation].value.buffer].extent.steps != latest_step)
        {
            return no_mistake{};
        }
        else
        {
            return mistake<error::no_history_of_this_value_is_kept_probe_it_after_a_step<spell<Name>>>{};
        }
    }
}

/// A state or value that is kept for all steps of a window.
template <class Network, name Name, std::size_t Layer>
using checked_history =
    checked<decltype(find_mistake_of_history<Network, Name, Layer>()), value_place<Network, Name, Layer>, nowhere>;

} // namespace xrnn::detail
