// SPDX-License-Identifier: BSD-3-Clause
/// exp, tanh, sigmoid and softplus in float, and log, written once for lanes of every width and for plain numbers.
///
/// An element's bits do not depend on the lane it is in, and nothing branches. Products that are added to go through
/// multiply_add, so that the compiler has none to fuse. How far the values are from the true ones is in docs/mathematics.md,
/// "Elementary functions".
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "../language/choose.hpp"
#include "multiply_add.hpp"

#if defined(__GNUC__) && !defined(__clang__)
// As in simd.hpp: g++ 12 warns about its own AVX-512 intrinsics.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

template <class T>
using bits_of_element = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

/// The element of a lane, and the lane of unsigned integers that its bits are.
template <class V>
struct lane_traits
{
    using element = V;
    using bits = bits_of_element<V>;
};

template <template <class, class> class Batch, class T, class Architecture>
struct lane_traits<Batch<T, Architecture>>
{
    using element = T;
    using bits = Batch<bits_of_element<T>, Architecture>;
};

namespace elementary
{
    template <class V>
    using bits = typename lane_traits<V>::bits;

    template <class V>
    [[gnu::always_inline]] inline bits<V> to_bits(V x)
    {
        return std::bit_cast<bits<V>>(x);
    }

    template <class V>
    [[gnu::always_inline]] inline V from_bits(bits<V> b)
    {
        return std::bit_cast<V>(b);
    }

    /// The larger of the two; NaN if x is NaN.
    template <class V>
    [[gnu::always_inline]] inline V at_least(float bound, V x)
    {
        if constexpr (std::is_same_v<V, float>)
        {
            return bound > x ? bound : x;
        }
        else
        {
            return max(V(bound), x);
        }
    }

    /// The smaller of the two; NaN if x is NaN.
    template <class V>
    [[gnu::always_inline]] inline V at_most(float bound, V x)
    {
        if constexpr (std::is_same_v<V, float>)
        {
            return bound < x ? bound : x;
        }
        else
        {
            return min(V(bound), x);
        }
    }

    template <class V>
    [[gnu::always_inline]] inline V magnitude(V x)
    {
        using B = bits_of_element<typename lane_traits<V>::element>;
        return from_bits<V>(to_bits(x) & bits<V>(~B(0) >> 1));
    }

    /// x, as a step that -ffast-math may not rearrange.
    template <class V>
    [[gnu::always_inline]] inline V in_this_order(V x)
    {
#if defined(__FAST_MATH__) && defined(__x86_64__)
        if constexpr (std::is_same_v<V, float>)
        {
            asm("" : "+v"(x));
        }
        else
        {
            asm("" : "+v"(x.data));
        }
#elif defined(__FAST_MATH__)
        asm("" : "+m"(x));
#endif
        return x;
    }

    // ln 2 in two parts. Where products are rounded, the high part is short, so that a whole number times it is exact.
#if defined(__FMA__) || defined(__FP_FAST_FMAF) || XSIMD_WITH_NEON64
    inline constexpr bool rounds_once = true;
    template <class T>
    inline constexpr T ln2_high = 0x1.62e42fefa39efp-1;
    template <>
    inline constexpr float ln2_high<float> = 0x1.62e43p-1f;
    template <class T>
    inline constexpr T ln2_low = 0x1.abc9e3b39803fp-56;
    template <>
    inline constexpr float ln2_low<float> = -0x1.05c61p-29f;
#else
    inline constexpr bool rounds_once = false;
    template <class T>
    inline constexpr T ln2_high = 0x1.62e42fefa38p-1;
    template <>
    inline constexpr float ln2_high<float> = 0x1.62e4p-1f;
    template <class T>
    inline constexpr T ln2_low = 0x1.ef35793c7673p-45;
    template <>
    inline constexpr float ln2_low<float> = 0x1.7f7d1cp-20f;
#endif

    /// e^(K x) = 2^n (1 + K g) with a whole n, where the last 9 bits of n_bits are those of n + Bias.
    template <class V>
    struct power
    {
        V g;
        bits<V> n_bits;
    };

    /// Needs |n| <= Largest. Cody and Waite's reduction r = K x - n ln 2, and a polynomial e^r - 1 = r + r^2 q(r): Remez's
    /// exchange for the smallest relative error of e^r - 1 on |r| <= 1.0001 / 2 ln 2, with the coefficients rounded to float in
    /// turn, the lowest first, and the rest solved for again each time; the error is 1.5e-8. K scales x inside, exactly.
    template <int K, int Bias, int Largest, class V>
    [[gnu::always_inline]] inline power<V> split_power(V x)
    {
        constexpr float k = K;
        constexpr float c0 = 0x1.fffffep-2f * k;
        constexpr float c1 = 0x1.5554aap-3f * k * k;
        constexpr float c2 = 0x1.55579ep-5f * k * k * k;
        constexpr float c3 = 0x1.122c7ap-7f * k * k * k * k;
        constexpr float c4 = 0x1.6ab0a6p-10f * k * k * k * k * k;
        // Adding this rounds to a whole number, which is then in the last bits.
        constexpr float shift = 0x1.8p23f + Bias;
        const V shifted = in_this_order(multiply_add(x, V(k * 0x1.715476p+0f), V(shift)));
        const V n = shifted - V(shift);
        V u = multiply_add(n, V(-ln2_high<float> / k), x); // r / K
        V exact = u;
        if constexpr (!rounds_once || Largest > 32)
        {
            exact = multiply_add(n, V(-ln2_low<float> / k), in_this_order(u));
        }
        if constexpr (!rounds_once)
        {
            u = exact; // otherwise q need not wait for it
        }
        const V u2 = u * u;
        const V low = multiply_add(u, V(c1), V(c0));
        const V high = multiply_add(u2, V(c4), multiply_add(u, V(c3), V(c2)));
        const V q = multiply_add(u2, high, low);
        return {multiply_add(exact * exact, q, exact), to_bits(shifted)};
    }

