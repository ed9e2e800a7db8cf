// SPDX-License-Identifier: BSD-3-Clause
/// An encoder and a decoder as one network: the same numbers as two models by hand, whatever the batch and the threads.
#include <catch2/catch.hpp>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

using reader = stack<embedding<6, 5>, lstm<5, 9>, lstm<9, 7>>;
using writer = stack<embedding<5, 4>, lstm<4, 9>, lstm<9, 7>, linear<7, 5>>;
using translator = seq2seq<reader, writer, carry<"h">, carry<"c">>;

using ids = xt::xtensor<id, 2>;

packed_sequences<id> random_pack(const std::vector<std::size_t>& lengths, std::size_t classes, std::uint64_t seed)
{
    random_source random(seed);
    std::vector<std::vector<id>> all;
    for (const std::size_t length : lengths)
    {
        for (std::vector<id>& each = all.emplace_back(); each.size() < length;)
        {
            each.push_back(static_cast<id>(random.bits() % classes));
        }
    }
    packed_sequences<id> x(12, lengths.size());
    x.fill(all);
    return x;
}

/// The outputs of the last window.
template <class Network>
std::vector<float> outputs_of(const workspace<Network>& work)
{
    return work.is_packed() ? numbers(work.packed_output().all()) : numbers(work.output());
}

/// The outputs, losses and gradients of two passes.
std::vector<float> results(const model<translator>& m, const auto& source, const auto& target, const auto& answers,
    std::size_t rows, const team& threads = team())
{
    workspace work(m, {.source = 12, .target = 12}, rows, threads);
    parameters<translator> gradients;
    std::vector<float> all;
    for (int pass = 0; pass < 2; ++pass)
    {
        work.forward(m, source, target);
        append(all, outputs_of(work));
        all.push_back(static_cast<float>(softmax_cross_entropy(work, answers)));
        work.backward(m, gradients);
        append(all, gradients.span());
    }
    return all;
}

/// The same with a model and a workspace for each side, joined by hand.
std::vector<float> results_by_hand(
    const model<translator>& m, const auto& source, const auto& target, const auto& answers, std::size_t rows)
{
    model<reader> first;
    model<writer> second;
    const std::size_t before = first.all().size();
    first.edit([&](auto& p) { std::copy_n(m.all().data(), before, p.data()); });
    second.edit([&](auto& p) { std::copy_n(m.all().data() + before, p.size(), p.data()); });
    workspace<reader> reads(12, rows);
    workspace<writer> writes(12, rows);
    parameters<reader> of_first;
    parameters<writer> of_second;
    std::vector<float> all;
    for (int pass = 0; pass < 2; ++pass)
    {
        hidden_state<reader> state(rows);
        hidden_state<writer> begins(rows);
        reads.forward(first, source, state);
        begins.get<"h", 1>() = state.get<"h", 1>();
        begins.get<"c", 1>() = state.get<"c", 1>();
        begins.get<"h", 2>() = state.get<"h", 2>();
        begins.get<"c", 2>() = state.get<"c", 2>();
        writes.forward(second, target, begins);
        append(all, outputs_of(writes));
        all.push_back(static_cast<float>(softmax_cross_entropy(writes, answers)));
        writes.backward(second, of_second);
        reads.final_adjoint<"h", 1>() = writes.initial_adjoint<"h", 1>();
        reads.final_adjoint<"c", 1>() = writes.initial_adjoint<"c", 1>();
        reads.final_adjoint<"h", 2>() = writes.initial_adjoint<"h", 2>();
        reads.final_adjoint<"c", 2>() = writes.initial_adjoint<"c", 2>();
        reads.backward(first, of_first);
        append(all, of_first.span());
        append(all, of_second.span());
    }
    return all;
}

model<translator> random_model()
{
    model<translator> m;
    randomise(m);
    return m;
}

const ids source = random_ids(7, 4, 6, 1);
const ids target = random_ids(3, 4, 5, 2);
const ids answers = random_ids(3, 4, 5, 3);

std::string refusal(const auto& f)
{
    try
    {
        f();
    }
    catch (const std::exception& e)
    {
        return e.what();
    }
    return "";
}

} // namespace

TEST_CASE("a seq2seq has the bits of two networks that are joined by hand")
{
    const model<translator> m = random_model();
    const std::vector<float> one = results(m, source, target, answers, 4);
    REQUIRE(informative(one));
    CHECK(one == results_by_hand(m, source, target, answers, 4));
    const auto packed_source = random_pack({3, 9, 1, 4}, 6, 4);
    const auto packed_target = random_pack({5, 2, 8, 2}, 5, 5);
    const auto packed_answers = random_pack({5, 2, 8, 2}, 5, 6);
    const std::vector<float> packed = results(m, packed_source, packed_target, packed_answers, 4);
    REQUIRE(informative(packed));
    CHECK(packed == results_by_hand(m, packed_source, packed_target, packed_answers, 4));
    CHECK(results(m, packed_source, target, answers, 4) == results_by_hand(m, packed_source, target, answers, 4));
    CHECK(results(m, source, packed_target, packed_answers, 4)
        == results_by_hand(m, source, packed_target, packed_answers, 4));
}

