// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "../../support/gradient_check.hpp"
#include "../../support/informative.hpp"
#include "check.hpp"

namespace tests
{

/// All coordinates of small networks, in a workspace made for a larger window.
template <class Network>
void gradients_match(const char* claim, std::size_t steps, std::size_t rows, std::size_t sample = 0)
{
    check(static_cast<bool>(compare_gradients<Network>({steps, rows, steps + 1, rows + 2}, sample)), claim);
}

} // namespace tests
