// SPDX-License-Identifier: BSD-3-Clause
/// The normalised GRU beside plain loops.
#include "../../reference/plain_normalised.hpp"
#include "equals_plain_loops.hpp"

int main()
{
    tests::equals_plain_loops<xrnn::layer_norm_gru<3, 5>, "h">(
        plain::layer_norm_gru, "the normalised GRU's forward pass");
}
