// SPDX-License-Identifier: BSD-3-Clause
/// A decoder that remembers its source: the same numbers as two models by hand, in windows and step by step.
#include <catch2/catch.hpp>

#include "../support/attention_cells.hpp"
#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

using attending = stack<additive_attention<5, 6, 4, 6>, linear<6, 5>>;
using remembering = seq2seq<bidirectional<gru<4, 3>>, attending, carry<"h">, remember<"M">>;

} // namespace

TEST_CASE("a decoder that remembers has the bits of one that is fed what the encoder gave")
{
    using network = seq2seq<bidirectional<gru<4, 3>>, attending, remember<"M">>;
    model<network> m;
    randomise(m);
    model<bidirectional<gru<4, 3>>> first;
    model<attending> second;
    const std::size_t before = first.all().size();
    first.edit([&](auto& p) { std::copy_n(m.all().data(), before, p.data()); });
    second.edit([&](auto& p) { std::copy_n(m.all().data() + before, p.size(), p.data()); });
    const auto x = random_sequence<float>(6, 3, 4);
    for (const std::size_t threads : {1u, 2u})
    {
        workspace work(m, {.source = 8, .target = 5}, 3, team(threads));
        workspace reads(first, 8, 3);
        workspace writes(second, 5, 3, room_for_memory{8}, input_adjoints::yes);
        parameters<network> gradients;
        parameters<bidirectional<gru<4, 3>>> of_first;
        parameters<attending> of_second;
        const auto y = random_ids(4, 3, 5, 1);
        const auto z = random_ids(4, 3, 5, 2);
        for (int pass = 0; pass < 2; ++pass)
        {
            hidden_state<bidirectional<gru<4, 3>>> state(3);
            hidden_state<attending> begins(3);
            const xt::xtensor<float, 3> given = reads.forward(first, x, state);
            const auto expected = numbers(writes.forward(second, feeds(y, given), begins));
            REQUIRE(informative(expected));
            CHECK(numbers(work.forward(m, x, y)) == expected);
            CHECK(numbers(work.probe<"a", 2>()) == numbers(writes.probe<"a", 0>()));
            softmax_cross_entropy(work, z);
            softmax_cross_entropy(writes, z);
            work.backward(m, gradients);
            writes.backward(second, of_second);
            reads.output_adjoint() = writes.input_adjoint<"M">();
            reads.backward(first, of_first);
            std::vector<float> by_hand = numbers(of_first.span());
            append(by_hand, of_second.span());
            REQUIRE(informative(by_hand));
            CHECK(numbers(gradients.span()) == by_hand);
        }
    }
}

TEST_CASE("a decoder that remembers goes on step by step")
{
    model<remembering> m;
    randomise(m);
    workspace work(m, {.source = 8, .target = 5}, 3);
    const auto x = random_sequence<float>(6, 3, 4);
    packed_sequences<float> packed(8, 3, 4);
    packed.fill(std::vector<std::vector<float>>{
        std::vector<float>(12, 0.3f), std::vector<float>(32, 0.2f), std::vector<float>(4, 0.9f)});
    const auto y = random_ids(5, 3, 5, 1);
    hidden_state<remembering> state(3);
    const auto check = [&](const auto& from) {
        const auto window = numbers(work.forward(m, from, y));
        REQUIRE(informative(window));
        for (int again = 0; again < 2; ++again)
        {
            work.encode(m, from, state);
            std::vector<float> steps;
            for (std::size_t t = 0; t < 5; ++t)
            {
                append(steps, work.step(m, std::vector<id>{y(t, 0), y(t, 1), y(t, 2)}, state));
            }
            CHECK(steps == window);
        }
    };
    check(x);
    check(packed);
    check(x);
    hidden_state<remembering> other(2);
    const std::vector<id> two{0, 1};
    CHECK_THROWS_WITH(work.step(m, two, other), Contains("has 2"));
    CHECK_THROWS_WITH(work.step(m, two, state), Contains("the state has 3 rows"));
    CHECK_THROWS_WITH(work.step(model<remembering>(1), std::vector<id>{0, 1, 2}, state), Contains("not the model"));
}
