// SPDX-License-Identifier: BSD-3-Clause
/// Sizes beyond any memory and numbers outside their range are refused, in messages with the numbers in them.
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

using network = stack<lstm<3, 4>, linear<4, 3>>;

constexpr std::size_t huge_size = std::numeric_limits<std::size_t>::max();

} // namespace

TEST_CASE("impossible sizes are refused, and the message has the numbers")
{
    using work = workspace<network>;
    using state = hidden_state<network>;
    const std::size_t half = std::size_t(1) << 32;
    const auto refused = Contains("does not fit in memory");
    CHECK_THROWS_WITH(work(huge_size, huge_size), Contains("18446744073709551615 steps of") && refused);
    CHECK_THROWS_WITH(work(half, half), Contains("4294967296 steps of 4294967296 rows") && refused);
    CHECK_THROWS_WITH(work(huge_size, 1), Contains("steps of 1 row does") && refused);
    CHECK_THROWS_AS(work(huge_size / 4 + 2, 4), std::invalid_argument); // the product is 4
    CHECK_THROWS_AS(work(1, half * (half / 8)), std::invalid_argument);
    CHECK_THROWS_WITH(state(huge_size), Contains("18446744073709551615 rows") && refused);
    CHECK_THROWS_AS(state(half * (half / 4)), std::invalid_argument);
    CHECK_THROWS_AS(work(0, huge_size), std::invalid_argument);
    using dropped = hidden_state<dropout<4>>; // no states and no products
    CHECK_THROWS_WITH(dropped(huge_size), refused);
}

TEST_CASE("overflowing products of sizes are detected")
{
    using detail::addressable;
    STATIC_REQUIRE(addressable({}));
    STATIC_REQUIRE(addressable({3, 5, 7}));
    STATIC_REQUIRE(addressable({0, huge_size, huge_size}));
    STATIC_REQUIRE(addressable({huge_size, huge_size, 0}));
    STATIC_REQUIRE(addressable({PTRDIFF_MAX}));
    STATIC_REQUIRE(!addressable({std::size_t(PTRDIFF_MAX) + 1}));
    STATIC_REQUIRE(!addressable({huge_size, huge_size}));
    STATIC_REQUIRE(!addressable({std::size_t(1) << 32, std::size_t(1) << 31}));
    STATIC_REQUIRE(addressable({std::size_t(1) << 31, std::size_t(1) << 31}));
}

TEST_CASE("numbers and counts in messages are short and exact")
{
    using namespace detail;
    CHECK(number_text(-1e-9) == "-1e-09");
    CHECK(number_text(0.1f) == "0.1");
    CHECK(number_text(0.1) == "0.1");
    CHECK(number_text(1e39) == "1e+39");
    CHECK(number_text(-std::numeric_limits<double>::quiet_NaN()) == "nan");
    CHECK(number_text(-std::numeric_limits<double>::infinity()) == "-inf");
    CHECK(number_text(huge_size) == "18446744073709551615");
    CHECK(number_text(-3) == "-3");
    CHECK(count_text(1, "row") == "1 row");
    CHECK(count_text(0, "row") == "0 rows");
    CHECK(window_text(1, 2) == "1 step of 2 rows");
    CHECK(shape_text(std::array<std::size_t, 3>{4, 2, 1}) == "[4, 2, 1]");
    CHECK(shape_text(std::array<std::size_t, 0>{}) == "[]");
}

TEST_CASE("a hidden state without rows is refused, and row numbers are checked")
{
    hidden_state<network> one;
    CHECK_THROWS_WITH(hidden_state<network>(0), Contains("at least one row"));
    CHECK_THROWS_WITH(one.reset(1), Contains("there is no row 1, because the hidden state has 1 row"));
    CHECK_THROWS_AS(one.reset(huge_size), std::out_of_range);
}

TEST_CASE("a step of ids outside the vocabulary, of any integer type, is refused")
{
    const model<network> m(1);
    stepper rnn(m);
    CHECK_NOTHROW(rnn.step(short(2)));
    CHECK_THROWS_WITH(rnn.step(-1), Contains("the id -1 is not below the input width 3"));
    CHECK_THROWS_WITH(rnn.step(std::numeric_limits<std::int64_t>::min()), Contains("-9223372036854775808"));
    CHECK_THROWS_AS(rnn.step(std::uint8_t(255)), std::out_of_range);
}

TEST_CASE("initialisations that cannot be drawn are refused")
{
    using small = linear<2, 2>;
    const double inf = std::numeric_limits<double>::infinity();
    CHECK_THROWS_WITH(
        (model<small>(1, uniform{-1})), Contains("the limit of a uniform initialisation") && Contains("is -1"));
    CHECK_THROWS_AS((model<small>(1, uniform{std::nan("")})), std::invalid_argument);
    CHECK_THROWS_AS((model<small>(1, uniform{1e39})), std::invalid_argument); // which is no float
    CHECK_NOTHROW(model<small, double>(1, uniform{1e39}));
    CHECK_THROWS_WITH((model<small>(1, normal{inf})), Contains("the deviation of a normal initialisation"));
    CHECK_NOTHROW(model<small>(1, normal{0}));
}

TEST_CASE("a stepper runs one sequence")
{
    const model<network> m(1);
    stepper rnn(m);
    rnn.state() = hidden_state<network>(3);
    CHECK_THROWS_WITH(
        rnn.step(std::vector<float>(9)), Contains("a stepper runs one sequence, and its state has 3 rows"));
    CHECK_THROWS_AS(rnn.step(1), std::logic_error);
    rnn.state() = hidden_state<network>(1);
    CHECK_NOTHROW(rnn.step(1));
}
