// SPDX-License-Identifier: BSD-3-Clause
/// 100 updates beside torch.optim, for each of three cells with a linear layer and each of six optimisers, and with groups
/// and frozen parameters: the losses.
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

/// A network's input and targets, window after window.
struct periodic
{
    xt::xtensor<id, 2> input{std::array<std::size_t, 2>{window, rows}};
    std::vector<id> target = std::vector<id>(window * rows);

    void seek(std::size_t update)
    {
        for (std::size_t i = 0; i < target.size(); ++i)
        {
            const std::size_t place = update * window + i / rows;
            input.data()[i] = id_at(place, i % rows);
            target[i] = id_at(place + 1, i % rows);
        }
    }
};

/// `choose` tells the optimiser what learns how.
template <class Case, class Rule, class Choose>
std::vector<double> train(const Rule& rule, const clipping& limits, const Choose& choose)
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
    choose(learn);
    periodic text;
    std::vector<double> losses;
    for (std::size_t update = 0; update < updates; ++update)
    {
        text.seek(update);
        work.forward(m, text.input, state);
        losses.push_back(softmax_cross_entropy(work, text.target, reduction::mean));
        work.backward(m, gradients);
        learn.update(m, gradients, losses.back(), limits);
    }
    return losses;
}

/// The same with the cell and the linear layer as two models, which one optimiser changes.
template <class Case, class Rule>
std::vector<double> train_two(const Rule& rule)
{
    using cell = typename Case::template cell<classes, hidden>;
    model<cell, double> first;
    model<linear<hidden, classes>, double> second;
    first.edit([](auto& p) { fill_layer<typename Case::parameters, 0>(p); });
    second.edit([](auto& p) {
        fill(p.template get<"W">(), seed::parameters + 12);
        fill(p.template get<"b">(), seed::parameters + 13);
    });
    workspace<cell, double> work(first, window, rows);
    workspace<linear<hidden, classes>, double> work_of_second(second, window, rows, input_adjoints::yes);
    hidden_state<cell, double> state(rows);
    hidden_state<linear<hidden, classes>, double> none(rows);
    parameters<cell, double> gradients;
    parameters<linear<hidden, classes>, double> gradients_of_second;
    optimiser learn(together(first, second), rule);
    periodic text;
    std::vector<double> losses;
    for (std::size_t update = 0; update < updates; ++update)
    {
        text.seek(update);
        work.forward(first, text.input, state);
        const xt::xtensor<double, 3> y = work.output();
        work_of_second.forward(second, y, none);
        losses.push_back(softmax_cross_entropy(work_of_second, text.target, reduction::mean));
        work_of_second.backward(second, gradients_of_second);
        work.output_adjoint() = work_of_second.input_adjoint();
        work.backward(first, gradients);
        learn.update(together(first, second), together(gradients, gradients_of_second), losses.back());
    }
    return losses;
}

/// The settings of "groups" in generate.py.
constexpr auto choose_groups = [](auto& learn) {
    learn.freeze([](const parameter_info& p) { return p.layer == 0 && p.name.starts_with('W') && p.name != "W_hh"; });
    learn.set_rule([](const parameter_info& p) { return p.rows == 0; },
        adamw{.rate = 0.05, .beta1 = 0.8, .beta2 = 0.98, .epsilon = 1e-3, .weight_decay = 0});
};

template <class Case, class Rule>
void check_rule(golden_numbers& expected, const std::string& name, const Rule& rule)
{
    largest_error error;
    error.add(train<Case>(rule, {}, [](auto&) {}), expected, Case::name + ("." + name));
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

TEMPLATE_TEST_CASE(
    "the losses match PyTorch with groups, frozen parameters and a clipped norm", "", rnn_case, lstm_case, gru_case)
{
    golden_numbers expected("training");
    largest_error error;
    const adamw rule{.rate = 0.02, .beta1 = 0.8, .beta2 = 0.98, .epsilon = 1e-3, .weight_decay = 0.1};
    error.add(train<TestType>(rule, {.norm = 0.3}, choose_groups), expected, TestType::name + std::string(".groups"));
    INFO("largest error " << error.value());
    CHECK(error.value() <= 1e-9);
}

TEST_CASE("the losses of two models with one optimiser match PyTorch")
{
    golden_numbers expected("training");
    largest_error error;
    error.add(
        train_two<lstm_case>(adam{.rate = 0.02, .beta1 = 0.8, .beta2 = 0.98, .epsilon = 1e-3}), expected, "lstm.adam");
    INFO("largest error " << error.value());
    CHECK(error.value() <= 1e-9);
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
