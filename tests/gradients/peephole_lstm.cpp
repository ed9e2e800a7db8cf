// SPDX-License-Identifier: BSD-3-Clause
#include "../support/battery.hpp"

TEST_CASE("peephole_lstm gradients match finite differences")
{
    tests::check_cell<xrnn::peephole_lstm>();
}
