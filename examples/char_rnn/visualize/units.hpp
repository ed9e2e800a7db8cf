// SPDX-License-Identifier: BSD-3-Clause
/// Which units of a network follow a property of the text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "properties.hpp"
#include "reading.hpp"

namespace char_rnn
{

/// How a unit's activation and a property go together.
struct unit_match
{
    std::string property;
    std::size_t value = 0; ///< of those of the reading
    std::size_t unit = 0;
    double bits = 0;  ///< their mutual information
    double share = 0; ///< of the entropy of the property: 1 if the unit tells all of it
};

/// The units that follow something, and what that means.
struct unit_search
{
    std::vector<unit_match> matches; ///< property by property, the clearest unit first; those above the threshold
    double least_share = 0;          ///< of the property's entropy
    std::size_t units = 0;           ///< how many were looked at: those of the states
    std::size_t following = 0;       ///< how many of them follow a property at least
};

/// Looks at each unit of the states of a reading and at each property that the text has. A unit follows a property if their
/// mutual information is at least least_share of the property's entropy, and more than that of any unit with the property
/// shifted against the text, 20 times by a random distance. Activations are counted in 8 classes of equal size. `at` is the
/// last byte of each id in the text that the properties are of.
unit_search find_units(
    const reading& r, const std::vector<property>& properties, const std::vector<std::size_t>& at, double least_share);

} // namespace char_rnn
