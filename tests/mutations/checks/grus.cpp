// SPDX-License-Identifier: BSD-3-Clause
/// The GRU and its variants beside plain loops.
#include "equals_plain_loops.hpp"

using namespace tests;

int main()
{
    equals_plain_loops<gru<3, 5>, "h">(plain::gru, "the GRU's forward pass");
    equals_plain_loops<gru_reset_before<3, 5>, "h">(plain::gru_reset_before, "the forward pass of Cho's GRU");
    equals_plain_loops<mgu<3, 5>, "h">(plain::mgu, "the minimal gated unit's forward pass");
}
