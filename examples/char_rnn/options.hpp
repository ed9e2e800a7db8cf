// SPDX-License-Identifier: BSD-3-Clause
/// What a user can choose, by command and flag.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace char_rnn
{

struct train_options
{
    std::vector<std::string> files; ///< none: the built-in text
    std::string out;
    bool resume = false;
    std::string init; ///< a model to start from

    std::string cell = "lstm";
    std::size_t layers = 2;
    std::size_t hidden = 128;
    std::string vocabulary = "bytes";
    double dropout = 0;

    std::string split = "0.9,0.05,0.05";
    std::uint64_t epochs = 50;
    double minutes = 0; ///< no limit
    std::size_t batch = 50;
    std::size_t sequence = 50;
    std::string rule = "rmsprop";
    double rate = 0.002;
    std::string schedule = "char-rnn";
    double clip = 5;
    std::uint64_t seed = 1;
    std::size_t threads = 0; ///< as many as there are cores

    std::uint64_t evaluate_every = 1000;
    std::vector<std::uint64_t> sample_after;
    std::size_t sample_length = 300;

    std::string config; ///< all of this as TOML, for config.toml in the folder
};

/// As one line of JSON, kept in every model that is saved; and back. What is not in the JSON stays as it is. The second
/// throws std::runtime_error if the text is something else.
std::string to_json(const train_options& options);
train_options from_json(const std::string& text);

struct sample_options
{
    std::string model; ///< a file, or the folder of a training run
    std::size_t length = 1000;
    double temperature = 1;
    std::size_t top_k = 0;
    double top_p = 1;
    bool argmax = false;
    std::size_t beam = 0;
    std::string prime;
    std::uint64_t seed = 1;
    std::size_t count = 1;
};

struct eval_options
{
    std::string model;
    std::vector<std::string> files; ///< none: the text that the model was trained on, by its split
    std::size_t order = 6;          ///< the longest n-grams of the baseline; 0: none
    std::size_t rows = 16;          ///< parts of the text side by side; 1 is exact
    bool json = false;
};

struct novelty_options
{
    sample_options sample;
    std::vector<std::string> files; ///< none: what the model was trained on
    std::size_t lines = 1000;
    bool show = false;
};

struct visualize_options
{
    std::string model;
    std::string text; ///< the file
    std::string out = "report.html";
    std::size_t length = 2000; ///< ids that the page shows
    double share = 0.25;       ///< of a property's entropy, from which on a unit follows it
    std::size_t steps = 100;   ///< over which gradients are followed back
    double megabytes = 8;      ///< of activations in the page
};

struct info_options
{
    std::string model;
};

int train(const train_options& options);
int sample(const sample_options& options);
int eval(const eval_options& options);
int novelty(const novelty_options& options);
int visualize(const visualize_options& options);
int info(const info_options& options);

} // namespace char_rnn
