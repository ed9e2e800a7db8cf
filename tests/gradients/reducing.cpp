// SPDX-License-Identifier: BSD-3-Clause
#include "../support/battery.hpp"
#include "../support/reducing_cell.hpp"

using namespace tests;

TEST_CASE("gradients of reductions match finite differences")
{
    check_gradients<reducing<3, 5>>();
    check_gradients<reducing<5, 16>>();
    check_gradients<stack<reducing<3, 4>, reducing<4, 5>, linear<5, 2>>>();
}

TEST_CASE("gradients of slices and picks match finite differences")
{
    check_gradients<slicing<3, 4>>();
    check_gradients<stack<slicing<5, 18>, linear<17, 2>>>();
}

TEST_CASE("gradients of cells whose output is a number match finite differences")
{
    check_gradients<scoring<3, 5>>();
    check_gradients<counter<3>>();
    check_gradients<stack<scoring<3, 19>, counter<1>, scoring<1, 4>, linear<1, 2>>>();
}
