// SPDX-License-Identifier: BSD-3-Clause
/// The gradients of networks that are graphs of cells.
#include "gradients_match.hpp"

using namespace tests;

int main()
{
    using network = stack<linear<2, 3>, bidirectional<rnn<3, 2>>,
        residual<concat<linear<4, 1>, stack<residual<rnn<4, 4>>, linear<4, 3>>>>, heads<linear<4, 2>, rnn<4, 3>>>;
    gradients_match<network>("the gradients of a graph of cells", 3, 2);
    gradients_match<concat<residual<stack<rnn<3, 3>>>, mgu<3, 2>>>("the gradients of cells that share an input", 3, 2);
}
