// SPDX-License-Identifier: BSD-3-Clause
#include "../support/battery.hpp"

// From a width of 3 on: a row of one element is its own mean, so nothing is learned through it. These cells take three times
// as long to compile as others, so there are fewer networks of them.

using namespace tests;

TEST_CASE("layer_norm_lstm gradients match finite differences")
{
    check_gradients<layer_norm_lstm<3, 3>>();
    check_gradients<layer_norm_lstm<33, 33>>();
    check_gradients<stack<layer_norm_lstm<5, 7>, layer_norm_lstm<7, 16>, layer_norm_lstm<16, 4>>>(2);
}

TEST_CASE("layer_norm_gru gradients match finite differences")
{
    check_gradients<layer_norm_gru<3, 3>>();
    check_gradients<layer_norm_gru<33, 33>>();
    check_gradients<stack<layer_norm_gru<5, 7>, layer_norm_gru<7, 16>, layer_norm_gru<16, 4>>>(2);
}
