// SPDX-License-Identifier: BSD-3-Clause
/// Networks that remember a sequence: what they compute of it, what workspaces show, and what they refuse.
#include <catch2/catch.hpp>

#include <limits>

#include "../support/attention_cells.hpp"
#include "../support/networks.hpp"
#include "../support/packed_gradients.hpp"

using namespace tests;
using Catch::Matchers::Contains;

TEST_CASE("a packed memory of equal lengths has the bits of a dense one")
{
    using cell = additive_attention<3, 5, 4, 7>;
    model<cell> m;
    randomise(m);
    const auto x = random_sequence<float>(4, 3, 3, 1);
    const auto dense = random_sequence<float>(18, 3, 5, 2);
    std::vector<std::vector<float>> rows(3);
    for (std::size_t t = 0; t < 18; ++t)
    {
        for (std::size_t b = 0; b < 3; ++b)
        {
            rows[b].insert(rows[b].end(), &dense(t, b, 0), &dense(t, b, 0) + 5);
        }
    }
    packed_sequences<float> packed(20, 3, 5);
    packed.fill(rows);
    workspace work(m, 4, 3, room_for_memory{20}, input_adjoints::yes);
    const auto bits = [&](const auto& memory, const auto& adjoint_of_memory) {
        hidden_state<cell> state(3);
        parameters<cell> gradients;
        auto all = numbers(work.forward(m, feeds(x, memory), state));
        work.output_adjoint().fill(0.5f);
        work.backward(m, gradients);
        const auto add = [&](const auto& more) { all.insert(all.end(), more.begin(), more.end()); };
        add(gradients.span());
        add(work.input_adjoint());
        add(adjoint_of_memory());
        return all;
    };
    const auto of_dense = bits(dense, [&] { return numbers(work.input_adjoint<"M">()); });
    const auto of_packed = bits(packed, [&] { return numbers(work.packed_input_adjoint<"M">().all()); });
    CHECK(informative(of_dense));
    CHECK(of_dense == of_packed);
}

TEST_CASE("the weights of attention are a row of probabilities")
{
    using cell = additive_attention<3, 5, 4, 7>;
    model<cell> m;
    randomise(m);
    const auto x = random_sequence<float>(4, 2, 3, 1);
    const auto memory = random_sequence<float>(19, 2, 5, 2);
    workspace work(m, 5, 3, room_for_memory{20});
    hidden_state<cell> state(2);
    work.forward(m, feeds(x, memory), state);
    const auto a = work.probe<"a">();
    REQUIRE(std::vector<std::size_t>(a.shape().begin(), a.shape().end()) == std::vector<std::size_t>{4, 2, 19});
    for (std::size_t t = 0; t < 4; ++t)
    {
        for (std::size_t b = 0; b < 2; ++b)
        {
            double sum = 0;
            xt::xtensor<double, 1> c = xt::zeros<double>({5});
            for (std::size_t j = 0; j < 19; ++j)
            {
                CHECK(a(t, b, j) > 0);
                sum += double(a(t, b, j));
                for (std::size_t k = 0; k < 5; ++k)
                {
                    c(k) += double(a(t, b, j)) * double(memory(j, b, k));
                }
            }
            CHECK(sum == Approx(1));
            for (std::size_t k = 0; k < 5; ++k)
            {
                CHECK(work.probe<"c">()(t, b, k) == Approx(c(k)).margin(1e-6));
            }
        }
    }
    CHECK_THROWS_WITH(work.packed_probe<"a">(), Contains("xrnn: the last window was not packed"));
}

TEST_CASE("what is reduced over the positions of a row is what a plain loop gives")
{
    using cell = numbers_of_positions<3>;
    random_source random(3);
    model<cell, double> m;
    randomise(m, 4, 1);
    const lengths of_rows{1, 19, 33};
    const auto x = random_sequence<double>(2, 3, 3);
    const auto memory = random_pack(of_rows, 3, random);
    workspace work(m, 2, 3, room_for_memory{33});
    hidden_state<cell, double> state(3);
    std::fill_n(state.data(), state.size(), 0.5);
    work.forward(m, feeds(x, memory), state);
    for (std::size_t t = 0; t < 2; ++t)
    {
        for (std::size_t b = 0; b < 3; ++b)
        {
            const std::size_t count = of_rows[b];
            const auto row = [&](const auto& of_positions) {
                std::vector<double> all(count);
                for (std::size_t j = 0; j < count; ++j)
                {
                    all[j] = of_positions(t, b, j);
                }
                return all;
            };
            const auto sum = [&](const auto& f) {
                double all = 0;
                for (std::size_t j = 0; j < count; ++j)
                {
                    all += f(j);
                }
                return all;
            };
            const auto e = row(work.probe<"e">());
            const auto f = row(work.probe<"f">());
            const auto g = row(work.probe<"g">());
            const auto a = row(work.probe<"a">());
            CAPTURE(t, b);
            const double mean = sum([&](std::size_t j) { return e[j]; }) / double(count);
            const double variance = sum([&](std::size_t j) { return (e[j] - mean) * (e[j] - mean); }) / double(count);
            CHECK(work.probe<"top">()(t, b, 0) == *std::max_element(e.begin(), e.end()));
            CHECK(work.probe<"l">()(t, b, 0)
                == Approx(std::log(sum([&](std::size_t j) { return std::exp(e[j]); }))).epsilon(1e-12));
            CHECK(work.probe<"n">()(t, b, 0)
                == Approx(0.1 * sum([&](std::size_t j) { return a[j] * e[j]; })
                    + sum([&](std::size_t j) { return g[j] * g[j]; }) / double(count))
                       .epsilon(1e-12));
            for (std::size_t j = 0; j < count; ++j)
            {
                CHECK(f[j] == Approx((e[j] - mean) / std::sqrt(variance + 0.5)).epsilon(1e-12).margin(1e-12));
            }
            for (std::size_t k = 0; k < 3; ++k)
            {
                const double c = sum([&](std::size_t j) { return a[j] * memory(b, j)[k]; });
                CHECK(work.probe<"c">()(t, b, k) == Approx(c).epsilon(1e-12).margin(1e-12));
            }
        }
    }
}

