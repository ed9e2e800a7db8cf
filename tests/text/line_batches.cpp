// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <map>
#include <set>

#include <xrnn/text/line_batches.hpp>
#include <xrnn/text/vocabulary.hpp>

using namespace xrnn;
using Catch::Contains;

namespace
{

const vocabulary letters("\nabcdefgh");
const id end = letters.encode("\n")[0];

line_batches lines_of(const std::string& text, std::size_t steps, std::size_t rows, std::uint64_t seed = 1)
{
    return {letters.encode(text), end, steps, rows, seed};
}

/// A row of a batch as a text.
std::string text_of(const packed_sequences<id>& batch, std::size_t row)
{
    std::string text;
    for (std::size_t t = 0; t < batch.length(row); ++t)
    {
        text += letters.decode(batch(row, t)[0]);
    }
    return text;
}

/// The lines of a batch, one after the other.
std::string batch_of(const line_batches& data)
{
    std::string text;
    for (std::size_t row = 0; row < data.rows(); ++row)
    {
        text += text_of(data.target(), row);
    }
    return text;
}

} // namespace

TEST_CASE("a line is read from the end of the one before it, and predicted up to its own")
{
    line_batches data = lines_of("abc\n\nd\nef", 4, 3);
    CHECK(data.lines() == 3);
    CHECK(data.too_long() == 0);
    CHECK(data.batches() == 1);
    CHECK(data.next());
    std::map<std::string, std::string> found;
    for (std::size_t row = 0; row < 3; ++row)
    {
        found[text_of(data.input(), row)] = text_of(data.target(), row);
    }
    CHECK(found == std::map<std::string, std::string>{{"\nabc", "abc\n"}, {"\nd", "d\n"}, {"\nef", "ef\n"}});
}

TEST_CASE("each round draws every line once, in an order of its own")
{
    line_batches data = lines_of("a\nb\nc\nd\ne\nf\ng\nh\n", 2, 2);
    CHECK(data.batches() == 4);
    std::set<std::string> orders;
    for (std::size_t round = 0; round < 5; ++round)
    {
        std::string order;
        for (std::size_t batch = 0; batch < 4; ++batch)
        {
            CHECK(data.next() == (batch == 0));
            order += batch_of(data);
        }
        orders.insert(order);
        std::sort(order.begin(), order.end());
        CHECK(order == "\n\n\n\n\n\n\n\nabcdefgh");
    }
    CHECK(orders.size() == 5);
}

TEST_CASE("every line comes first about as often")
{
    line_batches data = lines_of("a\nb\nc\nd\n", 2, 4);
    std::map<std::string, int> first;
    for (int round = 0; round < 4000; ++round)
    {
        data.next();
        ++first[text_of(data.target(), 0)];
    }
    REQUIRE(first.size() == 4);
    for (const auto& [line, count] : first)
    {
        CHECK(count > 880); // 1000, and the standard deviation is 27
        CHECK(count < 1120);
    }
}

TEST_CASE("lines that are too long are left out and counted, and those that fill no batch wait for another round")
{
    line_batches data = lines_of("abc\nabcd\na\nb\nabcdefgh\nc\n", 4, 3);
    CHECK(data.lines() == 4);
    CHECK(data.too_long() == 2);
    CHECK(data.batches() == 1);
    std::set<std::string> seen;
    for (int round = 0; round < 40; ++round)
    {
        CHECK(data.next());
        for (std::size_t row = 0; row < 3; ++row)
        {
            seen.insert(text_of(data.target(), row));
        }
    }
    CHECK(seen == std::set<std::string>{"abc\n", "a\n", "b\n", "c\n"});
}

TEST_CASE("the seed chooses the order, and a position is found again")
{
    const std::string text = "a\nb\nc\nd\ne\nf\ng\nh\n";
    line_batches one = lines_of(text, 2, 3, 5);
    line_batches same = lines_of(text, 2, 3, 5);
    line_batches other = lines_of(text, 2, 3, 6);
    std::vector<std::string> drawn;
    bool differs = false;
    for (int k = 0; k < 10; ++k)
    {
        one.next(), same.next(), other.next();
        CHECK(batch_of(one) == batch_of(same));
        differs = differs || batch_of(one) != batch_of(other);
        drawn.push_back(batch_of(one));
    }
    CHECK(differs);
    CHECK(one.upcoming() == 10);
    for (const std::size_t k : {3u, 2u, 9u, 0u})
    {
        one.seek(k);
        CHECK(one.upcoming() == k);
        one.next();
        CHECK(batch_of(one) == drawn[k]);
    }
}

TEST_CASE("a copy of the batches goes on by itself")
{
    line_batches data = lines_of("a\nb\nc\nd\n", 2, 2);
    data.next();
    line_batches copy = data;
    data.next();
    const std::string second = batch_of(data);
    data = lines_of("h\nh\nh\nh\n", 2, 2);
    copy.next();
    CHECK(batch_of(copy) == second);
}

TEST_CASE("too few lines and wrong use of line batches are refused")
{
    CHECK_THROWS_WITH(
        lines_of("abc\nab\n", 3, 2), Contains("the text has 1 line of at most 3 steps, too few for a batch of 2"));
    CHECK_THROWS_AS(lines_of("", 3, 1), std::invalid_argument);
    CHECK_THROWS_AS(lines_of("\n\n\n", 3, 1), std::invalid_argument);
    CHECK_THROWS_AS(lines_of("a\n", 0, 1), std::invalid_argument);
    CHECK_THROWS_AS(lines_of("a\n", 1, 0), std::invalid_argument);
    line_batches data = lines_of("a\nb\n", 2, 2);
    CHECK_THROWS_WITH(data.input(), Contains("there is no batch yet; call next() first"));
    data.next();
    data.seek(1);
    CHECK_THROWS_AS(data.target(), std::logic_error);
    const line_batches taken = std::move(data);
    CHECK_THROWS_WITH(data.next(), Contains("was moved from"));
    CHECK_THROWS_AS(data.seek(0), std::logic_error);
    CHECK_THROWS_AS(data.input(), std::logic_error);
}
