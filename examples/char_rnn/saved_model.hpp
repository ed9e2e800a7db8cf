// SPDX-License-Identifier: BSD-3-Clause
/// What the program writes into a file beside the numbers of a model, and the model that such a file describes.
#pragma once

#include <limits>
#include <memory>
#include <string>

#include <xrnn/io/notes.hpp>
#include <xrnn/text/any_vocabulary.hpp>

#include "network.hpp"
#include "options.hpp"

namespace char_rnn
{

/// How far a training run is.
struct run_state
{
    std::uint64_t updates = 0;
    double best_validation = std::numeric_limits<double>::infinity(); ///< nats
    double loss_sum = 0;                                              ///< of the updates since the last evaluation
    std::uint64_t loss_count = 0;
    double seconds = 0; ///< spent on training
};

xrnn::notes notes_of(const train_options& options, const xrnn::any_vocabulary& vocabulary, const run_state& state);

struct saved_model
{
    std::string path;
    train_options options;
    xrnn::any_vocabulary vocabulary;
    run_state state;
};

/// Reads the description alone. The path is a file, or the folder of a training run, whose best model is taken. Throws
/// std::runtime_error if there is none, or if char_rnn has not written it.
saved_model read_description(const std::string& path);

/// Makes the network and reads its parameters.
std::unique_ptr<network> load_network(const saved_model& description);

network_size size_of(const train_options& options, const xrnn::any_vocabulary& vocabulary);

/// The files of a training run.
inline std::string checkpoint_of(const std::string& folder)
{
    return folder + "/checkpoint.safetensors";
}

inline std::string best_of(const std::string& folder)
{
    return folder + "/best.safetensors";
}

} // namespace char_rnn
