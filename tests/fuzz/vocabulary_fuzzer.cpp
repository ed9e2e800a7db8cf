// SPDX-License-Identifier: BSD-3-Clause
/// For libFuzzer: a record of a vocabulary is refused, or is what the vocabulary writes; and what it decodes, it
/// encodes.
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <xrnn/text/any_vocabulary.hpp>

namespace
{

void require(bool holds)
{
    if (!holds)
    {
        std::abort();
    }
}

void check_record(std::string_view record)
{
    try
    {
        const xrnn::any_vocabulary read = xrnn::any_vocabulary::from_record(record);
        require(read.to_record() == record);
        require(xrnn::any_vocabulary::from_record(record) == read);
        std::string text;
        for (std::size_t k = 0; k < read.size(); ++k)
        {
            text += read.decode(k);
        }
        require(read.decode(read.encode(text)) == text);
    }
    catch (const std::runtime_error&) // what is refused
    {
    }
}

/// The input as a text.
void check_text(const char* kind, std::string_view text, std::string_view other)
{
    try
    {
        const xrnn::any_vocabulary made(kind, text);
        require(made.decode(made.encode(text)) == text);
        require(xrnn::any_vocabulary::from_record(made.to_record()) == made);
        require(made.decode(made.encode(other)) == other);
    }
    catch (const std::logic_error&) // empty, not UTF-8, or not in the vocabulary
    {
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    check_record(input);
    const std::size_t half = size / 2;
    for (const char* kind : {"bytes", "characters", "words"})
    {
        check_record("xrnn vocabulary 1 " + std::string(kind) + " " + std::string(input));
        check_text(kind, input.substr(0, half), input.substr(half));
    }
    return 0;
}
