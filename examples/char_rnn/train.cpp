// SPDX-License-Identifier: BSD-3-Clause
/// char_rnn train.
#include "options.hpp"

#include <filesystem>
#include <stdexcept>

#include <xrnn/io/write_file.hpp>

#include "interrupt.hpp"
#include "locked_folder.hpp"
#include "training_run.hpp"

namespace char_rnn
{

namespace
{
    /// What is set anew when a run goes on; everything else is as it was.
    train_options resumed(const train_options& options, const saved_model& from)
    {
        train_options all = from.options;
        all.out = options.out;
        all.resume = true;
        all.threads = options.threads;
        all.minutes = options.minutes;
        return all;
    }
} // namespace

int train(const train_options& options)
{
    watch_for_interrupts();
    if (!options.resume)
    {
        std::filesystem::create_directories(options.out);
    }
    const locked_folder locked(options.out);
    if (options.resume)
    {
        const saved_model from = read_description(checkpoint_of(options.out));
        return training_run(resumed(options, from), from).run();
    }
    if (std::filesystem::exists(checkpoint_of(options.out)))
    {
        throw std::runtime_error(
            options.out + " has a training run already: go on with it (--resume), or name another folder");
    }
    xrnn::write_file(options.out + "/config.toml", options.config);
    if (options.init.empty())
    {
        return training_run(options, std::nullopt).run();
    }
    const saved_model from = read_description(options.init);
    train_options all = options;
    all.cell = from.options.cell;
    all.layers = from.options.layers;
    all.hidden = from.options.hidden;
    all.vocabulary = from.options.vocabulary;
    return training_run(all, from).run();
}

} // namespace char_rnn
