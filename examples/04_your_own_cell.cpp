// SPDX-License-Identifier: BSD-3-Clause
/// Lesson 4: a cell that xrnn does not have, written as its equations; the compiler derives its gradients.
#include <xrnn/xrnn.hpp>

#include <algorithm>
#include <cmath>
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

/// Runs the text once and leaves the adjoint of the loss in the workspace.
double loss(const model<network, double>& m, workspace<network, double>& work, const std::vector<id>& ids)
{
    const std::vector<id> inputs(ids.begin(), ids.end() - 1);
    const std::vector<id> targets(ids.begin() + 1, ids.end());
    hidden_state<network, double> state;
    work.forward(m, inputs, state);
    return softmax_cross_entropy(work, targets);
}

/// The loss with one parameter moved.
double moved(
    model<network, double> m, workspace<network, double>& work, const std::vector<id>& ids, std::size_t i, double by)
{
    m.edit([&](parameters<network, double>& p) { p.data()[i] += by; });
    return loss(m, work, ids);
}

int main()
{
    std::vector<id> ids;
    for (const char c : text)
    {
        ids.push_back(static_cast<id>(letters.find(c)));
    }
    model<network, double> m(1);
    workspace work(m, ids.size(), 1);
    parameters<network, double> gradients;

    loss(m, work, ids);
    work.backward(m, gradients);
    double worst = 0;
    for (std::size_t i = 0; i < gradients.size(); ++i)
    {
        const auto at = [&](double by) { return moved(m, work, ids, i, by); };
        const double n = (8 * (at(1e-3) - at(-1e-3)) - (at(2e-3) - at(-2e-3))) / 0.012;
        const double a = gradients.data()[i];
        worst = std::max(worst, std::abs(a - n) / std::max({1.0, std::abs(a), std::abs(n)}));
    }
    std::printf(
        "%zu gradients, all within 1e-6 of finite differences: %s\n", gradients.size(), worst <= 1e-6 ? "yes" : "no");

    optimiser descent(m, sgd{0.05});
    for (int update = 0; update <= 300; ++update)
    {
        const double now = loss(m, work, ids);
        if (update % 100 == 0)
        {
            std::printf("after %3d updates: %.3f nats a letter\n", update, now / static_cast<double>(ids.size() - 1));
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
