// SPDX-License-Identifier: BSD-3-Clause
/// Gradient clipping: by value and by norm.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <span>
#include <stdexcept>

#include "../kernels/elementary.hpp"
#include "../kernels/simd.hpp"
#include "../model/finite.hpp"
#include "../model/message.hpp"
#include "../model/parameters.hpp"

namespace xrnn
{

/// Limits of the gradients that an update uses, as in clip_value and clip_norm; the gradients that it is given stay as
/// they are. If both are set, values are clipped first. Infinity, the default, clips nothing. What an update throws
/// unless a limit is above zero is std::invalid_argument.
struct clipping
{
    double value = std::numeric_limits<double>::infinity();
    double norm = std::numeric_limits<double>::infinity();
};

namespace detail::inline XRNN_INSTRUCTION_SET
{
    /// Throws std::invalid_argument unless the limit is above zero as a T, too.
    template <class T>
    void check_limit(double limit)
    {
        if (is_nan(limit) || !(static_cast<T>(limit) > 0))
        {
            throw std::invalid_argument(
                "xrnn: gradients cannot be clipped to " + number_text(limit) + "; the limit must be above zero");
        }
    }

    /// Replaces all numbers by f of them; f takes batches.
    template <class Network, class T, class F>
    void change_each(parameters<Network, T>& p, F f)
    {
        constexpr std::size_t size = batch_size<T>;
        T* first = p.data();
        each_padded_batch<T>(
            p.size(), [&](std::size_t i) { store_lane<size>(first + i, f(load_lane<size>(first + i))); });
    }

    /// The number from -most to most that is nearest to g; NaN and infinity stay. For numbers and batches.
    template <class V, class T>
    [[gnu::always_inline]] inline V clipped(V g, T most)
    {
        using bits = elementary::bits<V>;
        constexpr auto infinity = magnitude_bits(std::numeric_limits<T>::infinity());
        const V not_below = choose(g < V(-most), V(-most), g);
        const bits inside = elementary::to_bits(choose(not_below > V(most), V(most), not_below));
        const auto finite = elementary::to_bits(elementary::magnitude(g)) < bits(infinity);
        return elementary::from_bits<V>(choose(finite, inside, elementary::to_bits(g)));
    }

    /// The norm of what f makes of all gradients.
    template <class T, class F>
    double norm_of(std::span<const T> gradients, const F& f)
    {
        std::array<double, 16> sums{}; // independent, so that they can be added side by side
        const std::size_t whole = gradients.size() / sums.size() * sums.size();
        for (std::size_t i = 0; i < whole; i += sums.size())
        {
            for (std::size_t k = 0; k < sums.size(); ++k)
            {
                const double g = static_cast<double>(f(gradients[i + k]));
                sums[k] += g * g;
            }
        }
        double sum = 0;
        for (std::size_t i = whole; i < gradients.size(); ++i)
        {
            const double g = static_cast<double>(f(gradients[i]));
            sum += g * g;
        }
        for (const double part : sums)
        {
            sum += part;
        }
        return std::sqrt(sum);
    }

    /// Whether gradients of this norm are clipped to a limit.
    inline bool is_clipped(double norm, double limit)
    {
        return is_finite(norm) && norm > limit;
    }

    /// Multiplies numbers and batches by limit / norm, or leaves them as they are.
    template <class T>
    class shrink
    {
    public:
        shrink() = default;

        shrink(double norm, double limit)
        {
            const double factor = limit / norm; // which may be too small for a float
            const double first = factor < 0x1p-100 ? 0x1p-100 : 1;
            first_ = static_cast<T>(first);
            second_ = static_cast<T>(factor / first);
        }

        template <class V>
        [[gnu::always_inline]] V operator()(V g) const
        {
            return g * first_ * second_;
        }

    private:
        T first_ = 1;
        T second_ = 1;
    };

    /// Whether a norm leaves room for squares: rules remember them.
    template <class T>
    bool has_finite_square(double norm)
    {
        return is_finite(static_cast<T>(norm)) && is_finite(static_cast<T>(norm) * static_cast<T>(norm));
    }

