// SPDX-License-Identifier: BSD-3-Clause
/// What the tests of ranks share. Every test runs on all ranks at the same time.
#pragma once

#include <xrnn/distributed/ranks.hpp>

#include <algorithm>
#include <cstring>
#include <span>
#include <vector>

#include "../support/networks.hpp"

namespace tests
{

inline xrnn::ranks& world()
{
    static xrnn::ranks all;
    return all;
}

/// What each rank passes, rank after rank.
template <class T>
std::vector<T> of_all_ranks(std::span<const T> mine)
{
    std::vector<T> all(mine.size() * world().size());
    const int bytes = static_cast<int>(mine.size_bytes());
    MPI_Allgather(mine.data(), bytes, MPI_BYTE, all.data(), bytes, MPI_BYTE, MPI_COMM_WORLD);
    return all;
}

/// Whether all ranks pass the same bits.
template <class T>
bool same_on_all_ranks(std::span<const T> mine)
{
    const std::vector<T> all = of_all_ranks(mine);
    for (std::size_t r = 0; r < world().size(); ++r)
    {
        if (std::memcmp(all.data() + r * mine.size(), mine.data(), mine.size_bytes()) != 0)
        {
            return false;
        }
    }
    return true;
}

} // namespace tests
