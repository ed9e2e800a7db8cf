// SPDX-License-Identifier: BSD-3-Clause
/// A list of bounded length that can be filled at compile time.
#pragma once

#include <array>
#include <cstddef>

namespace xrnn::detail
{

template <class T, std::size_t Capacity>
struct fixed_list
{
    std::array<T, (Capacity > 0 ? Capacity : 1)> items{};
    std::size_t count = 0;

    /// Appends and returns the index of the new item.
    constexpr std::size_t push(const T& item)
    {
        items[count] = item;
        return count++;
    }

    constexpr std::size_t size() const { return count; }
    constexpr T& operator[](std::size_t i) { return items[i]; }
    constexpr const T& operator[](std::size_t i) const { return items[i]; }
    constexpr const T* begin() const { return items.data(); }
    constexpr const T* end() const { return items.data() + count; }
};

} // namespace xrnn::detail
