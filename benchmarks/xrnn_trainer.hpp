// SPDX-License-Identifier: BSD-3-Clause
/// How xrnn trains: one update of a network on the next window of the text.
#pragma once

#include <xtensor/xadapt.hpp>

#include "xrnn_workloads.hpp"

namespace benchmarks
{

/// Ids feed the first layer, where libtorch and oneDNN multiply one-hot rows.
template <class Network, class Rule>
class trainer
{
public:
    trainer(const training& w, const Rule& rule, std::size_t threads)
        : w_(w)
        , data_(w)
        , work_(workspace_for<Network>(w, threads))
        , state_(w.rows)
        , learn_(model_, rule)
    {
    }

    /// The loss in nats a character, before the update.
    double update()
    {
        data_.next();
        return repeat();
    }

    /// The same with the window of the last update.
    double repeat()
    {
        const std::array<std::size_t, 2> shape{w_.steps, w_.rows};
        state_.reset();
        work_.forward(model_, xt::adapt(data_.input(), shape), state_);
        const double loss = xrnn::softmax_cross_entropy(work_, data_.target(), xrnn::reduction::mean);
        work_.backward(model_, gradients_);
        // As min-char-rnn and char-rnn clip them; the peers do not.
        const auto limits = w_.rule == rule::sgd ? xrnn::clipping{} : xrnn::clipping{.value = 5};
        learn_.update(model_, gradients_, loss, limits);
        return loss;
    }

    /// Bytes of the workspace, and of parameters, their packed form, gradients and the rule's memories.
    double bytes() const
    {
        const std::size_t numbers = gradients_.size() * (3 + Rule::memories);
        return static_cast<double>(work_.bytes() + numbers * sizeof(float));
    }

private:
    training w_;
    windows<xrnn::id> data_;
    xrnn::model<Network> model_{1};
    xrnn::workspace<Network> work_;
    xrnn::parameters<Network> gradients_;
    xrnn::hidden_state<Network> state_;
    xrnn::optimiser<Network, Rule> learn_;
};

template <rule Rule>
auto rule_of()
{
    if constexpr (Rule == rule::sgd)
    {
        return xrnn::sgd{.rate = sgd_rate};
    }
    else if constexpr (Rule == rule::adagrad)
    {
        return xrnn::adagrad{.rate = adagrad_rate, .epsilon = 0, .epsilon_in_root = epsilon};
    }
    else
    {
        return xrnn::rmsprop{.rate = rmsprop_rate, .decay = rmsprop_decay, .epsilon = epsilon};
    }
}

/// Whether the loss of one small window is finite and falls.
template <class Network, rule Rule>
bool learns(training w, std::size_t threads)
{
    w.steps = std::min<std::size_t>(w.steps, 4);
    w.rows = std::min<std::size_t>(w.rows, 4);
    trainer<Network, decltype(rule_of<Rule>())> net(w, rule_of<Rule>(), threads);
    const double first = net.update();
    double last = first;
    bool finite = std::isfinite(first);
    for (int n = 0; n < 5; ++n)
    {
        last = net.repeat();
        finite = finite && std::isfinite(last);
    }
    std::printf("%s: a loss of %.3f, and after 5 updates of %.3f\n", w.name, first, last);
    return finite && first > 0 && last < first;
}

/// Measures or checks one workload.
template <class Network, rule Rule>
bool run(const training& w, const options& o)
{
    if (!o.wants(w.name))
    {
        return true;
    }
    if (o.check)
    {
        return learns<Network, Rule>(w, o.threads);
    }
    trainer<Network, decltype(rule_of<Rule>())> net(w, rule_of<Rule>(), o.threads);
    double loss = 0;
    const times t = measure([&] { loss = net.update(); }, o.seconds);
    result r = training_rate(w, t);
    r.loss = loss;
    r.accounted = net.bytes();
    print(o, r);
    return true;
}

} // namespace benchmarks
