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
#include "../kernels/rows.hpp"
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

    /// The sum of the squares of what f makes of gradients.
    template <class T, class F>
    double squares_of(std::span<const T> gradients, const F& f)
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
        return sum;
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
} // namespace detail::inline XRNN_INSTRUCTION_SET

/// The Euclidean norm of all gradients together, added up in double and in one order. Not finite if a gradient is not,
/// or if one is above 1e154, whose square overflows.
template <class Network, class T>
[[nodiscard]] double norm(const parameters<Network, T>& gradients)
{
    return std::sqrt(detail::squares_of(gradients.span(), std::identity()));
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
    /// How an update clips the gradients that it uses, batch by batch where they are read.
    template <class T>
    class clip
    {
    public:
        /// each(f) calls f(span) for all gradients that are used.
        template <class Each>
        clip(const Each& each, const clipping& limits)
            : most_(static_cast<T>(limits.value))
        {
            check_limit<T>(limits.value);
            check_limit<T>(limits.norm);
            norm_ = norm_by_value(each, limits);
            if (is_clipped(norm_, limits.norm))
            {
                shrink_ = shrink<T>(norm_, limits.norm);
                norm_ = limits.norm;
            }
        }

        /// The norm, or a number above it whose square is finite, too.
        [[nodiscard]] double norm() const noexcept { return norm_; }

        template <class V>
        [[gnu::always_inline]] V operator()(V g) const
        {
            return shrink_(clipped(g, most_));
        }

    private:
        /// norm(), after clipping by value.
        template <class Each>
        double norm_by_value(const Each& each, const clipping& limits) const
        {
            if (!is_finite(limits.norm))
            {
                const double bound = bound_by_value(each);
                if (has_finite_square<T>(bound))
                {
                    return bound; // it is found faster
                }
            }
            double squares = 0;
            each([&](std::span<const T> gradients) {
                squares += is_finite(limits.value) ? squares_of(gradients, [this](T g) { return clipped(g, most_); })
                                                   : squares_of(gradients, std::identity());
            });
            return std::sqrt(squares);
        }

        /// The norm if all gradients were as large as the largest.
        template <class Each>
        double bound_by_value(const Each& each) const
        {
            bits_of_element<T> largest = 0; // which rise with the magnitude, up to NaN
            std::size_t count = 0;
            each([&](std::span<const T> gradients) {
                largest = std::max(largest, std::bit_cast<bits_of_element<T>>(largest_magnitude(gradients)));
                count += gradients.size();
            });
            return static_cast<double>(clipped(std::bit_cast<T>(largest), most_))
                * std::sqrt(static_cast<double>(count));
        }

        T most_;
        double norm_ = 0;
        shrink<T> shrink_;
    };
} // namespace detail::inline XRNN_INSTRUCTION_SET

} // namespace xrnn
