// SPDX-License-Identifier: BSD-3-Clause
/// A text cut into parallel streams, and the streams into windows.
#pragma once

#include <stdexcept>
#include <utility>
#include <vector>

#include "../engine/pass.hpp"
#include "../model/block.hpp"
#include "../model/message.hpp"
#include "../model/views.hpp"

namespace xrnn
{

/// Batches for truncated backpropagation through time, as in char-rnn: `rows` streams, each a contiguous part of the
/// text, are read side by side in windows of `steps`, and window k + 1 goes on where window k ends, so that the hidden
/// state is carried. The target of an id is the one after it. Ids that do not fill a window in all streams are left
/// out.
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
        , input_(checked_size(ids_.size(), steps, rows))
        , target_(steps * rows)
    {
    }

    /// The number of windows until the streams start over.
    [[nodiscard]] std::size_t windows() const
    {
        detail::check_owner(!ids_.empty(), "streams object");
        return (ids_.size() - 1) / (steps_ * rows_);
    }

    /// All ids, and how a window is cut from them.
    [[nodiscard]] const std::vector<id>& ids() const& { return ids_; }
    const std::vector<id>& ids() const&& = delete; // would dangle: give the streams a name
    [[nodiscard]] std::size_t steps() const noexcept { return steps_; }
    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }

    /// Moves to the next window: the first call to the first one, and after the last one to the first one again.
    /// Returns whether the streams start over, so that the hidden state should be reset.
    bool next()
    {
        const std::size_t all = windows();
        const std::size_t window = upcoming_;
        for (std::size_t row = 0; row < rows_; ++row)
        {
            const id* from = ids_.data() + (row * all + window) * steps_;
            for (std::size_t t = 0; t < steps_; ++t)
            {
                input_[t * rows_ + row] = from[t];
                target_[t * rows_ + row] = from[t + 1];
            }
        }
        upcoming_ = (window + 1) % all;
        has_window_ = true;
        return window == 0;
    }

    /// The number of the window that next() moves to; pass it to seek() to resume there.
    [[nodiscard]] std::size_t upcoming() const noexcept { return upcoming_; }

    /// The next call of next() moves to this window. Throws std::out_of_range if there is no such window.
    void seek(std::size_t window)
    {
        if (window >= windows())
        {
            throw std::out_of_range("xrnn: seek: there is no window " + detail::number_text(window)
                + ", because the text has " + detail::count_text(windows(), "window"));
        }
        upcoming_ = window;
        has_window_ = false;
    }

    /// The ids of the window: an xtensor view [steps, rows]. Throws std::logic_error before the first call of next(), and
    /// after a seek before the next one.
    [[nodiscard]] auto input() const& { return window_of(input_); }
    auto input() const&& = delete; // a view of temporary streams would dangle: give them a name

    /// The id that follows each of them: [steps, rows].
    [[nodiscard]] auto target() const& { return window_of(target_); }
    auto target() const&& = delete; // a view of temporary streams would dangle: give them a name

private:
    /// The ids of a window, if the text has enough for one window and the target of its last id.
    static std::size_t checked_size(std::size_t ids, std::size_t steps, std::size_t rows)
    {
        if (steps == 0 || rows == 0)
        {
            throw std::invalid_argument("xrnn: a window needs at least one step and one row");
        }
        if (ids == 0 || rows > (ids - 1) / steps) // their product may overflow
        {
            throw std::invalid_argument("xrnn: streams: a text of " + detail::count_text(ids, "id")
                + " is too short for a window of " + detail::window_text(steps, rows)
                + (detail::addressable({steps, rows})
                        ? ", which needs at least " + detail::number_text(steps * rows + 1)
                        : std::string()));
        }
        return steps * rows;
    }

    tensor_view<const id, 2> window_of(const std::vector<id>& ids) const
    {
        detail::check_owner(!ids_.empty(), "streams object");
        if (!has_window_)
        {
            throw std::logic_error("xrnn: streams: there is no window yet; call next() first");
        }
        return detail::view(ids.data(), std::array<std::size_t, 2>{steps_, rows_});
    }

    std::vector<id> ids_;
    std::size_t steps_;
    std::size_t rows_;
    std::vector<id> input_;
    std::vector<id> target_;
    std::size_t upcoming_ = 0;
    bool has_window_ = false;
};

} // namespace xrnn