    template <class V>
    [[gnu::always_inline]] inline V exp(V x)
    {
        // 2^n in two factors, because n lies in [-150, 128]; the second may overflow or round to a subnormal.
        const auto [g, n_bits] = split_power<1, 254, 150>(at_most(89.0f, at_least(-104.0f, x)));
        const bits<V> half = n_bits >> 1;
        const V s1 = from_bits<V>(half << 23);
        const V s2 = from_bits<V>((n_bits - half) << 23);
        return in_this_order(multiply_add(g, s1, s1)) * s2;
    }

    /// (1 - e) / (1 + e) with e = e^(-2 |x|), each sum rounded once. 1 - e is -2 g for small x, and loses nothing.
    template <class V>
    [[gnu::always_inline]] inline V tanh(V x)
    {
        const auto [g, n_bits] = split_power<-2, 127, 29>(at_most(10.0f, magnitude(x)));
        const V s = from_bits<V>(n_bits << 23);
        const V twice = s + s;
        const V y = multiply_add(g, twice, V(1) - s) / multiply_add(g, -twice, V(1) + s);
        return from_bits<V>(to_bits(y) | (to_bits(x) & bits<V>(0x80000000u)));
    }

    /// 1 / (1 + e^-x), with 2^-32 as the one, so that nothing overflows.
    template <class V>
    [[gnu::always_inline]] inline V sigmoid(V x)
    {
        constexpr float one = 0x1p-32f;
        const auto [g, n_bits] = split_power<-1, 127 - 32, 150>(at_most(30.0f, at_least(-104.0f, x)));
        const V s = from_bits<V>(n_bits << 23);
        // For n = 24, one + s is s by half a unit in the last place. The numerator makes up for it.
        const V numerator = choose(s == V(0x1p24f * one), V(one - 0x1p-24f * one), V(one));
        return numerator / multiply_add(g, -s, V(one) + s);
    }

    /// log(1 + f) - f + more. With s = f / (2 + f), log(1 + f) is 2 artanh(s) = 2 s + s R, R = s^2 q(s^2), and less f that is
    /// s (R - f). q is fitted as above, for float on |s| <= 1/3 with an error of 4.5e-9, for double where log needs it with one
    /// of 1.3e-18.
    template <class V>
    [[gnu::always_inline]] inline V log1p_rest(V f, V more)
    {
        const V s = f / (V(2) + f);
        const V z = s * s;
        const V z2 = z * z;
        if constexpr (sizeof(typename lane_traits<V>::element) == sizeof(float))
        {
            const V q = multiply_add(z2, multiply_add(z, V(0x1.1eca18p-2f), V(0x1.1ec04p-2f)),
                multiply_add(z, V(0x1.99d1ccp-2f), V(0x1.555502p-1f)));
            return multiply_add(s, multiply_add(z, q, -f), more);
        }
        else
        {
            const V low = multiply_add(z, V(0x1.999999997ff4ep-2), V(0x1.5555555555592p-1));
            const V middle = multiply_add(z, V(0x1.c71c52181e3e9p-3), V(0x1.24924941dd2dap-2));
            const V high = multiply_add(
                z2, V(0x1.2f02ed7070cb5p-3), multiply_add(z, V(0x1.39a1fd9ebb74fp-3), V(0x1.74663c1e3a208p-3)));
            const V q = multiply_add(z2, multiply_add(z2, high, middle), low);
            return multiply_add(s, multiply_add(z, q, -f), more);
        }
    }

    template <class V>
    [[gnu::always_inline]] inline V log(V x)
    {
        using T = typename lane_traits<V>::element;
        using limits = std::numeric_limits<T>;
        using B = bits_of_element<T>;
        constexpr int fraction = limits::digits - 1;
        constexpr B bias = limits::max_exponent - 1;
        constexpr T whole = T(B(1) << fraction);
        constexpr B root_of_half = std::bit_cast<B>(T(0.70710678118654752));
        const auto subnormal = x < V(limits::min());
        // x = 2^n (1 + f) with 1 + f between the roots of 1/2 and 2
        const bits<V> b = to_bits(choose(subnormal, x * V(whole), x)) + bits<V>((bias << fraction) - root_of_half);
        const V f = from_bits<V>((b & bits<V>((B(1) << fraction) - 1)) + bits<V>(root_of_half)) - V(1);
        const V counted = from_bits<V>((b >> fraction) | bits<V>(std::bit_cast<B>(whole))); // whole + bias + n
        const V n = counted - choose(subnormal, V(whole + T(bias) + fraction), V(whole + T(bias)));
        const V y = multiply_add(n, V(ln2_high<T>), f + log1p_rest(f, n * V(ln2_low<T>)));
        const V outside = choose(x == V(0), V(-limits::infinity()), V(limits::quiet_NaN()));
        return choose(x > V(0), choose(x < V(limits::infinity()), y, x), outside);
    }

    /// max(x, 0) + log(1 + e^-|x|)
    template <class V>
    [[gnu::always_inline]] inline V softplus(V x)
    {
        const V e = elementary::exp(-magnitude(x));
        return at_least(0.0f, x) + log1p_rest(e, e);
    }
} // namespace elementary

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
