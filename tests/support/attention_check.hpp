// SPDX-License-Identifier: BSD-3-Clause
/// The battery of cells that remember a sequence: memories of all lengths, also of lengths that differ from row to row.
#pragma once

#include "battery.hpp"

namespace tests
{

/// Memories of all lengths beside windows of several shapes. A single position is attended to whatever its score, so that
/// the gradients of the scores vanish.
template <class Network>
void check_attention(std::size_t sample = 4)
{
    const gradient_report single = compare_drawn<Network, native_products>({2, 3, 2, 3, 1, 4}, sample, 17);
    CAPTURE(single.failure);
    CHECK(single.wrong == 0);
    CHECK(single.checked > single.vanished);
    for (const window_size& shape :
        {window_size{1, 1, 2, 3, 2, 5}, window_size{7, 5, 7, 5, 15}, window_size{2, 2, 4, 4, 16, 16},
            window_size{20, 2, 20, 2, 5, 9}, window_size{3, 5, 3, 6, 17, 40}, window_size{2, 1, 2, 1, 33}})
    {
        const gradient_report found = compare_gradients<Network>(shape, sample);
        CAPTURE(shape.steps, shape.rows, shape.positions, found.checked, found.wrong, found.vanished, found.worst,
            found.failure);
        CHECK(found);
    }
}

/// The same with lengths that differ from row to row, of the memory and of the window.
template <class Network>
void check_packed_attention()
{
    const lengths positions{2, 17, 5, 3};
    check_packed<Network, packed_parts{.input = false, .memories = true}>({3, 3, 3, 3}, positions);
    check_packed<Network, packed_parts{.input = true, .memories = false}>({2, 5, 1, 4}, {3, 3, 3, 3});
    check_packed<Network, packed_parts{.input = true, .memories = true}>({2, 5, 1, 4}, positions);
    check_packed<Network, packed_parts{.input = true, .memories = true}>({3, 4}, {33, 2});
}

} // namespace tests
