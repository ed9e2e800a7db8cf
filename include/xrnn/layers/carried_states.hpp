// SPDX-License-Identifier: BSD-3-Clause
/// Which states of an encoder become which states of a decoder.
#pragma once

#include "../language/mistakes.hpp"

#include <array>
#include <string_view>

#include "../engine/fixed_list.hpp"
#include "layer.hpp"

namespace xrnn
{

template <detail::name From, detail::name To = From, std::size_t... Layers>
struct carry;

template <detail::name Memory>
struct remember;

} // namespace xrnn

namespace xrnn::detail
{

/// A state of a network, and where it lies among all states, in elements of one row.
struct network_state
{
    std::size_t layer = 0;
    std::string_view name{};
    std::size_t offset = 0;
    std::size_t width = 0;
};

/// The states of some cells, layer by layer, in the order of their equations.
template <class... Cells>
constexpr auto list_states(std::tuple<Cells...>*)
{
    fixed_list<network_state, (Cells::step.graph().equation_count + ...)> all;
    std::size_t layer = 0;
    std::size_t offset = 0;
    const auto add = [&](const auto& graph) {
        for (std::size_t k = 0; k < graph.equation_count; ++k)
        {
            if (graph.is_state(k))
            {
                all.push({layer, graph.symbol_of(graph.equations[k]).name, offset, graph.width_of(k)});
                offset += graph.width_of(k);
            }
        }
        ++layer;
    };
    (add(Cells::step.graph()), ...);
    return all;
}

template <class Network>
inline constexpr auto states_of = list_states(static_cast<cells_of<Network>*>(nullptr));

/// A state of the encoder that becomes some columns of a state of the decoder.
struct carried_state
{
    network_state from{};
    network_state to{};
    std::size_t column = 0;
};

/// What one link carries.
template <std::size_t Capacity>
struct carried_by_link
{
    fixed_list<carried_state, Capacity> states{};
    std::size_t from = 0; ///< how many states there are to carry
    std::size_t to = 0;   ///< and to be carried to
    std::size_t from_width = 0;
    std::size_t to_width = 0;
    bool fits = true;
};

/// The states with a name, of one layer or of all.
template <class States>
constexpr States states_named(const States& all, std::string_view name, std::size_t layer)
{
    States found;
    for (const network_state& state : all)
    {
        if (state.name == name && (layer == none || state.layer == layer))
        {
            found.push(state);
        }
    }
    return found;
}

/// The states of the encoder fill those of the decoder, one after the other.
template <class From, class To>
constexpr auto fill_states(const From& from, const To& to)
{
    carried_by_link<From().items.size()> link;
    link.from = from.size();
    link.to = to.size();
    for (const network_state& state : from)
    {
        link.from_width += state.width;
    }
    std::size_t next = 0;
    for (const network_state& state : to)
    {
        link.to_width += state.width;
        std::size_t column = 0;
        for (; next < from.size() && column < state.width; ++next)
        {
            link.states.push({from[next], state, column});
            column += from[next].width;
        }
        link.fits = link.fits && column == state.width;
    }
    link.fits = link.fits && next == from.size();
    return link;
}

/// Link is a carry. Layers are those of the whole network: the decoder's come after the encoder's.
template <class Encoder, class Decoder, name From, name To, std::size_t... Layers>
constexpr auto carried_along(carry<From, To, Layers...>*)
{
    constexpr std::size_t encoder_layers = std::tuple_size_v<cells_of<Encoder>>;
    constexpr std::array<std::size_t, 2> layers = [] {
        if constexpr (sizeof...(Layers) == 2)
        {
            return std::array{Layers...};
        }
        else
        {
            return std::array{none, none};
        }
    }();
    // A layer of the other side is the number of none of this one.
    constexpr std::size_t of_decoder = layers[1] == none ? none : layers[1] - encoder_layers;
    return fill_states(states_named(states_of<Encoder>, From.view(), layers[0]),
        states_named(states_of<Decoder>, To.view(), of_decoder));
}

template <class Encoder, class Decoder, name Memory>
constexpr auto carried_along(xrnn::remember<Memory>*)
{
    return carried_by_link<0>{};
}

template <class Encoder, class Decoder, class Link>
inline constexpr auto carried_by = carried_along<Encoder, Decoder>(static_cast<Link*>(nullptr));

/// All that the links carry.
template <class Encoder, class Decoder, class... Links>
constexpr auto carried_by_all()
{
    fixed_list<carried_state, (carried_by<Encoder, Decoder, Links>.states.items.size() + ...)> all;
    const auto add = [&](const auto& link) {
        for (const carried_state& state : link.states)
        {
            all.push(state);
        }
    };
    (add(carried_by<Encoder, Decoder, Links>), ...);
    return all;
}

} // namespace xrnn::detail
