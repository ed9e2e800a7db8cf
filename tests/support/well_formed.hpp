// SPDX-License-Identifier: BSD-3-Clause
/// Is a plan whole? Every place lies in its buffer, nothing lies over what is still read, everything is written before it
/// is read, and what several write is cleared first. It asks what a plan must keep, and not how it was made.
#pragma once

#include "plan_order.hpp"
#include "plan_places.hpp"

namespace tests
{

/// The first defect of a plan in words, or nothing.
template <class Plan>
constexpr std::string_view find_defect(const Plan& plan)
{
    const std::string_view defect = order_inspector<Plan>(plan).find_defect();
    return defect.empty() ? place_inspector<Plan>(plan).find_defect() : defect;
}

template <class Plan>
constexpr bool well_formed(const Plan& plan)
{
    return find_defect(plan).empty();
}

} // namespace tests
