// SPDX-License-Identifier: BSD-3-Clause
/// Copies of what users feed, whose numbers may be changed.
#pragma once

#include <array>
#include <tuple>
#include <type_traits>

#include <xtensor/xtensor.hpp>

#include "../model/feeds.hpp"

namespace xrnn::detail
{

/// A copy of what feeds an input, whose numbers may be changed: packed_sequences, ids or numbers.
template <class Network, std::size_t Input, class X>
auto copy_of_feed(const X& x, const fed_window<double, network_plan<Network>::input_count>& window)
{
    constexpr network_input input = network_plan<Network>::inputs[Input];
    constexpr bool is_ids = std::same_as<element_of<X>, id>;
    constexpr std::size_t dimensions = (input.held ? 1 : 2) + (is_ids ? 0 : 1);
    if constexpr (is_packed<X>)
    {
        return x;
    }
    else
    {
        xt::xtensor<std::conditional_t<is_ids, id, double>, dimensions> copy;
        std::array<std::size_t, dimensions> shape{};
        const feed<double>& fed = window.data[Input];
        shape[0] = input.held ? window.rows : input.is_memory ? window.remembered.steps : window.steps;
        shape[input.held ? 0 : 1] = window.rows;
        if constexpr (is_ids)
        {
            copy.resize(shape);
            std::copy_n(fed.ids, copy.size(), copy.data());
        }
        else
        {
            shape[dimensions - 1] = input.width;
            copy.resize(shape);
            std::copy_n(fed.dense, copy.size(), copy.data());
        }
        return copy;
    }
}

/// Those of all inputs of a network.
template <class Network, class X, std::size_t Inputs>
auto copy_of_window(const X& x, const fed_window<double, Inputs>& window)
{
    if constexpr (is_feed_list<X>)
    {
        return [&]<std::size_t... I>(std::index_sequence<I...>)
        {
            return std::tuple{copy_of_feed<Network, I>(std::get<I>(x.parts), window)...};
        }
        (std::make_index_sequence<Inputs>{});
    }
    else
    {
        return std::tuple{copy_of_feed<Network, 0>(x, window)};
    }
}

/// As forward takes it: a single sequence, or several.
template <class First, class... Rest>
decltype(auto) only_or_feeds(const First& first, const Rest&... rest)
{
    if constexpr (sizeof...(Rest) == 0)
    {
        return (first);
    }
    else
    {
        return feeds(first, rest...);
    }
}

} // namespace xrnn::detail
