// SPDX-License-Identifier: BSD-3-Clause
/// Files of several models that are trained together, and of optimisers with groups and frozen parameters.
#include <catch2/catch.hpp>

#include <cmath>
#include <functional>
#include <string>

#include "io/objects.hpp"
#include "text/temporary_folder.hpp"

using namespace xrnn;
using namespace xrnn::tests;
using Catch::Matchers::Contains;

namespace
{

using reader = gru<3, 5>;
using writer = stack<scaled, linear<3, 4>>;

constexpr auto vectors = [](const parameter_info& p) { return p.rows == 0; };

/// Two models with one optimiser, which has a group and frozen parameters.
struct pair
{
    model<reader> first{1};
    model<writer> second{2};
    parameters<reader> g1;
    parameters<writer> g2;
    optimiser<several<reader, writer>, adamw, float, step_decay> learn{
        together(first, second), adamw{.rate = 0.1, .weight_decay = 0.1}, step_decay{3, 0.5}};
    hidden_state<reader> state1{2};
    hidden_state<writer> state2{2};
    random_source random{3};

    pair()
    {
        second.set<"k", 0>(1);
        second.set<"decay", 0>(0.5f);
        learn.set_rule(vectors, adamw{.rate = 0.01, .weight_decay = 0});
        learn.freeze([](const parameter_info& p) { return p.model == 1 && p.layer == 1 && p.name == "W"; });
    }

    void train(int updates)
    {
        while (updates-- > 0)
        {
            const auto draw = [&](float& x) { x = static_cast<float>(random.normal()); };
            std::for_each(g1.span().begin(), g1.span().end(), draw);
            std::for_each(g2.span().begin(), g2.span().end(), draw);
            learn.update(together(first, second), together(g1, g2), 1, {.norm = 2});
            std::for_each_n(state1.data(), state1.size(), draw);
            std::for_each_n(state2.data(), state2.size(), draw);
        }
    }

    void save_to(const std::string& path) const
    {
        save(path, together(first, second), learn, together(state1, state2), random);
    }

    void load_from(const std::string& path)
    {
        load(path, random, together(state1, state2), learn, together(first, second));
    }
};

template <std::size_t Model>
bool same_memories(const pair& a, const pair& b)
{
    return same_bits(a.learn.memory<Model>(0), b.learn.memory<Model>(0))
        && same_bits(a.learn.memory<Model>(1), b.learn.memory<Model>(1));
}

bool equal(const pair& a, const pair& b)
{
    return same_bits(a.first.all(), b.first.all()) && same_bits(a.second.all(), b.second.all())
        && same_memories<0>(a, b) && same_memories<1>(a, b) && a.learn.updates() == b.learn.updates()
        && same_bits(a.state1, b.state1) && same_bits(a.state2, b.state2) && a.random.state() == b.random.state();
}

std::string refusal(const std::function<void()>& load_it)
{
    try
    {
        load_it();
    }
    catch (const file_error& error)
    {
        return error.what();
    }
    return "";
}

} // namespace

TEST_CASE("two models with one optimiser, its groups and frozen parameters go on bit for bit")
{
    const temporary_folder f;
    pair whole;
    whole.train(12);
    REQUIRE(std::isfinite(whole.first.all().data()[0]));
    for (const int stop : {0, 1, 5, 12})
    {
        pair first;
        first.train(stop);
        first.save_to(f.path("run"));
        pair second;
        second.train(3);
        second.second.set<"k", 0>(7);
        second.load_from(f.path("run"));
        REQUIRE(equal(second, first));
        REQUIRE(second.second.scalar<"k", 0>() == 1);
        second.train(12 - stop);
        REQUIRE(equal(second, whole));
    }
}

TEST_CASE("the names in a file of two models begin with the number of the model")
{
    const temporary_folder f;
    pair p;
    p.train(1);
    p.save_to(f.path("run"));
    const safetensors file = safetensors::read(f.path("run"));
    for (const char* name : {"0.0.W_r", "1.0.W", "1.0.k", "1.1.b", "optimiser.0.0.0.W_r", "optimiser.1.1.1.b",
             "state.0.0.h", "state.1.0.h"})
    {
        CAPTURE(name);
        CHECK(file.find(name) != nullptr);
    }
    CHECK(file.metadata().at("optimiser.frozen") == "1.1.W");
    CHECK(file.metadata().at("state.1.rows") == "2");
    CHECK_THAT(file.metadata().at("network"), Contains("0.0: x[3]: ") && Contains("\n1.1: x[3]: y[4] = "));
}

TEST_CASE("each model in the place of the other is refused, and so is one model of two")
{
    const temporary_folder f;
    pair p;
    p.save_to(f.path("run"));
    pair before;
    CHECK_THAT(refusal([&] { load(f.path("run"), together(p.second, p.first)); }), Contains("another network"));
    CHECK_THAT(refusal([&] { load(f.path("run"), p.first); }), Contains("another network"));
    save(f.path("one"), p.first);
    CHECK_THAT(refusal([&] { load(f.path("one"), together(p.first, p.second)); }), Contains("another network"));
    CHECK(equal(p, before));
}

TEST_CASE("an optimiser with other frozen parameters than the file's is refused, and nothing changes")
{
    const temporary_folder f;
    using network = stack<gru<3, 5>, linear<5, 4>>;
    model<network> m(1);
    optimiser learn(m, adam{});
    parameters<network> g;
    std::fill_n(g.data(), g.size(), 1.0f);
    learn.update(m, g);
    save(f.path("plain"), m, learn);
    const safetensors plain = safetensors::read(f.path("plain"));
    CHECK(plain.metadata().count("optimiser.frozen") == 0);
    learn.freeze([](const parameter_info& p) { return p.layer == 0 && p.rows == 0; });
    save(f.path("frozen"), m, learn);
    const auto memory = learn.memory(0);
    learn.update(m, g);
    const auto after = learn.memory(0);
    CHECK_THAT(refusal([&] { load(f.path("plain"), learn); }),
        Contains("its optimiser has frozen no parameter, and yours \"0.b_r 0.b_z") && Contains("freeze the same"));
    CHECK(same_bits(learn.memory(0), after));
    CHECK(learn.updates() == 2);
    load(f.path("frozen"), learn);
    CHECK(same_bits(learn.memory(0), memory));
    optimiser other(m, adam{});
    CHECK_THAT(refusal([&] { load(f.path("frozen"), other); }), Contains("and yours no parameter"));
    load(f.path("frozen"), m); // to go on with a model alone
}
