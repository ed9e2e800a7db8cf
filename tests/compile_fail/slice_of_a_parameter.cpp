// SPDX-License-Identifier: BSD-3-Clause
// expect: pick_and_slice_take_a_named_row_of_an_input_state_or_value<.*'b'.*width<8>
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
#ifdef MISTAKE
    static constexpr parameter<"b", 8> b{};
#else
    static constexpr parameter<"b", 4> b{};
#endif
#ifdef MISTAKE
    static constexpr auto step = equations(h = slice<0, 4>(b) + pick<0>(x));
#else
    static constexpr auto step = equations(h = b + pick<0>(x));
#endif
};
