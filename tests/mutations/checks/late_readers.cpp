// SPDX-License-Identifier: BSD-3-Clause
/// What is read late, and what nothing carries.
#include "gradients_match.hpp"

using namespace tests;

namespace
{

/// After the loop, y reads s once the segment of u has run for all steps.
struct late_reader
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr value<"s", 4> s{};
    static constexpr value<"u", 3> u{};
    static constexpr value<"y", 4> y{};
    static constexpr parameter<"W", 3, 4> W{};
    static constexpr parameter<"U", 4, 4> U{};
    static constexpr parameter<"V", 4, 3> V{};
    static constexpr parameter<"R", 3, 4> R{};

    static constexpr auto output = y;
    static constexpr auto step =
        equations(h = tanh(dot(x, W) + dot(prev(h), U)), s = square(h), u = tanh(dot(h, V)), y = s + dot(u, R));
};

/// A state outside the loop, whose adjoint comes from one product and from the final state.
struct passed_by
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"s", 3> s{};
    static constexpr value<"y", 2> y{};
    static constexpr parameter<"W", 3, 2> W{};

    static constexpr auto output = y;
    static constexpr auto step = equations(s = square(x), y = dot(s, W));
};

} // namespace

int main()
{
    gradients_match<passed_by>("the gradients of a state that nothing carries", 3, 2);
    gradients_match<late_reader>("the gradients of a value that a later segment reads", 4, 2);
}
