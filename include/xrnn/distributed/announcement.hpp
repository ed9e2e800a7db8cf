// SPDX-License-Identifier: BSD-3-Clause
/// What ranks tell each other before they do something together, so that none waits for one that does something else.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

#include "../model/message.hpp"

namespace xrnn::detail
{

/// What ranks do together.
enum class joint_call : std::uint64_t
{
    finish,
    sum_gradients,
    sum_number,
    mean_gradients,
    mean_number,
    broadcast,
    check_same
};

/// What each rank tells the others at the beginning of a call.
struct announcement
{
    joint_call call = joint_call::finish;
    std::uint64_t type = 0; ///< of the network and its numbers
    std::uint64_t over = 1; ///< the weight of a mean
    double number = 0;      ///< a loss
};

/// "rank 1 has finished", "rank 0 is in broadcast".
inline std::string call_text(std::size_t rank, joint_call call)
{
    constexpr std::array<const char*, 7> texts{" has finished", " is in sum(gradients, loss)", " is in sum(number)",
        " is in mean(gradients, loss, over)", " is in mean(number, over)", " is in broadcast", " is in check_same"};
    return "rank " + number_text(rank) + texts.at(static_cast<std::size_t>(call));
}

/// Throws std::logic_error, on all ranks alike, if one of them does something else than rank 0.
inline void check_together(std::span<const announcement> heard)
{
    const announcement& first = heard.front();
    for (std::size_t r = 1; r < heard.size(); ++r)
    {
        if (heard[r].call != first.call)
        {
            throw std::logic_error("xrnn: ranks: " + call_text(0, first.call) + ", but " + call_text(r, heard[r].call)
                + "; all ranks must make the same calls in the same order, for the same number of windows");
        }
        if (heard[r].type != first.type)
        {
            throw std::logic_error("xrnn: ranks: " + call_text(r, heard[r].call)
                + " with another network, number type or optimiser than rank 0; start one program on all ranks");
        }
    }
}

} // namespace xrnn::detail
