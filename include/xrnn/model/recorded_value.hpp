// SPDX-License-Identifier: BSD-3-Clause
/// What a recorder keeps of a state or value.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace xrnn
{

/// A state or value of a layer at all steps that were recorded.
template <class T>
struct recorded_value
{
    std::size_t layer = 0;
    std::string name;
    std::size_t width = 0;
    std::vector<T> numbers; ///< [steps, width]

    /// Its numbers after a step, counted from 0.
    [[nodiscard]] std::span<const T> row(std::size_t step) const
    {
        return std::span<const T>(numbers).subspan(step * width, width);
    }
};

} // namespace xrnn
