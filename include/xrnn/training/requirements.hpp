// SPDX-License-Identifier: BSD-3-Clause
/// What update rules and schedules require of their constants. Each throws std::invalid_argument.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "../model/finite.hpp"
#include "../model/message.hpp"

namespace xrnn::detail
{

/// Throws unless a condition on a constant holds.
inline void require(bool holds, std::string_view constant, std::string_view what, double value)
{
    if (!holds)
    {
        throw std::invalid_argument(
            "xrnn: " + std::string(constant) + " must be " + std::string(what) + ", but it is " + number_text(value));
    }
}

inline void require_not_negative(std::string_view constant, double value)
{
    require(is_finite(value) && value >= 0, constant, "finite and not negative", value);
}

/// For the share of a memory that is kept at each update.
inline void require_share(std::string_view constant, double value)
{
    require(is_finite(value) && value >= 0 && value < 1, constant, "at least 0 and below 1", value);
}

/// For constants that keep a quotient from being 0 / 0 while a parameter has had no gradient.
template <class T>
void require_positive(std::string_view constant, double value)
{
    require(is_finite(value) && static_cast<T>(value) > 0, constant,
        "finite and above zero in the precision of the parameters", value);
}

} // namespace xrnn::detail
