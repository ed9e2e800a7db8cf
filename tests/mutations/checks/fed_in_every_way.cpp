// SPDX-License-Identifier: BSD-3-Clause
/// Cells that read an input in several ways: windows beside steps, and gradients.
#include "../../support/fed_cells.hpp"
#include "../../support/networks.hpp"
#include "gradients_match.hpp"

using namespace tests;

namespace
{

/// Finite differences may agree about what lies behind the rows that are held.
void a_window_reads_what_its_steps_read()
{
    using cell = fed_at_one_place<3>;
    const model<cell, double> m;
    workspace<cell, double> work(m, 3, 2);
    hidden_state<cell, double> state(2);
    hidden_state<cell, double> stepped(2);
    const auto x = random_sequence<double>(3, 2, 3, 1);
    const auto w = numbers(random_sequence<double>(1, 2, 3, 2));
    const auto v = numbers(random_sequence<double>(1, 2, 3, 3));
    const auto window = numbers(work.forward(m, feeds(x, w, v), state));
    check(informative(window), "outputs that are numbers");
    for (std::size_t t = 0; t < 3; ++t)
    {
        const std::span<const double> x_t(&x(t, 0, 0), 6);
        const auto step = numbers(m.step(feeds(x_t, w, v), stepped));
        check(std::equal(step.begin(), step.end(), window.begin() + std::ptrdiff_t(t * step.size())),
            "a window reads what its steps read");
    }
}

} // namespace

int main()
{
    a_window_reads_what_its_steps_read();
    gradients_match<fed_in_every_way<3, 5>>("the gradients of what is fed in every way", 4, 3);
    gradients_match<fed_at_one_place<3>>("the gradients of what one place reads", 4, 3);
}
