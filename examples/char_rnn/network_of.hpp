// SPDX-License-Identifier: BSD-3-Clause
/// The networks that the program offers, and what it does with one. Compiled once for each cell and number of units.
#pragma once

#include "network.hpp"

#include <variant>

#include <xrnn/io/save.hpp>
#include <xrnn/model/recorder.hpp>
#include <xrnn/model/recurrent_norms.hpp>
#include <xrnn/model/sum_adjoint.hpp>
#include <xrnn/sampling/beam.hpp>
#include <xrnn/training/held_out_loss.hpp>
#include <xrnn/xrnn.hpp>

namespace char_rnn
{

template <std::size_t Hidden>
using dropout = xrnn::dropout<Hidden, xrnn::set_at_run_time>;

/// char-rnn's network: layers of one cell, each with dropout after it, and a linear layer that gives the logits. Below are
/// the layers that come first.
template <template <std::size_t, std::size_t> class Cell, std::size_t Layers, std::size_t Hidden,
    std::size_t Vocabulary, class... Below>
struct network_type
{
    static constexpr std::size_t inputs = sizeof...(Below) == 0 ? Vocabulary : Hidden;
    using type = typename network_type<Cell, Layers - 1, Hidden, Vocabulary, Below..., Cell<inputs, Hidden>,
        dropout<Hidden>>::type;
};

template <template <std::size_t, std::size_t> class Cell, std::size_t Hidden, std::size_t Vocabulary, class... Below>
struct network_type<Cell, 0, Hidden, Vocabulary, Below...>
{
    using type = xrnn::stack<Below..., xrnn::linear<Hidden, Vocabulary>>;
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

    void read(std::span<const xrnn::id> ids, const step_listener& listener) override
    {
        xrnn::recorder<Network> seen([](std::size_t layer, std::string_view) { return is_recurrent(layer); });
        std::vector<value_of_step> values;
        reset();
        for (const xrnn::id letter : ids)
        {
            const std::span<const float> logits = step(letter);
            seen.clear();
            seen.add(runner_.state());
            values.clear();
            for (const xrnn::recorded_value<float>& v : seen.values())
            {
                values.push_back({v.layer / 2, v.name, v.numbers});
            }
            listener(logits, values);
        }
    }

    std::vector<gradient_norms> gradient_flow(std::span<const xrnn::id> ids, std::size_t steps) const override
    {
        constexpr std::size_t rows = 64;
        const std::size_t last = ids.size() - steps - 1; // where the last window can begin
        xt::xtensor<xrnn::id, 2> x(std::array{steps, rows});
        std::vector<xrnn::id> targets(rows);
        for (std::size_t b = 0; b < rows; ++b)
        {
            const std::size_t first = last * b / rows;
            for (std::size_t t = 0; t < steps; ++t)
            {
                x(t, b) = ids[first + t];
            }
            targets[b] = ids[first + steps];
        }
        xrnn::workspace<Network> work(steps, rows);
        xrnn::hidden_state<Network> state(rows);
        xrnn::parameters<Network> gradients;
        work.forward(model_, x, state);
        xrnn::softmax_cross_entropy(work, targets, xrnn::last_step, xrnn::reduction::mean);
        work.backward(model_, gradients);
        return norms_of_sums(work);
    }

    std::vector<xrnn::recurrent_norm> recurrent_norms() const override
    {
        std::vector<xrnn::recurrent_norm> norms = xrnn::recurrent_norms(model_);
        for (xrnn::recurrent_norm& n : norms)
        {
            n.layer /= 2;
        }
        return norms;
    }

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

    /// The norms of the adjoints of all sums of the recurrent layers, from the last step to the first: of all rows together.
    static std::vector<gradient_norms> norms_of_sums(xrnn::workspace<Network>& work)
    {
        std::vector<gradient_norms> all;
        xrnn::each_sum_adjoint(work, [&](std::size_t layer, std::string_view name, const auto& adjoint) {
            if (!is_recurrent(layer))
            {
                return;
            }
            gradient_norms& found = all.emplace_back(gradient_norms{layer / 2, std::string(name), {}});
            for (std::size_t t = adjoint.shape()[0]; t-- > 0;)
            {
                double squares = 0;
                for (std::size_t b = 0; b < adjoint.shape()[1]; ++b)
                {
                    for (std::size_t j = 0; j < adjoint.shape()[2]; ++j)
                    {
                        squares += static_cast<double>(adjoint(t, b, j)) * static_cast<double>(adjoint(t, b, j));
                    }
                }
                found.norms.push_back(std::sqrt(squares));
            }
        });
        return all;
    }

    /// Whether it is a layer of the cell: those come first and are followed by dropout each, and the linear layer is last.
    static constexpr bool is_recurrent(std::size_t layer) { return layer % 2 == 0 && layer + 1 < layers; }

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

/// The network of so many layers of a cell: of 1 to most_layers.
template <template <std::size_t, std::size_t> class Cell, std::size_t Hidden, std::size_t Vocabulary,
    std::size_t Layers = 1>
std::unique_ptr<network> make_network_of(std::size_t layers, std::size_t vocabulary)
{
    if constexpr (Layers <= most_layers)
    {
        using type = typename network_type<Cell, Layers, Hidden, Vocabulary>::type;
        if (layers == Layers)
        {
            return std::make_unique<network_of<type>>(vocabulary);
        }
        return make_network_of<Cell, Hidden, Vocabulary, Layers + 1>(layers, vocabulary);
    }
    throw std::out_of_range("char_rnn has networks of 1 to " + std::to_string(most_layers) + " layers");
}

} // namespace char_rnn
