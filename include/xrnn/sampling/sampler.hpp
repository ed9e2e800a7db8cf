// SPDX-License-Identifier: BSD-3-Clause
/// From logits to an id: temperature, top-k, top-p, and the draw.
#pragma once

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "../id.hpp"
#include "../kernels/rows.hpp"
#include "../model/contiguous.hpp"
#include "../model/finite.hpp"
#include "../model/message.hpp"
#include "../model/random.hpp"

namespace xrnn
{

/// The id of the largest of a row of logits, the first of several equal ones. Throws std::invalid_argument if there is no
/// logit, if one is NaN, or if there are several rows.
template <class Logits>
[[nodiscard]] id argmax(const Logits& logits)
{
    const auto z = detail::contiguous(logits);
    if constexpr (detail::shaped<Logits>)
    {
        if (logits.shape().size() > 1 && z.size() != logits.shape()[logits.shape().size() - 1])
        {
            throw std::invalid_argument(
                "xrnn: argmax takes one row of logits, but these have the shape " + detail::shape_text(logits.shape()));
        }
    }
    if (z.empty())
    {
        throw std::invalid_argument("xrnn: argmax: there are no logits to choose from");
    }
    for (std::size_t k = 0; k < z.size(); ++k)
    {
        if (detail::is_nan(static_cast<double>(z[k])))
        {
            throw std::invalid_argument("xrnn: argmax: logit " + detail::number_text(k) + " is nan");
        }
    }
    return static_cast<id>(std::max_element(z.begin(), z.end()) - z.begin());
}

/// How an id is drawn. The three apply in this order, each to what the previous one left.
struct sampling
{
    double temperature = 1; ///< divides the logits: equation (37) of docs/mathematics.md; 0 is the limit, argmax
    std::size_t top_k = 0;  ///< only that many of the most probable ids (Fan, Lewis & Dauphin 2018); 0 is all
    double top_p = 1;       ///< only the fewest most probable ids that together have at least this probability (nucleus
                            ///< sampling: Holtzman et al. 2020)
};

namespace detail::inline XRNN_INSTRUCTION_SET
{
    /// Stores exp((z - largest) / temperature) of each logit z, and returns the sum. Where a temperature is so low that a
    /// difference divided by it overflows, the limit is right.
    template <class T>
    T exponentials_at(T temperature, std::span<const T> logits, T* to)
    {
        const T most = largest(logits);
        return exponentials(
            logits,
            [=](auto z) {
                using V = decltype(z);
                const V below = z - V(most);
                return choose(below < V(0), V(below / V(temperature)), V(0)); // nothing is divided by nothing
            },
            to);
    }
} // namespace detail::inline XRNN_INSTRUCTION_SET

/// Draws ids from softmax(logits / temperature), cut to the most probable ones. Of equally probable ids the lower counts as
/// the more probable. It computes with the precision of the logits. After its construction nothing is allocated.
class sampler
{
public:
    /// For rows of `classes` logits. Throws std::invalid_argument if there are none, or more than there are ids, if the
    /// temperature is negative or not finite, or if top_p is not in (0, 1].
    explicit sampler(std::size_t classes, const sampling& how = {})
        : how_(checked(classes, how))
        , weights_(classes)
        , narrow_(classes)
        , order_(classes)
    {
    }

    /// The probabilities that ids are drawn with, valid until the next call. Throws std::invalid_argument if there are
    /// not as many logits as the sampler was made for, if one is not a number or infinite, or if all are minus infinity
    /// (as one may be).
    template <class Logits>
    [[nodiscard]] std::span<const double> probabilities(const Logits& logits) &
    {
        weigh(detail::contiguous(logits));
        const double sum = std::accumulate(weights_.begin(), weights_.end(), 0.0);
        for (double& weight : weights_)
        {
            weight /= sum;
        }
        return weights_;
    }

    template <class Logits>
    std::span<const double> probabilities(const Logits&) && = delete; // would dangle: give the sampler a name

