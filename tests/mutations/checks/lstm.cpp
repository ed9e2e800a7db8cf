// SPDX-License-Identifier: BSD-3-Clause
/// The LSTM beside plain loops, and where its biases start.
#include "equals_plain_loops.hpp"

using namespace tests;

int main()
{
    equals_plain_loops<lstm<3, 5>, "h", "c">(plain::lstm, "the LSTM's forward pass");
    const model<lstm<2, 3>, double> m(1);
    for (std::size_t j = 0; j < 3; ++j)
    {
        check(m.get<"b_f">()(j) == 1 && m.get<"b_i">()(j) == 0, "the forget gate's bias starts at 1, the others at 0");
    }
}
