// SPDX-License-Identifier: BSD-3-Clause
/// What a noise symbol draws: distributions with a mean, each turning one number in [0, 1) into a draw.
#pragma once

#include <ratio>

namespace xrnn
{

/// 0 with probability Rate, and otherwise 1 / (1 - Rate), so that the mean is 1: a dropout mask (Srivastava et al.
/// 2014, in the inverted form).
template <class Rate>
struct inverted_mask
{
    static constexpr double rate = static_cast<double>(Rate::num) / static_cast<double>(Rate::den);
    static_assert(rate >= 0 && rate < 1, "xrnn: a dropout rate is at least 0 and below 1");
    static constexpr double mean = 1;

    template <class T>
    static T draw(double uniform)
    {
        return uniform < rate ? T(0) : T(1 / (1 - rate));
    }
};

/// 1 with probability P, otherwise 0: the mask of zoneout (Krueger et al. 2017), whose mean is P.
template <class P>
struct bernoulli
{
    static constexpr double mean = static_cast<double>(P::num) / static_cast<double>(P::den);
    static_assert(mean >= 0 && mean <= 1, "xrnn: a probability lies between 0 and 1");

    template <class T>
    static T draw(double uniform)
    {
        return uniform < mean ? T(1) : T(0);
    }
};

} // namespace xrnn
