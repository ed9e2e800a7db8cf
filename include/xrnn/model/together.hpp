// SPDX-License-Identifier: BSD-3-Clause
/// Several models, or several objects that belong to them, as one: together(encoder, decoder).
#pragma once

#include <tuple>
#include <type_traits>

namespace xrnn
{

/// The networks of several models that are trained as one, in their order.
template <class... Networks>
struct several;

/// Refers to objects of one kind, as together() has been given them.
template <class... Parts>
struct joined
{
    std::tuple<Parts&...> parts;
};

/// Models, gradients or hidden states, in the place of one: where an optimiser is made and where it updates, and for save
/// and load. It refers to them, so they must outlive it.
template <class... Parts>
[[nodiscard]] joined<std::remove_reference_t<Parts>...> together(Parts&&... parts)
{
    static_assert((std::is_lvalue_reference_v<Parts> && ...),
        "xrnn: together refers to what it is given; give the temporary a name");
    return {std::tuple<std::remove_reference_t<Parts>&...>(parts...)};
}

} // namespace xrnn
