// SPDX-License-Identifier: BSD-3-Clause
/// The cell that has every rule of the language in it: its forward pass beside plain loops, and its gradients.
#include "equals_plain_loops.hpp"
#include "gradients_match.hpp"

using namespace tests;

int main()
{
    equals_plain_loops<torture<3, 5, 4>, "h", "c", "m">(plain::torture, "the torture cell's forward pass");
    gradients_match<torture<3, 5, 4>>("the torture cell's gradients", 4, 3);
    gradients_match<torture<3, 5, 4>>("the torture cell's gradients in many rows", 2, 18, 20);
}
