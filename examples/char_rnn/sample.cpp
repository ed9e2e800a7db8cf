// SPDX-License-Identifier: BSD-3-Clause
/// char_rnn sample.
#include "options.hpp"

#include <cstdio>
#include <stdexcept>

#include <unistd.h>

#include <xrnn/text/whole_characters.hpp>

#include "letters.hpp"
#include "saved_model.hpp"

namespace char_rnn
{

namespace
{
    [[noreturn]] void refuse_output()
    {
        throw std::runtime_error("standard output takes no more text");
    }

    /// Writes what has not been written yet. Throws std::runtime_error if standard output takes no more, as a full disk.
    void finish()
    {
        if (std::fflush(stdout) != 0)
        {
            refuse_output();
        }
    }

    /// On a terminal, each letter is shown at once. Throws as finish() does.
    void write(const std::string& text)
    {
        static const bool is_terminal = ::isatty(::fileno(stdout)) == 1;
        if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size())
        {
            refuse_output();
        }
        if (is_terminal)
        {
            finish();
        }
    }

    void write_sample(network& net, const saved_model& from, const sample_options& o, std::uint64_t seed)
    {
        const xrnn::sampling how{o.argmax ? 0 : o.temperature, o.top_k, o.top_p};
        letters draw(net, from.vocabulary, how, o.prime, seed);
        xrnn::whole_characters whole;
        write(whole.push(o.prime));
        for (std::size_t k = 0; k < o.length; ++k)
        {
            write(whole.push(draw.next()));
        }
        write(whole.finish() + "\n");
    }

    void write_beam(network& net, const saved_model& from, const sample_options& o)
    {
        const auto ids = net.beam(letters::first_ids(from.vocabulary, o.prime), o.beam, o.length);
        write(o.prime + from.vocabulary.decode(std::span(ids)) + "\n");
    }
} // namespace

int sample(const sample_options& o)
{
    const saved_model from = read_description(o.model);
    const std::unique_ptr<network> net = load_network(from);
    for (std::size_t k = 0; k < o.count; ++k)
    {
        if (k > 0)
        {
            write("----\n");
        }
        if (o.beam > 0)
        {
            write_beam(*net, from, o);
        }
        else
        {
            write_sample(*net, from, o, o.seed + k);
        }
    }
    finish();
    return 0;
}

} // namespace char_rnn
