// SPDX-License-Identifier: BSD-3-Clause
/// What is wrong with the links between an encoder and a decoder.
#pragma once

#include "../language/mistakes.hpp"

#include "carried_states.hpp"

namespace xrnn::detail
{

template <class Link>
struct link_names;

template <name From, name To, std::size_t... Layers>
struct link_names<carry<From, To, Layers...>>
{
    using from = spell<From>;
    using to = spell<To>;
};

template <name Memory>
struct link_names<xrnn::remember<Memory>>
{
    using remembered = spell<Memory>;
    static constexpr std::string_view text() { return Memory.view(); }
};

template <class Link>
concept is_carry = requires
{
    typename link_names<Link>::from;
};

template <class Link>
concept is_remember = requires
{
    typename link_names<Link>::remembered;
};

/// Whether one of the links gives this memory of the decoder.
template <class... Links>
constexpr bool is_remembered(std::string_view memory)
{
    const auto gives = [&]<class Link>(std::type_identity<Link>) {
        if constexpr (is_remember<Link>)
        {
            return link_names<Link>::text() == memory;
        }
        else
        {
            return false;
        }
    };
    return (gives(std::type_identity<Links>()) || ...);
}

/// The width of a memory of some cells, the first of those with this name; 0 if there is none.
template <class... Cells>
constexpr std::size_t width_of_memory(std::string_view memory, std::tuple<Cells...>*)
{
    std::size_t width = 0;
    const auto find = [&](const auto& graph) {
        const std::size_t symbol = graph.find(memory);
        if (width == 0 && symbol != none && graph.symbols[symbol].kind == symbol_kind::memory)
        {
            width = graph.symbols[symbol].width;
        }
    };
    (find(Cells::step.graph()), ...);
    return width;
}

template <class Encoder, class Decoder, class Link>
constexpr auto find_mistake_of_remember()
{
    using remembered = typename link_names<Link>::remembered;
    constexpr std::size_t width = width_of_memory(link_names<Link>::text(), static_cast<cells_of<Decoder>*>(nullptr));
    constexpr std::size_t given = layer_widths<Encoder>::output;
    if constexpr (width == 0)
    {
        return mistake<error::the_decoder_has_no_memory_of_this_name<remembered, Decoder>>{};
    }
    else if constexpr (width != given)
    {
        return mistake<error::the_encoders_output_and_the_memory_have_different_widths<error::width<given>, remembered,
            error::width<width>>>{};
    }
    else
    {
        return no_mistake{};
    }
}

template <class Encoder, class Decoder, class Link>
constexpr auto find_mistake_of_link()
{
    if constexpr (is_remember<Link>)
    {
        return find_mistake_of_remember<Encoder, Decoder, Link>();
    }
    else if constexpr (!is_carry<Link>)
    {
        return mistake<error::expected_carry_of_a_state_or_remember_of_a_memory_by_its_name<Link>>{};
    }
    else
    {
        using names = link_names<Link>;
        constexpr const auto& link = carried_by<Encoder, Decoder, Link>;
        if constexpr (link.from == 0)
        {
            return mistake<error::the_encoder_has_no_state_of_this_name_to_carry<typename names::from, Encoder>>{};
        }
        else if constexpr (link.to == 0)
        {
            return mistake<error::the_decoder_has_no_state_of_this_name_to_carry_to<typename names::to, Decoder>>{};
        }
        else if constexpr (!link.fits)
        {
            return mistake<error::the_carried_states_do_not_fill_the_states_that_take_them<typename names::from,
                error::width<link.from_width>, typename names::to, error::width<link.to_width>>>{};
        }
        else
        {
            return no_mistake{};
        }
    }
}

/// Whether a link carries to a state that another one carries to as well.
template <class Encoder, class Decoder, class Link, class... Links>
constexpr bool carries_again()
{
    std::size_t times = 0;
    for (const carried_state& mine : carried_by<Encoder, Decoder, Link>.states)
    {
        for (const carried_state& other : carried_by_all<Encoder, Decoder, Links...>())
        {
            times += mine.to.offset == other.to.offset && mine.column == other.column;
        }
    }
    return times > carried_by<Encoder, Decoder, Link>.states.size();
}

template <class Encoder, class Decoder, class Link, class... Links>
constexpr auto find_mistake_of_target()
{
    if constexpr (carries_again<Encoder, Decoder, Link, Links...>())
    {
        return mistake<error::two_links_carry_to_this_state_remove_one<typename link_names<Link>::to>>{};
    }
    else
    {
        return no_mistake{};
    }
}

template <class... Cells>
constexpr bool are_cells(std::tuple<Cells...>*)
{
    return (cell_like<Cells> && ...);
}

template <class Network>
inline constexpr bool is_made_of_cells = are_cells(static_cast<cells_of<Network>*>(nullptr));

template <class Encoder, class Decoder, class... Links>
constexpr auto find_mistake_of_links()
{
    if constexpr (!is_made_of_cells<Encoder> || !is_made_of_cells<Decoder>)
    {
        return known_mistake{};
    }
    else if constexpr (sizeof...(Links) == 0)
    {
        return mistake<error::nothing_links_the_decoder_to_the_encoder_add_carry_or_remember<Encoder, Decoder>>{};
    }
    else
    {
        using in_one = typename first_mistake<decltype(find_mistake_of_link<Encoder, Decoder, Links>())...>::type;
        if constexpr (std::is_same_v<in_one, no_mistake>)
        {
            return typename first_mistake<
                decltype(find_mistake_of_target<Encoder, Decoder, Links, Links...>())...>::type{};
        }
        else
        {
            return in_one{};
        }
    }
}

} // namespace xrnn::detail
