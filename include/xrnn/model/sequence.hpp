// SPDX-License-Identifier: BSD-3-Clause
/// What users pass as input, checked and reduced to a pointer and a shape.
///
/// Dense: an xtensor container [T, B, Width] or [T, Width] (one row), or a contiguous range of T * Width numbers. Ids:
/// an xtensor container [T, B] or a contiguous range of T ids (one row).
#pragma once

#include <concepts>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>

#include "../engine/pass.hpp"
#include "contiguous.hpp"
#include "lookup.hpp"
#include "message.hpp"

namespace xrnn::detail
{

template <class T>
struct sequence
{
    std::size_t steps = 0;
    std::size_t rows = 0;
    feed<T> data{};
};

inline void check_ids(const id* ids, std::size_t steps, std::size_t rows, std::size_t width)
{
    for (std::size_t i = 0; i < steps * rows; ++i)
    {
        if (ids[i] >= width)
        {
            throw std::out_of_range("xrnn: the id " + number_text(ids[i]) + " at step " + number_text(i / rows)
                + ", row " + number_text(i % rows) + " is not below the input width " + number_text(width));
        }
    }
}

[[noreturn]] inline void refuse_sequence(const std::string& got, std::size_t width)
{
    throw std::invalid_argument("xrnn: the network takes a sequence [steps, rows, " + number_text(width) + "], [steps, "
        + number_text(width) + "] or ids [steps, rows]; this one has " + got);
}

/// A window from an xtensor container: all dimensions of ids, and all but the last of numbers, are steps and rows.
template <class T, class X>
sequence<T> from_shape(const X& x, std::size_t width)
{
    check_contiguous(x);
    constexpr bool is_ids = std::same_as<element_of<X>, id>;
    const std::size_t dimensions = x.shape().size();
    const std::size_t lead = is_ids ? dimensions : dimensions - 1;
    if (dimensions == 0 || lead < 1 || lead > 2 || (!is_ids && x.shape()[lead] != width))
    {
        refuse_sequence("the shape " + shape_text(x.shape()), width);
    }
    const std::size_t rows = lead == 2 ? x.shape()[1] : 1;
    if constexpr (is_ids)
    {
        return {x.shape()[0], rows, {nullptr, 0, first_element(x)}};
    }
    else
    {
        return {x.shape()[0], rows, {first_element(x), width, nullptr}};
    }
}

/// Whether X holds ids rather than numbers.
template <class T, class X>
constexpr bool holds_ids()
{
    static_assert(std::same_as<element_of<X>, T> || std::same_as<element_of<X>, id>,
        "xrnn: a sequence holds numbers of the network's type, or ids (xrnn::id)");
    return std::same_as<element_of<X>, id>;
}

/// A window from what the user passes. Throws std::invalid_argument or std::out_of_range.
template <class T, class X>
sequence<T> make_sequence(const X& x, std::size_t width)
{
    constexpr bool is_ids = holds_ids<T, X>();
    sequence<T> s;
    if constexpr (shaped<X>)
    {
        s = from_shape<T>(x, width);
    }
    else if constexpr (is_ids)
    {
        s = {std::size(x), 1, {nullptr, 0, std::data(x)}};
    }
    else
    {
        if (std::size(x) % width != 0)
        {
            refuse_sequence(count_text(std::size(x), "number"), width);
        }
        s = {std::size(x) / width, 1, {std::data(x), width, nullptr}};
    }
    if constexpr (is_ids)
    {
        check_ids(s.data.ids, s.steps, s.rows, width);
    }
    return s;
}

/// What a step was given, for messages.
template <class X>
std::string extent_text(const X& x)
{
    if constexpr (shaped<X>)
    {
        return "the shape " + shape_text(x.shape());
    }
    else
    {
        return number_text(std::size(x));
    }
}

/// Throws if x is not one step of `rows` rows.
template <class X>
void check_step(const X& x, std::size_t rows, std::size_t width)
{
    constexpr bool is_ids = std::same_as<element_of<X>, id>;
    const std::size_t needed = rows * (is_ids ? 1 : width);
    bool fits = std::size(x) == needed;
    if constexpr (shaped<X>)
    {
        const std::size_t dimensions = x.shape().size();
        fits = fits && (dimensions == 1 || (!is_ids && dimensions == 2 && x.shape()[1] == width));
    }
    if (!fits)
    {
        const std::string shape = " in the shape [" + number_text(rows) + ", " + number_text(width) + "]";
        throw std::invalid_argument("xrnn: step: the state has " + count_text(rows, "row") + ", so a step takes "
            + count_text(needed, is_ids ? "id" : "number") + (is_ids ? "" : shape) + ", not " + extent_text(x));
    }
}

/// One step of `rows` rows from what the user passes: [rows, width] or a range of rows * width numbers, or [rows] ids.
/// Throws std::invalid_argument or std::out_of_range.
template <class T, class X>
sequence<T> make_step(const X& x, std::size_t rows, std::size_t width)
{
    check_step(x, rows, width);
    const auto numbers = contiguous(x);
    if constexpr (holds_ids<T, X>())
    {
        check_ids(numbers.data(), 1, rows, width);
        return {1, rows, {nullptr, 0, numbers.data()}};
    }
    else
    {
        return {1, rows, {numbers.data(), width, nullptr}};
    }
}

template <class Cell>
struct input_name
{
    static constexpr std::string_view text() { return plan_of<Cell>.graph.symbols[plan_of<Cell>.input].name; }
};

/// Whether X can feed Network; X is a reference if its object outlives the call. A temporary that owns its numbers
/// would be gone when the backward pass reads them; ids are copied. Ids can feed only an input that is used in dot
/// alone.
template <class Network, class X>
constexpr auto find_mistake_of_feed()
{
    constexpr bool is_ids = std::same_as<element_of<X>, id>;
    if constexpr (!std::same_as<typename mistake_of_network<Network>::type, no_mistake>)
    {
        return known_mistake{};
    }
    else if constexpr (!is_ids && !std::is_lvalue_reference_v<X> && !refers_only<X>)
    {
        return mistake<error::this_sequence_is_a_temporary_pass_a_named_tensor<X>>{};
    }
    else if constexpr (is_ids && plan_of<cell_at<Network, 0>>.input_read_elementwise())
    {
        return mistake<
            error::this_input_cannot_take_ids_use_it_in_dot_only<spell_text<input_name<cell_at<Network, 0>>>>>{};
    }
    else
    {
        return no_mistake{};
    }
}

template <class Network, class X>
using checked_feed = checked<decltype(find_mistake_of_feed<Network, X>()), Network, stand_in>;

} // namespace xrnn::detail
