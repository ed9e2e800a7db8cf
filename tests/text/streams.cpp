// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <numeric>

#include <xrnn/text/streams.hpp>

using namespace xrnn;
using Catch::Matchers::Contains;

namespace
{

/// The text 0, 1, 2, ..., so that an id is its own place.
std::vector<id> counting(std::size_t size)
{
    std::vector<id> ids(size);
    std::iota(ids.begin(), ids.end(), id(0));
    return ids;
}

/// The numbers of a window, step after step.
template <class View>
std::vector<id> flat(const View& v)
{
    return {v.begin(), v.end()};
}

} // namespace

TEST_CASE("one stream is the text, window after window")
{
    streams data(counting(8), 3);
    CHECK(data.windows() == 2);
    CHECK(data.next());
    CHECK(flat(data.input()) == std::vector<id>{0, 1, 2});
    CHECK(flat(data.target()) == std::vector<id>{1, 2, 3});
    CHECK(!data.next());
    CHECK(flat(data.input()) == std::vector<id>{3, 4, 5});
    CHECK(flat(data.target()) == std::vector<id>{4, 5, 6});
    CHECK(data.next());
    CHECK(flat(data.input()) == std::vector<id>{0, 1, 2});
}

TEST_CASE("several streams lie side by side: [steps, rows]")
{
    streams data(counting(13), 3, 2); // streams 0..5 and 6..11, and 12 is the last target
    CHECK(data.windows() == 2);
    data.next();
    REQUIRE(data.input().dimension() == 2);
    CHECK(data.input().shape()[0] == 3);
    CHECK(data.input().shape()[1] == 2);
    CHECK(data.target().shape()[0] == 3);
    CHECK(data.target().shape()[1] == 2);
    CHECK(flat(data.input()) == std::vector<id>{0, 6, 1, 7, 2, 8});
    CHECK(flat(data.target()) == std::vector<id>{1, 7, 2, 8, 3, 9});
    data.next();
    CHECK(flat(data.input()) == std::vector<id>{3, 9, 4, 10, 5, 11});
    CHECK(flat(data.target()) == std::vector<id>{4, 10, 5, 11, 6, 12});
}

TEST_CASE("in every window a target is the next input, a row goes on where it ended, and the rows are apart")
{
    for (const std::size_t size : {13u, 24u, 25u, 100u, 101u})
    {
        for (const std::size_t rows : {1u, 2u, 3u})
        {
            constexpr std::size_t steps = 4;
            streams data(counting(size), steps, rows);
            REQUIRE(data.windows() == (size - 1) / (steps * rows));
            std::vector<int> seen(size);
            for (std::size_t window = 0; window < data.windows(); ++window)
            {
                CHECK(data.upcoming() == window);
                CHECK(data.next() == (window == 0));
                for (std::size_t row = 0; row < rows; ++row)
                {
                    for (std::size_t t = 0; t < steps; ++t)
                    {
                        const id x = data.input()(t, row);
                        CHECK(x == (row * data.windows() + window) * steps + t);
                        CHECK(data.target()(t, row) == x + 1);
                        ++seen.at(x);
                    }
                }
            }
            const std::size_t used = data.windows() * steps * rows; // what is left fills no window
            CHECK(std::count(seen.begin(), seen.end(), 1) == static_cast<std::ptrdiff_t>(used));
            CHECK(size - used <= steps * rows);
            CHECK(data.next());
        }
    }
}

TEST_CASE("a text of one window starts anew at every window")
{
    streams data(counting(7), 3, 2);
    CHECK(data.windows() == 1);
    CHECK(data.next());
    CHECK(data.next());
    CHECK(flat(data.target()) == std::vector<id>{1, 4, 2, 5, 3, 6});
}

TEST_CASE("after a seek the streams go on from that window")
{
    streams one(counting(50), 4, 2), two(counting(50), 4, 2);
    one.next();
    one.next();
    two.seek(one.upcoming());
    for (int i = 0; i < 10; ++i)
    {
        CHECK(one.next() == two.next());
        CHECK(flat(one.input()) == flat(two.input()));
        CHECK(flat(one.target()) == flat(two.target()));
        CHECK(one.upcoming() == two.upcoming());
    }
    one.seek(0);
    CHECK(one.next());
    CHECK_THROWS_AS(one.seek(one.windows()), std::out_of_range);
    CHECK(one.upcoming() == 1);
}

TEST_CASE("a text that is too short says how long it must be")
{
    CHECK_THROWS_AS(streams(counting(6), 3, 2), std::invalid_argument);
    CHECK_THROWS_WITH(
        streams(counting(6), 3, 2), Contains("a text of 6 ids is too short") && Contains("needs at least 7"));
    CHECK_THROWS_AS(streams({}, 1, 1), std::invalid_argument);
    CHECK_THROWS_AS(streams(counting(1), 1, 1), std::invalid_argument);
    CHECK_NOTHROW(streams(counting(2), 1, 1));
    CHECK_NOTHROW(streams(counting(7), 3, 2));
}

TEST_CASE("streams without steps or rows are refused")
{
    CHECK_THROWS_WITH(streams(counting(6), 0, 2), Contains("at least one step"));
    CHECK_THROWS_WITH(streams(counting(6), 3, 0), Contains("at least one step and one row"));
}

TEST_CASE("windows larger than any text are refused, also where their size overflows")
{
    const std::size_t half = std::size_t(1) << 32;
    CHECK_THROWS_WITH(
        streams(counting(6), half, half), Contains("a text of 6 ids is too short for a window of 4294967296 steps"));
    CHECK_THROWS_AS(streams(counting(6), ~std::size_t(0), ~std::size_t(0)), std::invalid_argument);
    CHECK_THROWS_AS(streams(counting(9), half * 2, half * (half / 4)), std::invalid_argument);
    CHECK_THROWS_AS(streams(counting(6), 1, 6), std::invalid_argument);
    CHECK_NOTHROW(streams(counting(6), 1, 5));
}

TEST_CASE("there is no window before the first call of next, nor after a seek")
{
    streams data(counting(8), 3);
    CHECK_THROWS_WITH(data.input(), Contains("there is no window yet; call next() first"));
    CHECK_THROWS_AS(data.target(), std::logic_error);
    data.next();
    CHECK_NOTHROW(data.input());
    data.seek(1);
    CHECK_THROWS_AS(data.input(), std::logic_error);
    CHECK_THROWS_WITH(data.seek(2), Contains("there is no window 2, because the text has 2 windows"));
    data.next();
    CHECK(flat(data.input()) == std::vector<id>{3, 4, 5});
}

TEST_CASE("streams that were moved from are refused")
{
    streams data(counting(8), 3);
    data.next();
    const streams taken = std::move(data);
    CHECK(flat(taken.input()) == std::vector<id>{0, 1, 2});
    CHECK_THROWS_WITH(data.next(), Contains("was moved from"));
    CHECK_THROWS_AS(data.windows(), std::logic_error);
    CHECK_THROWS_AS(data.input(), std::logic_error);
    CHECK_THROWS_AS(data.seek(0), std::logic_error);
    data = taken;
    CHECK(!data.next());
}
