// SPDX-License-Identifier: BSD-3-Clause
/// The normalised LSTM beside plain loops, and where its gains and biases start.
#include "../../reference/plain_normalised.hpp"
#include "equals_plain_loops.hpp"

using namespace tests;

int main()
{
    using cell = layer_norm_lstm<3, 5>;
    equals_plain_loops<cell, "h", "c">(plain::layer_norm_lstm, "the normalised LSTM's forward pass");
    const model<cell, double> start(1);
    check(start.get<"s_i">()(0) == 1 && start.get<"b_f">()(2) == 1 && start.get<"b_i">()(1) == 0, "gains start at 1");
}
