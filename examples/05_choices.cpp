// SPDX-License-Identifier: BSD-3-Clause
/// Lesson 5: the choices that are left to you. One text, learned with three cells and three optimisers, and then
/// written out again at two temperatures: low ones play it safe, 1 follows the network's own probabilities.
#include <xrnn/xrnn.hpp>

#include <cstdio>

constexpr std::string_view text =
    "a row is a sequence; a window is a few of its steps; the state is what a row remembers. ";
constexpr std::size_t updates = 250;

/// The number of different letters. The compiler knows the text, so this can be a width.
constexpr std::size_t letter_count = [] {
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        count += text.find(text[i]) == i ? 1 : 0;
    }
    return count;
}();

const xrnn::vocabulary letters(text);
const std::vector<xrnn::id> ids = letters.encode(text);

/// What the model writes after "a".
template <class Network>
std::string sample(const xrnn::model<Network, double>& model, double temperature)
{
    xrnn::sampler draw(letter_count, {.temperature = temperature});
    xrnn::random_source random(5);
    xrnn::stepper rnn(model);
    std::string said = "a";
    while (said.size() < 26)
    {
        said += letters.decode(draw(rnn.step(letters.encode(said.back())), random));
    }
    return said;
}

/// Learns the text, the whole of it in each update, and prints one line of the table.
template <class Cell, class Rule>
void learn(const char* cell, const char* name, const Rule& rule)
{
    using network = xrnn::stack<Cell, xrnn::linear<32, letter_count>>;
    xrnn::model<network, double> model(1);
    xrnn::workspace work(model, text.size() - 1, 1);
    xrnn::parameters<network, double> gradients;
    xrnn::optimiser optimiser(model, rule, xrnn::cosine_decay{.updates = updates, .warm_up = 10});
    const std::span<const xrnn::id> all(ids);
    double loss = 0;
    for (std::size_t update = 0; update < updates; ++update)
    {
        xrnn::hidden_state<network, double> state;
        work.forward(model, all.first(all.size() - 1), state);
        loss = xrnn::softmax_cross_entropy(work, all.last(all.size() - 1), xrnn::reduction::mean);
        work.backward(model, gradients);
        optimiser.update(model, gradients, loss, {.norm = 1});
    }
    std::printf("%-5s %-9s %5zu  %5.3f  %s  %s\n", cell, name, gradients.size(), loss, sample(model, 0.5).c_str(),
        sample(model, 1).c_str());
}

template <class Cell>
void learn_with_three_optimisers(const char* cell)
{
    learn<Cell>(cell, "momentum", xrnn::momentum{.rate = 0.1});
    learn<Cell>(cell, "rmsprop", xrnn::rmsprop{.rate = 0.005});
    learn<Cell>(cell, "adam", xrnn::adam{.rate = 0.01});
}

int main()
{
    std::printf("after %zu updates; loss in nats per letter, guessing %.3f\n", updates, std::log(double{letter_count}));
    std::printf("%-5s %-9s %5s  %-5s  %-26s  %s\n", "cell", "optimiser", "size", "loss", "at temperature 0.5",
        "at temperature 1");
    learn_with_three_optimisers<xrnn::rnn<letter_count, 32>>("rnn");
    learn_with_three_optimisers<xrnn::gru<letter_count, 32>>("gru");
    learn_with_three_optimisers<xrnn::lstm<letter_count, 32>>("lstm");
}