    /// The largest magnitude; not finite if a gradient is not.
    template <class T>
    T largest_magnitude(std::span<const T> gradients)
    {
        elementary::bits<batch<T>> most(0);
        each_padded_batch<T>(gradients.size(), [&](std::size_t i) {
            using std::max;
            const batch<T> g = load_lane<batch_size<T>>(gradients.data() + i);
            most = max(most, elementary::to_bits(elementary::magnitude(g)));
        });
        const auto each = std::bit_cast<std::array<bits_of_element<T>, batch_size<T>>>(most);
        return std::bit_cast<T>(*std::max_element(each.begin(), each.end()));
    }
} // namespace detail::inline XRNN_INSTRUCTION_SET

/// The Euclidean norm of all gradients together, added up in double and in one order. Not finite if a gradient is not,
/// or if one is above 1e154, whose square overflows.
template <class Network, class T>
[[nodiscard]] double norm(const parameters<Network, T>& gradients)
{
    return detail::norm_of(gradients.span(), std::identity());
}

/// Moves every gradient outside [-limit, limit] to the nearer end, as in min-char-rnn. NaN and infinity stay, so that
/// the optimiser sees them. Throws std::invalid_argument unless the limit is above zero.
template <class Network, class T>
void clip_value(parameters<Network, T>& gradients, double limit)
{
    detail::check_limit<T>(limit);
    detail::change_each(gradients, [most = static_cast<T>(limit)](auto g) { return detail::clipped(g, most); });
}

/// If the norm of all gradients together is above the limit, they are multiplied by limit / norm: Pascanu, Mikolov &
/// Bengio 2013, their algorithm 1. Returns the norm before; if that is not finite, nothing is changed, so that the
/// optimiser sees it. Throws std::invalid_argument unless the limit is above zero.
template <class Network, class T>
double clip_norm(parameters<Network, T>& gradients, double limit)
{
    detail::check_limit<T>(limit);
    const double before = norm(gradients);
    if (detail::is_clipped(before, limit))
    {
        detail::change_each(gradients, detail::shrink<T>(before, limit));
    }
    return before;
}

namespace detail::inline XRNN_INSTRUCTION_SET
{
    /// The gradients that an update uses, clipped batch by batch where they are read.
    template <class T>
    class clipped_gradients
    {
    public:
        clipped_gradients(std::span<const T> gradients, const clipping& limits)
            : first_(gradients.data())
            , most_(static_cast<T>(limits.value))
        {
            check_limit<T>(limits.value);
            check_limit<T>(limits.norm);
            norm_ = norm_by_value(gradients, limits);
            if (is_clipped(norm_, limits.norm))
            {
                shrink_ = shrink<T>(norm_, limits.norm);
                norm_ = limits.norm;
            }
        }

        /// The norm, or a number above it whose square is finite, too.
        [[nodiscard]] double norm() const noexcept { return norm_; }

        /// The batch that begins with gradient number i.
        [[gnu::always_inline]] batch<T> at(std::size_t i) const
        {
            return shrink_(clipped(load_lane<batch_size<T>>(first_ + i), most_));
        }

    private:
        /// norm(), after clipping by value.
        double norm_by_value(std::span<const T> gradients, const clipping& limits) const
        {
            if (!is_finite(limits.norm))
            {
                const double largest = static_cast<double>(clipped(largest_magnitude(gradients), most_));
                const double bound = largest * std::sqrt(static_cast<double>(gradients.size()));
                if (has_finite_square<T>(bound))
                {
                    return bound; // it is found faster
                }
            }
            if (!is_finite(limits.value))
            {
                return norm_of(gradients, std::identity());
            }
            return norm_of(gradients, [this](T g) { return clipped(g, most_); });
        }

        const T* first_;
        T most_;
        double norm_ = 0;
        shrink<T> shrink_;
    };
} // namespace detail::inline XRNN_INSTRUCTION_SET

} // namespace xrnn
