// SPDX-License-Identifier: BSD-3-Clause
// expect: this_row_does_not_have_these_columns<.*'x'.*width<3>.*index<1>.*count<4>
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = slice<1, 4>(x) + prev(h));
#else
    static constexpr auto step = equations(h = pick<1>(x) + prev(h));
#endif
};
