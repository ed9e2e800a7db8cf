// SPDX-License-Identifier: BSD-3-Clause
/// The battery that every cell passes: widths and layers, each with all steps and rows. A new cell adds a file of five
/// lines.
#pragma once

#include <catch2/catch.hpp>

#include "gradient_check.hpp"
#include "packed_gradients.hpp"

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

/// Sequences of these lengths, and memories that are packed or not.
template <class Network, packed_parts Packed = packed_parts{}>
void check_packed(const lengths& steps, const lengths& positions = {})
{
    const gradient_report found = compare_packed<Network, Packed>(steps, positions);
    CAPTURE(steps, positions, found.checked, found.wrong, found.vanished, found.worst, found.failure);
    CHECK(found);
}

/// One layer at widths that are smaller than a SIMD batch and larger; two layers of a width that no batch fills, and three
/// of one that batches do.
template <template <std::size_t, std::size_t> class Cell>
void check_cell()
{
    check_gradients<Cell<1, 1>>();
    check_gradients<Cell<3, 3>>();
    check_gradients<Cell<33, 33>>();
    check_gradients<stack<Cell<7, 7>, Cell<7, 7>>>(2);
    check_gradients<stack<Cell<16, 16>, Cell<16, 16>, Cell<16, 16>>>(2);
}

} // namespace tests
