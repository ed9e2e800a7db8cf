// SPDX-License-Identifier: BSD-3-Clause
/// What a workspace asks of a window before it runs.
#pragma once

#include <stdexcept>
#include <string>

#include "sequence.hpp"

namespace xrnn::detail
{

/// Throws std::invalid_argument if a window has more steps or rows than the workspace, or other rows than the state.
inline void check_window(
    std::size_t steps, std::size_t rows, std::size_t most_steps, std::size_t most_rows, std::size_t state_rows)
{
    if (steps == 0 || rows == 0 || steps > most_steps || rows > most_rows)
    {
        throw std::invalid_argument("xrnn: forward: the sequence has " + window_text(steps, rows)
            + ", but the workspace was made for " + window_text(most_steps, most_rows));
    }
    if (rows != state_rows)
    {
        throw std::invalid_argument("xrnn: forward: the sequence has " + count_text(rows, "row")
            + ", but the hidden state has " + number_text(state_rows));
    }
}

/// Throws std::invalid_argument if the input lies in memory that the window overwrites: the backward pass reads it
/// again. in_state says whether memory is part of the hidden state.
template <class T, class InState>
void check_apart(const sequence<T>& s, std::size_t width, const InState& in_state, const memory& workspace)
{
    if (s.data.dense == nullptr)
    {
        return;
    }
    const memory x = memory_of(s.data.dense, s.steps * s.rows * width);
    if (in_state(x) || overlap(x, workspace))
    {
        throw std::invalid_argument(std::string("xrnn: forward: the input is part of the ")
            + (in_state(x) ? "hidden state" : "workspace")
            + ", and this window overwrites it; copy it to an xtensor first");
    }
}

} // namespace xrnn::detail
