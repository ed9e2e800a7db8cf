// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <sys/resource.h>

#include "io/child.hpp"
#include "io/comes_back.hpp"
#include "text/temporary_folder.hpp"

using namespace xrnn;
using namespace xrnn::tests;
using Catch::Matchers::Contains;

namespace
{

using network = stack<lstm<4, 5>, linear<5, 4>>;

} // namespace

TEMPLATE_TEST_CASE("everything comes back bit for bit, in any order", "", float, double)
{
    const auto loaded = check_that_it_comes_back<network, TestType>();
    CHECK(loaded.learn.updates() == 101);
    CHECK(loaded.words == notes{{"seed", "1"}});
    CHECK(std::isnan(loaded.m.all().data()[2]));
    CHECK(loaded.m.all().data()[1] == -std::numeric_limits<TestType>::infinity());
    CHECK(loaded.m.template get<"b", 1>()(3) != 0);
}

TEST_CASE("a model comes out of its own file and out of that of a run, and runs as the one that was saved")
{
    const temporary_folder f;
    model<network> saved(1);
    save(f.path("model"), saved);
    belongings<network, float> all(3);
    all.m = saved;
    all.save_to(f.path("run"));
    for (const std::string file : {"model", "run"})
    {
        model<network> loaded(2);
        const std::uint64_t version = loaded.version();
        load(f.path(file), loaded);
        CHECK(loaded.version() != version);
        hidden_state<network> one;
        hidden_state<network> other;
        const xt::xtensor<float, 2> y = saved.step(std::array{id(2)}, one);
        CHECK(y(0, 1) != 0);
        CHECK((loaded.step(std::array{id(2)}, other) == y));
    }
}

TEST_CASE("parts are loaded alone, and leave the others as they are")
{
    const temporary_folder f;
    const belongings<network, float> saved(1);
    saved.save_to(f.path("file"));
    belongings<network, float> expected(2);
    belongings<network, float> loaded(2);
    load(f.path("file"), loaded.random);
    expected.random.set_state(saved.random.state());
    CHECK(loaded == expected);
    load(f.path("file"), loaded.data, loaded.words);
    expected.data.seek(1);
    expected.words = saved.words;
    CHECK(loaded == expected);
    load(f.path("file"), loaded.learn);
    CHECK(same_bits(loaded.learn.memory(1), saved.learn.memory(1)));
    CHECK(same_bits(loaded.m.all(), expected.m.all()));
    load(f.path("file"), loaded.state, loaded.m);
    CHECK(loaded == saved);
}

TEST_CASE("what is saved as float is loaded as double without rounding, and double not as float")
{
    const temporary_folder f;
    const model<network> narrow(1);
    model<network, double> wide(2);
    save(f.path("narrow"), narrow);
    load(f.path("narrow"), wide);
    for (std::size_t i = 0; i < narrow.all().size(); ++i)
    {
        REQUIRE(wide.all().data()[i] == static_cast<double>(narrow.all().data()[i]));
    }
    CHECK(wide.get<"W_i">()(0, 0) != 0);
    save(f.path("wide"), wide);
    model<network> kept = narrow;
    CHECK_THROWS_WITH(load(f.path("wide"), kept),
        Contains("the tensor \"0.W_i\" has numbers of type double, which float would round"));
    CHECK(same_bits(kept.all(), narrow.all()));
}

TEST_CASE("scalars are saved when they are set, and one that the file lacks stays as it is")
{
    const temporary_folder f;
    model<scaled> saved(1);
    model<scaled> loaded(2);
    saved.set<"decay">(0.5f);
    loaded.set<"k">(2);
    loaded.set<"decay">(3);
    save(f.path("file"), saved);
    load(f.path("file"), loaded);
    CHECK(loaded.scalar<"decay">() == 0.5f);
    CHECK(loaded.scalar<"k">() == 2);
    saved.set<"k">(-INFINITY);
    save(f.path("file"), saved);
    load(f.path("file"), loaded);
    CHECK(loaded.scalar<"k">() == -INFINITY);
    model<scaled> none(1);
    CHECK(std::isnan(none.scalar<"k">()));
    const safetensors file = safetensors::read(f.path("file"));
    REQUIRE(file.find("0.k") != nullptr);
    CHECK(file.find("0.k")->shape.empty());
}

TEST_CASE("networks without parameters, states and memories can be saved")
{
    const temporary_folder f;
    using still = dropout<3>;
    model<still> m;
    optimiser learn(m, sgd{});
    hidden_state<still> state(2);
    notes none;
    learn.set_updates(7);
    save(f.path("file"), m, learn, state, none);
    learn.set_updates(0);
    none["a"] = "b";
    load(f.path("file"), m, learn, state, none);
    CHECK(learn.updates() == 7);
    CHECK(none.empty());
}

