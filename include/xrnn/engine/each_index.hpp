// SPDX-License-Identifier: BSD-3-Clause
/// A loop whose counter is a compile-time constant.
#pragma once

#include <cstddef>
#include <utility>

namespace xrnn::detail
{

/// Calls f<0>(), f<1>(), ... f<Count - 1>().
template <std::size_t Count, class F>
[[gnu::always_inline]] constexpr void each_index(F&& f)
{
    [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline))
    {
        (f.template operator()<I>(), ...);
    }
    (std::make_index_sequence<Count>{});
}

} // namespace xrnn::detail
