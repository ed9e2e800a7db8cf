// SPDX-License-Identifier: BSD-3-Clause
#include "../support/battery.hpp"
#include "../support/fed_cells.hpp"

using namespace tests;

TEST_CASE("gradients of bidirectional layers match finite differences")
{
    check_gradients<bidirectional<lstm<3, 7>>>();
    check_gradients<stack<bidirectional<gru<4, 5>>, bidirectional<rnn<10, 3>>, linear<6, 2>>>();
    check_gradients<bidirectional<stack<linear<3, 4>, lstm<4, 5>>>>();
    check_gradients<bidirectional<bidirectional<rnn<3, 4>>>>();
}

TEST_CASE("gradients of layers side by side match finite differences")
{
    check_gradients<concat<rnn<3, 4>, gru<3, 5>, linear<3, 2>>>();
    check_gradients<stack<linear<4, 5>, concat<rnn<5, 4>, concat<linear<5, 2>, lstm<5, 3>>>, linear<9, 2>>>();
    check_gradients<stack<gru<3, 4>, concat<dropout<4>, mgu<4, 4>>, rnn<8, 3>>>();
}

TEST_CASE("gradients of residual layers around stacks match finite differences")
{
    check_gradients<residual<stack<rnn<4, 5>, linear<5, 4>>>>();
    check_gradients<
        stack<linear<3, 6>, residual<stack<gru<6, 6>, residual<stack<rnn<6, 3>, linear<3, 6>>>>>, linear<6, 2>>>();
    check_gradients<stack<linear<3, 4>, residual<concat<rnn<4, 2>, gru<4, 2>>>, residual<stack<lstm<4, 4>>>>>();
}

TEST_CASE("gradients of several outputs match finite differences")
{
    check_gradients<stack<lstm<3, 5>, heads<linear<5, 2>, stack<rnn<5, 4>, linear<4, 3>>>>>();
    check_gradients<heads<rnn<3, 4>, heads<gru<3, 5>, linear<3, 2>>>>();
}

TEST_CASE("gradients of compositions inside each other match finite differences")
{
    using tagger = stack<embedding<6, 5>, bidirectional<lstm<5, 4>>, residual<bidirectional<gru<8, 4>>>,
        heads<linear<8, 3>, bidirectional<stack<residual<stack<rnn<8, 8>>>, linear<8, 2>>>>>;
    check_gradients<tagger>(2);
    check_gradients<bidirectional<concat<residual<stack<gru<4, 4>>>, rnn<4, 3>>>>();
    check_gradients<residual<bidirectional<stack<residual<rnn<4, 4>>, linear<4, 2>>>>>();
    check_gradients<
        stack<residual<concat<stack<residual<rnn<6, 6>>, linear<6, 2>>, gru<6, 4>>>, concat<rnn<6, 3>, rnn<6, 3>>>>();
}

TEST_CASE("gradients of compositions of cells with several inputs match finite differences")
{
    check_gradients<stack<concat<conditioned_rnn<3, 2, 5, 4>, rnn<3, 2>>, conditioned_rnn<6, 1, 2, 3>>>();
    check_gradients<stack<bidirectional<fed_at_one_place<3>>, linear<6, 2>>>();
}
