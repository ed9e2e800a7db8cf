// SPDX-License-Identifier: BSD-3-Clause
/// The variants of the LSTM beside plain loops.
#include "equals_plain_loops.hpp"

using namespace tests;

int main()
{
    equals_plain_loops<peephole_lstm<3, 5>, "h", "c">(plain::peephole_lstm, "the peephole LSTM's forward pass");
    equals_plain_loops<coupled_lstm<3, 5>, "h", "c">(plain::coupled_lstm, "the coupled LSTM's forward pass");
}
