// SPDX-License-Identifier: BSD-3-Clause
/// What long and sliding workspaces cost: forward passes and memory.
#include <catch2/catch.hpp>

#include "../support/long_problem.hpp"

using namespace xrnn;
using namespace tests;

namespace
{

std::size_t evaluations = 0;

/// The identity, which counts how often it is evaluated. The backward pass has no need to.
struct counted
{
    static constexpr std::string_view name = "counted";
    static constexpr reads df_reads = reads::nothing;

    template <class V>
    static V f(V x)
    {
        ++evaluations;
        return x;
    }

    template <class V>
    static V df(V, V)
    {
        return V(1);
    }
};

struct counting
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 3> h{};
    static constexpr parameter<"p", 3> p{};

    static constexpr auto output = h;
    static constexpr auto step = equations(h = apply<counted>(p * x + prev(h)));
};

} // namespace

TEST_CASE("three windows cost two more forward passes, of a window each")
{
    const model<counting, double> m(1);
    const auto x = random_sequence<double>(12, 2, 3);
    const auto classes = random_classes(24, 3);
    workspace whole(m, 12, 2);
    long_workspace work(m, 12, 2, 4);
    hidden_state<counting, double> state(2);
    parameters<counting, double> gradients;
    evaluations = 0;
    whole.forward(m, x, state);
    const std::size_t once = evaluations;
    softmax_cross_entropy(whole, classes);
    whole.backward(m, gradients);
    CHECK(once > 0);
    CHECK(evaluations == once);
    evaluations = 0;
    work.backpropagate(m, x, state, gradients, softmax_cross_entropy, classes);
    CHECK(evaluations == once + once / 3 * 2);
}

TEST_CASE("a long workspace takes the memory of a window and of the states between windows")
{
    using network = stack<lstm<4, 8>, linear<8, 4>>;
    const long_workspace<network> work(10000, 1);
    const std::size_t states = (100 + 2) * 2 * 8 * sizeof(float);
    const std::size_t gradients = parameters<network>().size() * sizeof(float);
    CHECK(work.bytes() == workspace<network>(100, 1).bytes() + states + gradients);
    CHECK(work.bytes() < workspace<network>(10000, 1).bytes() / 50);
    CHECK(long_workspace<network>(10000, 1, 100, input_adjoints::yes).bytes()
        == workspace<network>(100, 1, input_adjoints::yes).bytes() + states + gradients + 10000 * 4 * sizeof(float));
}

TEST_CASE("a sliding workspace takes the memory of a workspace, its inputs and three states")
{
    using small = lstm<4, 8>;
    const std::size_t states = 3 * hidden_state<small>(2).bytes();
    CHECK(states > 3 * 2 * 16 * sizeof(float));
    CHECK(sliding_workspace<small>(2, 9, 2, sequence_of::numbers).bytes()
        == workspace<small>(9, 2).bytes() + states + 9 * 2 * 4 * sizeof(float));
    CHECK(sliding_workspace<small>(2, 9, 2, sequence_of::ids).bytes()
        == workspace<small>(9, 2).bytes() + states + 9 * 2 * sizeof(id));
}
