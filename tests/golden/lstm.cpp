// SPDX-License-Identifier: BSD-3-Clause
#include "cells.hpp"

using namespace tests;

TEST_CASE("lstm outputs, final states and gradients match PyTorch in double")
{
    check_cell<lstm_case, double>();
}

TEST_CASE("lstm outputs, final states and gradients match PyTorch in float")
{
    check_cell<lstm_case, float>();
}
