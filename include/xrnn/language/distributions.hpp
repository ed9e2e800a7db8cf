// SPDX-License-Identifier: BSD-3-Clause
/// What a noise symbol draws: distributions, each turning one number in [0, 1) into a draw, and what takes the place of a
/// draw outside training.
#pragma once

#include <algorithm>
#include <limits>
#include <ratio>

namespace xrnn
{

/// What a scalar may be set to: any number, or a rate, which is at least 0 and below 1.
struct any_number
{
    static constexpr double lowest = -std::numeric_limits<double>::infinity();
    static constexpr double limit = std::numeric_limits<double>::infinity();
};

struct rate_below_one
{
    static constexpr double lowest = 0;
    static constexpr double limit = 1;
};

/// How often a noise is drawn: for every step, or once for each update, so that it is the same at every step.
enum class drawn
{
    every_step,
    every_update
};

/// 0 with probability Rate, and otherwise 1 / (1 - Rate), so that the mean is 1: a dropout mask (Srivastava et al.
/// 2014, in the inverted form).
template <class Rate>
struct inverted_mask
{
    static constexpr double rate = static_cast<double>(Rate::num) / static_cast<double>(Rate::den);
    static_assert(rate >= 0 && rate < 1, "xrnn: a dropout rate is at least 0 and below 1");
    static constexpr double outside_training = 1;

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
    static constexpr double outside_training = static_cast<double>(P::num) / static_cast<double>(P::den);
    static_assert(outside_training >= 0 && outside_training <= 1, "xrnn: a probability lies between 0 and 1");

    template <class T>
    static T draw(double uniform)
    {
        return uniform < outside_training ? T(1) : T(0);
    }
};

/// Uniform in [0, 1), and 1 outside training, which no draw is: what dropout_mask and zoneout_mask make masks of, at a rate
/// that is set at run time.
struct uniform_draw
{
    static constexpr double outside_training = 1;

    template <class T>
    static T draw(double uniform)
    {
        constexpr T below_one = T(1) - std::numeric_limits<T>::epsilon() / 2;
        return std::min(static_cast<T>(uniform), below_one); // which rounding must not leave
    }
};

} // namespace xrnn
