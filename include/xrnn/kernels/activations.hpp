// SPDX-License-Identifier: BSD-3-Clause
/// What the derivative table's exp, tanh, sigmoid, softplus and log compute on a lane, which is a number or a batch of any
/// width.
///
/// For float they are xrnn's own. For double they are xsimd's, apart from log, and always on the machine's widest batch. So an
/// element's bits do not depend on the lane it is in.
#pragma once

#include <array>
#include <cmath>

#include "elementary.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// f(x) for a lane x, computed in the widest batch of the machine, so that the bits are alike for lanes of every width.
template <class V, class F>
[[gnu::always_inline]] inline V in_widest_batch(V x, F&& f)
{
    using T = typename lane_traits<V>::element;
    using widest = std::conditional_t<std::is_same_v<T, double>, batch<double>, V>;
    if constexpr (std::is_same_v<V, widest>)
    {
        return f(x);
    }
    else
    {
        constexpr std::size_t size = size_of<V, T>;
        std::array<T, batch_size<T>> numbers;
        numbers.fill(T(1));
        store_lane<size>(numbers.data(), x);
        store_lane<batch_size<T>>(numbers.data(), widest(f(load_lane<batch_size<T>>(numbers.data()))));
        return load_part<size, V>(numbers.data());
    }
}

/// What the derivative table's functions compute: V is a number or a batch.
namespace activations
{
    template <class V>
    inline constexpr bool of_float = std::is_same_v<typename lane_traits<V>::element, float>;

    template <class V>
    [[gnu::always_inline]] inline V exp(V x)
    {
        if constexpr (of_float<V>)
        {
            return elementary::exp(x);
        }
        else
        {
            return in_widest_batch(x, [](auto v) {
                using std::exp;
                return exp(v);
            });
        }
    }

    template <class V>
    [[gnu::always_inline]] inline V tanh(V x)
    {
        if constexpr (of_float<V>)
        {
            return elementary::tanh(x);
        }
        else
        {
            return in_widest_batch(x, [](auto v) {
                using std::tanh;
                return tanh(v);
            });
        }
    }

    /// 1 / (1 + exp(-x)). If exp(-x) overflows to infinity, the quotient is 0, which is correct.
    template <class V>
    [[gnu::always_inline]] inline V sigmoid(V x)
    {
        if constexpr (of_float<V>)
        {
            return elementary::sigmoid(x);
        }
        else
        {
            return V(1) / (V(1) + activations::exp(-x));
        }
    }

    template <class V>
    [[gnu::always_inline]] inline V log(V x)
    {
        return elementary::log(x);
    }

    /// log(1 + exp(x)), written so that exp never overflows: max(x, 0) + log1p(exp(-|x|)).
    template <class V>
    [[gnu::always_inline]] inline V softplus(V x)
    {
        if constexpr (of_float<V>)
        {
            return elementary::softplus(x);
        }
        else
        {
            return in_widest_batch(x, [](auto v) {
                using std::exp;
                using std::log1p;
                using W = decltype(v);
                return choose(v > W(0), v, W(0)) + log1p(exp(choose(v > W(0), -v, v)));
            });
        }
    }
} // namespace activations

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
