// SPDX-License-Identifier: BSD-3-Clause
/// What a decoder is fed: what the user passes, and the memories that the encoder gives.
#pragma once

#include "../language/mistakes.hpp"

#include "feeds.hpp"

namespace xrnn::detail
{

/// The number of the user's part that feeds an input of the decoder.
template <class Network>
constexpr std::size_t number_of_part(std::size_t input)
{
    const auto& given = network_plan<Network>::given;
    return static_cast<std::size_t>(
        std::count(given.begin(), given.begin() + static_cast<std::ptrdiff_t>(input), false));
}

/// The type of a part, with & if its object outlives the call.
template <class X, std::size_t Part>
struct part_type
{
    using type = X;
};

template <class X, std::size_t Part>
    requires is_feed_list<std::remove_cvref_t<X>>
struct part_type<X, Part>
{
    using stored = std::tuple_element_t<Part, decltype(std::remove_cvref_t<X>::parts)>;
    using type = std::conditional_t<std::is_lvalue_reference_v<X>, const std::remove_cvref_t<stored>&, stored>;
};

/// The type of all that a decoder is fed if the user passes X.
template <class Network, class X,
    bool Fits = part_count<std::remove_cvref_t<X>>::value + network_plan<Network>::given_count
        == network_plan<Network>::input_count>
struct decoder_feeds
{
    template <std::size_t Input>
    static auto type_of_input()
    {
        if constexpr (network_plan<Network>::given[Input])
        {
            return std::type_identity<given_by_encoder>();
        }
        else
        {
            return std::type_identity<typename part_type<X, number_of_part<Network>(Input)>::type>();
        }
    }

    template <std::size_t... I>
    static auto type_of_all(std::index_sequence<I...>)
    {
        return std::type_identity<feed_list<typename decltype(type_of_input<I>())::type...>>();
    }

    using type = typename decltype(type_of_all(std::make_index_sequence<network_plan<Network>::input_count>()))::type;
};

/// The user's parts are too many or too few, or they are all.
template <class Network, class X>
    requires(network_plan<Network>::given_count == 0)
struct decoder_feeds<Network, X, true>
{
    using type = X;
};

template <class Network, class X>
struct decoder_feeds<Network, X, false>
{
    using type = X;
};

template <class Network, class X>
constexpr auto find_mistake_of_target()
{
    constexpr std::size_t passed = part_count<std::remove_cvref_t<X>>::value;
    constexpr std::size_t needed = network_plan<Network>::input_count - network_plan<Network>::given_count;
    if constexpr (passed != needed)
    {
        return mistake<error::this_network_takes_another_number_of_inputs_pass_all_in_feeds<error::count<passed>,
            error::count<needed>>>{};
    }
    else
    {
        return find_mistake_of_feed<typename Network::decoder, typename decoder_feeds<Network, X>::type, runs_window>();
    }
}

/// What a user passes for the target.
template <class Network, class X>
using checked_target = checked<decltype(find_mistake_of_target<Network, X>()), Network, stand_in>;

template <class Network, class X>
constexpr auto find_mistake_of_target_step()
{
    using decoder = typename Network::decoder;
    using in_target = decltype(find_mistake_of_target<Network, const X&>());
    if constexpr (!std::same_as<in_target, no_mistake>)
    {
        return in_target{};
    }
    else if constexpr (is_packed<X>)
    {
        return mistake<error::packed_sequences_run_in_a_workspace_and_not_here<X>>{};
    }
    else if constexpr (network_plan<decoder>::table.reads_backwards())
    {
        return mistake<error::this_network_reads_backwards_run_whole_sequences_in_a_workspace<decoder>>{};
    }
    else
    {
        return no_mistake{};
    }
}

/// What a user passes for one step of the target.
template <class Network, class X>
using checked_target_step = checked<decltype(find_mistake_of_target_step<Network, X>()), Network, stand_in>;

template <class Network, std::size_t Input, class X>
decltype(auto) part_for(const X& x)
{
    if constexpr (network_plan<Network>::given[Input])
    {
        return given_by_encoder();
    }
    else if constexpr (is_feed_list<X>)
    {
        constexpr std::size_t last = part_count<X>::value - 1; // more is a mistake that has been reported
        return std::as_const(std::get<std::min(number_of_part<Network>(Input), last)>(x.parts));
    }
    else
    {
        return (x);
    }
}

/// All that a decoder is fed, as feeds() would say it.
template <class Network, class X>
decltype(auto) with_given(const X& x)
{
    if constexpr (network_plan<Network>::given_count == 0)
    {
        return (x);
    }
    else
    {
        return [&]<std::size_t... I>(std::index_sequence<I...>)
        {
            return feed_list<decltype(part_for<Network, I>(x))...>{{part_for<Network, I>(x)...}};
        }
        (std::make_index_sequence<network_plan<Network>::input_count>());
    }
}

/// One step of a decoder, without the memories that the encoder gives. Throws std::invalid_argument or std::out_of_range.
template <class Network, class T, class X>
auto make_decoder_step(const X& x, std::size_t rows)
{
    using decoder = typename Network::decoder;
    fed_window<T, network_plan<decoder>::input_count> window;
    window.steps = 1;
    window.rows = rows;
    each_part<decoder>(with_given<Network>(x), [&]<std::size_t I>(const auto& part) {
        if constexpr (!is_given<decltype(part)>)
        {
            window.data[I] = make_step<T>(part, rows, fed_input<decoder, I>::described).data;
        }
    });
    return window;
}

} // namespace xrnn::detail
