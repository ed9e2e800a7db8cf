// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <xrnn/text/vocabulary.hpp>

using namespace xrnn;
using Catch::Matchers::Contains;

TEST_CASE("characters are numbered in the order of their bytes, each once")
{
    const vocabulary letters("hello, world");
    CHECK(letters.characters() == " ,dehlorw");
    CHECK(letters.size() == 9);
    CHECK(letters.encode(' ') == 0);
    CHECK(letters.encode('w') == 8);
    CHECK(letters.decode(id(4)) == 'h');
    CHECK(letters.encode("hello") == std::vector<id>{4, 3, 5, 5, 6});
    CHECK(letters.decode(std::vector<id>{8, 6, 7, 5, 2}) == "world");
    CHECK(vocabulary("dlrow ,olleh").characters() == letters.characters());
}

TEST_CASE("encoded text decodes to the same text")
{
    const std::string text = "To be, or not to be: that is the question.\n";
    const vocabulary letters(text);
    CHECK(letters.decode(letters.encode(text)) == text);
    CHECK(letters.encode("").empty());
    CHECK(letters.decode(std::vector<id>{}).empty());
}

TEST_CASE("any byte is a character, zero and those above 127 too")
{
    std::string text;
    for (int b = 255; b >= 0; --b)
    {
        text += static_cast<char>(b);
    }
    const vocabulary letters(text);
    REQUIRE(letters.size() == 256);
    for (unsigned b = 0; b < 256; ++b)
    {
        CHECK(letters.encode(static_cast<char>(b)) == b);
        CHECK(letters.decode(id(b)) == static_cast<char>(b));
    }
    CHECK(letters.decode(letters.encode(text)) == text);
    const vocabulary umlaut("\xc3\xbc"
                            "a");
    CHECK(umlaut.characters() == "a\xbc\xc3");
}

TEST_CASE("a character is in the vocabulary or not, the last byte and the first too")
{
    const vocabulary letters(std::string_view("\0\xff", 2));
    CHECK(letters.size() == 2);
    CHECK(letters.contains('\0'));
    CHECK(letters.contains('\xff'));
    CHECK(letters.encode('\xff') == 1);
    CHECK(!letters.contains('a'));
}

TEST_CASE("a character that was not in the text is named, with its place")
{
    const vocabulary letters("abc");
    CHECK_THROWS_AS(letters.encode('d'), std::out_of_range);
    CHECK_THROWS_WITH(letters.encode('d'), Contains("byte 100 ('d')"));
    CHECK_THROWS_WITH(letters.encode('\n'), Contains("byte 10 is not"));
    CHECK_THROWS_AS(letters.encode("abcxa"), std::out_of_range);
    CHECK_THROWS_WITH(
        letters.encode("abcxa"), Contains("the byte 120 ('x'), at position 3 of the text, line 1, column 4, is not"));
    CHECK_THROWS_WITH(
        letters.encode("\xff"), Contains("the byte 255, at position 0 of the text, line 1, column 1, is not"));
}

TEST_CASE("an id beyond the vocabulary is refused")
{
    const vocabulary letters("abc");
    CHECK_THROWS_WITH(letters.decode(id(3)), Contains("the id 3 is not below the 3 characters"));
    CHECK_THROWS_AS(letters.decode(~id(0)), std::out_of_range);
    CHECK_THROWS_WITH(letters.decode(std::uint64_t(1) << 32), Contains("the id 4294967296"));
    CHECK_THROWS_WITH(letters.decode(-1), Contains("the id -1"));
    CHECK(letters.decode(short(2)) == 'c');
    CHECK_THROWS_AS(letters.decode(std::vector<id>{0, 1, 3}), std::out_of_range);
}

TEST_CASE("an empty text has no vocabulary")
{
    CHECK_THROWS_AS(vocabulary(""), std::invalid_argument);
}

TEST_CASE("the characters of a temporary vocabulary can be kept")
{
    const std::string& kept = vocabulary("a vocabulary of more characters than fit into a short string").characters();
    CHECK(kept.substr(0, 3) == " ab");
}

TEST_CASE("a missing byte is found in its line and character, even in the middle of one")
{
    const vocabulary letters("a\n\xc3\xb6");
    CHECK_THROWS_WITH(letters.encode("a\n\xc3\xb6\xc3\xa4"),
        Contains("the byte 164, at position 5 of the text, line 2, column 2, is not in the vocabulary"));
    CHECK_THROWS_WITH(letters.encode("\n\n\xc3\xb6 "), Contains("at position 4 of the text, line 3, column 2,"));
    CHECK_THROWS_WITH(letters.encode("a\xbf"), Contains("at position 1 of the text, line 1, column 2,"));
}

TEST_CASE("vocabularies of the same characters are equal")
{
    CHECK(vocabulary("abca") == vocabulary("cab"));
    CHECK(!(vocabulary("abc") == vocabulary("abd")));
}
