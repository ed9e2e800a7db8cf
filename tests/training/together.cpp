// SPDX-License-Identifier: BSD-3-Clause
/// Models that are trained together, by one optimiser.
#include <catch2/catch.hpp>

#include <limits>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

using encoder = gru<5, 7>;
using decoder = linear<7, 3>;
using network = stack<encoder, decoder>;
constexpr std::size_t encoder_size = 3 * (5 * 7 + 7 * 7 + 7) + 7; // also the bias within the reset gate
constexpr std::size_t decoder_size = 7 * 3 + 3;

/// The parts of a model of both, as two models.
void split(const model<network>& whole, model<encoder>& first, model<decoder>& second)
{
    first.edit([&](auto& p) { std::copy_n(whole.all().data(), encoder_size, p.data()); });
    second.edit([&](auto& p) { std::copy_n(whole.all().data() + encoder_size, decoder_size, p.data()); });
}

} // namespace

TEST_CASE("two models with one optimiser learn as one model of both does, clipped by one norm")
{
    model<network> whole;
    randomise(whole);
    model<encoder> first;
    model<decoder> second;
    split(whole, first, second);
    optimiser learn(whole, adam{0.1}, step_decay{2, 0.5});
    optimiser joint(together(first, second), adam{0.1}, step_decay{2, 0.5});
    const bool frozen = GENERATE(false, true);
    if (frozen)
    {
        learn.freeze([](const parameter_info& p) { return p.layer == 1 && p.rows == 0; });
        joint.freeze([](const parameter_info& p) { return p.model == 1 && p.rows == 0; });
        REQUIRE(joint.frozen().size() == 1);
        CHECK(joint.frozen().front().model == 1);
    }
    for (int n = 0; n < 5; ++n)
    {
        const auto g = random_gradients<network, float>(static_cast<std::uint64_t>(n));
        parameters<encoder> g1;
        parameters<decoder> g2;
        std::copy_n(g.data(), encoder_size, g1.data());
        std::copy_n(g.data() + encoder_size, decoder_size, g2.data());
        learn.update(whole, g, 1, {.norm = 3});
        joint.update(together(first, second), together(std::as_const(g1), g2), 1, {.norm = 3});
    }
    auto both = copy_of(first.all());
    const auto rest = copy_of(second.all());
    both.insert(both.end(), rest.begin(), rest.end());
    const auto expected = copy_of(whole.all());
    for (std::size_t i = 0; i < encoder_size + decoder_size; ++i)
    {
        CHECK(both[i] == Approx(expected[i]).epsilon(1e-6)); // the squares are added in another order
    }
    CHECK(joint.memory<1>(0).size() == decoder_size);
    CHECK(joint.memory(0).data()[3] == Approx(learn.memory(0).data()[3]).epsilon(1e-6));
    CHECK(joint.memory<1>(1).data()[3] == Approx(learn.memory(1).data()[encoder_size + 3]).epsilon(1e-6));
}

TEST_CASE("an update of several models that one of them cannot make changes none")
{
    model<encoder> first(1);
    model<decoder> second(2);
    optimiser joint(together(first, second), adam{});
    parameters<encoder> g1;
    parameters<decoder> g2;
    const auto before = copy_of(first.all());
    g2.data()[5] = std::numeric_limits<float>::infinity();
    std::fill_n(g1.data(), g1.size(), 1.0f);
    CHECK_THROWS_AS(joint.update(together(first, second), together(g1, g2)), not_finite);
    g2.clear();
    model<decoder> taken = std::move(second);
    CHECK_THROWS_AS(joint.update(together(first, second), together(g1, g2)), std::logic_error);
    CHECK(copy_of(first.all()) == before);
    CHECK(joint.updates() == 0);
    joint.update(together(first, taken), together(g1, g2));
    CHECK(copy_of(first.all()) != before);
}

TEST_CASE("one model twice is refused")
{
    model<decoder> first(1), second(2);
    optimiser joint(together(first, second), sgd{});
    parameters<decoder> g;
    CHECK_THROWS_WITH(joint.update(together(first, first), together(g, g)), Contains("one model stands twice"));
    CHECK_NOTHROW(joint.update(together(first, second), together(g, g)));
}
