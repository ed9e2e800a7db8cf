// SPDX-License-Identifier: BSD-3-Clause
/// The networks that the program offers, and what it does with one. Compiled once for each cell and number of units.
#pragma once

#include "network.hpp"

#include <variant>

#include <xrnn/sampling/beam.hpp>
#include <xrnn/training/held_out_loss.hpp>
#include <xrnn/xrnn.hpp>

namespace char_rnn
{

/// char-rnn's network: layers of one cell, each with dropout after it, and a linear layer that gives the logits.
template <template <std::size_t, std::size_t> class Cell, std::size_t Layers, std::size_t Hidden,
    std::size_t Vocabulary>
struct network_type;

template <std::size_t Hidden>
using dropout = xrnn::dropout<Hidden, xrnn::set_at_run_time>;

template <template <std::size_t, std::size_t> class Cell, std::size_t H, std::size_t V>
struct network_type<Cell, 1, H, V>
{
    using type = xrnn::stack<Cell<V, H>, dropout<H>, xrnn::linear<H, V>>;
};

template <template <std::size_t, std::size_t> class Cell, std::size_t H, std::size_t V>
struct network_type<Cell, 2, H, V>
{
    using type = xrnn::stack<Cell<V, H>, dropout<H>, Cell<H, H>, dropout<H>, xrnn::linear<H, V>>;
};

template <template <std::size_t, std::size_t> class Cell, std::size_t H, std::size_t V>
struct network_type<Cell, 3, H, V>
{
    using type =
        xrnn::stack<Cell<V, H>, dropout<H>, Cell<H, H>, dropout<H>, Cell<H, H>, dropout<H>, xrnn::linear<H, V>>;
};

/// The factor on the learning rate after so many updates.
struct rate_factor
{
    rate_schedule kind;
    std::uint64_t updates_of_epoch;
    xrnn::cosine_decay cosine;

    explicit rate_factor(const training_setup& setup)
        : kind(setup.schedule)
        , updates_of_epoch(setup.updates_of_epoch)
        , cosine{setup.updates, setup.updates / 100, 0}
    {
    }

    double operator()(std::uint64_t updates) const
    {
        switch (kind)
        {
        case rate_schedule::constant: return 1;
        case rate_schedule::cosine: return cosine(updates);
        case rate_schedule::char_rnn: break;
        }
        const std::uint64_t epochs = updates / updates_of_epoch;
        return epochs < 10 ? 1 : std::pow(0.97, static_cast<double>(epochs - 9));
    }
};

/// What belongs to training.
template <class Network>
struct trainer
{
    template <class Rule>
    using optimiser = xrnn::optimiser<Network, Rule, float, rate_factor>;
    using either_optimiser = std::variant<optimiser<xrnn::rmsprop>, optimiser<xrnn::adam>>;

    training_setup setup;
    xrnn::hidden_state<Network> state;
    xrnn::workspace<Network> work;
    xrnn::parameters<Network> gradients;
    either_optimiser learn;

    trainer(const xrnn::model<Network>& model, const training_setup& how)
        : setup(how)
        , state(how.rows)
        , work(how.steps, how.rows, xrnn::team(how.threads))
        , learn(make(model, how))
    {
    }

    static either_optimiser make(const xrnn::model<Network>& model, const training_setup& how)
    {
        if (how.rule == learning_rule::adam)
        {
            return optimiser<xrnn::adam>(model, {.rate = how.rate}, rate_factor(how));
        }
        return optimiser<xrnn::rmsprop>(model, {.rate = how.rate, .decay = 0.95, .epsilon = 1e-8}, rate_factor(how));
    }
};

template <class Network>
class network_of final : public network
{
public:
    explicit network_of(std::size_t vocabulary)
        : vocabulary_(vocabulary)
        , runner_(model_)
    {
        set_dropout(0);
    }

    std::size_t parameter_count() const override { return model_.all().size(); }

    void initialise(std::uint64_t seed) override
    {
        model_ = xrnn::model<Network>(seed);
        set_dropout(0);
        model_.edit([&](xrnn::parameters<Network>& p) {
            auto b = p.template get<"b", layers - 1>();
            std::fill(b.begin() + static_cast<std::ptrdiff_t>(vocabulary_), b.end(), -INFINITY);
        });
    }

