// SPDX-License-Identifier: BSD-3-Clause
#include "cells.hpp"

using namespace tests;

namespace
{
/// One layer, because these compile for long.
template <class Case>
void check_layer_in_float()
{
    golden_numbers expected(Case::name);
    check_layers<Case, 1, float>(expected);
}
} // namespace

TEST_CASE("layer_norm_lstm outputs, final states and gradients match PyTorch in double")
{
    check_cell<layer_norm_lstm_case, double>();
}

TEST_CASE("layer_norm_gru outputs, final states and gradients match PyTorch in double")
{
    check_cell<layer_norm_gru_case, double>();
}

TEST_CASE("layer_norm_lstm and layer_norm_gru match PyTorch in float")
{
    check_layer_in_float<layer_norm_lstm_case>();
    check_layer_in_float<layer_norm_gru_case>();
}
