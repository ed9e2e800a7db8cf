// SPDX-License-Identifier: BSD-3-Clause
/// The layers beside plain loops.
#include "equals_plain_loops.hpp"

using namespace tests;

int main()
{
    equals_plain_loops<linear<3, 5>>(plain::linear, "the linear layer's forward pass");
    equals_plain_loops<embedding<3, 5>>(plain::embedding, "the embedding's forward pass");
    equals_plain_loops<dropout<5>>(plain::dropout, "dropout outside training");
}
