// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <xrnn/text/character_vocabulary.hpp>

using namespace xrnn;
using Catch::Matchers::Contains;

namespace
{

// Spelled byte by byte, so that no editor and no compiler changes them.
const std::string a_umlaut = "\xc3\xa4";     // U+00E4
const std::string euro = "\xe2\x82\xac";     // U+20AC
const std::string clef = "\xf0\x9d\x84\x9e"; // U+1D11E
const std::string last = "\xf4\x8f\xbf\xbf"; // U+10FFFF
const std::string combining = "e\xcc\x81";   // e and U+0301

} // namespace

TEST_CASE("code points are numbered in their order, however many bytes they have")
{
    const std::string text = clef + "b" + euro + "a" + a_umlaut + "a" + last + euro;
    const character_vocabulary letters(text);
    REQUIRE(letters.size() == 6);
    CHECK(letters.characters() == U"ab\u00e4\u20ac\U0001d11e\U0010ffff");
    CHECK(letters.encode(text) == std::vector<id>{4, 1, 3, 0, 2, 0, 5, 3});
    CHECK(letters.decode(letters.encode(text)) == text);
    CHECK(letters.decode(2) == a_umlaut);
    CHECK(letters.decode(id(5)) == last);
    CHECK(letters.contains(U'\u20ac'));
    CHECK(!letters.contains(U'c'));
    CHECK(letters.encode("").empty());
}

TEST_CASE("a zero byte is a character, and nothing is normalised")
{
    const std::string text = combining + std::string(1, '\0');
    const character_vocabulary letters(text);
    CHECK(letters.encode(text) == std::vector<id>{1, 2, 0});
    CHECK(letters.decode(letters.encode(text)) == text);
}

TEST_CASE("every character of Unicode is numbered in its order, though the last one comes first")
{
    std::string text;
    for (std::uint32_t c = 0x10ffff; c > 0; --c)
    {
        if (c < 0xd800 || c > 0xdfff) // which are no characters
        {
            utf8::unchecked::append(c, std::back_inserter(text));
        }
    }
    const character_vocabulary letters(text);
    REQUIRE(letters.size() == 0x10ffff - 0x800);
    CHECK(letters.decode(0) == std::string(1, '\1'));
    CHECK(letters.decode(letters.size() - 1) == last);
    CHECK(letters.decode(letters.encode(text)) == text);
}

TEST_CASE("malformed UTF-8 is refused with its place")
{
    const std::string begin = "a\n" + a_umlaut + "b";
    // A lone continuation, a lead without its end, overlong forms, a surrogate, beyond the last code point, and bytes
    // that UTF-8 never has: table 3-7 of the Unicode Standard.
    for (const std::string& wrong : {std::string("\x80"), std::string("\xc3"), std::string("\xe2\x82"),
             std::string("\xc0\x80"), std::string("\xe0\x80\x80"), std::string("\xf0\x80\x80\x80"),
             std::string("\xed\xa0\x80"), std::string("\xf4\x90\x80\x80"), std::string("\xfe"), std::string("\xff")})
    {
        INFO(int(static_cast<unsigned char>(wrong[0])));
        CHECK_THROWS_AS(character_vocabulary(begin + wrong), std::invalid_argument);
        CHECK_THROWS_WITH(character_vocabulary(begin + wrong + "z"),
            Contains("at position 5 of the text, line 2, column 3, does not begin a character"));
        CHECK_THROWS_AS(character_vocabulary("a").encode("a" + wrong), std::invalid_argument);
    }
    CHECK_THROWS_WITH(
        character_vocabulary("\xff"), Contains("the byte 255, at position 0 of the text, line 1, column 1"));
}

TEST_CASE("a character that the vocabulary lacks is named by its code point, with its place")
{
    const character_vocabulary letters("ab\n" + a_umlaut);
    CHECK_THROWS_AS(letters.encode("b" + euro), std::out_of_range);
    CHECK_THROWS_WITH(letters.encode("ab\n" + a_umlaut + a_umlaut + euro + "c"),
        Contains("the character U+20AC, at position 7 of the text, line 2, column 3, is not in the vocabulary"));
    CHECK_THROWS_WITH(letters.encode("c"), Contains("U+0063, at position 0 of the text, line 1, column 1,"));
}

TEST_CASE("an id beyond the characters is refused")
{
    const character_vocabulary letters("abc");
    CHECK_THROWS_WITH(letters.decode(3), Contains("the id 3 is not below the 3 characters"));
    CHECK_THROWS_AS(letters.decode(-1), std::out_of_range);
    CHECK_THROWS_AS(letters.decode(std::vector<id>{0, 3}), std::out_of_range);
}

TEST_CASE("an empty text has no characters")
{
    CHECK_THROWS_AS(character_vocabulary(""), std::invalid_argument);
}

TEST_CASE("the record of characters is ASCII, and reads back as an equal vocabulary")
{
    const character_vocabulary letters("\n \\b" + a_umlaut + last);
    const std::string record = letters.to_record();
    CHECK(record == "xrnn vocabulary 1 characters 6\n\\n\n \n\\\\\nb\n\\xc3\\xa4\n\\xf4\\x8f\\xbf\\xbf\n");
    CHECK(character_vocabulary::from_record(record) == letters);
    CHECK(!(character_vocabulary::from_record(record) == character_vocabulary("b")));
}

TEST_CASE("a record with what is no character, twice the same or out of order is refused")
{
    const auto with = [](const std::string& lines) { return "xrnn vocabulary 1 characters 2\n" + lines; };
    CHECK(character_vocabulary::from_record(with("a\nb\n")).size() == 2);
    for (const char* lines : {"a\na\n", "b\na\n", "a\nbc\n", "a\n\\xff\n", "a\n\\xed\\xa0\\x80\n"})
    {
        CHECK_THROWS_AS(character_vocabulary::from_record(with(lines)), std::runtime_error);
        CHECK_THROWS_WITH(character_vocabulary::from_record(with(lines)), Contains("line 3 is not a character above"));
    }
}
