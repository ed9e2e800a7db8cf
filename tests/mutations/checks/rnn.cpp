// SPDX-License-Identifier: BSD-3-Clause
/// The simple networks beside plain loops.
#include "equals_plain_loops.hpp"

using namespace tests;

int main()
{
    equals_plain_loops<rnn<3, 5>, "h">(plain::rnn, "the simple network's forward pass");
    equals_plain_loops<relu_rnn<3, 5>, "h">(plain::relu_rnn, "the rectifier network's forward pass");
}
