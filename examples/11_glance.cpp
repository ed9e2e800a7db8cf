// SPDX-License-Identifier: BSD-3-Clause
/// Lesson 11: a sequence where there is none. An image of a digit is looked at through a window of 4 by 4 pixels, in nine
/// glances from the top left to the bottom right, and after each one the network says which digit it takes it for.
#include <xrnn/xrnn.hpp>

#include <array>
#include <cstdio>

constexpr std::size_t side = 12, patch = 4, glances = 9, digits = 10, batch = 50, updates = 1500;
using network = xrnn::stack<xrnn::lstm<patch * patch, 48>, xrnn::linear<48, digits>>;

/// Seven rows of five pixels for each digit.
constexpr std::array<std::array<unsigned, 7>, digits> font{{
    {0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110},
    {0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110},
    {0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111},
    {0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110},
    {0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010},
    {0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110},
    {0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110},
    {0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000},
    {0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110},
    {0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100},
}};

/// A batch of images, each with its digit somewhere else and noise on all pixels, as what is seen at each glance.
struct images
{
    xt::xtensor<double, 3> seen{std::array<std::size_t, 3>{glances, batch, patch* patch}};
    std::vector<xrnn::id> answers = std::vector<xrnn::id>(glances * batch);

    void draw(xrnn::random_source& random)
    {
        for (std::size_t row = 0; row < batch; ++row)
        {
            const std::size_t digit = random.bits() % digits;
            const std::size_t top = random.bits() % (side - 6), left = random.bits() % (side - 4);
            for (std::size_t pixel = 0; pixel < side * side; ++pixel)
            {
                const std::size_t y = pixel / side, x = pixel % side;
                const bool inside = y >= top && y < top + 7 && x >= left && x < left + 5;
                const unsigned ink = inside ? font[digit][y - top] >> (left + 4 - x) & 1 : 0;
                seen(y / patch * 3 + x / patch, row, y % patch * patch + x % patch) = ink + 0.2 * random.normal();
            }
            for (std::size_t glance = 0; glance < glances; ++glance)
            {
                answers[glance * batch + row] = static_cast<xrnn::id>(digit);
            }
        }
    }
};

int main()
{
    xrnn::model<network, double> model(1);
    xrnn::workspace work(model, glances, batch);
    xrnn::parameters<network, double> gradients;
    xrnn::optimiser learn(model, xrnn::adam{.rate = 0.01}, xrnn::cosine_decay{.updates = updates});
    images some;
    const auto look = [&](xrnn::random_source& random) {
        xrnn::hidden_state<network, double> nothing_seen(batch);
        some.draw(random);
        work.forward(model, some.seen, nothing_seen);
    };
    xrnn::random_source random(1), unseen(2);
    for (std::size_t update = 0; update < updates; ++update)
    {
        look(random);
        const double loss = xrnn::softmax_cross_entropy(work, some.answers, xrnn::reduction::mean);
        work.backward(model, gradients);
        learn.update(model, gradients, loss, {.norm = 1});
    }
    std::array<int, glances> right{};
    for (int done = 0; done < 2000; done += batch)
    {
        look(unseen);
        for (std::size_t i = 0; i < some.answers.size(); ++i)
        {
            const std::span guess(&work.output()(i / batch, i % batch, 0), digits);
            right[i / batch] += xrnn::argmax(guess) == some.answers[i];
        }
    }
    for (const int each : right)
    {
        std::printf("%3.0f %%", each / 20.0);
    }
    std::printf(" of 2000 unseen images read, after each glance\n");
}
