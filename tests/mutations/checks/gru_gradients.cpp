// SPDX-License-Identifier: BSD-3-Clause
/// The gradients of the GRU.
#include "gradients_match.hpp"

using namespace tests;

int main()
{
    gradients_match<gru<2, 3>>("the GRU's gradients", 4, 3);
}
