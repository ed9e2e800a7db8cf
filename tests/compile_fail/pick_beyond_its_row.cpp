// SPDX-License-Identifier: BSD-3-Clause
// expect: this_row_does_not_have_these_columns<.*'h'.*width<4>.*index<4>.*count<1>
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = pick<0>(x) * pick<4>(prev(h)));
#else
    static constexpr auto step = equations(h = pick<0>(x) * pick<3>(prev(h)));
#endif
};
