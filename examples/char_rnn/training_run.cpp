// SPDX-License-Identifier: BSD-3-Clause
#include "training_run.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <thread>

#include "interrupt.hpp"
#include "letters.hpp"

namespace char_rnn
{

namespace
{
    std::string number(const char* format, double value)
    {
        char text[64];
        std::snprintf(text, sizeof text, format, value);
        return text;
    }

    /// The part that is learned, if it fills a window.
    std::vector<xrnn::id> training_ids(std::span<const xrnn::id> ids, const train_options& o)
    {
        if (o.batch == 0 || o.sequence == 0 || ids.size() / o.batch < o.sequence || ids.size() <= o.batch * o.sequence)
        {
            throw std::runtime_error("the part of the text to learn from has " + std::to_string(ids.size())
                + " ids, but --batch " + std::to_string(o.batch) + " --sequence " + std::to_string(o.sequence)
                + " needs more than their product; use a smaller batch or shorter sequences, or a longer text");
        }
        return {ids.begin(), ids.end()};
    }

    corpus read(const train_options& options, const std::optional<saved_model>& from)
    {
        return from ? read_corpus(options.files, from->vocabulary) : read_corpus(options.files, options.vocabulary);
    }
} // namespace

training_run::training_run(const train_options& options, const std::optional<saved_model>& from)
    : options_(options)
    , text_(read(options, from))
    , parts_(text_.parts(options.split))
    , net_(make_network(size_of(options, text_.vocabulary)))
    , data_(training_ids(parts_.training, options), options.sequence, options.batch)
    , state_(options.resume ? from->state : run_state())
    , metrics_(options.out, state_.updates)
{
    if (options_.threads == 0)
    {
        options_.threads = std::max(1U, std::thread::hardware_concurrency());
    }
    net_->initialise(options_.seed);
    if (from && !options_.resume)
    {
        net_->load(from->path);
    }
    net_->prepare(setup()); // after load, for the dropout of this run
    if (options_.resume)
    {
        net_->load_checkpoint(from->path, data_);
    }
    first_update_ = state_.updates;
}

training_setup training_run::setup() const
{
    return {.rows = options_.batch,
        .steps = options_.sequence,
        .threads = options_.threads,
        .seed = options_.seed,
        .dropout = options_.dropout,
        .clip = options_.clip,
        .rule = options_.rule == "adam" ? learning_rule::adam : learning_rule::rmsprop,
        .rate = options_.rate,
        .schedule = options_.schedule == "cosine" ? rate_schedule::cosine
            : options_.schedule == "constant"     ? rate_schedule::constant
                                                  : rate_schedule::char_rnn,
        .updates_of_epoch = data_.windows(),
        .updates = updates_in_all()};
}

bool training_run::is_over() const
{
    return state_.updates >= updates_in_all() || interrupted()
        || (options_.minutes > 0 && seconds() >= 60 * options_.minutes);
}

void training_run::introduce()
{
    line_.say("text: files " + std::to_string(text_.files) + ", left out " + std::to_string(text_.left_out) + "; "
        + std::to_string(text_.ids.size()) + " " + std::string(text_.vocabulary.kind()) + ", "
        + std::to_string(text_.vocabulary.size()) + " different");
    line_.say("to learn " + std::to_string(parts_.training.size()) + ", to validate "
        + std::to_string(parts_.validation.size()) + ", to test " + std::to_string(parts_.test.size()));
    line_.say("network: " + options_.cell + ", " + std::to_string(options_.layers) + " x "
        + std::to_string(options_.hidden) + ", " + std::to_string(net_->parameter_count()) + " parameters; "
        + std::to_string(data_.windows()) + " updates an epoch; threads: " + std::to_string(options_.threads));
    if (options_.resume)
    {
        line_.say("going on after update " + std::to_string(state_.updates));
    }
    warn_of_size();
}

void training_run::warn_of_size()
{
    const double share = static_cast<double>(net_->parameter_count()) / static_cast<double>(parts_.training.size());
    if (share > 5)
    {
        line_.say("warning: " + number("%.0f", share)
            + " times as many parameters as there is text to learn from: the network will learn it by heart. Use a "
              "smaller --hidden, more --dropout, or a longer text");
    }
    else if (share < 0.02)
    {
        line_.say("warning: the text is " + number("%.0f", 1 / share)
            + " times as long as the network has parameters: a larger --hidden would learn more from it");
    }
}

int training_run::run()
{
    introduce();
    while (!is_over())
    {
        learn();
        const bool shows = std::find(options_.sample_after.begin(), options_.sample_after.end(), state_.updates)
            != options_.sample_after.end();
        if (state_.updates % options_.evaluate_every == 0 || shows)
        {
            evaluate();
        }
        if (clock::now() - saved_ > std::chrono::minutes(1))
        {
            save();
        }
    }
    return close();
}

void training_run::learn()
{
    state_.loss_sum += net_->update(data_);
    ++state_.loss_count;
    ++state_.updates;
    if (line_.is_due())
    {
        show_progress();
    }
}

void training_run::show_progress()
{
    const double loss = state_.loss_sum / static_cast<double>(state_.loss_count);
    const double now = std::chrono::duration<double>(clock::now() - started_).count();
    const auto made = static_cast<double>(state_.updates - first_update_);
    double left = now / made * static_cast<double>(updates_in_all() - state_.updates);
    if (options_.minutes > 0)
    {
        left = std::min(left, 60 * options_.minutes - seconds());
    }
    line_.show("epoch " + number("%.2f", static_cast<double>(state_.updates) / static_cast<double>(data_.windows()))
        + "  loss " + number("%.4f", loss) + " nats, " + number("%.3f", loss / std::log(2.0)) + " bits  "
        + number("%.1f", made * static_cast<double>(options_.batch * options_.sequence) / now / 1000) + " k/s  left "
        + xrnn::duration_text(left));
}

std::optional<double> training_run::validate()
{
    if (parts_.validation.empty())
    {
        return std::nullopt;
    }
    // In parts that are long beside what each is warmed up with.
    const std::size_t rows = std::clamp<std::size_t>(parts_.validation.size() / 2000, 1, 64);
    return net_->held_out_loss(parts_.validation, {.rows = rows, .threads = options_.threads});
}

void training_run::evaluate()
{
    const double training = state_.loss_sum / static_cast<double>(state_.loss_count);
    const std::optional<double> validation = validate();
    const std::string text = sample();
    const double epoch = static_cast<double>(state_.updates) / static_cast<double>(data_.windows());
    line_.say("----\n" + text + "\n----\nupdate " + std::to_string(state_.updates) + ", epoch " + number("%.2f", epoch)
        + ": training " + number("%.4f", training)
        + (validation ? ", validation " + number("%.4f", *validation) + " nats, "
                    + number("%.3f", *validation / std::log(2.0)) + " bits"
                      : " nats")
        + " a " + unit_of(text_.vocabulary));
    if (validation)
    {
        warn_of_gap(training, *validation);
    }
    metrics_.add({state_.updates, epoch, training, validation, net_->rate(), seconds(), text});
    state_.loss_sum = 0;
    state_.loss_count = 0;
    if (validation && *validation < state_.best_validation)
    {
        state_.best_validation = *validation;
        net_->save(best_of(options_.out), notes());
    }
    save();
}

void training_run::warn_of_gap(double training, double validation)
{
    if (!warned_ && validation > training + 0.3 && validation > state_.best_validation)
    {
        line_.say("warning: the validation loss is " + number("%.2f", validation - training)
            + " nats above the training loss, and rising: the network is learning the text by heart. More --dropout "
              "or a smaller --hidden may help; the best model so far is kept");
        warned_ = true;
    }
}

std::string training_run::sample()
{
    letters draw(*net_, text_.vocabulary, {}, "", options_.seed + state_.updates);
    std::string text;
    for (std::size_t k = 0; k < options_.sample_length; ++k)
    {
        text += draw.next();
    }
    return text;
}

xrnn::notes training_run::notes() const
{
    run_state now = state_;
    now.seconds = seconds();
    return notes_of(options_, text_.vocabulary, now);
}

void training_run::save()
{
    net_->save_checkpoint(checkpoint_of(options_.out), data_, notes());
    saved_ = clock::now();
}

int training_run::close()
{
    if (interrupted())
    {
        save();
        line_.say("interrupted after update " + std::to_string(state_.updates)
            + "; to go on: char_rnn train --resume --out " + options_.out);
        return 0;
    }
    if (state_.loss_count > 0)
    {
        evaluate();
    }
    line_.say(std::isfinite(state_.best_validation)
            ? "best validation loss " + number("%.4f", state_.best_validation) + " nats"
            : "there was no validation part (--split); the last model is in " + checkpoint_of(options_.out));
    return 0;
}

} // namespace char_rnn
