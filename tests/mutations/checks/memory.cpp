// SPDX-License-Identifier: BSD-3-Clause
/// What a model, a workspace and a hidden state keep from one call to the next, and the random masks.
#include <algorithm>
#include <numeric>

#include <xrnn/xrnn.hpp>

#include "../../support/informative.hpp"
#include "check.hpp"

using namespace xrnn;
using tests::check;
using tests::informative;

namespace
{

using network = lstm<3, 5>;
using tensor = xt::xtensor<double, 3>;

tensor random_sequence(std::size_t steps, std::size_t rows, std::size_t width)
{
    tensor x(std::array<std::size_t, 3>{steps, rows, width});
    random_source random(9);
    std::generate_n(x.data(), x.size(), [&] { return random.normal(); });
    return x;
}

/// Outputs, final states and gradients of a window, for an adjoint of ones.
std::vector<double> pass_through(workspace<network, double>& work, const model<network, double>& m, const tensor& x)
{
    hidden_state<network, double> state(x.shape()[1]);
    const auto y = work.forward(m, x, state);
    std::vector<double> all(y.begin(), y.end());
    all.insert(all.end(), state.data(), state.data() + state.size());
    work.output_adjoint().fill(1);
    work.final_adjoint<"c">().fill(1);
    parameters<network, double> gradients;
    work.backward(m, gradients);
    all.insert(all.end(), gradients.span().begin(), gradients.span().end());
    return all;
}

void check_workspace()
{
    model<network, double> m(1);
    workspace<network, double> used(m, 5, 4);
    pass_through(used, m, random_sequence(5, 4, 3));
    const tensor smaller = random_sequence(3, 2, 3);
    m.edit([](parameters<network, double>& p) {
        std::transform(p.data(), p.data() + p.size(), p.data(), [](double w) { return w - 0.25; });
    });
    workspace<network, double> fresh(m, 3, 2);
    const std::vector<double> expected = pass_through(fresh, m, smaller);
    check(informative(expected), "outputs, states and gradients that are numbers");
    check(pass_through(used, m, smaller) == expected,
        "a used workspace gives the bits of a fresh one, after an edit and for a smaller window");

    hidden_state<network, double> state(2);
    parameters<network, double> gradients;
    used.forward(m, smaller, state);
    used.output_adjoint().fill(1);
    used.backward(m, gradients);
    const std::vector<double> once(gradients.data(), gradients.data() + gradients.size());
    check(informative(once), "gradients that are numbers");
    state.reset();
    used.forward(m, smaller, state);
    used.output_adjoint().fill(1);
    used.backward(m, gradients);
    check(std::equal(once.begin(), once.end(), gradients.data()), "gradients are set, not added to");
    used.forward(m, smaller, state);
    check(used.output_adjoint()(0, 0, 0) == 0, "a forward pass clears the adjoint of the outputs");
    used.backward(m, gradients);
    check(std::all_of(gradients.data(), gradients.data() + gradients.size(), [](double g) { return g == 0; }),
        "a forward pass clears the adjoints");
}

void check_reset()
{
    hidden_state<network, double> state(3);
    std::fill_n(state.data(), state.size(), 1.0);
    state.reset(1);
    for (std::size_t j = 0; j < 5; ++j)
    {
        const bool others = state.get<"h">()(0, j) == 1 && state.get<"h">()(2, j) == 1 && state.get<"c">()(2, j) == 1;
        check(others && state.get<"h">()(1, j) == 0 && state.get<"c">()(1, j) == 0, "reset(row) resets that row");
    }
    state.reset();
    check(std::count(state.data(), state.data() + state.size(), 0.0) == 30, "reset() resets all");
    hidden_state<network, double> other(2);
    std::iota(other.data(), other.data() + other.size(), 1.0);
    state.copy_row(2, other, 1);
    check(state.get<"c">()(2, 4) == other.get<"c">()(1, 4) && state.get<"h">()(2, 0) == other.get<"h">()(1, 0),
        "a row is copied from a state of other rows");
}

template <std::size_t Width>
struct scaled
{
    static constexpr input<"x", Width> x{};
    static constexpr value<"y", Width> y{};
    static constexpr scalar<"k"> k{};

