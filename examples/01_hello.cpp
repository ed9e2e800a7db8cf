// SPDX-License-Identifier: BSD-3-Clause
/// Lesson 1: a network with three hidden units learns the four letter pairs of "hello" (h-e, e-l, l-l, l-o).
/// After the first l comes an l, after the second an o: only a network with a memory can know which.
#include <xrnn/xrnn.hpp>

#include <cstdio>

using network = xrnn::stack<xrnn::rnn<4, 3>, xrnn::linear<3, 4>>;
const char letters[] = "helo";
const std::vector<xrnn::id> input{0, 1, 2, 2}, target{1, 2, 2, 3};

int main()
{
    xrnn::model<network> model(3);
    xrnn::workspace work(model, 4, 1);
    xrnn::parameters<network> gradients;
    xrnn::optimiser descent(model, xrnn::sgd{0.3});
    for (int update = 0; update <= 100; ++update)
    {
        xrnn::hidden_state<network> state;
        const auto logits = work.forward(model, input, state);
        const double loss = xrnn::softmax_cross_entropy(work, target);
        if (update <= 1 || update == 100)
            std::printf("after %d updates the loss is %.4f\n              h      e      l      o\n", update, loss);
        for (std::size_t t = 0; t < 4 && (update <= 1 || update == 100); ++t)
            std::printf("  %c, then %c %6.2f %6.2f %6.2f %6.2f\n", letters[input[t]], letters[target[t]],
                logits(t, 0, 0), logits(t, 0, 1), logits(t, 0, 2), logits(t, 0, 3));
        work.backward(model, gradients);
        descent.update(model, gradients, loss);
    }
    xrnn::stepper rnn(model);
    std::printf("it says: h");
    for (xrnn::id letter = 0, n = 0; n < 4; ++n)
    {
        letter = xrnn::argmax(rnn.step(letter)); // the letter with the largest logit is the next input
        std::printf("%c", letters[letter]);
    }
    std::printf("\n");
}
