// SPDX-License-Identifier: BSD-3-Clause
/// A condition in a function that runs on numbers and on SIMD batches.
#pragma once

#include <type_traits>

namespace xrnn
{

/// condition ? a : b, for a number, or lane by lane for a batch.
template <class Condition, class V>
[[gnu::always_inline]] constexpr V choose(Condition condition, V a, V b)
{
    if constexpr (std::is_same_v<Condition, bool>)
    {
        return condition ? a : b;
    }
    else
    {
        return select(condition, a, b);
    }
}

} // namespace xrnn