TEST_CASE("a team gives a seq2seq the same bits")
{
    const model<translator> m = random_model();
    const auto packed_source = random_pack({3, 9, 1, 4}, 6, 4);
    for (const std::size_t threads : {2u, 3u})
    {
        CHECK(results(m, source, target, answers, 4) == results(m, source, target, answers, 4, team(threads)));
        CHECK(results(m, packed_source, target, answers, 4)
            == results(m, packed_source, target, answers, 4, team(threads)));
    }
}

TEST_CASE("a pair has the same outputs alone and in a batch, packed or not")
{
    const model<translator> m = random_model();
    const std::vector<std::size_t> source_lengths{3, 9, 1, 4};
    const std::vector<std::size_t> target_lengths{5, 2, 8, 2};
    const auto packed_source = random_pack(source_lengths, 6, 4);
    const auto packed_target = random_pack(target_lengths, 5, 5);
    workspace all(m, {.source = 12, .target = 12}, 4);
    workspace alone(m, {.source = 12, .target = 12}, 4);
    const auto together = all.forward(m, packed_source, packed_target);
    for (std::size_t row = 0; row < 4; ++row)
    {
        std::vector<id> x, y;
        for (std::size_t t = 0; t < source_lengths[row]; ++t)
        {
            x.push_back(packed_source(row, t)[0]);
        }
        for (std::size_t t = 0; t < target_lengths[row]; ++t)
        {
            y.push_back(packed_target(row, t)[0]);
        }
        const auto one = alone.forward(m, x, y);
        REQUIRE(informative(one));
        for (std::size_t t = 0; t < y.size(); ++t)
        {
            CHECK(numbers(together(row, t)) == numbers(std::span(&one(t, 0, 0), 5)));
        }
    }
}

TEST_CASE("after encode, steps of the model are those of the decoder")
{
    const model<translator> m = random_model();
    workspace work(m, {.source = 12, .target = 12}, 4);
    const auto window = numbers(work.forward(m, source, target));
    REQUIRE(informative(window));
    hidden_state<translator> state(4);
    state.get<"h", 4>().fill(7); // what it held is gone
    state.get<"c", 1>().fill(7);
    work.encode(m, source, state);
    std::vector<float> steps;
    for (std::size_t t = 0; t < 3; ++t)
    {
        const std::vector<id> y(&target(t, 0), &target(t, 0) + 4);
        append(steps, m.step(y, state));
    }
    CHECK(steps == window);
    CHECK(numbers(state.probe<"y", 6>()) == std::vector<float>(window.end() - 20, window.end()));
    work.encode(m, source, state);
    CHECK(numbers(state.get<"h", 4>()) == numbers(state.get<"h", 1>()));
    CHECK(numbers(state.get<"c", 5>()) == numbers(state.get<"c", 2>()));
    CHECK(informative(numbers(state.get<"c", 5>())));
}

TEST_CASE("a window may begin with states, and leaves the final ones")
{
    const model<translator> m = random_model();
    workspace work(m, {.source = 12, .target = 12}, 4);
    const auto from_zero = numbers(work.forward(m, source, target));
    hidden_state<translator> state(4);
    CHECK(numbers(work.forward(m, source, target, state)) == from_zero);
    const auto h = work.probe<"h", 2>();
    for (std::size_t b = 0; b < 4; ++b)
    {
        CHECK(state.get<"h", 2>()(b, 3) == h(6, b, 3));
        CHECK(state.get<"h", 5>()(b, 3) == work.probe<"h", 5>()(2, b, 3));
    }
    const auto from_there = numbers(work.forward(m, source, target, state));
    CHECK(from_there != from_zero);
    CHECK(numbers(work.forward(m, source, target)) == from_zero);
}

TEST_CASE("the two sides draw noise of their own")
{
    using noisy = seq2seq<stack<dropout<40>, rnn<40, 3>>, stack<dropout<40>, rnn<40, 3>>, carry<"h">>;
    model<noisy> m(1);
    workspace work(m, {.source = 2, .target = 2}, 1);
    const xt::xtensor<float, 3> ones = xt::ones<float>({2, 1, 40});
    work.forward(m, ones, ones, training{1, 2});
    const auto of_source = numbers(work.probe<"y", 0>());
    const auto of_target = numbers(work.probe<"y", 2>());
    CHECK(of_source != of_target);
    CHECK(std::count(of_source.begin(), of_source.end(), 0.0f) > 5);
    CHECK(std::count(of_target.begin(), of_target.end(), 0.0f) > 5);
    work.forward(m, ones, ones);
    CHECK(numbers(work.probe<"y", 0>()) == numbers(work.probe<"y", 2>()));
}

