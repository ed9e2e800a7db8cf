// SPDX-License-Identifier: BSD-3-Clause
/// Names as template arguments: the "W_i" of parameter<"W_i", In, Hidden>.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

namespace xrnn::detail
{

/// A string literal that can be a template argument. N counts the closing zero.
template <std::size_t N>
struct name
{
    char characters[N]{};

    constexpr name(const char (&literal)[N])
    {
        for (std::size_t i = 0; i < N; ++i)
        {
            characters[i] = literal[i];
        }
    }

    constexpr std::string_view view() const { return {characters, N - 1}; }
};

} // namespace xrnn::detail

namespace xrnn::error
{

/// How a name appears in an error message. clang 14 prints a string argument as numbers and a pack of characters as
/// letters; g++ prints letters for both. So messages spell names as packs.
template <char... Letters>
struct named;

} // namespace xrnn::error

namespace xrnn::detail
{

template <class Text, class Indices>
struct spelling;

template <class Text, std::size_t... I>
struct spelling<Text, std::index_sequence<I...>>
{
    using type = error::named<Text::text()[I]...>;
};

template <name Name>
struct literal_text
{
    static constexpr std::string_view text() { return Name.view(); }
};

/// The pack of letters of a type that has a constexpr static text().
template <class Text>
using spell_text = typename spelling<Text, std::make_index_sequence<Text::text().size()>>::type;

/// The pack of letters of a name.
template <name Name>
using spell = spell_text<literal_text<Name>>;

} // namespace xrnn::detail
