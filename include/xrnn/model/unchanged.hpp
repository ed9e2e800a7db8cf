// SPDX-License-Identifier: BSD-3-Clause
/// unchanged, for what is fed once a window and is the same in the next one; and what an encoder feeds to a decoder.
#pragma once

#include <stdexcept>
#include <string>

#include "../engine/shape.hpp"
#include "contiguous.hpp"
#include "message.hpp"

namespace xrnn
{

/// In feeds(), in place of each held input and each memory: those of the last window of the workspace. What runs once a
/// window is not run again, so a decoder that reads a memory can go on step by step at the price of a step.
struct unchanged_type
{
};
inline constexpr unchanged_type unchanged;

namespace detail
{
    template <class X>
    inline constexpr bool is_unchanged = std::same_as<std::remove_cvref_t<X>, unchanged_type>;

    template <>
    struct element_type<unchanged_type>
    {
        using type = unchanged_type;
    };

    /// In feeds(), in place of a memory that holds what an encoder gives.
    struct given_by_encoder
    {
    };

    template <class X>
    inline constexpr bool is_given = std::same_as<std::remove_cvref_t<X>, given_by_encoder>;

    template <>
    struct element_type<given_by_encoder>
    {
        using type = given_by_encoder;
    };

    /// Throws std::logic_error if this window does not lie in memory as the last one did.
    inline void check_goes_on(const window_shape& window, const window_shape& last)
    {
        if (window.order != nullptr || last.order != nullptr)
        {
            throw std::logic_error("xrnn: forward: packed windows cannot go on with what is unchanged; feed it again");
        }
        if (window.steps != last.steps || window.rows != last.rows)
        {
            throw std::logic_error("xrnn: forward: this window has " + window_text(window.steps, window.rows)
                + ", and the last one had " + window_text(last.steps, last.rows)
                + "; feed what is unchanged again when the shape changes");
        }
    }
} // namespace detail

} // namespace xrnn
