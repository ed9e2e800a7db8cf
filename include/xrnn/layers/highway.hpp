// SPDX-License-Identifier: BSD-3-Clause
/// A cell with a gate that chooses between its output and its input.
#pragma once

#include "wrapped_cell.hpp"

namespace xrnn
{

/// y = t Cell(x) + (1 - t) x with the transform gate t = sigmoid(x W_t + b_t): Srivastava, Greff & Schmidhuber 2015;
/// around recurrent layers Zhang et al. 2016. b_t starts at -1, so that most of the input passes at first. Cell may be
/// any cell whose input and output have the same width, and keeps its names; t, y, W_t or b_t gets a prime if the cell
/// already has that name. Input and output [rows, Width]. Equation (43) of docs/mathematics.md.
template <class Cell>
struct highway
{
    using cell =
        typename detail::checked<decltype(detail::find_mistake_of_wrapped_cell<Cell>()), Cell, detail::stand_in>::type;
    static constexpr detail::input_of<cell> x{};
    static constexpr std::size_t width = detail::input_of<cell>::width;
    static constexpr value<detail::fresh_name<cell, "t">(), width> t{};
    static constexpr value<detail::fresh_name<cell, "y">(), width> y{};
    static constexpr parameter<detail::fresh_name<cell, "W_t">(), width, width> W_t{};
    static constexpr parameter<detail::fresh_name<cell, "b_t">(), width> b_t{};

    static constexpr auto inputs = detail::inputs_of<cell>();
    static constexpr auto output = y;
    static constexpr auto start = detail::with_start_of<cell>(b_t = -1);
    static constexpr auto step =
        equations(cell::step, t = sigmoid(dot(x, W_t) + b_t), y = t * cell::output + (1 - t) * x);
};

} // namespace xrnn
