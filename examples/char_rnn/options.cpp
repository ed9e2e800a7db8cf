// SPDX-License-Identifier: BSD-3-Clause
#include "options.hpp"

#include <stdexcept>

#include <nlohmann/json.hpp>

namespace char_rnn
{

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(train_options, files, cell, layers, hidden, vocabulary, dropout, split, epochs,
    minutes, batch, sequence, rule, rate, schedule, clip, seed, evaluate_every, sample_after, sample_length)

std::string to_json(const train_options& options)
{
    return nlohmann::json(options).dump();
}

train_options from_json(const std::string& text)
{
    try
    {
        return nlohmann::json::parse(text).get<train_options>();
    }
    catch (const nlohmann::json::exception& error)
    {
        throw std::runtime_error(std::string("the options that it was trained with cannot be read: ") + error.what());
    }
}

} // namespace char_rnn
