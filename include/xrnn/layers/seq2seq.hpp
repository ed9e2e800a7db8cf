// SPDX-License-Identifier: BSD-3-Clause
/// An encoder and a decoder as one network: one reads a sequence, the other writes another one.
#pragma once

#include "../language/mistakes.hpp"

#include "seq2seq_links.hpp"

namespace xrnn
{

/// A link of seq2seq: the final states From of the encoder are the initial states To of the decoder. Those of all layers in
/// turn; a state of the decoder takes as many of the encoder's, side by side, as fill its width, so that both directions of
/// a bidirectional encoder go into one state of twice the width. With two layer numbers, as carry<"h", "s", 1, 2>, it is the
/// state of that layer alone; layers are numbered over the whole network, the decoder's after the encoder's.
template <detail::name From, detail::name To, std::size_t... Layers>
struct carry
{
    static_assert(sizeof...(Layers) == 0 || sizeof...(Layers) == 2,
        "xrnn: carry takes no layer or two, one of the encoder and one of the decoder");
};

/// A link of seq2seq: the memory of the decoder with this name holds what the encoder gives at each step of the source. All
/// layers of the decoder that have such a memory share it.
template <detail::name Memory>
struct remember
{
};

namespace detail
{
    template <class Encoder, class Decoder, class... Links>
    using mistake_of_seq2seq = typename first_mistake<decltype(find_mistake_of_inner_layer<Encoder>()),
        decltype(find_mistake_of_layer<Decoder>()),
        decltype(find_mistake_of_links<Encoder, Decoder, Links...>())>::type;
} // namespace detail

/// Encoder reads the source, Decoder the inputs of the target, and begins with the states that the links carry to it; the
/// other states of both begin with zero: Sutskever, Vinyals & Le 2014; Cho et al. 2014. Both are layers of any kind. It is a
/// whole network: one model, which a workspace with two lengths runs, and whose step is one of the decoder. What Encoder
/// gives is read where a link remembers it. Equation (80) of docs/mathematics.md.
template <class Encoder, class Decoder, class... Links>
struct seq2seq
{
    static_assert(
        sizeof(detail::checked<detail::mistake_of_seq2seq<Encoder, Decoder, Links...>, seq2seq, detail::stand_in>) > 0);
    using encoder = Encoder;
    using decoder = Decoder;
};

namespace detail
{
    template <class Encoder, class Decoder, class... Links>
    struct composition<seq2seq<Encoder, Decoder, Links...>>
    {
        using parts = std::tuple<Encoder, Decoder>;
        using mistake = mistake_of_seq2seq<Encoder, Decoder, Links...>;
        using encoder = Encoder;
        using decoder = Decoder;
        static constexpr std::size_t input = layer_widths<Decoder>::input;
        static constexpr std::size_t output = layer_widths<Decoder>::output;
        static constexpr bool has_heads = detail::has_heads<Decoder>();
        static constexpr auto carried() { return carried_by_all<Encoder, Decoder, Links...>(); }
        static constexpr bool remembers(std::string_view memory) { return is_remembered<Links...>(memory); }
    };
} // namespace detail

} // namespace xrnn
