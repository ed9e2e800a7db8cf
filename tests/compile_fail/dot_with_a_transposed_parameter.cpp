// SPDX-License-Identifier: BSD-3-Clause
// expect: this_parameter_looks_transposed_declare_it_as_in_by_out.*'x'.*width<3>.*'W', '_', 'h'.*rows<4>.*columns<3>
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
#ifdef MISTAKE
    static constexpr parameter<"W_h", 4, 3> W_h{};
#else
    static constexpr parameter<"W_h", 3, 4> W_h{};
#endif
    static constexpr auto step = equations(h = tanh(dot(x, W_h)));
};
