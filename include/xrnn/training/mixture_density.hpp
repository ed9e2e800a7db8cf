// SPDX-License-Identifier: BSD-3-Clause
/// The loss of a network that predicts where a pen moves: a mixture of two-dimensional normal distributions, and whether the
/// stroke ends there (Graves 2013, arXiv:1308.0850, section 4.1). Written as a cell, it is also an example of one.
#pragma once

#include "cell_loss.hpp"

namespace xrnn
{

namespace losses
{
    /// A row of outputs is [p | mu_x | mu_y | s_x | s_y | r | e]: six groups of a number for each part, and e. Part j of the
    /// mixture has the weight softmax(p)_j, the mean (mu_x, mu_y), the standard deviations exp(s_x) and exp(s_y), and the
    /// correlation tanh(r); a stroke ends with probability sigmoid(e). A target is (x, y, 1 if the stroke ends there, or 0).
    /// Equations (90) to (93) of docs/mathematics.md, in a form in which nothing cancels where the correlation is near 1.
    template <std::size_t Parts>
    struct mixture_density
    {
        static_assert(Parts > 0, "xrnn: a mixture has at least one part");
        static constexpr input<"y", 6 * Parts + 1> y{};
        static constexpr input<"target", 3> target{};
        static constexpr value<"d_x", Parts> d_x{};
        static constexpr value<"d_y", Parts> d_y{};
        static constexpr value<"q", Parts> q{};
        static constexpr value<"a", Parts> a{};
        static constexpr value<"loss"> loss{};
        static constexpr double log_4_pi = 2.5310242469692907;

        static constexpr auto inputs = order(y, target);
        static constexpr auto output = loss;
        // clang-format off
        static constexpr auto step = equations(
            d_x = (pick<0>(target) - slice<Parts, Parts>(y)) * exp(-slice<3 * Parts, Parts>(y)),
            d_y = (pick<1>(target) - slice<2 * Parts, Parts>(y)) * exp(-slice<4 * Parts, Parts>(y)),
            q = 2 * slice<5 * Parts, Parts>(y),
            a = slice<0, Parts>(y) - slice<3 * Parts, Parts>(y) - slice<4 * Parts, Parts>(y) + softplus(q) - 0.5 * q
                - 0.125 * (square(d_x + d_y) * (1 + exp(-q)) + square(d_x - d_y) * (1 + exp(q))),
            loss = logsumexp(slice<0, Parts>(y)) - logsumexp(a) + log_4_pi
                + softplus(pick<6 * Parts>(y)) - pick<2>(target) * pick<6 * Parts>(y));
        // clang-format on
    };
} // namespace losses

/// In nats, over `6 * Parts + 1` outputs; draw_stroke draws from what they say. The targets are three numbers for each row:
/// the movement of the pen, and 1 if its stroke ends there, or 0. The mean is over the rows that count.
template <std::size_t Parts>
inline constexpr cell_loss<losses::mixture_density<Parts>> mixture_density;

} // namespace xrnn
