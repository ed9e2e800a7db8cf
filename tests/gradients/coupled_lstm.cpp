// SPDX-License-Identifier: BSD-3-Clause
#include "../support/battery.hpp"

TEST_CASE("coupled_lstm gradients match finite differences")
{
    tests::check_cell<xrnn::coupled_lstm>();
}
