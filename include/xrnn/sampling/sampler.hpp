// SPDX-License-Identifier: BSD-3-Clause
/// From logits to an id: temperature, top-k, top-p, and the draw.
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "../engine/pass.hpp"
#include "../model/contiguous.hpp"
#include "../model/random.hpp"

namespace xrnn
{

/// The id of the largest logit, the first of several equal ones. Throws std::invalid_argument if there is none.
template <class Logits>
id argmax(const Logits& logits)
{
    const auto z = detail::contiguous(logits);
    if (z.empty())
    {
        throw std::invalid_argument("xrnn: no logits to choose from");
    }
    return static_cast<id>(std::max_element(z.begin(), z.end()) - z.begin());
}

/// How an id is drawn. The three apply in this order, each to what the one before left.
struct sampling
{
    double temperature = 1; ///< divides the logits: equation (37) of docs/mathematics.md; 0 is the limit, argmax
    std::size_t top_k = 0;  ///< only so many of the most probable ids (Fan, Lewis & Dauphin 2018); 0 is all
    double top_p = 1;       ///< only the fewest most probable ids that together have at least this probability (nucleus
                            ///< sampling: Holtzman et al. 2020)
};

/// Draws ids from softmax(logits / temperature), cut to the most probable ones. Of equally probable ids the lower counts as
/// the more probable. After its construction nothing is allocated.
class sampler
{
public:
    /// For rows of `classes` logits. Throws std::invalid_argument if there are none, the temperature is negative or not
    /// finite, or top_p is not in (0, 1].
    explicit sampler(std::size_t classes, const sampling& how = {})
        : how_(how)
        , probabilities_(classes)
        , order_(classes)
    {
        if (classes == 0)
        {
            throw std::invalid_argument("xrnn: a sampler needs at least one class");
        }
        if (!(how.temperature >= 0 && std::isfinite(how.temperature)))
        {
            throw std::invalid_argument("xrnn: the temperature " + std::to_string(how.temperature)
                + " is no number from zero on; 0 is argmax, 1 leaves the logits as they are");
        }
        if (!(how.top_p > 0 && how.top_p <= 1))
        {
            throw std::invalid_argument(
                "xrnn: top_p is a probability above 0 and at most 1, and not " + std::to_string(how.top_p));
        }
    }

    /// What an id is drawn with, valid until the next call. Throws std::invalid_argument if there are not as many logits
    /// as the sampler was made for, if one is not a number or infinite, or if all are minus infinity (as one may be).
    template <class Logits>
    std::span<const double> probabilities(const Logits& logits)
    {
        const auto z = detail::contiguous(logits);
        check(z);
        const id best = argmax(z);
        for (std::size_t k = 0; k < probabilities_.size(); ++k)
        {
            const double below = static_cast<double>(z[k]) - static_cast<double>(z[best]);
            probabilities_[k] = how_.temperature > 0 ? std::exp(below / how_.temperature) : k == best ? 1 : 0;
        }
        normalise();
        if (how_.top_k > 0 || how_.top_p < 1)
        {
            keep_most_probable();
        }
        return probabilities_;
    }

    /// Draws one id.
    template <class Logits>
    id operator()(const Logits& logits, random_source& random)
    {
        const std::span<const double> p = probabilities(logits);
        double left = random.uniform();
        std::size_t last = 0; // for what rounding leaves
        for (std::size_t k = 0; k < p.size(); ++k)
        {
            if (left < p[k])
            {
                return static_cast<id>(k);
            }
            left -= p[k];
            last = p[k] > 0 ? k : last;
        }
        return static_cast<id>(last);
    }

private:
    template <class T>
    void check(std::span<const T> logits) const
    {
        if (logits.size() != probabilities_.size())
        {
            throw std::invalid_argument("xrnn: " + std::to_string(logits.size()) + " logits for a sampler of "
                + std::to_string(probabilities_.size()));
        }
        bool possible = false;
        for (std::size_t k = 0; k < probabilities_.size(); ++k)
        {
            const double z = static_cast<double>(logits[k]);
            if (std::isnan(z) || z == HUGE_VAL)
            {
                throw std::invalid_argument("xrnn: logit " + std::to_string(k) + " is " + std::to_string(z));
            }
            possible = possible || z > -HUGE_VAL;
        }
        if (!possible)
        {
            throw std::invalid_argument("xrnn: all logits are minus infinity");
        }
    }

    void normalise()
    {
        const double sum = std::accumulate(probabilities_.begin(), probabilities_.end(), 0.0);
        for (double& p : probabilities_)
        {
            p /= sum;
        }
    }

    void keep_most_probable()
    {
        std::iota(order_.begin(), order_.end(), id(0));
        std::sort(order_.begin(), order_.end(), [this](id a, id b) {
            return probabilities_[a] != probabilities_[b] ? probabilities_[a] > probabilities_[b] : a < b;
        });
        const std::size_t most = how_.top_k > 0 ? std::min(how_.top_k, order_.size()) : order_.size();
        double among_these = 0;
        for (std::size_t i = 0; i < most; ++i)
        {
            among_these += probabilities_[order_[i]];
        }
        std::size_t kept = 0;
        for (double sum = 0; kept < most && (kept == 0 || sum < how_.top_p * among_these); ++kept)
        {
            sum += probabilities_[order_[kept]];
        }
        for (std::size_t i = kept; i < order_.size(); ++i)
        {
            probabilities_[order_[i]] = 0;
        }
        normalise();
    }

    sampling how_;
    std::vector<double> probabilities_;
    std::vector<id> order_;
};

} // namespace xrnn
