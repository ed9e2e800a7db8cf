// SPDX-License-Identifier: BSD-3-Clause
// expect: this_cell_reads_several_sequences_and_cannot_read_them_backwards<cell<true>
#include <xrnn/xrnn.hpp>

template <bool>
struct cell
{
    static constexpr xrnn::input<"x", 3> x{};
    static constexpr xrnn::input<"z", 3> z{};
    static constexpr xrnn::state<"h", 3> h{};
    static constexpr auto inputs = order(x, z);
    static constexpr auto output = h;
    static constexpr auto step = equations(h = tanh(x + z + prev(h)));
};

template <>
struct cell<false>
{
    static constexpr xrnn::input<"x", 3> x{};
    static constexpr xrnn::held<"z", 3> z{};
    static constexpr xrnn::state<"h", 3> h{};
    static constexpr auto inputs = order(x, z);
    static constexpr auto output = h;
    static constexpr auto step = equations(h = tanh(x + z + prev(h)));
};

#ifdef MISTAKE
using network = xrnn::bidirectional<cell<true>>;
#else
using network = xrnn::bidirectional<cell<false>>;
#endif

xrnn::model<network> model(1);
