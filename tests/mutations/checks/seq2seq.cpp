// SPDX-License-Identifier: BSD-3-Clause
/// An encoder and a decoder: what is carried, noise, and refusals.
#include <xrnn/model/network_text.hpp>

#include "../../support/informative.hpp"
#include "../../support/networks.hpp"
#include "check.hpp"

using namespace tests;
using namespace xrnn;

namespace
{

using network = seq2seq<bidirectional<rnn<3, 2>>, stack<rnn<2, 4>, linear<4, 3>>, carry<"h">>;

void states_are_carried()
{
    model<network> m;
    randomise(m);
    workspace<network> work(seq2seq_steps{4, 2}, 2);
    hidden_state<network> state(2);
    state.get<"h", 0>().fill(9);
    const auto x = random_sequence<float>(4, 2, 3);
    work.encode(m, x, state);
    for (std::size_t b = 0; b < 2; ++b)
    {
        for (std::size_t j = 0; j < 2; ++j)
        {
            check(state.get<"h", 2>()(b, j) == state.get<"h", 0>()(b, j), "the first columns are those of layer 0");
            check(state.get<"h", 2>()(b, j + 2) == state.get<"h", 1>()(b, j), "the next ones are those of layer 1");
        }
    }
    const auto y = random_sequence<float>(2, 2, 2);
    const auto window = numbers(work.forward(m, x, y));
    check(informative(window), "the outputs are numbers");
    const auto first = m.step(std::span(&y(0, 0, 0), 4), state);
    check(std::equal(first.begin(), first.end(), window.begin()),
        "a step goes on from what was read, and from nothing else");
    check(network_text<network>().find("carry h of 1 to h of 2 from column 2") != std::string::npos,
        "the text says what is carried");
}

template <class F>
bool throws(const F& f)
{
    try
    {
        f();
    }
    catch (const std::exception&)
    {
        return true;
    }
    return false;
}

void mistakes_are_refused()
{
    model<network> m(1);
    workspace<network> work(seq2seq_steps{4, 2}, 2);
    const auto x = random_sequence<float>(4, 2, 3);
    const auto y = random_sequence<float>(2, 2, 2);
    const auto one = random_sequence<float>(2, 1, 2);
    const auto z = work.forward(m, x, y);
    check(throws([&] { work.forward(m, z, y); }), "a source in the memory of the decoder is refused");
    check(throws([&] { work.forward(m, x, one); }), "each source has a target");
    hidden_state<network> state(1);
    check(throws([&] { work.forward(m, x, y, state); }), "the state has as many rows");
}

void noise_is_that_of_the_layer()
{
    using noisy = seq2seq<stack<dropout<40>, rnn<40, 3>>, stack<dropout<40>, rnn<40, 3>>, carry<"h">>;
    model<noisy> m(1);
    workspace<noisy> work(seq2seq_steps{2, 2}, 1);
    const xt::xtensor<float, 3> ones = xt::ones<float>({2, 1, 40});
    work.forward(m, ones, ones, training{1, 2});
    check(numbers(work.probe<"y", 0>()) != numbers(work.probe<"y", 2>()), "the two sides draw noise of their own");
}

} // namespace

int main()
{
    states_are_carried();
    noise_is_that_of_the_layer();
    mistakes_are_refused();
}
