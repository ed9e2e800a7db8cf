// SPDX-License-Identifier: BSD-3-Clause
// expect: this_function_has_no_derivative_add_an_entry_see_docs_guide<.*'s', 'i', 'n'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = sin(dot(x, W_h)));
#else
    static constexpr auto step = equations(h = tanh(dot(x, W_h)));
#endif
};
