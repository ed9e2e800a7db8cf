// SPDX-License-Identifier: BSD-3-Clause
/// For libFuzzer: however bytes are cut, whole_characters loses none, holds back at most three, and breaks no character
/// of what is UTF-8; and a cut of split() breaks none either.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <utf8.h>

#include <xrnn/text/split.hpp>
#include <xrnn/text/whole_characters.hpp>

namespace
{

void require(bool holds)
{
    if (!holds)
    {
        std::abort();
    }
}

bool is_utf8(std::string_view text)
{
    return utf8::is_valid(text.begin(), text.end());
}

/// Pieces of 1 to 8 bytes, as long as the bits of `cuts` say.
void check_pieces(std::string_view text, std::uint32_t cuts)
{
    const bool valid = is_utf8(text);
    xrnn::whole_characters whole;
    std::string out;
    for (std::size_t at = 0; at < text.size();)
    {
        const std::size_t size = (cuts & 7u) + 1;
        const std::string_view piece = text.substr(at, size);
        const std::string given = whole.push(piece);
        require(!valid || is_utf8(given));
        out += given;
        at += piece.size();
        require(out.size() <= at && at - out.size() <= 3);
        cuts = cuts >> 3 | cuts << 29;
    }
    require(out + whole.finish() == text);
}

void check_split(std::string_view text, double training)
{
    const auto parts = xrnn::split(text, {.training = training, .validation = 1 - training, .test = 0}, 0);
    require(std::string(parts.training) + std::string(parts.validation) == text);
    require(!is_utf8(text) || (is_utf8(parts.training) && is_utf8(parts.validation)));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 4)
    {
        return 0;
    }
    const std::string_view text(reinterpret_cast<const char*>(data) + 4, size - 4);
    std::uint32_t number = 0;
    for (std::size_t k = 0; k < 4; ++k)
    {
        number = number << 8 | data[k];
    }
    check_pieces(text, number);
    check_split(text, (data[0] + 1) / 257.0);
    return 0;
}
