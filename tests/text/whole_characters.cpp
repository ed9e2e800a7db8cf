// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <vector>

#include <xrnn/text/whole_characters.hpp>

using namespace xrnn;

namespace
{

/// What comes out at each byte, and at the end.
std::vector<std::string> byte_by_byte(const std::string& bytes)
{
    whole_characters whole;
    std::vector<std::string> out;
    for (const char c : bytes)
    {
        out.push_back(whole.push(std::string(1, c)));
    }
    out.push_back(whole.finish());
    return out;
}

using strings = std::vector<std::string>;

} // namespace

TEST_CASE("a character is held back until it is whole")
{
    CHECK(byte_by_byte("a\xc3\xa4z") == strings{"a", "", "\xc3\xa4", "z", ""});
    CHECK(byte_by_byte("\xe2\x82\xac") == strings{"", "", "\xe2\x82\xac", ""});
    CHECK(byte_by_byte("\xf0\x9d\x84\x9e") == strings{"", "", "", "\xf0\x9d\x84\x9e", ""});
}

TEST_CASE("what is held back at the end comes out when it is asked for, once")
{
    whole_characters whole;
    CHECK(whole.push("ab\xf0\x9d\x84") == "ab");
    CHECK(whole.finish() == "\xf0\x9d\x84");
    CHECK(whole.finish().empty());
    CHECK(whole.push("c") == "c");
    CHECK(whole.push("").empty());
}

TEST_CASE("bytes that no character begins with are not held back")
{
    // A continuation, bytes that UTF-8 never has, the first two bytes of an overlong form, of a surrogate, and of a
    // number beyond the last code point.
    for (const std::string bytes :
        {"\x80", "\xc0", "\xc1", "\xf5", "\xff", "\xe0\x9f", "\xed\xa0", "\xf0\x8f", "\xf4\x90", "\xc3\xa4\xa4"})
    {
        whole_characters whole;
        CHECK(whole.push(bytes) == bytes);
    }
    for (const std::string bytes : {"\xc2", "\xdf", "\xe0\xa0", "\xed\x9f", "\xf0\x90", "\xf4\x8f\xbf"})
    {
        whole_characters whole;
        CHECK(whole.push(bytes).empty());
    }
}

TEST_CASE("an unfinished character comes out unchanged when another one begins")
{
    CHECK(byte_by_byte("\xe2\x82\xc3\xa4") == strings{"", "", "\xe2\x82", "\xc3\xa4", ""});
    CHECK(byte_by_byte("\xe2z") == strings{"", "\xe2z", ""});
}

TEST_CASE("no byte is lost or added, however the bytes are cut")
{
    std::string bytes;
    std::uint32_t mixed = 1;
    for (int i = 0; i < 3000; ++i)
    {
        mixed = mixed * 1664525u + 1013904223u;
        bytes += "\xf0\x9d\x84\x9e\xe2\x82\xac\xc3\xa4z"[mixed >> 24 & 7u];
    }
    whole_characters whole;
    std::string out;
    for (std::size_t at = 0, size = 1; at < bytes.size(); at += size, size = size % 7 + 1)
    {
        out += whole.push(std::string_view(bytes).substr(at, size));
    }
    CHECK(out + whole.finish() == bytes);
}