TEST_CASE("notes of any UTF-8 come back, also under names that the file uses itself")
{
    const temporary_folder f;
    const notes saved{{"", "empty key"}, {"format", "mine"}, {"version", ""}, {"checksum", "0"}, {"note.a", "\n\"\\\t"},
        {"\xc3\xa9", "\xf0\x9f\x8e\xb5"}, {"zero", std::string("\0", 1)}, {"parts", "none"}};
    save(f.path("file"), saved);
    notes loaded{{"old", "gone"}};
    load(f.path("file"), loaded);
    CHECK(loaded == saved);
    const std::string before = read_file(f.path("file"));
    CHECK_THROWS_AS(save(f.path("file"), notes{{"bytes", "\xff"}}), std::invalid_argument);
    CHECK(read_file(f.path("file")) == before);
}

TEST_CASE("the file says what it is, for those who read it without xrnn")
{
    const temporary_folder f;
    const belongings<network, float> saved(1);
    saved.save_to(f.path("file"));
    const safetensors file = safetensors::read(f.path("file"));
    const auto& words = file.metadata();
    CHECK(words.at("format") == "xrnn");
    CHECK(words.at("version") == "1");
    CHECK(words.at("network") == network_text<network>());
    CHECK(words.at("parts") == "model optimiser hidden_state random_source streams notes");
    CHECK(words.at("optimiser.updates") == "101");
    CHECK(words.at("optimiser.memories") == "2");
    CHECK(words.at("streams.upcoming") == "1");
    CHECK(words.at("note.seed") == "1");
    const auto shape_of = [&](const std::string& name) {
        REQUIRE(file.find(name) != nullptr);
        return file.find(name)->shape;
    };
    using shape = std::vector<std::size_t>;
    CHECK(shape_of("0.W_i") == shape{4, 5});
    CHECK(shape_of("0.b_i") == shape{5});
    CHECK(shape_of("1.W") == shape{5, 4});
    CHECK(shape_of("optimiser.1.0.U_g") == shape{5, 5});
    CHECK(shape_of("state.0.c") == shape{3, 5});
    CHECK(file.tensors().size() == 14 * 3 + 2);
}

TEST_CASE("a hidden state forgets the step before it was loaded")
{
    const temporary_folder f;
    const model<network> m(1);
    hidden_state<network> state;
    m.step(std::array{id(0)}, state);
    save(f.path("file"), state);
    CHECK_NOTHROW(state.probe<"i">());
    load(f.path("file"), state);
    CHECK_THROWS_AS(state.probe<"i">(), std::logic_error);
}

TEST_CASE("what was moved from is neither saved nor loaded")
{
    const temporary_folder f;
    belongings<network, float> whole(1);
    whole.save_to(f.path("file"));
    const std::string before = read_file(f.path("file"));
    belongings<network, float> robbed(2);
    const auto m = std::move(robbed.m);
    const auto learn = std::move(robbed.learn);
    const auto state = std::move(robbed.state);
    const auto data = std::move(robbed.data);
    CHECK_THROWS_AS(save(f.path("file"), robbed.m), std::logic_error);
    CHECK_THROWS_AS(save(f.path("file"), robbed.learn), std::logic_error);
    CHECK_THROWS_AS(save(f.path("file"), robbed.state), std::logic_error);
    CHECK_THROWS_AS(save(f.path("file"), robbed.data), std::logic_error);
    CHECK(read_file(f.path("file")) == before);
    CHECK_THROWS_AS(load(f.path("file"), robbed.m), std::logic_error);
    CHECK_THROWS_AS(load(f.path("file"), robbed.learn), std::logic_error);
    CHECK_THROWS_AS(load(f.path("file"), robbed.state), std::logic_error);
    CHECK_THROWS_AS(load(f.path("file"), robbed.data), std::logic_error);
}

TEST_CASE("a disk that is full leaves the model that was there")
{
    const temporary_folder f;
    const model<network> old(1);
    save(f.path("file"), old);
    child limited([&] {
        const ::rlimit most{1000, 1000};
        ::signal(SIGXFSZ, SIG_IGN);
        ::setrlimit(RLIMIT_FSIZE, &most);
        return throws<file_error>(
            [&] { save(f.path("file"), model<network>(2)); }, "cannot be written: File too large");
    });
    CHECK(limited.succeeded());
    model<network> loaded(3);
    load(f.path("file"), loaded);
    CHECK(same_bits(loaded.all(), old.all()));
}

TEST_CASE("the checksum is CRC-64/XZ")
{
    // The value that the catalogues of checksums give for these nine letters.
    detail::checksum sum;
    sum.add(std::as_bytes(std::span("123456789", 9)));
    CHECK(sum.value() == 0x995dc9bbdf1939fau);
    detail::checksum in_parts;
    in_parts.add(std::as_bytes(std::span("1", 1)));
    in_parts.add(std::as_bytes(std::span("23456789", 8)));
    CHECK(in_parts.text() == "995dc9bbdf1939fa");
    CHECK(detail::checksum().text() == "0000000000000000");
}
