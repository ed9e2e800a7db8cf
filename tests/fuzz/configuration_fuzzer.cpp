// SPDX-License-Identifier: BSD-3-Clause
/// For libFuzzer: a configuration file of char_rnn, and the options in a model, are refused or read.
#include <cstdint>
#include <sstream>
#include <string>

#include "../../examples/char_rnn/command_line.cpp"
#include "../../examples/char_rnn/options.cpp"

// The commands are not run.
int char_rnn::train(const train_options&)
{
    return 0;
}
int char_rnn::sample(const sample_options&)
{
    return 0;
}
int char_rnn::eval(const eval_options&)
{
    return 0;
}
int char_rnn::novelty(const novelty_options&)
{
    return 0;
}
int char_rnn::visualize(const visualize_options&)
{
    return 0;
}
int char_rnn::info(const info_options&)
{
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    try
    {
        std::istringstream file(text);
        static char_rnn::command_line user; // which takes a while to make
        user.parse_file(file);
    }
    catch (const CLI::Error&) // what is refused
    {
    }
    try
    {
        char_rnn::to_json(char_rnn::from_json(text));
    }
    catch (const std::runtime_error&)
    {
    }
    return 0;
}
