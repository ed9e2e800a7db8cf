// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <xrnn/text/novelty.hpp>

using namespace xrnn;

TEST_CASE("lines of a sample that the training text lacks are novel, as often as they occur")
{
    const known_lines known("anna\nbert\n\nanna\nclara");
    CHECK(known.size() == 3);
    CHECK(known.contains("clara"));
    CHECK(!known.contains("clar"));
    CHECK(!known.contains(""));
    const line_novelty found = known.novelty("bert\nberta\nclara\n\nberta\n");
    CHECK(found.lines == 4);
    CHECK(found.novel == std::vector<std::string>{"berta", "berta"});
    CHECK(found.share() == 0.5);
}

TEST_CASE("it does not matter how lines end, nor whether the last one does")
{
    const known_lines known("a\r\nb\n");
    CHECK(known.novelty("a\nb\r\nc").novel == std::vector<std::string>{"c"});
    CHECK(known.novelty("a\nb").share() == 0);
    CHECK(known_lines("").novelty("\n\nx\n").share() == 1);
    CHECK(known.novelty("a\rb").novel == std::vector<std::string>{"a\rb"});
}

TEST_CASE("a sample without a line has no novelty")
{
    CHECK_THROWS_AS(known_lines("a").novelty(""), std::invalid_argument);
    CHECK_THROWS_AS(known_lines("a").novelty("\n\r\n"), std::invalid_argument);
}
