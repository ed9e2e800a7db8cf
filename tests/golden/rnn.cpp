// SPDX-License-Identifier: BSD-3-Clause
#include "cells.hpp"

using namespace tests;

TEST_CASE("rnn outputs, final states and gradients match PyTorch in double")
{
    check_cell<rnn_case, double>();
}

TEST_CASE("rnn outputs, final states and gradients match PyTorch in float")
{
    check_cell<rnn_case, float>();
}
