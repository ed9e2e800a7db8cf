// SPDX-License-Identifier: BSD-3-Clause
// expect: this_parameter_is_used_twice_fix_its_name_or_write_shared<.*'W', '_', 'i'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_i", 3, 4> W_i{};
#ifdef MISTAKE
    static constexpr parameter<"W_i", 3, 4> W_f{};
#else
    static constexpr parameter<"W_f", 3, 4> W_f{};
#endif
    static constexpr value<"i", 4> i{};
    static constexpr value<"f", 4> f{};
    static constexpr auto step = equations(
        i = sigmoid(dot(x, W_i)),
        f = sigmoid(dot(x, W_f)),
        h = f * prev(h) + i);
};
