// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <set>

#include <xrnn/layers/seq2seq.hpp>
#include <xrnn/sampling/beam.hpp>
#include <xrnn/sampling/greedy.hpp>

#include "../support/attention_cells.hpp"
#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

using ids = std::vector<id>;
using network = stack<lstm<6, 9>, gru<9, 5>, linear<5, 6>>;

/// The most probable ids of one row of a state, a step of one row at a time.
template <class Network>
ids by_hand(const model<Network>& m, const hidden_state<Network>& start, std::size_t row, id first, const greedy& what)
{
    hidden_state<Network> now;
    now.copy_row(0, start, row);
    ids answer;
    for (id last = first; answer.size() < what.length && (answer.empty() || last != what.stop); answer.push_back(last))
    {
        const auto y = m.step(ids{last}, now);
        last = argmax(std::span(&y(0, 0), m.output_width));
    }
    return answer;
}

template <class Network>
hidden_state<Network> random_state(std::size_t rows)
{
    hidden_state<Network> state(rows);
    random_source random(5);
    for (float& each : std::span(state.data(), state.size()))
    {
        each = static_cast<float>(random.normal());
    }
    return state;
}

} // namespace

TEST_CASE("a greedy search gives each row what it would get alone")
{
    model<network> m;
    randomise(m, 3, 0.9);
    const auto start = random_state<network>(7);
    const std::vector<float> before(start.data(), start.data() + start.size());
    for (const std::size_t threads : {1u, 2u})
    {
        for (const greedy& what : {greedy{1}, greedy{12, {}}, greedy{12, 2}, greedy{12, 3}})
        {
            greedy_search search(m, 7, what, team(threads));
            for (const id first : {4u, 0u})
            {
                const auto answers = search(start, first);
                REQUIRE(answers.size() == 7);
                for (std::size_t row = 0; row < 7; ++row)
                {
                    CHECK(answers[row] == by_hand(m, start, row, first, what));
                }
            }
        }
    }
    CHECK(std::vector<float>(start.data(), start.data() + start.size()) == before);
}

TEST_CASE("answers of a greedy search end with the stop id, or at the length")
{
    // What follows an id is the next one, whatever the state.
    using chain = linear<4, 4>;
    model<chain> m;
    m.edit([](auto& p) {
        for (std::size_t j = 0; j < 4; ++j)
        {
            p.template get<"W">()(j, (j + 1) % 4) = 1;
        }
    });
    const hidden_state<chain> start(2);
    greedy_search until_three(m, 2, {.length = 5, .stop = 3});
    CHECK(until_three(start, 0)[1] == ids{1, 2, 3});
    CHECK(until_three(start, 3)[0] == ids{0, 1, 2, 3});
    greedy_search short_one(m, 2, {.length = 2, .stop = 3});
    CHECK(short_one(start, 3)[0] == ids{0, 1});
    greedy_search endless(m, 2, {.length = 6});
    CHECK(endless(start, 3)[1] == ids{0, 1, 2, 3, 0, 1});
}

TEST_CASE("greedy and beam search decode what a seq2seq has read")
{
    using reader = bidirectional<lstm<5, 4>>;
    using writer = stack<lstm<6, 8>, linear<8, 6>>;
    using translator = seq2seq<reader, writer, carry<"h">, carry<"c">>;
    model<translator> m;
    randomise(m, 4, 0.9);
    model<writer> alone;
    alone.edit([&](auto& p) {
        const auto all = m.all().span();
        std::copy_n(all.end() - static_cast<std::ptrdiff_t>(p.size()), p.size(), p.data());
    });
    workspace work(m, {.source = 6, .target = 1}, 3);
    hidden_state<translator> state(3);
    work.encode(m, random_sequence<float>(6, 3, 5), state);
    hidden_state<writer> same(3);
    same.get<"h">() = state.get<"h", 2>();
    same.get<"c">() = state.get<"c", 2>();
    REQUIRE(informative(same.get<"h">()));
    const greedy what{.length = 9, .stop = 2};
    greedy_search answer(m, 3, what);
    greedy_search expected(alone, 3, what);
    const auto found = answer(state, 1);
    const auto as_expected = expected(same, 1);
    beam_search beams(m, beam{.width = 5, .length = 4, .stop = 2});
    beam_search expected_beams(alone, beam{.width = 5, .length = 4, .stop = 2});
    for (std::size_t row = 0; row < 3; ++row)
    {
        CHECK(found[row] == as_expected[row]);
        hidden_state<translator> one;
        hidden_state<writer> same_one;
        one.copy_row(0, state, row);
        same_one.copy_row(0, same, row);
        const auto best = beams(one, 1);
        const auto expected_best = expected_beams(same_one, 1);
        REQUIRE(best.size() == 5);
        for (std::size_t k = 0; k < 5; ++k)
        {
            CHECK(best[k].ids == expected_best[k].ids);
            CHECK(best[k].log_probability == expected_best[k].log_probability);
        }
    }
}

