// SPDX-License-Identifier: BSD-3-Clause
/// Squared error: the loss of a model that predicts numbers.
#pragma once

#include "loss.hpp"

namespace xrnn
{

namespace losses
{
    /// (y - target)^2, without a factor of one half.
    struct squared_error
    {
        template <class T>
        static T f(T y, T target)
        {
            return (y - target) * (y - target);
        }

        template <class T>
        static T df(T y, T target)
        {
            return 2 * (y - target);
        }
    };
} // namespace losses

/// The targets are numbers, one for each output. The mean is over elements: with reduction::mean this is the mean
/// squared error.
inline constexpr loss_function<losses::squared_error> squared_error;

} // namespace xrnn
