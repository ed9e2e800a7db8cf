// SPDX-License-Identifier: BSD-3-Clause
/// The reader of the golden files and the measure of an error can fail.
#include <catch2/catch.hpp>

#include <sstream>

#include "golden.hpp"

using namespace tests;

TEST_CASE("a golden file that is missing, short or odd is refused")
{
    CHECK_THROWS_WITH(golden_numbers("no_such_file"), Catch::Contains("no_such_file.txt cannot be opened"));
    const auto read = [](const std::string& text) {
        std::istringstream stream(text);
        return golden_numbers("f", stream);
    };
    CHECK_THROWS_WITH(read(""), Catch::Contains("is short"));
    CHECK_THROWS_WITH(read("# comment\na 2\n1 2\n"), Catch::Contains("it has no end"));
    CHECK_THROWS_WITH(read("a 3\n1 2\nend\n"), Catch::Contains("is short in section a"));
    CHECK_THROWS_WITH(read("a 1\n1 2\nend\n"), Catch::Contains("odd line"));
    CHECK_THROWS_WITH(read("a 1\n1\na 1\n1\nend\n"), Catch::Contains("odd line"));
    auto good = read("# comment\na 2\n1 -2e-3\nend\n");
    CHECK_THROWS_WITH(good.get("b", 2), Catch::Contains("has no section b"));
    CHECK_THROWS_WITH(good.get("a", 3), Catch::Contains("has 2 numbers in section a"));
    CHECK(good.unread().size() == 1);
    CHECK(good.get("a", 2)[1] == -2e-3);
    CHECK(good.unread().empty());
}

TEST_CASE("an error that is not a number is infinite and stays")
{
    largest_error error;
    error.add(std::numeric_limits<double>::quiet_NaN(), 1);
    error.add(1, 1);
    CHECK(std::isinf(error.value()));
}

TEST_CASE("an error of nothing, or of zeros, is infinite")
{
    largest_error error;
    CHECK(std::isinf(error.value()));
    error.add(0, 0);
    CHECK(std::isinf(error.value()));
    error.add(0.5, 0.5);
    CHECK(error.value() == 0);
}
