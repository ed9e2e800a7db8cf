// SPDX-License-Identifier: BSD-3-Clause
/// Gradients of rows and numbers for each position of a memory, in every part that they can play.
#include "../support/attention_cells.hpp"
#include "../support/attention_check.hpp"

using namespace tests;

TEST_CASE("gradients of rows for each position match finite differences")
{
    check_attention<rows_of_positions<3, 5>>();
    check_attention<rows_of_positions<1, 17>>(2);
    check_packed<rows_of_positions<3, 5>, packed_parts{.input = false, .memories = true}>({4, 4, 4}, {1, 17, 6});
}

TEST_CASE("gradients of numbers for each position match finite differences")
{
    check_attention<numbers_of_positions<3>>();
    check_attention<numbers_of_positions<18>>(2);
    check_packed_attention<numbers_of_positions<3>>();
}

TEST_CASE("gradients of products in a sum at each position match finite differences")
{
    check_attention<products_at_positions<3, 4, 5>>();
    check_attention<products_at_positions<1, 1, 1>>();
    check_packed<products_at_positions<3, 4, 5>, packed_parts{.input = false, .memories = true}>({4, 4, 4}, {1, 17, 6});
}

TEST_CASE("gradients of attention outside the loop match finite differences")
{
    check_attention<attention_outside_the_loop<5>>();
    check_attention<attention_outside_the_loop<1>>();
    check_packed_attention<attention_outside_the_loop<5>>();
}
