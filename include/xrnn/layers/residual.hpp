// SPDX-License-Identifier: BSD-3-Clause
/// A cell whose input is added to its output.
#pragma once

#include "wrapped_cell.hpp"

namespace xrnn
{

/// y = x + Cell(x): He et al. 2016; between recurrent layers Wu et al. 2016 (GNMT). Cell may be any cell whose input
/// and output have the same width, and keeps its names; y is called y' if the cell already has a y. Input and output
/// [rows, Width]. Equation (42) of docs/mathematics.md.
template <class Cell>
struct residual
{
    using cell =
        typename detail::checked<decltype(detail::find_mistake_of_wrapped_cell<Cell>()), Cell, detail::stand_in>::type;
    static constexpr detail::input_of<cell> x{};
    static constexpr value<detail::fresh_name<cell, "y">(), detail::input_of<cell>::width> y{};

    static constexpr auto output = y;
    static constexpr auto start = detail::with_start_of<cell>();
    static constexpr auto step = equations(cell::step, y = x + cell::output);
};

} // namespace xrnn
