// SPDX-License-Identifier: BSD-3-Clause
/// The battery that every cell passes: widths x layers x steps x rows. A new cell adds a file of five lines.
#pragma once

#include <catch2/catch.hpp>

#include "gradient_check.hpp"

namespace tests
{

/// All window shapes, each in a workspace that was made for a larger one.
template <class Network, class Products = native_products>
void check_gradients(std::size_t sample = 4)
{
    for (const std::size_t steps : {1u, 2u, 7u, 20u})
    {
        for (const std::size_t rows : {1u, 2u, 5u})
        {
            const gradient_report found =
                compare_gradients<Network, Products>({steps, rows, steps + 1, rows + 2}, sample);
            CAPTURE(steps, rows, found.checked, found.wrong, found.vanished, found.worst, found.failure);
            CHECK(found);
        }
    }
}

template <template <std::size_t, std::size_t> class Cell, std::size_t Width>
void check_cell_at_width()
{
    using one = Cell<Width, Width>;
    check_gradients<one>();
    check_gradients<stack<one, one>>(2);
    check_gradients<stack<one, one, one>>(2);
}

/// One layer to three, at widths that fill SIMD batches, do not, and are smaller than one.
template <template <std::size_t, std::size_t> class Cell>
void check_cell()
{
    check_cell_at_width<Cell, 1>();
    check_cell_at_width<Cell, 3>();
    check_cell_at_width<Cell, 7>();
    check_cell_at_width<Cell, 16>();
    check_cell_at_width<Cell, 33>();
}

} // namespace tests