TEST_CASE("a search by steps in a workspace finds what a decoder that remembers would say of each source")
{
    using translator = seq2seq<bidirectional<gru<5, 3>>, stack<additive_attention<6, 6, 4, 6>, linear<6, 6>>,
        carry<"h">, remember<"M">>;
    model<translator> m;
    randomise(m, 4, 0.9);
    const auto x = random_sequence<float>(7, 4, 5);
    workspace work(m, {.source = 7, .target = 9}, 4);
    hidden_state<translator> state(4);
    greedy_search answer(m, 4, {.length = 9, .stop = 2});
    beam_search beams(m, beam{.width = 4, .length = 3});
    work.encode(m, x, state);
    const auto found = answer(work, state, 1);
    const std::vector<ids> answers(found.begin(), found.end());
    for (std::size_t row = 0; row < 4; ++row)
    {
        xt::xtensor<float, 3> same(std::array<std::size_t, 3>{7, 4, 5});
        for (std::size_t i = 0; i < same.size(); ++i)
        {
            same.data()[i] = x(i / 20, row, i % 5);
        }
        work.encode(m, same, state);
        CHECK(answer(work, state, 1)[2] == answers[row]);
        work.encode(m, same, state);
        const auto best = beams(work, state, 1);
        REQUIRE(best.size() == 4);
        // What the decoder says of the whole continuation at once.
        xt::xtensor<id, 2> read(std::array<std::size_t, 2>{3, 4});
        for (std::size_t k = 0; k < 4; ++k)
        {
            REQUIRE(best[k].ids.size() == 3);
            read(0, k) = 1;
            read(1, k) = best[k].ids[0];
            read(2, k) = best[k].ids[1];
        }
        const auto y = work.forward(m, same, read);
        for (std::size_t k = 0; k < 4; ++k)
        {
            double log_probability = 0;
            for (std::size_t t = 0; t < 3; ++t)
            {
                double sum = 0;
                for (std::size_t c = 0; c < 6; ++c)
                {
                    sum += std::exp(static_cast<double>(y(t, k, c)));
                }
                log_probability += static_cast<double>(y(t, k, best[k].ids[t])) - std::log(sum);
            }
            CHECK(best[k].log_probability == Approx(log_probability));
        }
    }
    CHECK(std::set<ids>(answers.begin(), answers.end()).size() > 1);
    CHECK_THROWS_WITH(beams(work, hidden_state<translator>(1), 1), Contains("of 4 rows, but this one has 1"));
}

TEST_CASE("what a greedy search cannot do is refused")
{
    model<network> m(1);
    CHECK_THROWS_WITH(greedy_search(m, 0), Contains("at least one row and a length of at least 1"));
    CHECK_THROWS_WITH(
        greedy_search(m, 1, greedy{.length = 0}), Contains("at least one row and a length of at least 1"));
    CHECK_THROWS_WITH(
        greedy_search(m, 1, greedy{.stop = 6}), Contains("cannot stop at the id 6") && Contains("6 outputs"));
    CHECK_THROWS_WITH(greedy_search(m, 3, greedy{.length = std::numeric_limits<std::size_t>::max() / 4}),
        Contains("does not fit in memory"));
    greedy_search search(m, 2);
    CHECK_THROWS_WITH(search(hidden_state<network>(3), 0), Contains("of 2 rows, but this one has 3"));
    CHECK_THROWS_WITH(search(hidden_state<network>(2), 6), Contains("is not below the input width"));
    m.edit([](auto& p) { p.template get<"b", 2>().fill(std::numeric_limits<float>::quiet_NaN()); });
    CHECK_THROWS_WITH(search(hidden_state<network>(2), 0), Contains("logit 0 is nan"));
}