TEST_CASE("both directions of an encoder fill a state of the decoder")
{
    using network = seq2seq<bidirectional<rnn<3, 2>>, rnn<1, 4>, carry<"h">>;
    model<network> m(3);
    workspace work(m, {.source = 4, .target = 1}, 2);
    hidden_state<network> state(2);
    work.encode(m, random_sequence<float>(4, 2, 3), state);
    for (std::size_t b = 0; b < 2; ++b)
    {
        CHECK(state.get<"h", 2>()(b, 1) == state.get<"h", 0>()(b, 1));
        CHECK(state.get<"h", 2>()(b, 2) == state.get<"h", 1>()(b, 0));
        CHECK(state.get<"h", 2>()(b, 3) == state.get<"h", 1>()(b, 1));
        CHECK(std::abs(state.get<"h", 2>()(b, 3)) > 1e-3);
    }
}

TEST_CASE("an optimiser, freezing and groups know the layers of both sides")
{
    model<translator> m = random_model();
    const model<translator> before = m;
    workspace work(m, {.source = 12, .target = 12}, 4);
    parameters<translator> gradients;
    optimiser learn(m, sgd{0.1});
    learn.freeze([](const parameter_info& p) { return p.layer < 3; });
    work.forward(m, source, target);
    const double loss = softmax_cross_entropy(work, answers);
    work.backward(m, gradients);
    learn.update(m, gradients, loss, {.norm = 1});
    CHECK(numbers(m.get<"U_i", 1>()) == numbers(before.get<"U_i", 1>()));
    CHECK(numbers(m.get<"U_i", 4>()) != numbers(before.get<"U_i", 4>()));
    CHECK(numbers(m.get<"W", 6>()) != numbers(before.get<"W", 6>()));
}

TEST_CASE("what does not fit a seq2seq is refused and changes nothing")
{
    const model<translator> m = random_model();
    workspace work(m, {.source = 7, .target = 3}, 4);
    hidden_state<translator> state(4);
    const auto y = numbers(work.forward(m, source, target, state));
    const std::vector<float> before(state.data(), state.data() + state.size());
    CHECK(refusal([&] { work.forward(m, random_ids(8, 4, 6, 1), target, state); })
        == "xrnn: source: forward: the sequence has 8 steps of 4 rows, but the workspace was made for 7 steps of 4 "
           "rows");
    CHECK(refusal([&] { work.forward(m, source, random_ids(4, 4, 5, 1), state); })
        == "xrnn: target: forward: the sequence has 4 steps of 4 rows, but the workspace was made for 3 steps of 4 "
           "rows");
    CHECK(refusal([&] { work.forward(m, source, random_ids(3, 2, 5, 1)); })
        == "xrnn: forward: the source has 4 rows, but the target has 2");
    CHECK_THAT(refusal([&] { work.forward(m, source, ids(random_ids(3, 4, 5, 1) + 4u), state); }),
        Contains("xrnn: target: the id ") && Contains("is not below the input width 5"));
    hidden_state<translator> small(3);
    CHECK_THAT(refusal([&] { work.forward(m, source, target, small); }), Contains("the hidden state has 3"));
    CHECK_THAT(refusal([&] { work.encode(m, source, small); }), Contains("the hidden state has 3"));
    CHECK_THAT(
        refusal([&] { work.encode(m, random_ids(8, 4, 6, 1), state); }), Contains("source: forward: the sequence"));
    CHECK(std::vector<float>(state.data(), state.data() + state.size()) == before);
    CHECK(numbers(work.output()) == y);
    parameters<translator> gradients;
    CHECK_THAT(refusal([&] { work.backward(m, gradients); }), Contains("no loss has been computed"));
    softmax_cross_entropy(work, answers);
    CHECK_THAT(refusal([&] { work.backward(random_model(), gradients); }), Contains("not the model"));
    work.backward(m, gradients);
    CHECK_THAT(refusal([&] { (void)work.output(); }), Contains("used up"));
    CHECK_THAT(refusal([&] { work.backward(m, gradients); }), Contains("used up"));
    work.forward(m, source, target);
    work.encode(m, source, state);
    CHECK_THAT(refusal([&] { work.backward(m, gradients); }), Contains("nothing has run in this workspace yet"));
    CHECK_THAT(refusal([&] { workspace<translator>({.source = 0, .target = 3}, 4); }), Contains("at least one step"));
}

TEST_CASE("what a side reads must not lie where the other side writes")
{
    using network = seq2seq<rnn<3, 4>, stack<rnn<2, 4>, linear<4, 3>>, carry<"h">>;
    model<network> m(1);
    workspace work(m, {.source = 5, .target = 5}, 2);
    const auto x = random_sequence<float>(5, 2, 3);
    const auto y = random_sequence<float>(5, 2, 2);
    const auto z = work.forward(m, x, y);
    CHECK_THAT(
        refusal([&] { work.forward(m, z, y); }), Contains("source: forward: the input is part of the workspace"));
}
