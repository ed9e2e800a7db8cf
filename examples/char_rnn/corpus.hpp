// SPDX-License-Identifier: BSD-3-Clause
/// A text as the program uses it: in ids, cut into what is learned and what is only predicted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <xrnn/text/any_vocabulary.hpp>
#include <xrnn/text/split.hpp>

namespace char_rnn
{

struct corpus
{
    std::string text;
    std::size_t files = 0;
    std::size_t left_out = 0; ///< files of folders that are hidden, binary, or no files
    xrnn::any_vocabulary vocabulary;
    std::vector<xrnn::id> ids;

    /// The parts of the ids. Throws std::invalid_argument if the split is wrong, or a part has fewer than `smallest` ids.
    [[nodiscard]] xrnn::split_parts<std::span<const xrnn::id>> parts(
        const std::string& split, std::size_t smallest = 2) const;

    /// The bytes of the part that is learned.
    [[nodiscard]] std::string training_text(const std::string& split) const;
};

/// What an id stands for: "byte", "character" or "word".
inline std::string unit_of(const xrnn::any_vocabulary& vocabulary)
{
    const std::string_view kind = vocabulary.kind();
    return std::string(kind.substr(0, kind.size() - 1));
}

/// Files and folders, or the built-in text if there are none, with the vocabulary of that kind. Throws std::runtime_error if
/// something cannot be read.
corpus read_corpus(const std::vector<std::string>& paths, const std::string& kind);

/// The same in the vocabulary of a model. Throws std::out_of_range at what it does not have.
corpus read_corpus(const std::vector<std::string>& paths, const xrnn::any_vocabulary& vocabulary);

} // namespace char_rnn
