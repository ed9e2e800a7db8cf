// SPDX-License-Identifier: BSD-3-Clause
/// Lesson 4: a cell that xrnn does not have, written as its equations; the compiler derives its gradients.
#include <xrnn/training/check_gradients.hpp>
#include <xrnn/xrnn.hpp>

#include <cstdio>
#include <string>

using namespace xrnn;

/// The update-gate RNN of Collins, Sohl-Dickstein & Sussillo 2017: one gate g decides how much of the old state stays.
template <std::size_t In, std::size_t Hidden>
struct ugrnn
{
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};
    static constexpr value<"g", Hidden> g{};
    static constexpr value<"n", Hidden> n{};
    static constexpr parameter<"W_g", In, Hidden> W_g{};
    static constexpr parameter<"U_g", Hidden, Hidden> U_g{};
    static constexpr parameter<"b_g", Hidden> b_g{};
    static constexpr parameter<"W_n", In, Hidden> W_n{};
    static constexpr parameter<"U_n", Hidden, Hidden> U_n{};
    static constexpr auto output = h;
    static constexpr auto step = equations(g = sigmoid(dot(x, W_g) + dot(prev(h), U_g) + b_g),
        n = tanh(dot(x, W_n) + dot(prev(h), U_n)), h = g * prev(h) + (1 - g) * n);
};

const std::string text = "to be or not to be or not to be ";
const std::string letters = " benort";
using network = stack<ugrnn<7, 16>, linear<16, 7>>;

int main()
{
    std::vector<id> ids;
    for (const char c : text)
    {
        ids.push_back(static_cast<id>(letters.find(c)));
    }
    const std::vector<id> inputs(ids.begin(), ids.end() - 1);
    const std::vector<id> targets(ids.begin() + 1, ids.end());
    const auto loss = [&](auto& work) { return softmax_cross_entropy(work, targets); };

    model<network, double> m(1);
    const gradient_report found = check_gradients(m, inputs, loss);
    std::printf("%zu gradients, all within 1e-6 of finite differences: %s\n", found.checked,
        found ? "yes" : found.failure.c_str());

    workspace work(m, inputs.size(), 1);
    parameters<network, double> gradients;
    optimiser descent(m, sgd{0.05});
    for (int update = 0; update <= 300; ++update)
    {
        hidden_state<network, double> state;
        work.forward(m, inputs, state);
        const double now = loss(work);
        if (update % 100 == 0)
        {
            std::printf("after %3d updates: %.3f nats a letter\n", update, now / static_cast<double>(inputs.size()));
        }
        work.backward(m, gradients);
        descent.update(m, gradients, now);
    }

    random_source random(2);
    sampler draw(letters.size());
    stepper rnn(m);
    std::string said = "t";
    while (said.size() < 40)
    {
        said += letters[draw(rnn.step(letters.find(said.back())), random)];
    }
    std::printf("it says: %s\n", said.c_str());
}
