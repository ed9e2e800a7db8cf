// SPDX-License-Identifier: BSD-3-Clause
/// A file that a Python script wrote, io/generate.py.
#include <catch2/catch.hpp>

#include <limits>
#include <string>

#include "io/objects.hpp"

using namespace xrnn;

namespace
{

const std::string sample = XRNN_SAMPLE_FILE;
using network = stack<rnn<2, 3>, linear<3, 2>>;

/// first / 8, (first + 1) / 8 and so on.
template <class Numbers>
bool counts_from(const Numbers& numbers, int first)
{
    double next = first / 8.0;
    bool right = numbers.size() > 0;
    for (const double x : numbers)
    {
        right = right && x == next;
        next += 1 / 8.0;
    }
    return right;
}

} // namespace

TEST_CASE("what Python wrote is loaded, number by number")
{
    model<network> m;
    optimiser learn(m, rmsprop{});
    hidden_state<network, double> state(2);
    random_source random(1);
    notes words;
    load(sample, m, learn, state, random, words);
    CHECK(counts_from(m.get<"W_xh">(), 0));
    CHECK(counts_from(m.get<"W_hh">(), 100));
    CHECK(m.get<"b_h">()(0) == -std::numeric_limits<float>::infinity());
    CHECK(m.get<"b_h">()(1) == 201 / 8.0f);
    CHECK(m.get<"b_h">()(2) == 202 / 8.0f);
    CHECK(counts_from(m.get<"W", 1>(), 300));
    CHECK(counts_from(m.get<"b", 1>(), 400));
    const parameters<network>& memory = learn.memory(0);
    CHECK(counts_from(memory.get<"W_xh">(), 500));
    CHECK(counts_from(memory.get<"W_hh">(), 600));
    CHECK(counts_from(memory.get<"b_h">(), 700));
    CHECK(counts_from(memory.get<"W", 1>(), 800));
    CHECK(counts_from(memory.get<"b", 1>(), 900));
    CHECK(learn.updates() == 12345678901u);
    CHECK(counts_from(state.get<"h">(), -3));
    CHECK(random.state() == ~std::uint64_t(0));
    CHECK(words
        == notes{{"\xc3\xa9"
                  "crit",
            "en Python\n\"\xc3\xa0 la main\""}});
}

TEST_CASE("its floats are loaded as doubles, and its doubles not as floats")
{
    model<network, double> wide;
    load(sample, wide);
    CHECK(counts_from(wide.get<"W", 1>(), 300));
    hidden_state<network> narrow(2);
    CHECK_THROWS_AS(load(sample, narrow), file_error);
}
