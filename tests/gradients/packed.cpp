// SPDX-License-Identifier: BSD-3-Clause
/// Gradients of packed windows: cells that need every kind of place, and lengths that differ in every way.
#include "../support/battery.hpp"
#include "../support/reducing_cell.hpp"

using namespace tests;

namespace
{

template <class Network>
void check_packed()
{
    for (const lengths& steps : {lengths{1}, lengths{4}, lengths{3, 3, 3}, lengths{1, 1}, lengths{1, 5, 2},
             lengths{2, 9, 9, 1, 4, 4, 1}, lengths{12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}})
    {
        tests::check_packed<Network>(steps);
    }
}

/// States outside the loop, read by prev after it: their adjoints lie beside those of the outputs.
struct delayed
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"s", 4> s{};
    static constexpr state<"h", 5> h{};
    static constexpr value<"y", 6> y{};
    static constexpr parameter<"W", 3, 4> W{};
    static constexpr parameter<"V", 4, 5> V{};
    static constexpr parameter<"U", 5, 5> U{};
    static constexpr parameter<"Z", 5, 6> Z{};
    static constexpr parameter<"Y", 4, 6> Y{};

    static constexpr auto output = y;
    static constexpr auto step = equations(s = tanh(dot(x, W)), h = tanh(dot(prev(s), V) + dot(prev(h), U)),
        y = dot(prev(h), shared(Z)) + dot(prev(s), Y) + dot(h, shared(Z)));
};

} // namespace

TEST_CASE("gradients of packed windows: lstm and gru")
{
    ::check_packed<stack<lstm<3, 7>, gru<7, 5>>>();
}

TEST_CASE("gradients of packed windows: peepholes, dropout and two segments in a step")
{
    ::check_packed<stack<peephole_lstm<3, 5>, gru_reset_before<5, 6>, linear<6, 2>>>();
}

TEST_CASE("gradients of packed windows: everything that a plan knows")
{
    ::check_packed<torture<3, 5, 4>>();
}

TEST_CASE("gradients of packed windows: reductions")
{
    ::check_packed<stack<layer_norm_lstm<3, 5>, linear<5, 2>>>();
    ::check_packed<stack<reducing<3, 4>, scoring<4, 5>, counter<1>>>();
}

TEST_CASE("gradients of packed windows: products of earlier states outside the loop")
{
    ::check_packed<delayed>();
    ::check_packed<stack<delayed, linear<6, 2>>>();
}

TEST_CASE("gradients of packed windows: both directions, layers side by side, and what is added to them")
{
    ::check_packed<stack<bidirectional<lstm<3, 4>>, residual<stack<bidirectional<gru<8, 3>>, linear<6, 8>>>>>();
    ::check_packed<concat<rnn<3, 2>, bidirectional<stack<linear<3, 4>, rnn<4, 2>>>>>();
}
