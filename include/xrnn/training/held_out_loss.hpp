// SPDX-License-Identifier: BSD-3-Clause
/// How well a model predicts a text that it was not trained on.
#pragma once

#include <algorithm>

#include "../model/workspace.hpp"
#include "softmax_cross_entropy.hpp"

namespace xrnn
{

/// How a text is read to be evaluated. With several rows, the text is cut into as many parts, which are read side by side;
/// each begins `warm_up` ids before its part, so that the network knows what came before it.
struct evaluation
{
    std::size_t rows = 1;
    std::size_t steps = 100; ///< of the windows that it is read in, which change nothing but memory
    std::size_t warm_up = 200;
};

namespace detail
{
    /// The ids of a part of a text that each row reads, in windows.
    class text_in_rows
    {
    public:
        text_in_rows(std::span<const id> ids, const evaluation& how)
            : ids_(ids)
            , rows_(how.rows)
            , window_(how.steps * how.rows)
            , targets_(window_.size())
            , counts_(window_.size())
        {
        }

        /// Fills in a window, which begins `from` steps after the beginning of each row's part, or that far before it.
        void read(std::ptrdiff_t from, std::size_t steps)
        {
            for (std::size_t row = 0; row < rows_; ++row)
            {
                for (std::size_t t = 0; t < steps; ++t)
                {
                    const std::ptrdiff_t at =
                        static_cast<std::ptrdiff_t>(begin_of(row)) + from + static_cast<std::ptrdiff_t>(t);
                    const auto place = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(at, 0, last()));
                    window_[t * rows_ + row] = ids_[place];
                    targets_[t * rows_ + row] = ids_[place + 1];
                    counts_[t * rows_ + row] = at < static_cast<std::ptrdiff_t>(begin_of(row + 1));
                }
            }
        }

        std::span<const id> window(std::size_t steps) const { return {window_.data(), steps * rows_}; }
        std::span<const id> targets(std::size_t steps) const { return {targets_.data(), steps * rows_}; }
        std::span<const char> counts(std::size_t steps) const { return {counts_.data(), steps * rows_}; }

        /// Where the part of a row begins.
        std::size_t begin_of(std::size_t row) const
        {
            return predictions() / rows_ * row + std::min(row, predictions() % rows_);
        }

        /// Of the longest part.
        std::size_t length() const { return begin_of(1); }

        std::size_t predictions() const { return ids_.size() - 1; }

    private:
        std::ptrdiff_t last() const { return static_cast<std::ptrdiff_t>(predictions()) - 1; }

        std::span<const id> ids_;
        std::size_t rows_;
        std::vector<id> window_;
        std::vector<id> targets_;
        std::vector<char> counts_;
    };

    inline void check_evaluation(std::span<const id> ids, const evaluation& how)
    {
        if (how.rows == 0 || how.steps == 0)
        {
            throw std::invalid_argument("xrnn: held_out_loss: a window needs at least one step and one row");
        }
        if (ids.size() <= how.rows)
        {
            throw std::invalid_argument("xrnn: held_out_loss: a text of " + count_text(ids.size(), "id")
                + " is too short for " + count_text(how.rows, "row") + ", which need at least "
                + number_text(how.rows + 1));
        }
    }
} // namespace detail

/// The mean softmax cross-entropy, in nats, of predicting each id of a text but the first from all those before it; noise
/// is off. With one row that is exact; with more it is faster, and a little larger, because each part begins after
/// `warm_up` ids only. Throws std::invalid_argument if the text has not more ids than there are rows, and
/// std::out_of_range for an id that the network does not have.
template <class Network, class T, class Products>
[[nodiscard]] double held_out_loss(const model<Network, T, Products>& m, std::span<const id> ids,
    const evaluation& how = {}, const team& threads = team())
{
    static_assert(sizeof(detail::checked_for_windows<Network>) > 0);
    detail::check_evaluation(ids, how);
    workspace<Network, T, Products> work(m, how.steps, how.rows, threads);
    hidden_state<Network, T> state(how.rows);
    detail::text_in_rows text(ids, how);
    const auto warm_up = static_cast<std::ptrdiff_t>(how.rows > 1 ? std::min(how.warm_up, text.length()) : 0);
    const auto run = [&](std::ptrdiff_t from, std::ptrdiff_t until) {
        const std::size_t steps =
            static_cast<std::size_t>(std::min<std::ptrdiff_t>(until - from, static_cast<std::ptrdiff_t>(how.steps)));
        text.read(from, steps);
        work.forward(m, detail::view(text.window(steps).data(), std::array<std::size_t, 2>{steps, how.rows}), state);
        return steps;
    };
    std::ptrdiff_t at = -warm_up;
    while (at < 0)
    {
        at += static_cast<std::ptrdiff_t>(run(at, 0));
    }
    state.reset(0); // before which there is nothing
    double sum = 0;
    const auto length = static_cast<std::ptrdiff_t>(text.length());
    while (at < length)
    {
        const std::size_t steps = run(at, length);
        const auto counts = text.counts(steps);
        sum += softmax_cross_entropy(work, text.targets(steps), mask(counts));
        at += static_cast<std::ptrdiff_t>(steps);
    }
    return sum / static_cast<double>(text.predictions());
}

} // namespace xrnn
