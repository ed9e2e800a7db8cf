// SPDX-License-Identifier: BSD-3-Clause
// expect: no_history_of_this_value_is_kept_probe_it_after_a_step<.*'q'
#include <xrnn/xrnn.hpp>

using namespace xrnn;

struct my_cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr value<"q", 4> q{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
    static constexpr auto output = h;
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + prev(h)), q = 2 * prev(h));
};

void use(const workspace<my_cell>& w)
{
#ifdef MISTAKE
    w.probe<"q">();
#else
    w.probe<"h">();
#endif
}
