// SPDX-License-Identifier: BSD-3-Clause
/// How far the activations in float are from the true values, in units in the last place.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

#include <xrnn/kernels/activations.hpp>

namespace tests
{

/// The distance of y from the true value in units in the last place of a float, whose unit below 2^-126 is 2^-149. An infinity
/// counts as 2^128. Where only one of the two is NaN, it is infinite.
inline double ulps(float y, double truth)
{
    if (std::isnan(truth) || std::isnan(y))
    {
        return std::isnan(truth) && std::isnan(y) ? 0 : std::numeric_limits<double>::infinity();
    }
    const double bound = 0x1p128;
    const double limited = std::clamp(truth, -bound, bound);
    const double binade = std::clamp(std::abs(limited), 0x1p-126, 0x1p127);
    const double unit = std::bit_cast<double>(std::bit_cast<std::uint64_t>(binade) >> 52 << 52) * 0x1p-23;
    return std::abs(std::clamp(static_cast<double>(y), -bound, bound) - limited) / unit;
}

/// An activation, with its reference in double and the error that docs/mathematics.md promises.
template <class F>
struct activation
{
    std::string_view name;
    double bound;
    F f;
    double (*reference)(double);
};

template <class F>
activation(std::string_view, double, F, double (*)(double)) -> activation<F>;

inline double true_sigmoid(double x)
{
    const double e = std::exp(-std::abs(x));
    return (x < 0 ? e : 1) / (1 + e);
}

inline double true_softplus(double x)
{
    return std::isnan(x) ? x : std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

/// Calls use(activation) for each one; f runs on lanes of every width.
template <class Use>
void each_activation(Use&& use)
{
    namespace of = xrnn::detail::activations;
    use(activation{"exp", 1.1, [](auto x) { return of::exp(x); }, [](double x) { return std::exp(x); }});
    use(activation{"tanh", 2.0, [](auto x) { return of::tanh(x); }, [](double x) { return std::tanh(x); }});
    use(activation{"sigmoid", 2.0, [](auto x) { return of::sigmoid(x); }, true_sigmoid});
    use(activation{"softplus", 2.1, [](auto x) { return of::softplus(x); }, true_softplus});
    use(activation{"log", 1.0, [](auto x) { return of::log(x); }, [](double x) { return std::log(x); }});
}

/// f of each number, in lanes V.
template <class V, class F, class T, std::size_t N>
std::array<T, N> in_lanes(F&& f, const std::array<T, N>& x)
{
    constexpr std::size_t size = xrnn::detail::size_of<V, T>;
    std::array<T, N> y;
    for (std::size_t i = 0; i < N; i += size)
    {
        xrnn::detail::store_lane<size>(y.data() + i, V(f(xrnn::detail::load_part<size, V>(x.data() + i))));
    }
    return y;
}

/// The widths that the machine has, narrower than the widest, and a number.
template <class T, class F>
void each_narrow_lane(F&& f)
{
    f.template operator()<T>();
#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
    const auto narrow = [&]<std::size_t N>() {
        using V = xsimd::make_sized_batch_t<T, N>;
        if constexpr (!std::is_void_v<V>)
        {
            f.template operator()<V>();
        }
    };
    narrow.template operator()<2>();
    narrow.template operator()<4>();
    narrow.template operator()<8>();
#endif
}

struct error_found
{
    double largest = 0;
    float where = 0;
    double not_nearest = 0; ///< the share of values that are not the nearest float
};

/// The largest error over every `stride`-th float, by its bits, in the widest lanes. The truth is the same function in double,
/// which is faster than the reference and good enough, because it is another function and wrong by 3 of its own units at most.
template <class Activation>
error_found largest_error(const Activation& a, std::uint32_t stride)
{
    constexpr std::uint64_t all = std::uint64_t(1) << 32;
    constexpr std::size_t block = 64;
    error_found found;
    std::uint64_t count = 0;
    std::uint64_t not_nearest = 0;
    std::array<float, block> x;
    for (std::uint64_t first = 0; first < all; first += block * stride)
    {
        for (std::size_t i = 0; i < block; ++i)
        {
            x[i] = std::bit_cast<float>(static_cast<std::uint32_t>(std::min(first + i * stride, all - 1)));
        }
        const std::array<float, block> y = in_lanes<xrnn::detail::batch<float>>(a.f, x);
        std::array<double, block> exact_x;
        std::copy(x.begin(), x.end(), exact_x.begin());
        const std::array<double, block> truth = in_lanes<xrnn::detail::batch<double>>(a.f, exact_x);
        for (std::size_t i = 0; i < block; ++i)
        {
            const double error = ulps(y[i], truth[i]);
            ++count;
            not_nearest += error > 0.5 ? 1 : 0;
            if (error > found.largest)
            {
                found.largest = error;
                found.where = x[i];
            }
        }
    }
    found.not_nearest = static_cast<double>(not_nearest) / static_cast<double>(count);
    return found;
}

} // namespace tests
