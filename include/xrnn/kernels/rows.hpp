// SPDX-License-Identifier: BSD-3-Clause
/// What is computed of a row of numbers whose size is known at run time only: its largest number, its largest magnitude,
/// and exponentials with their sum.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <limits>
#include <span>

#include "activations.hpp"
#include "simd.hpp"

#if defined(__GNUC__) && !defined(__clang__)
// As in simd.hpp: g++ 12 warns about its own AVX-512 intrinsics.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// The largest number; minus infinity if there is none. NaN may be passed over.
template <class T>
T largest(std::span<const T> row)
{
    constexpr T none = -std::numeric_limits<T>::infinity();
    batch<T> most(none);
    each_batch<T>(row.size(), [&](std::size_t k, auto part) {
        using std::max; // for numbers; xsimd's is found for batches
        most = max(most, part.load(row.data() + k, none));
    });
    return largest_of(most);
}

/// The largest magnitude; not finite if a number is not.
template <class T>
T largest_magnitude(std::span<const T> row)
{
    elementary::bits<batch<T>> most(0);
    each_batch<T>(row.size(), [&](std::size_t k, auto part) {
        using std::max;
        const batch<T> x = part.load(row.data() + k, T(0));
        most = max(most, elementary::to_bits(elementary::magnitude(x)));
    });
    const auto each = std::bit_cast<std::array<bits_of_element<T>, batch_size<T>>>(most);
    return std::bit_cast<T>(*std::max_element(each.begin(), each.end()));
}

/// Stores exp(exponent(x)) of each number x, and returns their sum. `exponent` takes batches, and gives minus infinity for
/// it, which fills up the last batch. A row may be stored over itself.
template <class T, class F>
T exponentials(std::span<const T> row, const F& exponent, T* to)
{
    using V = batch<T>;
    V sums(T(0));
    each_batch<T>(row.size(), [&](std::size_t k, auto part) {
        const V e = activations::exp<V>(exponent(part.load(row.data() + k, -std::numeric_limits<T>::infinity())));
        part.store(to + k, e);
        sums += e;
    });
    return sum_of(sums);
}

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
