// SPDX-License-Identifier: BSD-3-Clause
#include "../support/attention_cells.hpp"
#include "../support/attention_check.hpp"

using namespace tests;

TEST_CASE("gradients of additive attention match finite differences")
{
    check_attention<additive_attention<3, 5, 4, 7>>();
    check_attention<additive_attention<16, 16, 16, 16>>(2);
    check_attention<additive_attention<2, 157, 33, 3>>(2);
}

TEST_CASE("gradients of dot-product attention match finite differences")
{
    check_attention<dot_product_attention<3, 5, 4, 7>>();
    check_attention<dot_product_attention<1, 1, 1, 1>>();
}

TEST_CASE("gradients of attention with two heads match finite differences")
{
    check_attention<attention_of_two_heads<4>>();
    check_attention<attention_of_two_heads<16>>(2);
}

TEST_CASE("gradients of several memories match finite differences")
{
    check_attention<several_memories<2, 3, 4>>();
}

TEST_CASE("gradients of layers with memories match finite differences")
{
    check_attention<stack<embedding<4, 3>, additive_attention<3, 5, 4, 7>, dropout<7>, linear<7, 2>>>();
    check_attention<stack<dot_product_attention<3, 2, 4, 5>, residual<additive_attention<5, 2, 3, 5>>>>(2);
    check_attention<concat<lstm<3, 2>, dot_product_attention<3, 5, 4, 2>>>(2);
    check_attention<bidirectional<additive_attention<3, 2, 4, 3>>>(2);
}

TEST_CASE("gradients of packed memories and windows match finite differences")
{
    check_packed_attention<additive_attention<3, 5, 4, 7>>();
    check_packed_attention<several_memories<2, 3, 4>>();
    check_packed_attention<stack<linear<2, 3>, additive_attention<3, 2, 4, 5>, lstm<5, 3>>>();
    check_packed_attention<bidirectional<additive_attention<3, 2, 4, 3>>>();
}
