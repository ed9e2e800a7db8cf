// SPDX-License-Identifier: BSD-3-Clause
/// Stands for xtensor 0.26 or later, which has this header here.
#pragma once

#if __has_include_next(<xtensor/containers/xtensor.hpp>)
#include_next <xtensor/containers/xtensor.hpp>
#else
#include <xtensor/xtensor.hpp>
#endif

namespace newer_xtensor
{
inline constexpr bool was_included = true;
} // namespace newer_xtensor
