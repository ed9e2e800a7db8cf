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
#include "packed_sequences.hpp"

namespace xrnn::detail
{

template <class T>
struct sequence
{
    std::size_t steps = 0;
    std::size_t rows = 0;
    feed<T> data{};
    const packing* order =
        nullptr; ///< how its rows lie if they have different lengths, of which `steps` is the largest

    std::size_t all_rows() const { return order != nullptr ? order->all_rows() : steps * rows; }
};

/// Throws std::out_of_range if an id is not below the width; place(i) is the step and the row of the user of id i.
template <class Place>
void check_ids(std::span<const id> ids, std::size_t width, const Place& place)
{
    for (std::size_t i = 0; i < ids.size(); ++i)
    {
        if (ids[i] >= width)
        {
            const auto [t, b] = place(i);
            throw std::out_of_range("xrnn: the id " + number_text(ids[i]) + " at step " + number_text(t) + ", row "
                + number_text(b) + " is not below the input width " + number_text(width));
        }
    }
}

inline void check_ids(const id* ids, std::size_t steps, std::size_t rows, std::size_t width)
{
    check_ids({ids, steps * rows}, width, [rows](std::size_t i) { return std::pair(i / rows, i % rows); });
}

/// What a network or one of its inputs is fed: its width, and what it is called in messages.
struct fed_as
{
    std::size_t width = 0;
    std::string_view name{}; ///< of one of several inputs
    bool held = false;
    bool is_memory = false;

    std::string text() const
    {
        const std::string kind = held ? "held input" : is_memory ? "memory" : "input";
        return name.empty() ? "the network" : "the " + kind + " \"" + std::string(name) + "\"";
    }
};

[[noreturn]] inline void refuse_sequence(const std::string& got, const fed_as& input)
{
    const std::string width = number_text(input.width);
    throw std::invalid_argument("xrnn: " + input.text()
        + (input.held ? " is fed once a window and takes [rows, " + width + "], [" + width + "] or ids [rows]"
                      : " takes a sequence [steps, rows, " + width + "], [steps, " + width + "] or ids [steps, rows]")
        + "; this one has " + got);
}

/// A window from an xtensor container: all dimensions of ids, and all but the last of numbers, are steps and rows, or
/// rows if the input is held.
template <class T, class X>
sequence<T> from_shape(const X& x, const fed_as& input)
{
    check_contiguous(x);
    constexpr bool is_ids = std::same_as<element_of<X>, id>;
    const std::size_t dimensions = x.shape().size();
    const std::size_t lead = is_ids ? dimensions : dimensions - 1;
    const std::size_t least = input.held && !is_ids ? 0 : 1;
    if (dimensions == 0 || lead < least || lead > (input.held ? 1u : 2u) || (!is_ids && x.shape()[lead] != input.width))
    {
        refuse_sequence("the shape " + shape_text(x.shape()), input);
    }
    const std::size_t steps = input.held ? 1 : x.shape()[0];
    const std::size_t rows = lead == 0 ? 1 : input.held ? x.shape()[0] : lead == 2 ? x.shape()[1] : 1;
    if constexpr (is_ids)
    {
        return {steps, rows, {nullptr, 0, first_element(x)}};
    }
    else
    {
        return {steps, rows, {first_element(x), input.width, nullptr}};
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

/// A window from packed sequences. Throws std::invalid_argument or std::out_of_range.
template <class T, class Element>
sequence<T> from_packed(const packed_sequences<Element>& x, std::size_t width)
{
    const packing& order = x.order();
    if (order.rows() == 0)
    {
        throw std::invalid_argument("xrnn: forward: these packed_sequences are empty; call fill first");
    }
    if constexpr (std::same_as<Element, id>)
    {
        if (x.width() != 1)
        {
            throw std::invalid_argument("xrnn: forward: a step of packed ids is one id, not " + number_text(x.width()));
        }
        check_ids(x.elements(), width, [&](std::size_t i) {
            const window_row at = order.at(i);
            return std::pair(at.t, order.user_row(at.b));
        });
        return {order.steps(), order.rows(), {nullptr, 0, x.elements().data()}, &order};
    }
    else
    {
        if (x.width() != width)
        {
            throw std::invalid_argument("xrnn: forward: the network takes steps of " + count_text(width, "number")
                + ", but these packed_sequences have steps of " + number_text(x.width()));
        }
        return {order.steps(), order.rows(), {x.elements().data(), width, nullptr}, &order};
    }
}

/// A window from what the user passes; of a held input, a single step. Throws std::invalid_argument or
/// std::out_of_range.
template <class T, class X>
sequence<T> make_sequence(const X& x, const fed_as& input)
{
    constexpr bool is_ids = holds_ids<T, X>();
    sequence<T> s;
    if constexpr (is_packed<X>)
    {
        return from_packed<T>(x, input.width);
    }
    else if constexpr (shaped<X>)
    {
        s = from_shape<T>(x, input);
    }
    else if constexpr (is_ids)
    {
        s = {std::size(x), 1, {nullptr, 0, std::data(x)}};
    }
    else
    {
        if (std::size(x) % input.width != 0)
        {
            refuse_sequence(count_text(std::size(x), "number"), input);
        }
        s = {std::size(x) / input.width, 1, {std::data(x), input.width, nullptr}};
    }
    if (input.held && !shaped<X>)
    {
        s.rows = s.steps;
        s.steps = 1;
    }
    if constexpr (is_ids)
    {
        check_ids(s.data.ids, s.steps, s.rows, input.width);
    }
    return s;
}

template <class T, class X>
sequence<T> make_sequence(const X& x, std::size_t width)
{
    return make_sequence<T>(x, fed_as{width});
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
void check_step(const X& x, std::size_t rows, const fed_as& input)
{
    const std::size_t width = input.width;
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
        const std::string named = input.name.empty() ? "" : "for " + input.text() + " ";
        throw std::invalid_argument("xrnn: step: the state has " + count_text(rows, "row") + ", so a step takes "
            + named + count_text(needed, is_ids ? "id" : "number") + (is_ids ? "" : shape) + ", not " + extent_text(x));
    }
}

/// One step of `rows` rows from what the user passes: [rows, width] or a range of rows * width numbers, or [rows] ids.
/// Throws std::invalid_argument or std::out_of_range.
template <class T, class X>
    requires(!is_packed<X>)
sequence<T> make_step(const X& x, std::size_t rows, const fed_as& input)
{
    check_step(x, rows, input);
    const auto numbers = contiguous(x);
    if constexpr (holds_ids<T, X>())
    {
        check_ids(numbers.data(), 1, rows, input.width);
        return {1, rows, {nullptr, 0, numbers.data()}};
    }
    else
    {
        return {1, rows, {numbers.data(), input.width, nullptr}};
    }
}

/// In place of packed sequences, which checked_feed refuses.
template <class T, class X>
    requires is_packed<X> sequence<T> make_step(const X&, std::size_t, const fed_as&)
    {
        return {};
    }

} // namespace xrnn::detail
