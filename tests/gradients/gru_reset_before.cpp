// SPDX-License-Identifier: BSD-3-Clause
#include "../support/battery.hpp"

TEST_CASE("gru_reset_before gradients match finite differences")
{
    tests::check_cell<xrnn::gru_reset_before>();
}
