// SPDX-License-Identifier: BSD-3-Clause
/// Parameters that are frozen or learn by constants of their own.
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

// Odd widths, so that most parameters begin and end within a batch.
using network = stack<gru<5, 7>, linear<7, 3>>;
constexpr std::size_t gru_size = 3 * (5 * 7 + 7 * 7 + 7) + 7; // also the bias within the reset gate
constexpr std::size_t size = gru_size + 7 * 3 + 3;

constexpr auto first_layer = [](const parameter_info& p) { return p.layer == 0; };
constexpr auto vectors = [](const parameter_info& p) { return p.rows == 0; };
constexpr auto everything = [](const parameter_info&) { return true; };

template <class T>
std::vector<T> part_of(const std::vector<T>& all, std::size_t first, std::size_t count)
{
    return {all.begin() + static_cast<std::ptrdiff_t>(first), all.begin() + static_cast<std::ptrdiff_t>(first + count)};
}

/// Five updates of a model with gradients that depend on the update only.
template <class Network, class T, class Learn>
void train(model<Network, T>& m, Learn& learn, const clipping& limits = {})
{
    for (std::uint64_t n = 0; n < 5; ++n)
    {
        learn.update(m, random_gradients<Network, T>(learn.updates() + 10), 0, limits);
    }
}

} // namespace

TEMPLATE_TEST_CASE(
    "frozen parameters and their memories stay as they are, and the others learn as ever", "", float, double)
{
    model<network, TestType> m, other;
    randomise(m);
    randomise(other);
    const auto before = copy_of(m.all());
    REQUIRE(before.size() == size);
    optimiser learn(m, adam{0.1});
    optimiser plain(other, adam{0.1});
    learn.freeze(first_layer);
    train(m, learn);
    train(other, plain);
    const auto after = copy_of(m.all());
    const auto expected = copy_of(other.all());
    CHECK(part_of(after, 0, gru_size) == part_of(before, 0, gru_size));
    CHECK(part_of(after, gru_size, size - gru_size) == part_of(expected, gru_size, size - gru_size));
    for (std::size_t i = gru_size; i < size; ++i)
    {
        CHECK(after[i] != before[i]);
    }
    for (const std::size_t k : {0u, 1u})
    {
        const auto memory = copy_of(learn.memory(k));
        CHECK(part_of(memory, 0, gru_size) == std::vector<TestType>(gru_size));
        CHECK(
            part_of(memory, gru_size, size - gru_size) == part_of(copy_of(plain.memory(k)), gru_size, size - gru_size));
    }
}

TEST_CASE("a parameter in the middle of a layer is frozen by its name, and its neighbours are not")
{
    model<network> m;
    randomise(m);
    const auto before = copy_of(m.all());
    optimiser learn(m, sgd{0.1});
    learn.freeze([](const parameter_info& p) { return p.layer == 0 && (p.name == "W_z" || p.name == "b_r"); });
    const auto frozen = learn.frozen();
    REQUIRE(frozen.size() == 2);
    for (const parameter_info& p : frozen)
    {
        CHECK((p.model == 0 && p.layer == 0));
        CHECK((p.name == "W_z" ? p.rows == 5 && p.columns == 7 : p.name == "b_r" && p.rows == 0 && p.columns == 7));
    }
    train(m, learn);
    const float* start = m.all().data();
    m.all().for_each(
        [&]<class Cell>(std::size_t layer, std::string_view name, std::size_t, std::size_t, std::span<const float> w) {
            CAPTURE(layer, name);
            const bool is_frozen = layer == 0 && (name == "W_z" || name == "b_r");
            for (const float& x : w)
            {
                CHECK((x == before[static_cast<std::size_t>(&x - start)]) == is_frozen);
            }
        });
}

TEST_CASE("what is thawed learns again, with the memories it had")
{
    model<network> m, other;
    optimiser learn(m, momentum{0.1});
    optimiser plain(other, momentum{0.1});
    train(m, learn);
    train(other, plain);
    learn.freeze(everything);
    CHECK(learn.frozen().size() == 12);
    CHECK_THROWS_WITH(train(m, learn), Contains("all parameters are frozen; thaw some"));
    CHECK(learn.updates() == 5);
    learn.thaw(everything);
    CHECK(learn.frozen().empty());
    train(m, learn);
    train(other, plain);
    CHECK(copy_of(m.all()) == copy_of(other.all()));
}

TEMPLATE_TEST_CASE("frozen parameters count in no norm, and their gradients are not looked at", "", float, double)
{
    model<network, TestType> m;
    auto g = random_gradients<network, TestType>(1);
    double squares = 0;
    for (std::size_t i = gru_size; i < size; ++i)
    {
        squares += static_cast<double>(g.data()[i]) * static_cast<double>(g.data()[i]);
    }
    for (std::size_t i = 0; i < gru_size; ++i)
    {
        g.data()[i] = std::numeric_limits<TestType>::quiet_NaN();
    }
    const auto moved = [&](const clipping& limits) {
        model<network, TestType> fresh;
        optimiser learn(fresh, sgd{1});
        CHECK_THROWS_AS(learn.update(fresh, g, 0, limits), not_finite);
        learn.freeze(first_layer);
        learn.update(fresh, g, 0, limits);
        return copy_of(fresh.all());
    };
    const double margin = 10 * static_cast<double>(std::numeric_limits<TestType>::epsilon());
    for (const double limit : {0.5, 1e9})
    {
        const auto w = moved({.norm = limit});
        const double factor = std::min(1.0, limit / std::sqrt(squares));
        for (std::size_t i = 0; i < size; ++i)
        {
            const double expected = i < gru_size ? 0 : -factor * static_cast<double>(g.data()[i]);
            CHECK(static_cast<double>(w[i]) == Approx(expected).epsilon(margin).margin(1e-300));
        }
    }
    CHECK(part_of(moved({.value = 0.25}), 0, gru_size) == std::vector<TestType>(gru_size));
    optimiser learn(m, sgd{1});
    learn.freeze(first_layer);
    g.data()[size - 1] = std::numeric_limits<TestType>::infinity();
    CHECK_THROWS_AS(learn.update(m, g), not_finite);
    CHECK_THROWS_AS(learn.update(m, g, 0, {.norm = 1}), not_finite);
    CHECK(learn.updates() == 0);
}

