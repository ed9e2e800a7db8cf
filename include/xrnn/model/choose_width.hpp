// SPDX-License-Identifier: BSD-3-Clause
/// From a size known at run time to a compiled width.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <utility>

#include "message.hpp"

namespace xrnn
{

/// Calls f<Width>() with the first of the widths, in rising order, that is at least `needed`, and returns its result. f
/// is compiled for every width. Throws std::out_of_range if all are too small.
///
///     choose_width<64, 128, 256>(letters.size(), [&]<std::size_t Width>() { train<Width>(text); });
template <std::size_t Width, std::size_t... More, class F>
auto choose_width(std::size_t needed, F&& f)
{
    if (needed <= Width)
    {
        return f.template operator()<Width>();
    }
    if constexpr (sizeof...(More) > 0)
    {
        static_assert(((Width < More) && ...), "xrnn: choose_width: the widths must rise");
        return choose_width<More...>(needed, std::forward<F>(f));
    }
    else
    {
        throw std::out_of_range("xrnn: choose_width: a width of " + detail::number_text(needed)
            + " is needed, but the largest compiled is " + detail::number_text(Width));
    }
}

} // namespace xrnn
