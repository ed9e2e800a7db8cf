// SPDX-License-Identifier: BSD-3-Clause
/// An encoder that leaves a memory for the decoder.
#include <xrnn/training/check_seq2seq_gradients.hpp>

#include "../../support/attention_cells.hpp"
#include "../../support/networks.hpp"
#include "check.hpp"

using namespace tests;

namespace
{

void a_memory_holds_what_the_encoder_gives()
{
    using remembering = seq2seq<rnn<3, 2>, additive_attention<2, 2, 4, 4>, remember<"M">>;
    model<remembering, double> m;
    randomise(m, 1, 0.9);
    workspace<remembering, double> work(seq2seq_steps{4, 2}, 2);
    hidden_state<remembering, double> state(2);
    const auto y = random_sequence<double>(2, 2, 2);
    for (const std::uint64_t seed : {3u, 4u})
    {
        const auto x = random_sequence<double>(4, 2, 3, seed);
        const auto window = numbers(work.forward(m, x, y));
        work.encode(m, x, state);
        const auto first = numbers(work.step(m, std::span(&y(0, 0, 0), 4), state));
        check(std::equal(first.begin(), first.end(), window.begin()), "the first step reads this source");
        const auto second = numbers(work.step(m, std::span(&y(1, 0, 0), 4), state));
        check(std::equal(second.begin(), second.end(), window.begin() + 8), "and so does the next one");
        work.encode(m, random_sequence<double>(4, 2, 3, seed + 5), state);
        const auto other = numbers(work.step(m, std::span(&y(0, 0, 0), 4), state));
        check(other != first, "another source is another memory");
    }
    const auto loss = [](auto& work) {
        const auto s = work.output();
        work.output_adjoint() = s - 0.7;
        return 0.5 * xt::sum((s - 0.7) * (s - 0.7))();
    };
    const hidden_state<remembering, double> from(2);
    check(static_cast<bool>(xrnn::check_gradients(
              m, random_sequence<double>(4, 2, 3), y, from, loss, {.may_be_zero = {"h", "v", "W_q", "W_K"}})),
        "gradients go back through what is remembered");
}

} // namespace

int main()
{
    a_memory_holds_what_the_encoder_gives();
}
