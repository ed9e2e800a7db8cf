// SPDX-License-Identifier: BSD-3-Clause
/// A forward pass beside plain loops: what finite differences cannot see, because the derived gradients follow the
/// equations wherever they go.
#pragma once

#include "../../reference/compare_forward.hpp"
#include "check.hpp"

namespace tests
{

template <class Cell, detail::name... States>
void equals_plain_loops(plain::step step, const char* claim)
{
    const forward_report r = compare_forward<Cell, States...>(step);
    check(r.informative, "a comparison that could fail");
    check(r.outputs <= 1e-12 && r.final_states <= 1e-12, claim);
    check(r.steps_equal_window, "a step gives the bits of a window");
}

} // namespace tests
