// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "../../support/gradient_check.hpp"
#include "check.hpp"

namespace tests
{

/// All coordinates of small networks, in a workspace made for a larger window; twice, because only the second backward
/// pass finds what the first one left in the workspace.
template <class Network>
void gradients_match(const char* claim, std::size_t steps, std::size_t rows, std::size_t sample = 1000)
{
    gradient_check<Network> comparison(steps, rows, steps + 1, rows + 2);
    check(comparison.run(sample).good() && comparison.run(sample).good(), claim);
}

} // namespace tests
