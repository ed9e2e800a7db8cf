// SPDX-License-Identifier: BSD-3-Clause
/// The gradients of the LSTM.
#include "gradients_match.hpp"

using namespace tests;

int main()
{
    gradients_match<lstm<2, 3>>("the LSTM's gradients", 4, 3);
}
