// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <limits>
#include <numeric>

#include <xrnn/text/split.hpp>

using namespace xrnn;
using Catch::Matchers::Contains;

namespace
{

std::vector<id> numbers(std::size_t count)
{
    std::vector<id> ids(count);
    std::iota(ids.begin(), ids.end(), id(0));
    return ids;
}

std::vector<std::size_t> sizes(std::size_t count, const split_fractions& f, std::size_t smallest = 2)
{
    const std::vector<id> ids = numbers(count);
    const auto parts = split(ids, f, smallest);
    return {parts.training.size(), parts.validation.size(), parts.test.size()};
}

using counts = std::vector<std::size_t>;

} // namespace

TEST_CASE("the parts are contiguous, in order, and together all of the ids")
{
    const std::vector<id> ids = numbers(200);
    const auto parts = split(ids, {});
    CHECK(parts.training.size() == 180);
    CHECK(parts.training.front() == 0);
    CHECK(parts.validation.size() == 10);
    CHECK(parts.validation.front() == 180);
    CHECK(parts.test.size() == 10);
    CHECK(parts.test.front() == 190);
    CHECK(parts.test.back() == 199);
}

TEST_CASE("no id is lost where the fractions do not divide the size")
{
    CHECK(sizes(101, {0.5, 0.25, 0.25}) == counts{51, 25, 25});
    CHECK(sizes(7, {1.0 / 3, 1.0 / 3, 1.0 / 3}) == counts{2, 3, 2});
    CHECK(sizes(10, {0.7, 0.1, 0.2}, 1) == counts{7, 1, 2});
}

TEST_CASE("a fraction of zero is an empty part")
{
    CHECK(sizes(9, {1, 0, 0}) == counts{9, 0, 0});
    CHECK(sizes(10, {0.8, 0.2, 0}) == counts{8, 2, 0});
    CHECK(sizes(10, {0.8, 0, 0.2}) == counts{8, 0, 2});
}

TEST_CASE("a part that is too small is refused by name, with the cure")
{
    CHECK_THROWS_AS(sizes(10, {0.9, 0.1, 0}), std::invalid_argument);
    CHECK_THROWS_WITH(sizes(10, {0.9, 0.1, 0}), Contains("the validation part has 1") && Contains("at least 2"));
    CHECK_THROWS_WITH(sizes(100, {0.9, 0.05, 0.05}, 6), Contains("the validation part has 5"));
    CHECK_THROWS_WITH(sizes(100, {0.8, 0.15, 0.05}, 6), Contains("the test part has 5"));
    CHECK_THROWS_WITH(sizes(1, {1, 0, 0}), Contains("the training part has 1"));
    CHECK_THROWS_WITH(sizes(0, {1, 0, 0}), Contains("the training part has 0"));
    CHECK(sizes(100, {0.9, 0.05, 0.05}, 5) == counts{90, 5, 5});
}

TEST_CASE("fractions that are no shares of one text are refused")
{
    CHECK_THROWS_WITH(sizes(100, {0.5, 0.25, 0.5}), Contains("0.5, 0.25 and 0.5 sum to 1.25, but must sum to 1"));
    CHECK_THROWS_WITH(sizes(100, {0.9, 0, 0}), Contains("sum to 0.9"));
    CHECK_THROWS_WITH(sizes(100, {0, 0.5, 0.5}), Contains("nothing to train on"));
    CHECK_THROWS_WITH(sizes(100, {1.5, -0.5, 0}), Contains("between 0 and 1, but one is 1.5"));
    CHECK_THROWS_WITH(sizes(100, {0.5, -0.5, 1}), Contains("one is -0.5"));
    CHECK_THROWS_AS(sizes(100, {std::numeric_limits<double>::quiet_NaN(), 0.5, 0.5}), std::invalid_argument);
}

TEST_CASE("a text is cut in bytes, but never inside a character")
{
    const auto parts = split(std::string_view("abcd\xe2\x82\xac"
                                              "efg"),
        {0.5, 0.25, 0.25});
    CHECK(parts.training == "abcd");
    CHECK(parts.validation
        == "\xe2\x82\xac"
           "e");
    CHECK(parts.test == "fg");
    CHECK(split(std::string_view("\x80\x80\x80\x80\x80\x80\x80\x80"), {0.5, 0.5, 0}).training.size() == 4);
}

TEST_CASE("fractions are read from a text")
{
    const auto read = [](std::string_view text) {
        const split_fractions f = parse_split(text);
        return std::vector<double>{f.training, f.validation, f.test};
    };
    CHECK(read("0.9,0.05,0.05") == std::vector<double>{0.9, 0.05, 0.05});
    CHECK(read("0.8,0.2") == std::vector<double>{0.8, 0.2, 0});
    CHECK(read("1") == std::vector<double>{1, 0, 0});
    for (const char* wrong :
        {"", ",", "0.9,", "0.9,,0.1", "0.9;0.1", "0.5,0.2,0.2,0.1", "0.9,0.1,", "nine", "0.9, 0.1", "1x"})
    {
        INFO(wrong);
        CHECK_THROWS_AS(parse_split(wrong), std::invalid_argument);
        CHECK_THROWS_WITH(parse_split(wrong), Contains("0.9,0.05,0.05, but not by \"" + std::string(wrong) + "\""));
    }
}
