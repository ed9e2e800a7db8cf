// SPDX-License-Identifier: BSD-3-Clause
/// A training run: learns, shows how far it is, evaluates, saves.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include <xrnn/text/streams.hpp>
#include <xrnn/training/progress_line.hpp>

#include "corpus.hpp"
#include "metrics.hpp"
#include "network.hpp"
#include "saved_model.hpp"

namespace char_rnn
{

/// One training of a network, from its beginning or from where an earlier one stopped.
class training_run
{
public:
    /// Goes on with a run if the options say so, else starts from a model if there is one. Throws std::runtime_error and
    /// std::invalid_argument, with what a user can do about it.
    training_run(const train_options& options, const std::optional<saved_model>& from);

    /// Trains until the text has been read often enough, the time is over, or the user interrupts. Returns the exit status.
    int run();

private:
    using clock = std::chrono::steady_clock;

    std::uint64_t updates_in_all() const { return options_.epochs * data_.windows(); }
    double seconds() const { return state_.seconds + std::chrono::duration<double>(clock::now() - started_).count(); }
    bool is_over() const;
    training_setup setup() const;
    void introduce();
    void warn_of_size();
    void learn();
    void show_progress();
    void evaluate();
    std::optional<double> validate();
    void warn_of_gap(double training, double validation);
    std::string sample();
    xrnn::notes notes() const;
    void save();
    int close();

    train_options options_;
    corpus text_;
    xrnn::split_parts<std::span<const xrnn::id>> parts_;
    std::unique_ptr<network> net_;
    xrnn::streams data_;
    run_state state_;
    metrics metrics_;
    xrnn::progress_line line_{stdout};
    clock::time_point started_ = clock::now();
    clock::time_point saved_ = clock::now();
    std::uint64_t first_update_ = 0;
    bool warned_ = false;
};

} // namespace char_rnn
