// SPDX-License-Identifier: BSD-3-Clause
/// A recorder keeps what probes show, step by step, and refuses what it cannot follow.
#include <catch2/catch.hpp>

#include <cmath>

#include <xrnn/model/recorder.hpp>
#include <xrnn/xrnn.hpp>

using namespace xrnn;
using Catch::Matchers::Contains;

namespace
{

using network = stack<lstm<5, 4>, gru<4, 3>, linear<3, 5>>;

template <class A, class B>
void check_equal(const A& recorded, const B& probed)
{
    REQUIRE(recorded.size() == probed.size());
    CHECK(std::equal(recorded.begin(), recorded.end(), probed.begin()));
    CHECK(std::any_of(recorded.begin(), recorded.end(), [](float x) { return std::isfinite(x) && x != 0; }));
}

} // namespace

TEST_CASE("a recorder keeps every state and value of every step", "[recorder]")
{
    const model<network> m(1);
    stepper run(m);
    recorder<network> seen;
    for (std::size_t t = 0; t < 6; ++t)
    {
        run.step(t % 5);
        seen.add(run.state());
        check_equal(seen.get("h").row(t), run.state().probe<"h">());
        check_equal(seen.get("f").row(t), run.state().probe<"f">());
        check_equal(seen.get("n", 1).row(t), run.state().probe<"n", 1>());
        check_equal(seen.get("y", 2).row(t), run.state().probe<"y", 2>());
    }
    CHECK(seen.steps() == 6);
    std::string all;
    for (const auto& v : seen.values())
    {
        all += v.name + std::to_string(v.layer) + " ";
        CHECK(v.numbers.size() == 6 * v.width);
    }
    CHECK(all == "i0 f0 o0 g0 c0 h0 r1 z1 n1 h1 y2 ");
    CHECK(seen.get("h").width == 4);
    CHECK(seen.get("h", 1).width == 3);
}

TEST_CASE("what is recorded may be chosen by layer and name", "[recorder]")
{
    const model<network> m(1);
    stepper run(m);
    recorder<network> seen([](std::size_t layer, std::string_view name) { return layer == 1 && name != "n"; });
    run.step(3);
    seen.add(run.state());
    REQUIRE(seen.values().size() == 3);
    check_equal(seen.get("h", 1).row(0), run.state().probe<"h", 1>());
    CHECK_THROWS_WITH(seen.get("n", 1), Contains("\"n\" of layer 1 was not recorded; of that layer there is: r z h"));
    CHECK_THROWS_WITH(seen.get("h", 0), Contains("there is: nothing"));
}

TEST_CASE("a recorder refuses a state that has not stepped, or has several rows", "[recorder]")
{
    recorder<network> seen;
    CHECK_THROWS_WITH(seen.add(hidden_state<network>()), Contains("no step has run"));
    CHECK_THROWS_WITH(
        seen.add(hidden_state<network>(2)), Contains("follows one sequence, but the hidden state has 2 rows"));
    CHECK(seen.steps() == 0);
    for (const auto& v : seen.values())
    {
        CHECK(v.numbers.empty());
    }
}

TEST_CASE("a recorder that has nothing to keep is refused", "[recorder]")
{
    CHECK_THROWS_AS(
        recorder<network>([](std::size_t layer, std::string_view name) { return layer == 2 && name == "h"; }),
        std::invalid_argument);
    CHECK_THROWS_WITH(recorder<network>([](std::size_t, std::string_view) { return false; }),
        Contains("i of layer 0, f of layer 0, ") && Contains("c of layer 0, h of layer 0, r of layer 1, ")
            && Contains(", y of layer 2"));
}

TEST_CASE("a recorder that was moved from is refused until it is assigned to", "[recorder]")
{
    const model<network> m(1);
    stepper run(m);
    run.step(3);
    recorder<network> seen;
    seen.add(run.state());
    recorder<network> taken = std::move(seen);
    const auto refused = Contains("this recorder was moved from");
    CHECK_THROWS_WITH(seen.add(run.state()), refused);
    CHECK_THROWS_WITH(seen.steps(), refused);
    CHECK_THROWS_WITH(seen.values(), refused);
    CHECK_THROWS_WITH(seen.get("h"), refused);
    CHECK_THROWS_WITH(seen.clear(), refused);
    CHECK(taken.steps() == 1);
    check_equal(taken.get("h").row(0), run.state().probe<"h">());

    recorder<network> other;
    other = std::move(taken);
    CHECK_THROWS_WITH(taken.add(run.state()), refused);
    CHECK(other.steps() == 1);
    taken = other;
    taken.add(run.state());
    CHECK(taken.steps() == 2);
    CHECK(other.steps() == 1);
}

TEST_CASE("numbers without a name are not recorded", "[recorder]")
{
    const model<layer_norm_lstm<3, 4>> m(1);
    stepper run(m);
    recorder<layer_norm_lstm<3, 4>> seen;
    run.step(2);
    seen.add(run.state());
    std::string all;
    for (const auto& v : seen.values())
    {
        all += v.name + " ";
    }
    CHECK(all == "a_i a_f a_o a_g i f o g c h ");
}
