// SPDX-License-Identifier: BSD-3-Clause
#include "../support/battery.hpp"
#include "../support/fed_cells.hpp"

using namespace tests;

TEST_CASE("gradients of a cell with two sequences and a held row match finite differences")
{
    check_gradients<conditioned_rnn<3, 2, 5, 7>>();
    check_gradients<conditioned_rnn<16, 16, 16, 16>>();
}

TEST_CASE("gradients of what runs once a window match finite differences")
{
    check_gradients<fed_in_every_way<3, 7>>();
    check_gradients<fed_in_every_way<5, 1>>();
    check_gradients<fed_at_one_place<7>>();
    check_gradients<fed_in_every_way<16, 16>>(2);
}

TEST_CASE("gradients of numbers that are made once a window match finite differences")
{
    check_gradients<reduced_once<3>>();
    check_gradients<reduced_once<7>>();
    check_gradients<stack<reduced_once<18>, linear<18, 2>>>(2);
}

TEST_CASE("gradients of networks whose layers are fed from outside match finite differences")
{
    check_gradients<stack<linear<4, 3>, conditioned_rnn<3, 2, 5, 7>, fed_in_every_way<7, 5>, linear<5, 2>>>();
    check_gradients<stack<residual<conditioned_rnn<5, 2, 3, 5>>, highway<fed_in_every_way<5, 5>>>>(2);
}
