// SPDX-License-Identifier: BSD-3-Clause
#include "../support/battery.hpp"

TEST_CASE("mgu gradients match finite differences")
{
    tests::check_cell<xrnn::mgu>();
}
