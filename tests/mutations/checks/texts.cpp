// SPDX-License-Identifier: BSD-3-Clause
/// Vocabularies of words and their records, whole characters, files as a text, splits, novelty and n-grams.
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <xrnn/text/kneser_ney.hpp>
#include <xrnn/text/novelty.hpp>
#include <xrnn/text/read_texts.hpp>
#include <xrnn/text/split.hpp>
#include <xrnn/text/whole_characters.hpp>
#include <xrnn/text/word_vocabulary.hpp>

#include "check.hpp"

using namespace xrnn;
using tests::check;

namespace
{

using ids = std::vector<id>;

/// Whether f throws.
template <class F>
bool refused(const F& f)
{
    try
    {
        f();
    }
    catch (const std::exception&)
    {
        return true;
    }
    return false;
}

void check_words()
{
    const word_vocabulary dash("aa\xe2\x80\x94"
                               "aa",
        {.smallest_count = 1});
    check(dash.size() == 6 && dash.encode("aa\xe2\x80\x94") == ids{4, 5}, "an em dash ends a word");
    check(word_vocabulary("aa aa b").size() == 4, "a word that occurs twice has an id");
    check(word_vocabulary("aa aa bb", {.smallest_count = 1, .largest_size = 4}).size() == 4, "the largest size holds");
    const auto read = [](const char* lines) {
        static_cast<void>(word_vocabulary::from_record("xrnn vocabulary 1 words 3\n" + std::string(lines)));
    };
    check(!refused([&] { read("a\nb\nab\n"); }), "a record is read");
    check(refused([&] { read("a\nb\n"); }), "a record that was cut off is refused");
    check(refused([&] { read("a\n\\x62\nab\n"); }), "a record has one way to write a byte");
    check(refused([&] { read("a\naa\naa\n"); }), "no word stands in a record twice");
}

void check_whole_characters()
{
    whole_characters whole;
    check(
        whole.push("a\xf0\x9d\x84") == "a" && whole.push("\x9e") == "\xf0\x9d\x84\x9e", "a character comes out whole");
    check(whole.push("\xed\xa0") == "\xed\xa0", "half a character that does not exist is not held back");
}

void check_split()
{
    const std::string text = "abc\xc3\xa4"
                             "def";
    check(split(text, {0.5, 0.5, 0}).training == "abc", "a cut leaves characters whole");
    check(refused([&] { static_cast<void>(split(text, {0.5, 0.25, 0})); }), "fractions sum to 1");
}

void check_novelty()
{
    const line_novelty found = known_lines("a\n\nb\n").novelty("a\n\nc\n");
    check(found.lines == 2 && found.share() == 0.5, "empty lines count nowhere");
}

void check_files()
{
    namespace fs = std::filesystem;
    int unique = 0;
    const fs::path folder =
        fs::temp_directory_path() / ("xrnn_texts_" + std::to_string(reinterpret_cast<std::uintptr_t>(&unique)));
    fs::create_directory(folder);
    std::ofstream(folder / "a") << "one";
    std::ofstream(folder / "b") << "two" << '\0';
    std::ofstream(folder / "c") << "three";
    const texts found = read_texts({folder.string()});
    fs::remove_all(folder);
    check(found.left_out.size() == 1, "a binary file is left out");
    check(found.text == "one\nthree", "a line feed stands between texts");
}

/// Off from the numbers of tests/text/kneser_ney.txt.
void check_kneser_ney()
{
    const ids text{0, 1, 0, 2, 0, 1, 1, 3, 0, 1, 0};
    const double after_none[] = {0.4, 0.2125, 0.15, 0.15, 0.0875};
    const double after_two[] = {0.1, 0.240625, 0.6, 0.0375, 0.021875};
    const kneser_ney model(text, 5, 3);
    for (id k = 0; k < 5; ++k)
    {
        check(std::abs(model.probability(ids{}, k) - after_none[k]) < 1e-12, "probabilities without a context");
        check(std::abs(model.probability(ids{1, 0}, k) - after_two[k]) < 1e-12, "probabilities after a context");
    }
    const auto d = detail::discounts_of({8, 4, 3, 1}, discounts::three);
    check(std::abs(d[0] - 0.5) + std::abs(d[1] - 0.875) + std::abs(d[2] - 7 / 3.0) < 1e-12, "three discounts");
}

} // namespace

int main()
{
    check_words();
    check_whole_characters();
    check_split();
    check_novelty();
    check_files();
    check_kneser_ney();
}
