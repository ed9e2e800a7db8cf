// SPDX-License-Identifier: BSD-3-Clause
// expect: the_encoders_output_and_the_memory_have_different_widths<.*width<5>.*'H'.*width<4>
#include <xrnn/xrnn.hpp>

struct reader
{
    static constexpr xrnn::input<"y", 2> y{};
    static constexpr xrnn::memory<"H", 4> H{};
    static constexpr xrnn::positions<"e"> e{};
    static constexpr xrnn::positions<"a"> a{};
    static constexpr xrnn::value<"c", 4> c{};
    static constexpr xrnn::state<"s", 4> s{};
    static constexpr xrnn::parameter<"W", 2, 4> W{};
    static constexpr auto inputs = order(y, H);
    static constexpr auto output = s;
    static constexpr auto step =
        xrnn::equations(e = sum(H * prev(s)), a = softmax(e), c = attend(a, H), s = tanh(dot(y, W) + c));
};

#ifdef MISTAKE
using network = xrnn::seq2seq<xrnn::gru<3, 5>, reader, xrnn::remember<"H">>;
#else
using network = xrnn::seq2seq<xrnn::gru<3, 4>, reader, xrnn::remember<"H">>;
#endif

xrnn::model<network> model(1);