    /// Draws one id. Throws as probabilities() does.
    template <class Logits>
    [[nodiscard]] id operator()(const Logits& logits, random_source& random)
    {
        const double sum = weigh(detail::contiguous(logits));
        double left = random.uniform() * sum;
        for (std::size_t k = 0; k < weights_.size(); ++k)
        {
            if (left < weights_[k])
            {
                return static_cast<id>(k);
            }
            left -= weights_[k];
        }
        const auto last = std::find_if(weights_.rbegin(), weights_.rend(), [](double weight) { return weight > 0; });
        return static_cast<id>(weights_.rend() - last - 1); // for the remainder that rounding leaves
    }

private:
    static const sampling& checked(std::size_t classes, const sampling& how)
    {
        if (classes == 0 || classes > std::numeric_limits<id>::max())
        {
            throw std::invalid_argument("xrnn: a sampler cannot draw from " + detail::count_text(classes, "logit"));
        }
        if (!detail::is_finite(how.temperature) || how.temperature < 0)
        {
            throw std::invalid_argument(
                "xrnn: the temperature must be finite and not negative (0 is argmax, 1 leaves the "
                "logits as they are), but it is "
                + detail::number_text(how.temperature));
        }
        if (detail::is_nan(how.top_p) || how.top_p <= 0 || how.top_p > 1)
        {
            throw std::invalid_argument(
                "xrnn: top_p must be above 0 and at most 1, but it is " + detail::number_text(how.top_p));
        }
        return how;
    }

    template <class T>
    void check(std::span<const T> logits) const
    {
        if (weights_.empty())
        {
            throw std::logic_error("xrnn: this sampler was moved from; use the one it was moved to");
        }
        if (logits.size() != weights_.size())
        {
            throw std::invalid_argument("xrnn: the sampler was made for " + detail::count_text(weights_.size(), "logit")
                + ", but is given " + detail::number_text(logits.size()));
        }
        if constexpr (detail::is_one_of<T, float, double>)
        {
            if (detail::is_finite(detail::largest_magnitude(logits)))
            {
                return; // which is found faster
            }
        }
        check_each(logits);
    }

    template <class T>
    static void check_each(std::span<const T> logits)
    {
        bool possible = false;
        for (std::size_t k = 0; k < logits.size(); ++k)
        {
            const double z = static_cast<double>(logits[k]);
            const bool finite = detail::is_finite(z);
            if (!finite && (detail::is_nan(z) || z > 0))
            {
                throw std::invalid_argument("xrnn: logit " + detail::number_text(k) + " is " + detail::number_text(z));
            }
            possible = possible || finite;
        }
        if (!possible)
        {
            throw std::invalid_argument("xrnn: all logits are minus infinity, so there is nothing to draw");
        }
    }

    /// Sets the weights of all ids, which their probabilities are proportional to. Returns their sum.
    template <class T>
    double weigh(std::span<const T> logits)
    {
        check(logits);
        const double sum = how_.temperature > 0 ? weigh_all(logits) : weigh_best(logits);
        return how_.top_k > 0 || how_.top_p < 1 ? keep_most_probable() : sum;
    }

    template <class T>
    double weigh_all(std::span<const T> logits)
    {
        if constexpr (std::is_same_v<T, float>)
        {
            const auto temperature = static_cast<float>(how_.temperature);
            if (detail::is_finite(temperature) && temperature >= std::numeric_limits<float>::min())
            {
                const float sum = detail::exponentials_at(temperature, logits, narrow_.data());
                std::copy(narrow_.begin(), narrow_.end(), weights_.begin());
                return static_cast<double>(sum);
            }
        }
        std::copy(logits.begin(), logits.end(), weights_.begin());
        return detail::exponentials_at(how_.temperature, std::span<const double>(weights_), weights_.data());
    }

    template <class T>
    double weigh_best(std::span<const T> logits)
    {
        std::fill(weights_.begin(), weights_.end(), 0.0);
        return weights_[argmax(logits)] = 1;
    }

    /// Returns the sum of what is kept.
    double keep_most_probable()
    {
        std::iota(order_.begin(), order_.end(), id(0));
        std::sort(order_.begin(), order_.end(),
            [this](id a, id b) { return weights_[a] != weights_[b] ? weights_[a] > weights_[b] : a < b; });
        const std::size_t most = how_.top_k > 0 ? std::min(how_.top_k, order_.size()) : order_.size();
        double among_these = 0;
        for (std::size_t i = 0; i < most; ++i)
        {
            among_these += weights_[order_[i]];
        }
        double sum = 0;
        std::size_t kept = 0;
        for (; kept < most && (kept == 0 || sum < how_.top_p * among_these); ++kept)
        {
            sum += weights_[order_[kept]];
        }
        for (std::size_t i = kept; i < order_.size(); ++i)
        {
            weights_[order_[i]] = 0;
        }
        return sum;
    }

    sampling how_;
    std::vector<double> weights_;
    std::vector<float> narrow_; // those of logits in float
    std::vector<id> order_;
};

} // namespace xrnn
