// SPDX-License-Identifier: BSD-3-Clause
/// How numbers, counts and shapes are written in messages.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

#include "finite.hpp"

namespace xrnn::detail
{

/// The shortest text that reads back as the same number.
template <class Number>
std::string number_text(Number number)
{
    if constexpr (std::floating_point<Number>)
    {
        if (is_nan(number)) // whose sign would be printed
        {
            return "nan";
        }
    }
    std::array<char, 64> text;
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

/// "1 row", "3 rows".
inline std::string count_text(std::size_t count, std::string_view thing)
{
    return number_text(count) + " " + std::string(thing) + (count == 1 ? "" : "s");
}

/// "4 steps of 1 row".
inline std::string window_text(std::size_t steps, std::size_t rows)
{
    return count_text(steps, "step") + " of " + count_text(rows, "row");
}

/// "[4, 2, 8]".
template <class Shape>
std::string shape_text(const Shape& shape)
{
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
    {
        text += (i > 0 ? ", " : "") + number_text(shape[i]);
    }
    return text + "]";
}

} // namespace xrnn::detail