TEMPLATE_TEST_CASE("each group learns by its own constants", "", float, double)
{
    // What one optimiser does with groups is what one optimiser for each group does with all parameters, taken from where
    // the group is.
    const adamw of_matrices{.rate = 0.1, .weight_decay = 0.5};
    const adamw of_vectors{.rate = 0.02, .beta1 = 0.5, .weight_decay = 0};
    model<network, TestType> m, matrices_alone, vectors_alone;
    for (auto* each : {&m, &matrices_alone, &vectors_alone})
    {
        randomise(*each);
    }
    optimiser learn(m, of_matrices, step_decay{2, 0.5});
    learn.set_rule(vectors, of_vectors);
    optimiser one(matrices_alone, of_matrices, step_decay{2, 0.5});
    optimiser two(vectors_alone, of_vectors, step_decay{2, 0.5});
    CHECK(learn.rate() == 0.1);
    train(m, learn);
    train(matrices_alone, one);
    train(vectors_alone, two);
    std::size_t compared = 0;
    parameters<network, TestType>::for_each_place([&](std::size_t layer, std::string_view name, std::size_t rows,
                                                      std::size_t, std::size_t first, std::size_t count) {
        CAPTURE(layer, name);
        const auto& expected = rows == 0 ? vectors_alone : matrices_alone;
        const auto& not_expected = rows == 0 ? matrices_alone : vectors_alone;
        const auto w = part_of(copy_of(m.all()), first, count);
        CHECK(w == part_of(copy_of(expected.all()), first, count));
        CHECK(w != part_of(copy_of(not_expected.all()), first, count));
        compared += count;
    });
    CHECK(compared == size);
}

TEST_CASE("the last of several calls counts for a parameter")
{
    model<network> m;
    optimiser learn(m, sgd{1});
    learn.set_rule(everything, sgd{2});
    learn.set_rule(vectors, sgd{3});
    learn.freeze([](const parameter_info& p) { return p.name == "b" || p.name == "W"; });
    learn.thaw([](const parameter_info& p) { return p.name == "W"; });
    parameters<network> g;
    std::fill_n(g.data(), size, 1.0f);
    learn.update(m, g);
    CHECK(m.get<"W_r", 0>()(4, 6) == -2);
    CHECK(m.get<"b_r", 0>()(0) == -3);
    CHECK(m.get<"c_n", 0>()(6) == -3);
    CHECK(m.get<"W", 1>()(6, 2) == -1); // by the optimiser's own rule
    CHECK(m.get<"b", 1>()(2) == 0);
}

TEST_CASE("a choice of nothing, and a rule that makes no sense, are refused and change nothing")
{
    model<network> m;
    optimiser learn(m, adamw{0.1});
    const auto nothing = [](const parameter_info& p) { return p.name == "W_q"; };
    CHECK_THROWS_WITH(learn.freeze(nothing), Contains("xrnn: freeze: no parameter is chosen"));
    CHECK_THROWS_WITH(learn.thaw(nothing), Contains("xrnn: thaw: no parameter is chosen"));
    CHECK_THROWS_WITH(learn.set_rule(nothing, adamw{}), Contains("xrnn: set_rule: no parameter is chosen"));
    CHECK_THROWS_WITH(learn.set_rule(everything, adamw{.rate = -1}), Contains("the learning rate must be"));
    CHECK_THROWS_WITH(
        learn.set_rule(everything, adamw{.rate = 0.1, .weight_decay = 11}), Contains("must be at most 1"));
    struct problem
    {
    };
    CHECK_THROWS_AS(learn.freeze([](const parameter_info& p) -> bool {
        if (p.layer == 1)
        {
            throw problem();
        }
        return true;
    }),
        problem);
    CHECK(learn.frozen().empty());
    model<network> other;
    optimiser plain(other, adamw{0.1});
    train(m, learn);
    train(other, plain);
    CHECK(copy_of(m.all()) == copy_of(other.all()));
}

TEST_CASE("a rate of a group that a schedule makes negative is refused, and nothing changes")
{
    model<network> m;
    optimiser learn(m, sgd{0}, [](std::uint64_t) { return -1.0; });
    learn.set_rule(vectors, sgd{2});
    CHECK_THROWS_WITH(train(m, learn), Contains("the learning rate of update 1 is -2"));
    CHECK(copy_of(m.all()) == std::vector<float>(size));
}

TEST_CASE("an optimiser that was moved from is refused, whatever its rule remembers")
{
    model<linear<7, 3>> m(1);
    parameters<linear<7, 3>> g;
    optimiser learn(m, sgd{});
    learn.freeze(vectors);
    const auto taken = std::move(learn);
    CHECK_THROWS_WITH(learn.update(m, g), Contains("was moved from"));
    CHECK(taken.frozen().size() == 1);
}
