// SPDX-License-Identifier: BSD-3-Clause
/// The gradients of stacks: nested, with dropout, and at a narrow end.
#include "doubled.hpp"
#include "gradients_match.hpp"

using namespace tests;

int main()
{
    gradients_match<nested>("the gradients of a nested stack with dropout", 3, 2);
    gradients_match<stack<rnn<3, 9>, linear<9, 1>>>("the gradients of a stack that ends narrow", 7, 5, 12);
}
