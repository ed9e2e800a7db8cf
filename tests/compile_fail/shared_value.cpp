// SPDX-License-Identifier: BSD-3-Clause
// expect: this_symbol_is_not_a_parameter_so_it_cannot_be_shared<.*'r'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr value<"r", 4> r{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(r = dot(x, W_h), h = tanh(shared(r)));
#else
    static constexpr auto step = equations(r = dot(x, shared(W_h)), h = tanh(r) * dot(x, shared(W_h)));
#endif
};
