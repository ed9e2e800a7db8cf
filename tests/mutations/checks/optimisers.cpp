// SPDX-License-Identifier: BSD-3-Clause
/// Update rules, schedules, clipping, and what an update refuses.
#include <limits>
#include <vector>

#include <xrnn/layers/linear.hpp>
#include <xrnn/training/adagrad.hpp>
#include <xrnn/training/adam.hpp>
#include <xrnn/training/rmsprop.hpp>
#include <xrnn/training/sgd.hpp>

#include "check.hpp"

using namespace xrnn;
using tests::check;

namespace
{

using network = linear<4, 4>; // 20 parameters: a block of 16 of the norm, and four more
constexpr double inf = std::numeric_limits<double>::infinity();

bool close(double a, double b)
{
    return std::abs(a - b) < 1e-12;
}

/// The first parameter, from 1, after three updates with the gradients 2, -1 and 0.5. All parameters move alike.
template <class Rule>
double after_three(const Rule& rule)
{
    model<network, double> m;
    m.edit([](parameters<network, double>& p) { std::fill_n(p.data(), p.size(), 1.0); });
    optimiser learn(m, rule, exponential_decay{0.5});
    parameters<network, double> gradients;
    for (const double g : {2.0, -1.0, 0.5})
    {
        std::fill_n(gradients.data(), gradients.size(), g);
        learn.update(m, gradients);
    }
    check(close(m.all().data()[0], m.all().data()[19]), "all parameters are updated");
    return m.all().data()[0];
}

/// The same by hand: step(n, g) is what is taken off at rate 1, and 1 - keep the share that decays.
template <class Step>
double by_hand(double rate, const Step& step, double keep = 1)
{
    double w = 1, n = 0;
    for (const double g : {2.0, -1.0, 0.5})
    {
        n += 1;
        const double now = rate * std::pow(0.5, n - 1);
        w -= now * (1 - keep) * w;
        w -= now * step(n, g);
    }
    return w;
}

void check_rules()
{
    double m = 0, s = 0;
    const auto sgd_step = [](double, double g) { return g; };
    check(close(after_three(sgd{0.1}), by_hand(0.1, sgd_step)), "gradient descent");
    const auto momentum_step = [&](double, double g) { return m = 0.8 * m + g; };
    check(close(after_three(momentum{0.1, 0.8}), by_hand(0.1, momentum_step)), "momentum");
    const auto adagrad_step = [&](double, double g) {
        s += g * g;
        return g / (std::sqrt(s + 0.2) + 0.3);
    };
    check(close(after_three(adagrad{0.1, 0.3, 0.2}), by_hand(0.1, adagrad_step)), "adagrad");
    const auto rmsprop_step = [&](double, double g) {
        s = 0.9 * s + 0.1 * g * g;
        return g / (std::sqrt(s) + 0.3);
    };
    s = 0;
    check(close(after_three(rmsprop{0.1, 0.9, 0.3}), by_hand(0.1, rmsprop_step)), "rmsprop");
    const auto adam_step = [&](double n, double g) {
        m = 0.8 * m + 0.2 * g;
        s = 0.9 * s + 0.1 * g * g;
        return m / (1 - std::pow(0.8, n)) / (std::sqrt(s / (1 - std::pow(0.9, n))) + 0.3);
    };
    m = s = 0;
    check(close(after_three(adam{0.1, 0.8, 0.9, 0.3}), by_hand(0.1, adam_step)), "adam");
    m = s = 0;
    check(close(after_three(adamw{0.1, 0.8, 0.9, 0.3, 0.5}), by_hand(0.1, adam_step, 0.5)), "adamw");
}

void check_schedules()
{
    check(step_decay{3, 0.5}(2) == 1 && step_decay{3, 0.5}(3) == 0.5, "step decay");
    check(close(cosine_decay{8, 0, 0.2}(4), 0.6) && cosine_decay{8, 0, 0.2}(8) == 0.2, "cosine decay");
    check(cosine_decay{8, 4}(0) == 0.25 && cosine_decay{8, 4}(3) == 1 && cosine_decay{8, 4}(4) == 1, "warm-up");
    check(close(cosine_decay{8, 4}(6), 0.5), "cosine decay after the warm-up");
}

void check_clipping()
{
    parameters<network, double> g;
    g.data()[0] = 3;
    g.data()[19] = -4;
    check(norm(g) == 5, "the norm is that of all gradients");
    check(clip_norm(g, 10) == 5 && g.data()[0] == 3, "a norm below the limit is left");
    check(clip_norm(g, 1) == 5 && close(g.data()[0], 0.6) && close(g.data()[19], -0.8), "clipping by norm");
    g.data()[5] = inf;
    check(clip_norm(g, 0.1) == inf && close(g.data()[0], 0.6), "clipping by norm leaves what is not finite");
    clip_value(g, 0.7);
    check(close(g.data()[0], 0.6) && g.data()[19] == -0.7, "clipping by value");
    check(g.data()[5] == inf, "clipping by value leaves what is not finite");
}

bool refused_at_once(
    optimiser<network, sgd, double>& learn, model<network, double>& m, const parameters<network, double>& g)
{
    try
    {
        learn.update(m, g);
    }
    catch (const not_finite&)
    {
        return true;
    }
    return false;
}

/// The first and the last parameter after one step along these gradients and limits.
std::pair<double, double> moved(const parameters<network, double>& g, const clipping& limits)
{
    model<network, double> m;
    optimiser(m, sgd{1}).update(m, g, 0, limits);
    return {m.all().data()[0], m.all().data()[19]};
}

void check_limits_of_an_update()
{
    parameters<network, double> g;
    g.data()[0] = 3;
    g.data()[19] = -4;
    const auto is = [](std::pair<double, double> a, double first, double last) {
        return close(a.first, first) && close(a.second, last);
    };
    check(is(moved(g, {}), -3, 4), "an update without limits");
    check(is(moved(g, {.value = 3.5}), -3, 3.5), "an update with a limit of values");
    check(
        is(moved(g, {.norm = 1}), -0.6, 0.8) && is(moved(g, {.norm = 6}), -3, 4), "an update with a limit of the norm");
    check(is(moved(g, {.value = 3, .norm = 1}), -std::sqrt(0.5), std::sqrt(0.5)), "an update with both limits");
    check(g.data()[0] == 3 && g.data()[19] == -4, "an update leaves its gradients");
    g.data()[19] = 1e200;
    check(is(moved(g, {.value = 2}), -2, -2), "a limit of values makes squares finite");
    model<network, double> m;
    optimiser learn(m, sgd{1});
    check(refused_at_once(learn, m, g), "squares that overflow are refused");
}

template <class Learn>
bool refused(Learn& learn, model<network, double>& m, const parameters<network, double>& g, double loss)
{
    try
    {
        learn.update(m, g, loss);
    }
    catch (const not_finite& error)
    {
        return error.update() == 2 && learn.updates() == 1;
    }
    return false;
}

void check_refusal()
{
    model<network, double> m;
    optimiser learn(m, momentum{});
    parameters<network, double> g;
    learn.update(m, g);
    check(refused(learn, m, g, inf), "a loss that is not finite is refused");
    g.data()[7] = -inf;
    check(refused(learn, m, g, 0), "a gradient that is not finite is refused");
    check(m.all().data()[7] == 0 && learn.memory(0).data()[7] == 0, "a refused update changes nothing");
}

void check_groups()
{
    parameters<network, double> g;
    std::fill_n(g.data(), g.size(), 3.0);
    model<network, double> m;
    optimiser learn(m, momentum{1});
    const auto vectors = [](const parameter_info& p) { return p.rows == 0; };
    learn.freeze(vectors);
    learn.update(m, g, 0, {.norm = 6});
    check(m.all().data()[0] == -1.5 && m.all().data()[15] == -1.5, "what is frozen counts in no norm");
    check(m.all().data()[16] == 0 && m.all().data()[19] == 0, "what is frozen stays");
    check(learn.memory(0).data()[16] == 0, "the memory of what is frozen stays");
    check(learn.frozen().size() == 1 && learn.frozen()[0].name == "b", "what is frozen is told");
    learn.set_rule(vectors, momentum{2});
    learn.update(m, g);
    check(m.all().data()[16] == -6 && m.all().data()[19] == -6, "a group has a rate of its own");
    check(close(m.all().data()[15], -1.5 - 0.9 * 1.5 - 3), "and the others have theirs");
    learn.thaw(vectors);
    learn.update(m, g);
    check(close(m.all().data()[16], -6 - 0.9 * 3 - 3), "what is thawed learns by the optimiser's own rule");
}

void check_together()
{
    model<network, double> first, second;
    parameters<network, double> g, h;
    g.data()[0] = 3;
    h.data()[0] = 4;
    optimiser learn(together(first, second), momentum{1});
    learn.update(together(first, second), together(g, h), 0, {.norm = 1});
    check(close(first.all().data()[0], -0.6) && close(second.all().data()[0], -0.8), "models are clipped by one norm");
    check(close(learn.memory<1>(0).data()[0], 0.8) && close(learn.memory(0).data()[0], 0.6), "each has its memory");
    try
    {
        learn.update(together(first, first), together(g, h));
        check(false, "one model twice is refused");
    }
    catch (const std::invalid_argument&)
    {
    }
}

/// Whether an optimiser refuses its constants.
template <class T, class Rule, class Schedule = constant_rate>
bool impossible(const Rule& rule, const Schedule& schedule = {})
{
    const model<network, T> m;
    try
    {
        optimiser(m, rule, schedule);
    }
    catch (const std::invalid_argument&)
    {
        return true;
    }
    return false;
}

void check_constants()
{
    check(impossible<double>(adam{.beta1 = 1}), "a beta of 1 divides by zero");
    check(impossible<float>(sgd{1e39}) && !impossible<double>(sgd{1e39}), "a rate is a number of the parameters' type");
    check(impossible<double>(adagrad{.epsilon = 0}), "adagrad has an epsilon");
    check(impossible<double>(sgd{}, cosine_decay{10, 11}), "the warm-up ends before the decay does");
    check(impossible<double>(sgd{}, step_decay{0}), "steps of a schedule are not zero");
}

} // namespace

int main()
{
    check_rules();
    check_schedules();
    check_clipping();
    check_limits_of_an_update();
    check_refusal();
    check_groups();
    check_together();
    check_constants();
}
