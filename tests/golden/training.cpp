// SPDX-License-Identifier: BSD-3-Clause
/// 100 updates beside torch.optim, for each of three cells with a linear layer and each of six optimisers: the losses.
///
/// Three periodic sequences of ids, window after window; the state is carried, its adjoint is not. Rates, betas,
/// epsilons and decays are those of generate.py, at which the loss falls and a small difference does not grow.
#include <catch2/catch.hpp>

#include "golden.hpp"

using namespace tests;
using namespace xrnn;

namespace
{

constexpr std::size_t classes = 7;
constexpr std::size_t hidden = 5;
constexpr std::size_t window = 6;
constexpr std::size_t rows = 3;
constexpr std::size_t updates = 100;

/// The id at a place of one of the sequences.
id id_at(std::size_t place, std::size_t row)
{
    return static_cast<id>((place * place + place + 3 * row) % classes);
}

template <class Case, class Rule>
std::vector<double> train(const Rule& rule)
{
    using network = stack<typename Case::template cell<classes, hidden>, linear<hidden, classes>>;
    model<network, double> m;
    m.edit([](auto& p) {
        fill_layer<typename Case::parameters, 0>(p);
        fill_layer<names<"W", "b">, 1>(p);
    });
    workspace<network, double> work(m, window, rows);
    hidden_state<network, double> state(rows);
    parameters<network, double> gradients;
    optimiser learn(m, rule);
    xt::xtensor<id, 2> input(std::array<std::size_t, 2>{window, rows});
    std::vector<id> target(window * rows);
    std::vector<double> losses;
    for (std::size_t update = 0; update < updates; ++update)
    {
        for (std::size_t i = 0; i < target.size(); ++i)
        {
            const std::size_t place = update * window + i / rows;
            input.data()[i] = id_at(place, i % rows);
            target[i] = id_at(place + 1, i % rows);
        }
        work.forward(m, input, state);
        losses.push_back(softmax_cross_entropy(work, target, reduction::mean));
        work.backward(m, gradients);
        learn.update(m, gradients, losses.back());
    }
    return losses;
}

template <class Case, class Rule>
void check_rule(golden_numbers& expected, const std::string& name, const Rule& rule)
{
    largest_error error;
    error.add(train<Case>(rule), expected, Case::name + ("." + name));
    INFO(Case::name << " with " << name << ", largest error " << error.value());
    CHECK(error.value() <= 1e-9);
}

template <class Case>
void check_rules()
{
    golden_numbers expected("training");
    check_rule<Case>(expected, "sgd", sgd{.rate = 0.3});
    check_rule<Case>(expected, "momentum", momentum{.rate = 0.1, .decay = 0.8});
    check_rule<Case>(expected, "adagrad", adagrad{.rate = 0.1, .epsilon = 1e-3, .epsilon_in_root = 0});
    check_rule<Case>(expected, "rmsprop", rmsprop{.rate = 0.01, .decay = 0.95, .epsilon = 1e-3});
    check_rule<Case>(expected, "adam", adam{.rate = 0.02, .beta1 = 0.8, .beta2 = 0.98, .epsilon = 1e-3});
    check_rule<Case>(
        expected, "adamw", adamw{.rate = 0.02, .beta1 = 0.8, .beta2 = 0.98, .epsilon = 1e-3, .weight_decay = 0.1});
}

} // namespace

TEST_CASE("the losses of 100 updates of an rnn match PyTorch with each optimiser")
{
    check_rules<rnn_case>();
}

TEST_CASE("the losses of 100 updates of an lstm match PyTorch with each optimiser")
{
    check_rules<lstm_case>();
}

TEST_CASE("the losses of 100 updates of a gru match PyTorch with each optimiser")
{
    check_rules<gru_case>();
}

TEST_CASE("the defaults of adagrad, rmsprop, adam and adamw are PyTorch's")
{
    golden_numbers expected("training");
    const auto match = [&](const std::string& rule, const std::vector<double>& ours) {
        const auto theirs = expected.get("defaults." + rule, ours.size());
        return std::equal(ours.begin(), ours.end(), theirs.begin());
    };
    CHECK(match("adagrad", {adagrad{}.rate, adagrad{}.epsilon}));
    CHECK(adagrad{}.epsilon_in_root == 0);
    CHECK(match("rmsprop", {rmsprop{}.rate, rmsprop{}.decay, rmsprop{}.epsilon}));
    CHECK(match("adam", {adam{}.rate, adam{}.beta1, adam{}.beta2, adam{}.epsilon}));
    CHECK(match("adamw", {adamw{}.rate, adamw{}.beta1, adamw{}.beta2, adamw{}.epsilon, adamw{}.weight_decay}));
}
