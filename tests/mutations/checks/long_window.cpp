// SPDX-License-Identifier: BSD-3-Clause
/// The gradients of linear layers, one too wide and one in a window too long for a single block of the column sums.
#include "gradients_match.hpp"

using namespace tests;

int main()
{
    gradients_match<linear<1, 66>>("the gradients of a wide linear layer", 2, 2);
    gradients_match<linear<2, 3>>("the gradients of a linear layer over a long window", 36, 15, 12);
}
