// SPDX-License-Identifier: BSD-3-Clause
#include "saved_model.hpp"

#include <array>
#include <charconv>
#include <filesystem>
#include <stdexcept>

#include <xrnn/io/save.hpp>

namespace char_rnn
{

namespace
{
    /// The shortest text that reads back as the same number.
    template <class Number>
    std::string text_of(Number number)
    {
        std::array<char, 64> text;
        return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
    }

    /// The number that a note has. Throws std::runtime_error if it is none.
    template <class Number>
    Number number_in(const xrnn::notes& words, const std::string& key)
    {
        const std::string& text = words.at(key);
        Number number{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || end != text.data() + text.size())
        {
            throw std::runtime_error("its note " + key + " is not a number");
        }
        return number;
    }

    std::string file_of(const std::string& path)
    {
        if (!std::filesystem::is_directory(path))
        {
            return path;
        }
        for (const std::string& file : {best_of(path), checkpoint_of(path)})
        {
            if (std::filesystem::exists(file))
            {
                return file;
            }
        }
        throw std::runtime_error(
            path + " is a folder without a model; name a file, or the folder given to train --out");
    }
} // namespace

xrnn::notes notes_of(const train_options& options, const xrnn::any_vocabulary& vocabulary, const run_state& state)
{
    return {{"program", "char_rnn"}, {"options", to_json(options)}, {"vocabulary", vocabulary.to_record()},
        {"updates", text_of(state.updates)}, {"best_validation", text_of(state.best_validation)},
        {"loss_sum", text_of(state.loss_sum)}, {"loss_count", text_of(state.loss_count)},
        {"seconds", text_of(state.seconds)}};
}

saved_model read_description(const std::string& path)
{
    const std::string file = file_of(path);
    xrnn::notes words;
    xrnn::load(file, words);
    try
    {
        return {file, from_json(words.at("options")), xrnn::any_vocabulary::from_record(words.at("vocabulary")),
            {.updates = number_in<std::uint64_t>(words, "updates"),
                .best_validation = number_in<double>(words, "best_validation"),
                .loss_sum = number_in<double>(words, "loss_sum"),
                .loss_count = number_in<std::uint64_t>(words, "loss_count"),
                .seconds = number_in<double>(words, "seconds")}};
    }
    catch (const std::out_of_range&)
    {
        throw std::runtime_error(
            file + ": char_rnn did not write this file; name one from a folder given to train --out");
    }
    catch (const std::runtime_error& error)
    {
        throw std::runtime_error(file + ": " + error.what());
    }
}

network_size size_of(const train_options& options, const xrnn::any_vocabulary& vocabulary)
{
    return {options.cell, options.layers, options.hidden, vocabulary.size()};
}

std::unique_ptr<network> load_network(const saved_model& description)
{
    std::unique_ptr<network> made = make_network(size_of(description.options, description.vocabulary));
    made->load(description.path);
    return made;
}

} // namespace char_rnn
