// SPDX-License-Identifier: BSD-3-Clause
/// Two cells with several inputs, some of them held: their gradients, and refusals.
#include "../../support/fed_cells.hpp"
#include "gradients_match.hpp"

using namespace tests;

namespace
{

void other_rows_are_refused()
{
    using cell = conditioned_rnn<3, 2, 4, 5>;
    const model<cell, double> m(1);
    workspace<cell, double> work(m, 2, 3);
    hidden_state<cell, double> state(3);
    const xt::xtensor<double, 3> x = xt::zeros<double>({2, 3, 3});
    const xt::xtensor<double, 3> context = xt::zeros<double>({2, 3, 2});
    const xt::xtensor<double, 2> v = xt::zeros<double>({2, 4});
    bool refused = false;
    try
    {
        work.forward(m, feeds(x, context, v), state);
    }
    catch (const std::invalid_argument&)
    {
        refused = true;
    }
    check(refused, "a held input with other rows is refused");
}

} // namespace

int main()
{
    other_rows_are_refused();
    using network = stack<fed_in_every_way<2, 3>, conditioned_rnn<3, 2, 4, 5>>;
    gradients_match<network>("the gradients of two cells with several inputs", 3, 2);
}
