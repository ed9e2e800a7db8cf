// SPDX-License-Identifier: BSD-3-Clause
#include "cells.hpp"

using namespace tests;

TEST_CASE("gru outputs, final states and gradients match PyTorch in double")
{
    check_cell<gru_case, double>();
}

TEST_CASE("gru outputs, final states and gradients match PyTorch in float")
{
    check_cell<gru_case, float>();
}
