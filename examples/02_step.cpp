// SPDX-License-Identifier: BSD-3-Clause
/// Lesson 2: y = rnn.step(x), with numbers that you can follow by hand.
///
/// h = tanh(x W_xh + h W_hh) and y = h W. Vectors are rows and go on the left, so W_xh(i, j) leads from input i to hidden
/// unit j.
#include <xrnn/xrnn.hpp>

#include <array>
#include <cstdio>

const std::array<std::array<float, 2>, 3> inputs{{{1, 0}, {0, 1}, {1, 1}}};

/// Feeds in the three inputs and prints the hidden units and the output after each.
template <class Network>
void show(const char* title, const xrnn::model<Network>& model)
{
    std::printf("%s\n", title);
    xrnn::stepper rnn(model);
    for (const auto& x : inputs)
    {
        const auto y = rnn.step(x);
        const auto h = rnn.state().template get<"h", 0>();
        std::printf("  x = (%g, %g)  h = (%7.4f, %7.4f)  y = %7.4f\n", x[0], x[1], h(0, 0), h(0, 1), y(0));
    }
}

/// A model whose parameters cycle through the same few numbers, whatever the cell.
template <class Network>
xrnn::model<Network> with_given_weights()
{
    xrnn::model<Network> model;
    model.edit([](auto& p) {
        const std::array<float, 5> numbers{0.5f, -0.25f, 1.0f, 0.25f, -0.5f};
        for (std::size_t i = 0; i < p.size(); ++i)
        {
            p.data()[i] = numbers[i % numbers.size()];
        }
    });
    return model;
}

int main()
{
    using one_layer = xrnn::stack<xrnn::rnn<2, 2>, xrnn::linear<2, 1>>;
    xrnn::model<one_layer> model;
    model.edit([](xrnn::parameters<one_layer>& p) {
        p.get<"W_xh", 0>() = xt::xtensor<float, 2>{{0.5f, 0.0f}, {0.0f, -1.0f}};
        p.get<"W_hh", 0>() = xt::xtensor<float, 2>{{0.0f, 1.0f}, {1.0f, 0.0f}}; // the two units swap
        p.get<"W", 1>() = xt::xtensor<float, 2>{{1.0f}, {2.0f}};
    });
    show("one layer: first h = tanh(0.5, 0), and y = h1 + 2 h2", model);

    using two_layers = xrnn::stack<xrnn::rnn<2, 2>, xrnn::rnn<2, 2>, xrnn::linear<2, 1>>;
    show("two layers: y1 = rnn1.step(x), y = rnn2.step(y1)", with_given_weights<two_layers>());

    using long_memory = xrnn::stack<xrnn::lstm<2, 2>, xrnn::lstm<2, 2>, xrnn::linear<2, 1>>;
    show("the same with rnn changed to lstm", with_given_weights<long_memory>());
}