TEST_CASE("memories that do not fit are refused, and change nothing")
{
    using cell = several_memories<2, 3, 4>;
    model<cell> m;
    randomise(m);
    workspace work(m, 4, 3, room_for_memory{6}, input_adjoints::yes);
    const auto x = random_sequence<float>(4, 3, 4, 1);
    const auto sequence = [](std::size_t length, std::size_t rows, std::size_t width) {
        return random_sequence<float>(length, rows, width, 2);
    };
    const auto n = sequence(5, 3, 3);
    const auto memory = sequence(5, 3, 2);
    const auto p = sequence(5, 3, 3);
    hidden_state<cell> state(3);
    work.forward(m, feeds(x, n, memory, p), state);
    const auto before = numbers(work.output());
    const auto state_before = std::vector<float>(state.data(), state.data() + state.size());
    const auto refuses = [&](const auto& a, const auto& b, const auto& c, const std::string& why) {
        CHECK_THROWS_AS(work.forward(m, feeds(x, a, b, c), state), std::invalid_argument);
        CHECK_THROWS_WITH(work.forward(m, feeds(x, a, b, c), state), Contains(why));
        CHECK(numbers(work.output()) == before);
        CHECK(std::vector<float>(state.data(), state.data() + state.size()) == state_before);
    };
    const auto other_length = sequence(4, 3, 2);
    refuses(n, other_length, p, "xrnn: the memory \"M\" has other lengths than the memory before it");
    random_source random(1);
    const auto packed = random_pack<float>({5, 3, 4}, 2, random);
    const auto packed_otherwise = random_pack<float>({3, 5, 4}, 2, random);
    const auto packed_n = random_pack<float>({5, 3, 4}, 3, random);
    refuses(n, packed, p, "xrnn: the memory \"M\" has other lengths than the memory before it");
    refuses(packed_n, packed_otherwise, packed_n, "xrnn: the memory \"M\" has other lengths than the memory before it");
    const xt::xtensor<float, 3> nothing(std::array<std::size_t, 3>{0, 3, 3});
    refuses(nothing, memory, p, "xrnn: the memory \"N\" has no positions; it needs at least one");
    const auto long_n = sequence(7, 3, 3);
    const auto long_m = sequence(7, 3, 2);
    refuses(long_n, long_m, long_n, "xrnn: forward: the memory has 7 positions, but the workspace has room for 6");
    const auto other_rows = sequence(5, 2, 3);
    refuses(other_rows, memory, p, "xrnn: the memory \"N\" has 2 rows, but the first input has 3 rows");
    const auto other_width = sequence(5, 3, 4);
    refuses(other_width, memory, p, "xrnn: the memory \"N\" takes a sequence");
    work.forward(m, feeds(x, packed_n, packed, packed_n), state);
    work.output_adjoint().fill(1);
    parameters<cell> gradients;
    work.backward(m, gradients);
    CHECK_THROWS_AS(work.input_adjoint<"M">(), std::logic_error);
    CHECK_THROWS_WITH(work.input_adjoint<"M">(), Contains("call packed_input_adjoint"));
    CHECK(work.packed_input_adjoint<"M">().length(2) == 4);
    work.forward(m, feeds(x, n, memory, p), state);
    work.output_adjoint().fill(1);
    work.backward(m, gradients);
    CHECK_THROWS_AS(work.packed_input_adjoint<"M">(), std::logic_error);
    CHECK_THROWS_WITH(work.packed_input_adjoint<"M">(),
        "xrnn: packed_input_adjoint: the memory of the last window was not packed; call input_adjoint");
}

TEST_CASE("a workspace with too large a room for its memory is refused")
{
    using cell = additive_attention<3, 5, 4, 7>;
    const std::size_t huge = std::numeric_limits<std::size_t>::max() / 8;
    CHECK_THROWS_AS(workspace<cell>(4, 3, room_for_memory{huge}), std::invalid_argument);
    CHECK_THROWS_WITH(workspace<cell>(4, 3, room_for_memory{huge}), Contains("and a memory of"));
    const model<cell> m(1);
    workspace<cell> without(4, 3, room_for_memory{});
    const auto x = random_sequence<float>(4, 3, 3, 1);
    const auto memory = random_sequence<float>(1, 3, 5, 2);
    hidden_state<cell> state(3);
    CHECK_THROWS_WITH(without.forward(m, feeds(x, memory), state),
        "xrnn: forward: the memory has 1 position, but the workspace has room for 0");
}
