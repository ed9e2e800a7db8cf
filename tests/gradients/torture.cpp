// SPDX-License-Identifier: BSD-3-Clause
#include "../support/battery.hpp"

using namespace tests;

template <std::size_t In, std::size_t Hidden>
using torture_cell = torture<In, Hidden, In>;

TEST_CASE("the torture cell's gradients match finite differences")
{
    check_cell<torture_cell>();
}

TEST_CASE("the torture cell's gradients match finite differences with three different widths")
{
    check_gradients<torture<3, 5, 4>>(8);
    check_gradients<torture<16, 7, 9>>(8);
}
