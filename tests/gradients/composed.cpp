// SPDX-License-Identifier: BSD-3-Clause
#include "../support/battery.hpp"

using namespace tests;

TEST_CASE("gradients of residual and highway cells match finite differences")
{
    check_gradients<stack<linear<3, 7>, residual<lstm<7, 7>>, residual<lstm<7, 7>>>>();
    check_gradients<stack<highway<gru<5, 5>>, linear<5, 3>>>();
    check_gradients<highway<residual<rnn<17, 17>>>>();
}
