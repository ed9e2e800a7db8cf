// SPDX-License-Identifier: BSD-3-Clause
/// The gradients of additive attention with packed memories.
#include "../../support/attention_cells.hpp"
#include "../../support/packed_gradients.hpp"
#include "check.hpp"

using namespace tests;

int main()
{
    constexpr packed_parts both{.input = true, .memories = true};
    check(static_cast<bool>(compare_packed<additive_attention<2, 3, 3, 2>, both>({2, 4, 1}, {3, 2, 17})),
        "the gradients of packed memories");
}
