// SPDX-License-Identifier: BSD-3-Clause
/// char_rnn: learns to imitate a text, and writes more of it. The program of Karpathy's "The Unreasonable Effectiveness of
/// Recurrent Neural Networks" (2015).
#include <cstdio>
#include <exception>
#include <string_view>

#include "command_line.hpp"

int main(int count, char** arguments)
{
    char_rnn::command_line user;
    try
    {
        user.parse(count, arguments);
    }
    catch (const CLI::ParseError& error)
    {
        return user.exit(error);
    }
    try
    {
        return user.run();
    }
    catch (const std::exception& error)
    {
        std::fflush(stdout);
        std::string_view words = error.what();
        words.remove_prefix(words.rfind("xrnn: ", 0) == 0 ? 6 : 0);
        std::fprintf(stderr, "char_rnn: %.*s\n", static_cast<int>(words.size()), words.data());
        return 1;
    }
}
