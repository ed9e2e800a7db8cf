// SPDX-License-Identifier: BSD-3-Clause
// expect: this_input_cannot_take_ids_use_it_in_dot_only<.*'x'
#include <vector>
#include <xrnn/xrnn.hpp>

using namespace xrnn;

struct my_cell
{
    static constexpr input<"x", 4> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 4, 4> W_h{};
    static constexpr auto output = h;
#ifdef MISTAKE
    static constexpr auto step = equations(h = tanh(x * prev(h)));
#else
    static constexpr auto step = equations(h = tanh(dot(x, W_h) * prev(h)));
#endif
};

void use(const model<my_cell>& m, hidden_state<my_cell>& state, const std::vector<id>& ids)
{
    m.step(ids, state);
}
