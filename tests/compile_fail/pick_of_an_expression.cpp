// SPDX-License-Identifier: BSD-3-Clause
// expect: pick_and_slice_take_a_named_row_of_an_input_state_or_value<.*an_expression.*width<3>
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = pick<0>(2 * x) * prev(h));
#else
    static constexpr auto step = equations(h = 2 * pick<0>(x) * prev(h));
#endif
};