    void prepare(const training_setup& setup) override
    {
        trainer_.reset(); // frees its memory first
        trainer_ = std::make_unique<trainer<Network>>(model_, setup);
        set_dropout(setup.dropout);
    }

    double update(xrnn::streams& data) override
    {
        trainer<Network>& t = *trainer_;
        if (data.next())
        {
            t.state.reset();
        }
        if (t.setup.dropout > 0)
        {
            t.work.forward(model_, data.input(), t.state, {t.setup.seed, updates()});
        }
        else
        {
            t.work.forward(model_, data.input(), t.state);
        }
        const double loss = xrnn::softmax_cross_entropy(t.work, data.target(), xrnn::reduction::mean);
        t.work.backward(model_, t.gradients);
        std::visit([&](auto& learn) { learn.update(model_, t.gradients, loss, {.norm = t.setup.clip}); }, t.learn);
        return loss;
    }

    std::uint64_t updates() const override
    {
        return std::visit([](const auto& learn) { return learn.updates(); }, trainer_->learn);
    }

    double rate() const override
    {
        return std::visit([](const auto& learn) { return learn.rate(); }, trainer_->learn);
    }

    double held_out_loss(std::span<const xrnn::id> ids, const evaluation_setup& how) const override
    {
        return xrnn::held_out_loss(model_, ids, {.rows = how.rows}, xrnn::team(how.threads));
    }

    std::span<const float> step(xrnn::id letter) override { return {runner_.step(letter).data(), vocabulary_}; }

    void reset() override { runner_.reset(); }

    std::vector<xrnn::id> beam(std::span<const xrnn::id> prime, std::size_t width, std::size_t length) override
    {
        runner_.reset();
        for (const xrnn::id letter : prime.first(prime.size() - 1))
        {
            runner_.step(letter);
        }
        xrnn::beam_search search(model_, {.width = width, .length = length});
        return search(runner_.state(), prime.back()).front().ids;
    }

    void save(const std::string& path, const xrnn::notes& words) const override { xrnn::save(path, model_, words); }

    void load(const std::string& path) override { xrnn::load(path, model_); }

    void save_checkpoint(const std::string& path, const xrnn::streams& data, const xrnn::notes& words) const override
    {
        std::visit(
            [&](const auto& learn) { xrnn::save(path, model_, learn, trainer_->state, data, words); }, trainer_->learn);
    }

    void load_checkpoint(const std::string& path, xrnn::streams& data) override
    {
        std::visit([&](auto& learn) { xrnn::load(path, model_, learn, trainer_->state, data); }, trainer_->learn);
    }

private:
    static constexpr std::size_t layers = std::tuple_size_v<xrnn::cells_of<Network>>;

    /// The dropout layers are every second one.
    void set_dropout(double rate)
    {
        [&]<std::size_t... I>(std::index_sequence<I...>)
        {
            (model_.template set<"rate", 2 * I + 1>(static_cast<float>(rate)), ...);
        }
        (std::make_index_sequence<layers / 2>());
    }

    std::size_t vocabulary_;
    xrnn::model<Network> model_;
    xrnn::stepper<Network> runner_;
    std::unique_ptr<trainer<Network>> trainer_;
};

/// The network of 1 to 3 layers of a cell.
template <template <std::size_t, std::size_t> class Cell, std::size_t Hidden, std::size_t Vocabulary>
std::unique_ptr<network> make_network_of(std::size_t layers, std::size_t vocabulary)
{
    switch (layers)
    {
    case 1: return std::make_unique<network_of<typename network_type<Cell, 1, Hidden, Vocabulary>::type>>(vocabulary);
    case 2: return std::make_unique<network_of<typename network_type<Cell, 2, Hidden, Vocabulary>::type>>(vocabulary);
    case 3: return std::make_unique<network_of<typename network_type<Cell, 3, Hidden, Vocabulary>::type>>(vocabulary);
    default: throw std::out_of_range("char_rnn has networks of 1 to 3 layers");
    }
}

} // namespace char_rnn