    static constexpr auto output = y;
    static constexpr auto step = equations(y = k * x);
};

void check_scalars()
{
    using two = stack<scaled<4>, scaled<4>>;
    model<two, double> m;
    m.set<"k", 0>(2);
    m.set<"k", 1>(3);
    hidden_state<two, double> state;
    const std::array<double, 4> x{1, 2, 3, 4};
    check(m.step(x, state)(0, 3) == 24, "each layer has its own scalar");
}

constexpr std::size_t mask_width = 20;
using one_mask = dropout<mask_width, std::ratio<1, 5>>;
using two_masks = stack<one_mask, one_mask>;

template <class Layer>
std::vector<double> mask(const training& draw)
{
    const model<Layer, double> m;
    workspace<Layer, double> work(m, 25, 8);
    hidden_state<Layer, double> state(8);
    const tensor ones = xt::ones<double>(std::array<std::size_t, 3>{25, 8, mask_width});
    const auto y = work.forward(m, ones, state, draw);
    return {y.begin(), y.end()};
}

/// How often elements that are so far apart are equal: 0.8^2 + 0.2^2 if they are drawn independently.
double agreement(const std::vector<double>& m, std::size_t distance)
{
    double same = 0;
    for (std::size_t i = 0; i + distance < m.size(); ++i)
    {
        same += m[i] == m[i + distance];
    }
    return same / static_cast<double>(m.size() - distance);
}

void check_masks()
{
    const std::vector<double> m = mask<one_mask>({3, 1});
    check(informative(m), "a mask that is not zero");
    check(
        std::all_of(m.begin(), m.end(), [](double x) { return x == 0 || x == 1.25; }), "a mask is 0 or 1 / (1 - rate)");
    const auto zeros = [](const std::vector<double>& v) {
        return static_cast<double>(std::count(v.begin(), v.end(), 0.0)) / static_cast<double>(v.size());
    };
    check(std::abs(zeros(m) - 0.2) < 0.03, "dropout drops at its rate");
    check(m == mask<one_mask>({3, 1}), "the same seed and update draw the same mask");
    check(m != mask<one_mask>({3, 2}) && m != mask<one_mask>({4, 1}), "another seed or update draws another mask");
    check(std::abs(zeros(mask<two_masks>({3, 1})) - 0.36) < 0.03, "each layer draws its own mask");
    for (const std::size_t distance : {std::size_t(1), mask_width, 8 * mask_width})
    {
        check(std::abs(agreement(m, distance) - 0.68) < 0.03, "each step, row and column draws its own noise");
    }
}

void check_training()
{
    tensor logits = random_sequence(2, 3, 4);
    const std::array<id, 6> targets{0, 3, 1, 1, 2, 3};
    tensor adjoint = logits;
    tensor unused = logits;
    softmax_cross_entropy(logits, targets, adjoint);
    for (std::size_t i = 0; i < logits.size(); ++i)
    {
        const auto loss_at = [&](double move) {
            tensor moved = logits;
            moved.data()[i] += move;
            return softmax_cross_entropy(moved, targets, unused);
        };
        const double slope = (loss_at(1e-5) - loss_at(-1e-5)) / 2e-5;
        check(std::abs(adjoint.data()[i] - slope) < 1e-7, "the gradient of softmax cross-entropy");
    }
    model<linear<2, 2>, double> m(5);
    const double before = m.get<"W">()(1, 0);
    parameters<linear<2, 2>, double> gradients;
    gradients.get<"W">()(1, 0) = 3;
    optimiser(m, sgd{0.5}).update(m, gradients);
    check(m.get<"W">()(1, 0) == before - 1.5, "sgd goes down the gradient");
}

} // namespace

int main()
{
    check_workspace();
    check_reset();
    check_scalars();
    check_masks();
    check_training();
}
