// SPDX-License-Identifier: BSD-3-Clause
/// Minimal character-level recurrent network: min_char_rnn FILE [ITERATIONS]
/// Learns to imitate a text file, one character at a time: the algorithm of Karpathy's min-char-rnn.py (2015).
#include <xrnn/xrnn.hpp>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>

// hyperparameters
constexpr std::size_t hidden_size = 100; // units of the hidden layer
constexpr std::size_t seq_length = 25;   // steps to unroll the network for
constexpr double learning_rate = 0.1;

/// The vocabulary is known only at run time, but the width of a layer is a constant. So the program has this network in
/// four widths and takes the narrowest that holds the vocabulary. The outputs left over have a bias of minus infinity:
/// their probabilities and gradients are exactly zero, and the network that is trained is the one with V outputs.
template <std::size_t Width>
struct char_rnn
{
    using network = xrnn::stack<xrnn::rnn<Width, hidden_size>, xrnn::linear<hidden_size, Width>>;
    using hidden = xrnn::hidden_state<network>;

    // parameters: normal numbers times 0.01, biases zero
    xrnn::model<network> model{1, xrnn::normal{0.01}};
    xrnn::parameters<network> gradients;
    xrnn::workspace<network> work{seq_length, 1};
    xrnn::optimiser<network, xrnn::adagrad> adagrad{model, {learning_rate, 0, 1e-8}};
    xrnn::random_source random{1};
    xrnn::sampler draw{Width};

    explicit char_rnn(std::size_t vocab_size)
    {
        model.edit([&](xrnn::parameters<network>& p) {
            auto b = p.template get<"b", 1>();
            std::fill(b.begin() + static_cast<std::ptrdiff_t>(vocab_size), b.end(), -INFINITY);
        });
    }

    /// Returns the loss of a window, summed over its steps, and fills gradients; h is carried from window to window.
    template <class Ids>
    double loss(const Ids& inputs, const Ids& targets, hidden& h)
    {
        work.forward(model, inputs, h);
        const double sum = xrnn::softmax_cross_entropy(work, targets);
        work.backward(model, gradients);
        return sum;
    }

    /// Draws n characters from the model, starting from the memory h and a first letter.
    std::string sample(const hidden& h, xrnn::id letter, std::size_t n, const xrnn::vocabulary& letters)
    {
        xrnn::stepper rnn(model);
        rnn.state() = h;
        std::string text;
        while (text.size() < n)
        {
            letter = draw(rnn.step(letter), random);
            text += letters.decode(letter);
        }
        return text;
    }
};

template <std::size_t Width>
void train(const std::string& text, const xrnn::vocabulary& letters, long iterations)
{
    char_rnn<Width> net(letters.size());
    typename char_rnn<Width>::hidden h;
    xrnn::streams data(letters.encode(text), seq_length);
    double smooth_loss = seq_length * std::log(static_cast<double>(letters.size())); // loss at iteration 0
    for (long n = 0; n <= iterations; ++n)
    {
        if (data.next()) // the text starts over
            h.reset();
        if (n % 1000 == 0)
            std::printf("----\n%s\n----\n", net.sample(h, data.input()(0, 0), 200, letters).c_str());
        const double loss = net.loss(data.input(), data.target(), h);
        smooth_loss = smooth_loss * 0.999 + loss * 0.001;
        if (n % 1000 == 0)
            std::printf("iter %ld, loss: %f\n", n, smooth_loss);
        net.adagrad.update(net.model, net.gradients, loss, {.value = 5}); // clipped to [-5, 5]
    }
}

int main(int count, char** arguments)
{
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // show every line at once, even through a pipe
    char* end = nullptr;
    errno = 0;
    const long iterations = count == 3 ? std::strtol(arguments[2], &end, 10) : 100000;
    const bool is_number = end == nullptr || (end != arguments[2] && *end == '\0' && errno != ERANGE);
    if (count < 2 || count > 3 || iterations < 0 || !is_number)
    {
        std::fprintf(stderr, "usage: min_char_rnn FILE [ITERATIONS]: a text file, and a number (default: 100000)\n");
        return 2;
    }
    try
    {
        const std::string text = xrnn::read_file(arguments[1]);
        const xrnn::vocabulary letters(text);
        std::printf("data has %zu characters, %zu unique.\n", text.size(), letters.size());
        xrnn::choose_width<64, 96, 128, 256>(
            letters.size(), [&]<std::size_t Width>() { train<Width>(text, letters, iterations); });
    }
    catch (const std::exception& error)
    {
        std::fprintf(stderr, "min_char_rnn: %s: %s\n", arguments[1], error.what());
        return 1;
    }
}
