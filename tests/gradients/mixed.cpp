// SPDX-License-Identifier: BSD-3-Clause
#include "../support/battery.hpp"

using namespace tests;

TEST_CASE("gradients of mixed stacks match finite differences")
{
    check_gradients<stack<lstm<3, 7>, linear<7, 5>>>();
    check_gradients<stack<linear<4, 6>, gru<6, 9>, rnn<9, 3>, linear<3, 2>>>();
    check_gradients<stack<peephole_lstm<5, 16>, mgu<16, 3>, coupled_lstm<3, 8>, linear<8, 4>>>();
    check_gradients<stack<gru_reset_before<2, 5>, torture<5, 6, 3>, linear<3, 2>>>();
}

TEST_CASE("a stack is a layer: gradients of nested stacks match finite differences")
{
    check_gradients<stack<stack<rnn<3, 4>, gru<4, 5>>, stack<lstm<5, 4>, stack<linear<4, 3>>>>>();
}

TEST_CASE("gradients through dropout match finite differences for a fixed mask")
{
    check_gradients<stack<lstm<3, 8>, dropout<8>, lstm<8, 7>, dropout<7, std::ratio<1, 5>>, linear<7, 4>>>();
}

TEST_CASE("gradients through noise at a rate of run time, and drawn once an update, match finite differences")
{
    check_gradients<stack<zoneout_lstm<3, 8>, dropout<8, set_at_run_time>, linear<8, 4>>>();
    check_gradients<stack<gru<3, 8>, variational_dropout<8>, gru<8, 7>, variational_dropout<7, set_at_run_time>>>();
}
