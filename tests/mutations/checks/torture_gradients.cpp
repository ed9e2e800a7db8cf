// SPDX-License-Identifier: BSD-3-Clause
/// The gradients of the cell that has every rule of the language in it.
#include "../../support/torture_cell.hpp"
#include "gradients_match.hpp"

using namespace tests;

int main()
{
    gradients_match<torture<2, 3, 3>>("the torture cell's gradients", 3, 2);
    gradients_match<torture<3, 5, 4>>("the torture cell's gradients in many rows", 2, 18, 20);
}
