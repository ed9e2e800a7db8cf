// SPDX-License-Identifier: BSD-3-Clause
/// The cell that has every rule of the language in it, beside plain loops.
#include "../../support/torture_cell.hpp"
#include "equals_plain_loops.hpp"

using namespace tests;

int main()
{
    equals_plain_loops<torture<3, 5, 4>, "h", "c", "m">(plain::torture, "the torture cell's forward pass");
}
