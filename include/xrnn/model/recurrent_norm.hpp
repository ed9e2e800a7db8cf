// SPDX-License-Identifier: BSD-3-Clause
/// How far a recurrent matrix can stretch a state.
#pragma once

#include <cstddef>
#include <string>

namespace xrnn
{

/// A matrix that multiplies the value of a state before the step.
struct recurrent_norm
{
    std::size_t layer = 0;
    std::string name;
    double norm = 0; ///< its largest singular value
};

} // namespace xrnn
