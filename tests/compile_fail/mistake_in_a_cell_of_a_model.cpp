// SPDX-License-Identifier: BSD-3-Clause
// expect: the_operands_of_dot_are_swapped_write_dot_x_W<.*'W', '_', 'h'.*'x'
#include <xrnn/xrnn.hpp>

using namespace xrnn;

struct my_cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
    static constexpr parameter<"b_h", 4> b_h{};
    static constexpr auto output = h;
    static constexpr auto start = initial(b_h = 1);
#ifdef MISTAKE
    static constexpr auto step = equations(h = tanh(dot(W_h, x) + b_h));
#else
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + b_h));
#endif
};

// All that is built upon the cell says nothing more.
using network = stack<my_cell, linear<4, 2>>;

void use(const std::vector<float>& window)
{
    model<network> m(1);
    hidden_state<network> state;
    workspace<network> w(m, 5, 1);
    parameters<network> gradients;
    w.forward(m, window, state);
    w.backward(m, gradients);
    w.probe<"h">();
    m.get<"W_h">();
    m.edit([](parameters<network>& p) { p.get<"b", 1>()(0) = 1; });
    state.get<"h">();
}
