// SPDX-License-Identifier: BSD-3-Clause
/// A text cut into parallel streams, and the streams into windows.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "../engine/pass.hpp"
#include "../model/views.hpp"

namespace xrnn
{

/// Batches for truncated backpropagation through time, as in char-rnn: `rows` streams, each a contiguous part of the text,
/// are read side by side in windows of `steps`, and window k + 1 goes on where window k ends, so that the hidden state is
/// carried. The target of an id is the one after it. What does not fill a window of all streams is left out.
///
///     streams data(ids, steps, rows);
///     for (...)
///     {
///         if (data.next()) state.reset();
///         work.forward(model, data.input(), state);
///         softmax_cross_entropy(work, data.target());
class streams
{
public:
    /// Keeps the ids. Throws std::invalid_argument if there is no step or no row, or too little text for one window.
    streams(std::vector<id> ids, std::size_t steps, std::size_t rows = 1)
        : ids_(std::move(ids))
        , steps_(steps)
        , rows_(rows)
        , input_(steps * rows)
        , target_(steps * rows)
    {
        if (steps == 0 || rows == 0)
        {
            throw std::invalid_argument("xrnn: a window has at least one step and one row");
        }
        if (ids_.size() <= steps * rows)
        {
            throw std::invalid_argument("xrnn: " + std::to_string(ids_.size())
                + " characters are too few: " + std::to_string(rows) + " streams in windows of " + std::to_string(steps)
                + " need at least " + std::to_string(steps * rows + 1));
        }
    }

    /// The number of windows until the streams begin anew.
    std::size_t windows() const { return (ids_.size() - 1) / (steps_ * rows_); }

    /// Moves to the next window, at first to the first one, and after the last one to it again. Returns whether the
    /// streams begin there, so that the hidden state should be reset.
    bool next()
    {
        const std::size_t window = upcoming_;
        for (std::size_t row = 0; row < rows_; ++row)
        {
            const id* from = ids_.data() + (row * windows() + window) * steps_;
            for (std::size_t t = 0; t < steps_; ++t)
            {
                input_[t * rows_ + row] = from[t];
                target_[t * rows_ + row] = from[t + 1];
            }
        }
        upcoming_ = (window + 1) % windows();
        return window == 0;
    }

    /// The number of the window that next() moves to, to go on from there later.
    std::size_t upcoming() const { return upcoming_; }

    /// Throws std::out_of_range if there is no such window.
    void seek(std::size_t window)
    {
        if (window >= windows())
        {
            throw std::out_of_range(
                "xrnn: window " + std::to_string(window) + " of a text of " + std::to_string(windows()));
        }
        upcoming_ = window;
    }

    /// The ids of the window: an xtensor view [steps, rows].
    auto input() const { return view(input_.data(), std::array<std::size_t, 2>{steps_, rows_}); }

    /// For each the id after it: [steps, rows].
    auto target() const { return view(target_.data(), std::array<std::size_t, 2>{steps_, rows_}); }

private:
    std::vector<id> ids_;
    std::size_t steps_;
    std::size_t rows_;
    std::vector<id> input_;
    std::vector<id> target_;
    std::size_t upcoming_ = 0;
};

} // namespace xrnn
