// SPDX-License-Identifier: BSD-3-Clause
/// Gradients of the cell that takes slices of everything.
#include "../../support/reducing_cell.hpp"
#include "gradients_match.hpp"

int main()
{
    tests::gradients_match<tests::slicing<3, 4>>("the gradients of slices", 3, 2);
}
