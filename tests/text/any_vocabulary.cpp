// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <xrnn/text/any_vocabulary.hpp>

using namespace xrnn;
using Catch::Matchers::Contains;

TEST_CASE("a vocabulary of any kind does what that of its own type does")
{
    const std::string text = "\xc3\xa4s \xc3\xa4s";
    const any_vocabulary bytes("bytes", text);
    const any_vocabulary characters("characters", text);
    const any_vocabulary words("words", text);
    CHECK(bytes.encode(text) == vocabulary(text).encode(text));
    CHECK(characters.encode(text) == character_vocabulary(text).encode(text));
    CHECK(words.encode(text) == word_vocabulary(text).encode(text));
    CHECK(bytes.size() == 4);
    CHECK(characters.size() == 3);
    CHECK(words.size() == 5);
    CHECK(any_vocabulary("words", text, {.smallest_count = 3}).size() == 4);
    CHECK(bytes.decode(id(0)) == " ");
    CHECK(characters.decode(2) == "\xc3\xa4");
    for (const any_vocabulary& v : {bytes, characters, words})
    {
        CHECK(v.decode(v.encode(text)) == text);
        CHECK_THROWS_AS(v.decode(v.size()), std::out_of_range);
        CHECK_THROWS_AS(v.encode("x"), std::out_of_range);
    }
}

TEST_CASE("a vocabulary knows its kind, and those of two kinds differ")
{
    for (const std::string_view kind : {"bytes", "characters", "words"})
    {
        const any_vocabulary v(kind, "a b");
        CHECK(v.kind() == kind);
        const any_vocabulary read = any_vocabulary::from_record(v.to_record());
        CHECK(read.kind() == kind);
        CHECK(read == v);
        CHECK(!(read == any_vocabulary(kind, "a c")));
    }
    CHECK(!(any_vocabulary("bytes", "a b") == any_vocabulary("characters", "a b")));
    CHECK(any_vocabulary(vocabulary("a b")) == any_vocabulary("bytes", "a b"));
}

TEST_CASE("a kind that does not exist is refused, and the text in its place too")
{
    CHECK_THROWS_AS(any_vocabulary("letters", "abc"), std::invalid_argument);
    CHECK_THROWS_WITH(any_vocabulary("letters", "abc"), Contains("bytes, characters or words, but not \"letters\""));
    CHECK_THROWS_WITH(any_vocabulary(std::string(1000, 'a'), "bytes"), Contains("\"aaaaaaaaaaaaaaaaaaaa\""));
}

TEST_CASE("what is no record is refused, with the line")
{
    const auto refused = [](const std::string& record, const std::string& why) {
        CHECK_THROWS_AS(any_vocabulary::from_record(record), std::runtime_error);
        CHECK_THROWS_WITH(any_vocabulary::from_record(record), Contains("no record of a vocabulary: " + why));
    };
    CHECK(any_vocabulary::from_record("xrnn vocabulary 1 bytes 2\na\nb\n").size() == 2);
    refused("", "line 1 is missing or has no end");
    refused("xrnn vocabulary 1 bytes 2", "line 1 is missing or has no end");
    refused("a vocabulary\n", "line 1 does not begin with");
    refused("xrnn vocabulary 2 bytes 1\na\n", "line 1 does not begin with");
    refused("xrnn vocabulary 1 letters 1\na\n", "line 1 names a kind that is not known");
    refused("xrnn vocabulary 1 bytes 2\na\nb", "line 3 is missing or has no end");
    refused("xrnn vocabulary 1 bytes 2\na\n", "line 1 does not give the number of lines that follow, 1");
    refused("xrnn vocabulary 1 bytes 2\na\nb\nc\n", "line 1 does not give the number of lines that follow, 3");
    refused("xrnn vocabulary 1 bytes 02\na\nb\n", "line 1 does not give the number of lines that follow, 2");
    refused("xrnn vocabulary 1 bytes 99999999999999999999\na\n", "line 1 does not give");
    refused("xrnn vocabulary 1 bytes 0\n", "line 1 does not give");
    refused("xrnn vocabulary 1 bytes 1\n\n", "line 2 is no entry");
    for (const char* line : {"\\", "\\x", "\\x0", "\\x61", "\\xFF", "\\xg0", "\\q", "\xff", "\t"})
    {
        refused("xrnn vocabulary 1 bytes 1\n" + std::string(line) + "\n", "line 2 is no entry");
    }
    refused("xrnn vocabulary 1 bytes 2\na\na\n", "line 3 is not a byte above the one before");
    refused("xrnn vocabulary 1 bytes 2\nb\na\n", "line 3 is not a byte above the one before");
    refused("xrnn vocabulary 1 bytes 1\nab\n", "line 2 is not a byte above the one before");
    CHECK_THROWS_WITH(
        vocabulary::from_record("xrnn vocabulary 1 words 1\na\n"), Contains("another kind than \"bytes\""));
}

TEST_CASE("the record of all bytes reads back")
{
    std::string all;
    for (int b = 0; b < 256; ++b)
    {
        all += static_cast<char>(b);
    }
    const vocabulary bytes(all);
    CHECK(vocabulary::from_record(bytes.to_record()) == bytes);
    CHECK(vocabulary::from_record(bytes.to_record()).encode(all) == bytes.encode(all));
}

TEST_CASE("a vocabulary that was moved from is refused")
{
    for (const std::string_view kind : {"bytes", "characters", "words"})
    {
        any_vocabulary v(kind, "more letters than a short string holds, so that they are moved");
        const any_vocabulary taken = std::move(v);
        CHECK(taken.encode("more").size() == 4);
        CHECK_THROWS_AS(v.encode("more"), std::logic_error);
        CHECK_THROWS_WITH(v.encode("more"), Contains("this vocabulary was moved from"));
        CHECK_THROWS_WITH(v.decode(0), Contains("this vocabulary was moved from"));
        CHECK_THROWS_WITH(v.decode(std::vector<id>{0}), Contains("this vocabulary was moved from"));
    }
}
