// SPDX-License-Identifier: BSD-3-Clause
#include "corpus.hpp"

#include <xrnn/text/read_texts.hpp>

namespace char_rnn
{

namespace
{
    xrnn::texts read(const std::vector<std::string>& paths)
    {
        // The project's own documents and headers, which the build gathers.
        return xrnn::read_texts(paths.empty() ? std::vector<std::string>{CHAR_RNN_BUILT_IN_TEXT} : paths);
    }

    corpus made(xrnn::texts&& found, const xrnn::any_vocabulary& vocabulary)
    {
        std::vector<xrnn::id> ids = vocabulary.encode(found.text);
        return {std::move(found.text), found.files.size(), found.left_out.size(), vocabulary, std::move(ids)};
    }
} // namespace

xrnn::split_parts<std::span<const xrnn::id>> corpus::parts(const std::string& split, std::size_t smallest) const
{
    return xrnn::split(std::span(ids), xrnn::parse_split(split), smallest);
}

std::string corpus::training_text(const std::string& split) const
{
    return vocabulary.decode(parts(split).training);
}

corpus read_corpus(const std::vector<std::string>& paths, const std::string& kind)
{
    xrnn::texts found = read(paths);
    const xrnn::any_vocabulary vocabulary(kind, found.text);
    return made(std::move(found), vocabulary);
}

corpus read_corpus(const std::vector<std::string>& paths, const xrnn::any_vocabulary& vocabulary)
{
    return made(read(paths), vocabulary);
}

} // namespace char_rnn
