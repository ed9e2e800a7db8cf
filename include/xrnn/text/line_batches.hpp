// SPDX-License-Identifier: BSD-3-Clause
/// The lines of a text as sequences, drawn in batches.
#pragma once

#include <numeric>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "../model/packed_sequences.hpp"
#include "../model/random.hpp"

namespace xrnn
{

/// Batches of whole lines, in a new order each time through the text. The input of a line is the id of the line's end,
/// which serves as its beginning, and then the line; the target of each id is the one after it, and that of the last one
/// the end of the line. Each line begins with a state of zeros. Empty lines are left out, and so are those that have more
/// steps than there is room for; a line has one step more than ids. Lines that do not fill a batch at the end of a round
/// are left out of this round.
///
///     const id end = letters.encode("\n")[0];
///     line_batches data(letters.encode(text), end, steps, rows, seed);
///     for (...)
///     {
///         data.next();
///         state.reset();
///         work.forward(model, data.input(), state);
///         softmax_cross_entropy(work, data.target());
class line_batches
{
public:
    /// Keeps the ids. The seed chooses the orders. Throws std::invalid_argument if there is no step or no row, if a batch
    /// does not fit in memory, or if there are not enough lines for one.
    line_batches(std::vector<id> ids, id end, std::size_t steps, std::size_t rows, std::uint64_t seed)
        : input_(steps, rows)
        , target_(steps, rows)
        , ids_(with_ends(std::move(ids), end))
        , rows_(rows)
        , seed_(seed)
        , parts_(rows)
    {
        find_lines(end, steps);
        if (lines_.size() < rows)
        {
            throw std::invalid_argument("xrnn: line_batches: the text has " + detail::count_text(lines_.size(), "line")
                + " of at most " + detail::count_text(steps, "step") + ", too few for a batch of "
                + detail::number_text(rows));
        }
        order_.resize(lines_.size());
        shuffle(0);
    }

    /// The lines that are drawn, those that are too long, and the batches in a round.
    [[nodiscard]] std::size_t lines() const { return checked().lines_.size(); }
    [[nodiscard]] std::size_t too_long() const noexcept { return too_long_; }
    [[nodiscard]] std::size_t batches() const { return lines() / rows_; }
    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }

    /// Moves to the next batch, from one round to the next without end. Returns whether a round begins.
    bool next()
    {
        const std::size_t all = batches();
        const std::size_t batch = upcoming_ % all;
        if (upcoming_ / all != round_)
        {
            shuffle(upcoming_ / all);
        }
        fill(input_, batch, 0);
        fill(target_, batch, 1);
        ++upcoming_;
        has_batch_ = true;
        return batch == 0;
    }

    /// The number of the batch that next() moves to, counted over all rounds; pass it to seek() to resume there.
    [[nodiscard]] std::size_t upcoming() const noexcept { return upcoming_; }

    /// The next call of next() moves to this batch.
    void seek(std::size_t batch)
    {
        checked();
        upcoming_ = batch;
        has_batch_ = false;
    }

    /// The lines of the batch. Throws std::logic_error before the first call of next(), and after a seek before the next
    /// one.
    [[nodiscard]] const packed_sequences<id>& input() const& { return checked_batch().input_; }
    const packed_sequences<id>& input() const&& = delete; // would dangle: give the batches a name

    /// The id that follows each of them.
    [[nodiscard]] const packed_sequences<id>& target() const& { return checked_batch().target_; }
    const packed_sequences<id>& target() const&& = delete; // would dangle: give the batches a name

private:
    /// With an end before the first line and after the last one.
    static std::vector<id> with_ends(std::vector<id> ids, id end)
    {
        ids.insert(ids.begin(), end);
        if (ids.back() != end)
        {
            ids.push_back(end);
        }
        return ids;
    }

    /// A line begins with the end of the one before it.
    struct line
    {
        std::size_t first = 0;
        std::size_t steps = 0;
    };

    void find_lines(id end, std::size_t most_steps)
    {
        for (std::size_t first = 0, i = 1; i < ids_.size(); ++i)
        {
            if (ids_[i] == end)
            {
                const std::size_t steps = i - first;
                if (steps > most_steps)
                {
                    ++too_long_;
                }
                else if (steps > 1)
                {
                    lines_.push_back({first, steps});
                }
                first = i;
            }
        }
    }

    /// Every order is as likely as any other: Durstenfeld 1964, algorithm 235.
    void shuffle(std::size_t round)
    {
        random_source random(detail::mix_bits(seed_) + round);
        std::iota(order_.begin(), order_.end(), std::size_t(0));
        for (std::size_t i = order_.size(); i > 1; --i)
        {
            std::swap(order_[i - 1], order_[random.bits() % i]);
        }
        round_ = round;
    }

    void fill(packed_sequences<id>& to, std::size_t batch, std::size_t shift)
    {
        for (std::size_t row = 0; row < rows_; ++row)
        {
            const line& drawn = lines_[order_[batch * rows_ + row]];
            parts_[row] = {ids_.data() + drawn.first + shift, drawn.steps};
        }
        to.fill(parts_);
    }

    const line_batches& checked() const
    {
        detail::check_owner(!ids_.empty(), "line_batches object");
        return *this;
    }

    const line_batches& checked_batch() const
    {
        if (!checked().has_batch_)
        {
            throw std::logic_error("xrnn: line_batches: there is no batch yet; call next() first");
        }
        return *this;
    }

    packed_sequences<id> input_;
    packed_sequences<id> target_;
    std::vector<id> ids_;
    std::vector<line> lines_;
    std::size_t too_long_ = 0;
    std::size_t rows_;
    std::uint64_t seed_;
    std::vector<std::span<const id>> parts_; ///< of the lines of a batch
    std::vector<std::size_t> order_;
    std::size_t round_ = 0;
    std::size_t upcoming_ = 0;
    bool has_batch_ = false;
};

} // namespace xrnn
