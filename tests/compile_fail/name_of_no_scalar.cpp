// SPDX-License-Identifier: BSD-3-Clause
// expect: that_layer_has_no_scalar_of_this_name<.*'b'.*leaky
#include <xrnn/xrnn.hpp>

using namespace xrnn;

struct leaky
{
    static constexpr input<"x", 4> x{};
    static constexpr state<"h", 4> h{};
    static constexpr scalar<"k"> k{};
    static constexpr parameter<"b", 4> b{};
    static constexpr auto output = h;
    static constexpr auto step = equations(h = tanh(x + k * prev(h) + b));
};

void use(model<leaky>& m)
{
#ifdef MISTAKE
    m.set<"b">(1);
#else
    m.set<"k">(1);
#endif
}
