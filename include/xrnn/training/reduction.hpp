// SPDX-License-Identifier: BSD-3-Clause
/// Whether a loss is a sum or a mean.
#pragma once

#include <concepts>

namespace xrnn
{

/// A loss is the sum or the mean over everything that counts, and its adjoint is the gradient of exactly that. The mean
/// is over rows for entries that work by the row, and over elements for those that work by the element.
enum class reduction
{
    sum,
    mean
};

namespace detail
{
    inline reduction find_reduction()
    {
        return reduction::sum;
    }

    template <class First, class... More>
    reduction find_reduction(const First& first, const More&... more)
    {
        if constexpr (std::same_as<First, reduction>)
        {
            return first;
        }
        else
        {
            return find_reduction(more...);
        }
    }
} // namespace detail

} // namespace xrnn
