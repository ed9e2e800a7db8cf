// SPDX-License-Identifier: BSD-3-Clause
/// What the user asks for: commands, flags and configuration files.
#pragma once

#include <CLI/CLI.hpp>

#include "options.hpp"

namespace char_rnn
{

class command_line
{
public:
    command_line();

    /// Takes the options from the arguments of a program. Throws CLI::ParseError, which exit() tells the user, also for --help.
    void parse(int count, char** arguments);

    /// The same from a configuration file.
    void parse_file(std::istream& file);

    /// Prints help or an error; returns the exit status.
    int exit(const CLI::ParseError& error) { return app_.exit(error) == 0 ? 0 : 2; }

    /// Runs the command; returns the exit status.
    int run();

private:
    void check_choices();

    train_options train_;
    sample_options sample_;
    eval_options eval_;
    novelty_options novelty_;
    visualize_options visualize_;
    info_options info_;
    CLI::App app_{"Learns to imitate a text, a character at a time, and writes more of it.", "char_rnn"};
};

} // namespace char_rnn
