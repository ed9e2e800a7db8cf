// SPDX-License-Identifier: BSD-3-Clause
#include "../support/battery.hpp"

TEST_CASE("relu_rnn gradients match finite differences")
{
    tests::check_cell<xrnn::relu_rnn>();
}
