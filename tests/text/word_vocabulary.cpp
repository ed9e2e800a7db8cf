// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <random>

#include <xrnn/text/word_vocabulary.hpp>

using namespace xrnn;
using Catch::Matchers::Contains;

namespace
{

/// A text as the pieces that its ids stand for.
std::vector<std::string> pieces(const word_vocabulary& words, std::string_view text)
{
    std::vector<std::string> found;
    for (const id number : words.encode(text))
    {
        found.push_back(words.decode(number));
    }
    return found;
}

using strings = std::vector<std::string>;

} // namespace

TEST_CASE("a word is a run of letters and digits, and every other character stands for itself")
{
    const word_vocabulary words("don't stop  x2y\r\n", {.smallest_count = 1});
    CHECK(pieces(words, "don't stop  x2y\r\n") == strings{"don", "'", "t", " ", "stop", " ", " ", "x2y", "\r", "\n"});
}

TEST_CASE("letters beyond ASCII are in words, punctuation beyond ASCII is not")
{
    // Gr\"o\ss e, an em dash, a Cyrillic word in guillemets, an ideographic full stop.
    const std::string text = "Gr\xc3\xb6\xc3\x9f"
                             "e\xe2\x80\x94\xc2\xab\xd0\xb4\xd0\xb0\xc2\xbb\xe5\xad\x97\xe3\x80\x82";
    const word_vocabulary words(text, {.smallest_count = 1});
    CHECK(pieces(words, text)
        == strings{"Gr\xc3\xb6\xc3\x9f"
                   "e",
            "\xe2\x80\x94", "\xc2\xab", "\xd0\xb4\xd0\xb0", "\xc2\xbb", "\xe5\xad\x97", "\xe3\x80\x82"});
}

TEST_CASE("ids are the bytes in their order, then the words, the most frequent first")
{
    const word_vocabulary words("bb ab bb cb ab bb", {.smallest_count = 1});
    REQUIRE(words.size() == 7);
    strings all;
    for (std::size_t k = 0; k < words.size(); ++k)
    {
        all.push_back(words.decode(k));
    }
    CHECK(all == strings{" ", "a", "b", "c", "bb", "ab", "cb"});
    CHECK(words.encode("ab cb") == std::vector<id>{5, 0, 6});
}

TEST_CASE("words below the smallest count are spelled, and so are words that the text does not have")
{
    const word_vocabulary words("the the one");
    CHECK(pieces(words, "the one hen") == strings{"the", " ", "o", "n", "e", " ", "h", "e", "n"});
    CHECK(words.decode(words.encode("the one hen")) == "the one hen");
    CHECK(word_vocabulary("the the one", {.smallest_count = 3}).size() == 6);
}

TEST_CASE("a largest size keeps the most frequent words")
{
    const std::string text = "aa aa aa bb bb cc cc";
    CHECK(word_vocabulary(text, {.largest_size = 6}).decode(5) == "bb");
    CHECK(word_vocabulary(text, {.largest_size = 6}).size() == 6);
    CHECK(word_vocabulary(text, {.largest_size = 4}).size() == 4);
    CHECK(word_vocabulary(text, {.largest_size = 99}).size() == 7);
    CHECK_THROWS_AS(word_vocabulary(text, {.largest_size = 3}), std::invalid_argument);
    CHECK_THROWS_WITH(word_vocabulary(text, {.largest_size = 3}), Contains("4 different bytes"));
}

TEST_CASE("decoding what was encoded gives the text, whatever its bytes are")
{
    std::mt19937 random(1);
    std::string all(256, '\0');
    for (std::size_t b = 0; b < 256; ++b)
    {
        all[b] = static_cast<char>(b);
    }
    for (int n = 0; n < 200; ++n)
    {
        // Few letters, so that words come twice; leads and continuations of UTF-8, so that marks and torn marks do.
        const std::string some = n % 2 == 0 ? "ab \xe2\x80\x94\xc2\xab\xe3" : all;
        std::string text = all;
        for (int i = 0; i < 300; ++i)
        {
            text += some[random() % some.size()];
        }
        const word_vocabulary words(text);
        REQUIRE((words.decode(words.encode(text)) == text));
        REQUIRE(word_vocabulary::from_record(words.to_record()) == words);
    }
}

TEST_CASE("a byte that the text did not have is named, with its place")
{
    const word_vocabulary words("ab ab\n");
    CHECK_THROWS_AS(words.encode("ab ac"), std::out_of_range);
    CHECK_THROWS_WITH(words.encode("ab\nab ac"),
        Contains("the byte 99 ('c'), at position 7 of the text, line 2, column 5, is not in the vocabulary"));
}

TEST_CASE("an id beyond the words is refused, and so is an empty text")
{
    const word_vocabulary words("ab ab");
    CHECK_THROWS_WITH(words.decode(4), Contains("the id 4 is not below the 4 words"));
    CHECK_THROWS_AS(words.decode(-1), std::out_of_range);
    CHECK_THROWS_AS(words.decode(std::vector<id>{4}), std::out_of_range);
    CHECK_THROWS_AS(word_vocabulary(""), std::invalid_argument);
}

TEST_CASE("the record of words reads back as an equal vocabulary")
{
    const word_vocabulary words("ab ab \xc3\xa4\xc3\xa4 \xc3\xa4\xc3\xa4");
    CHECK(words.to_record() == "xrnn vocabulary 1 words 7\n \na\nb\n\\xa4\n\\xc3\nab\n\\xc3\\xa4\\xc3\\xa4\n");
    const word_vocabulary read = word_vocabulary::from_record(words.to_record());
    CHECK(read == words);
    CHECK(read.encode("ab ba") == words.encode("ab ba"));
    CHECK(!(read == word_vocabulary("ab ab")));
}

TEST_CASE("a record of words that no text gives is refused, with the line")
{
    const auto with = [](const std::string& lines) { return "xrnn vocabulary 1 words 3\n" + lines; };
    CHECK(word_vocabulary::from_record(with("a\nb\nab\n")).size() == 3);
    for (const char* lines : {"a\nb\na\n", "b\na\nab\n", "a\nab\nb\n", "a\nb\na b\n", "a\nb\nac\n"})
    {
        CHECK_THROWS_AS(word_vocabulary::from_record(with(lines)), std::runtime_error);
        CHECK_THROWS_WITH(word_vocabulary::from_record(with(lines)), Contains("is out of order, or not a word"));
    }
    CHECK_THROWS_WITH(word_vocabulary::from_record(with("a\nb\na\n")), Contains("line 4"));
    CHECK_THROWS_AS(word_vocabulary::from_record("xrnn vocabulary 1 words 3\na\nab\nab\n"), std::runtime_error);
}
