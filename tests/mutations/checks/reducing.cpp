// SPDX-License-Identifier: BSD-3-Clause
/// Reductions: their gradients, the largest element and stop().
#include "gradients_match.hpp"

using namespace tests;

namespace
{

/// Numbers before the loop, in it and after it, and one that several equations read.
struct reduced_rows
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 11> h{};
    static constexpr value<"r"> r{};
    static constexpr value<"m"> m{};
    static constexpr value<"a", 11> a{};
    static constexpr value<"y", 11> y{};
    static constexpr parameter<"W", 3, 11> W{};
    static constexpr parameter<"U", 11, 11> U{};
    static constexpr auto output = y;
    static constexpr auto step = equations(r = mean(square(x)), a = r * dot(x, W) + dot(prev(h), U), m = mean(a),
        h = tanh(a - m) + r * softmax(a), y = h * r + 0.1 * sum(h * h));
};

/// W is learned with the largest element, V not at all.
struct choosing
{
    static constexpr input<"x", 3> x{};
    static constexpr value<"y", 5> y{};
    static constexpr parameter<"W", 3, 5> W{};
    static constexpr parameter<"V", 3, 5> V{};
    static constexpr parameter<"b", 5> b{};
    static constexpr auto output = y;
    static constexpr auto step = equations(y = max(b + 0 * dot(x, W)) + stop(dot(x, V)));
};

} // namespace

int main()
{
    gradients_match<reduced_rows>("the gradients of reductions", 3, 2, 8);

    model<choosing, double> m(1);
    m.edit([](auto& p) {
        p.template get<"b">()(1) = 4;
        p.template get<"b">()(2) = 4;
    });
    workspace<choosing, double> work(1, 1);
    hidden_state<choosing, double> state;
    const std::vector<double> x{1, 2, 3};
    work.forward(m, x, state);
    work.output_adjoint().fill(1);
    parameters<choosing, double> gradients;
    work.backward(m, gradients);
    for (std::size_t j = 0; j < 5; ++j)
    {
        check(gradients.get<"b">()(j) == (j == 1 ? 5 : 0), "the first of the largest elements gets the adjoint");
        check(gradients.get<"V">()(2, j) == 0, "nothing is learned through stop");
    }
}
