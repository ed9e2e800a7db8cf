// SPDX-License-Identifier: BSD-3-Clause
/// What a comparison must have compared: zeros are equal to zeros, and nothing to nothing.
#pragma once

#include <algorithm>
#include <cmath>

namespace tests
{

/// Are all numbers finite, and is at least one of them not small?
template <class Numbers>
bool informative(const Numbers& all)
{
    double largest = 0;
    for (const auto x : all)
    {
        if (!std::isfinite(x))
        {
            return false;
        }
        largest = std::max(largest, std::abs(static_cast<double>(x)));
    }
    return largest > 1e-3;
}

} // namespace tests
