// SPDX-License-Identifier: BSD-3-Clause
/// A cell that tempts the plan to share memory too early.
#include "gradients_match.hpp"

using namespace tests;

namespace
{

/// v is an operand although it could lie over its sum, and two products of one operand share that sum. r waits for v. s
/// is read only where its value does not matter, but its own derivative does. The first sum of n is read backward. The
/// adjoint of q comes from a product and from another segment. b is shared. x is read elementwise before and after the
/// loop.
template <std::size_t Width>
struct tempting
{
    static constexpr input<"x", Width> x{};
    static constexpr state<"h", Width> h{};
    static constexpr value<"v", Width> v{};
    static constexpr value<"s", Width> s{};
    static constexpr value<"r", Width> r{};
    static constexpr value<"q", Width> q{};
    static constexpr value<"n", Width> n{};
    static constexpr value<"y", Width> y{};
    static constexpr parameter<"W", Width, Width> W{};
    static constexpr parameter<"V", Width, Width> V{};
    static constexpr parameter<"Q", Width, Width> Q{};
    static constexpr parameter<"R", Width, Width> R{};
    static constexpr parameter<"S", Width, Width> S{};
    static constexpr parameter<"U", Width, Width> U{};
    static constexpr parameter<"a", Width> a{};
    static constexpr parameter<"b", Width> b{};
    static constexpr parameter<"p", Width> p{};

    static constexpr auto output = y;
    // clang-format off
    static constexpr auto step = equations(
        v = tanh(dot(x, W) + dot(x, V) + shared(b) + p * x),
        r = sigmoid(dot(v, Q) + shared(b)),
        s = tanh(a * prev(h)),
        q = r * prev(h),
        n = tanh(r * (dot(prev(h), U) + shared(b)) + dot(v, R) + dot(q, S)),
        h = n + s + 0.25 * q + 0.5 * prev(h),
        y = h * x);
    // clang-format on
};

} // namespace

int main()
{
    gradients_match<tempting<3>>("the gradients of a cell that tempts the plan", 4, 3);
}
