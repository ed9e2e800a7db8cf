// SPDX-License-Identifier: BSD-3-Clause
/// A loss over a sequence of which only a window is in memory at a time.
#pragma once

#include "../language/mistakes.hpp"

#include <algorithm>

#include "loss.hpp"

namespace xrnn::detail
{

template <class Loss>
inline constexpr bool is_loss_function = false;

template <class Entry>
inline constexpr bool is_loss_function<loss_function<Entry>> = true;

/// A callable that returns the loss of a window that begins at some step. A loss function needs targets.
template <class Loss, class Workspace>
concept loss_of_windows = !is_loss_function<std::remove_cvref_t<Loss>> && requires(Loss & loss, Workspace& work)
{
    static_cast<double>(loss(work, std::size_t(0)));
};

/// What counts in a part of a sequence.
template <class Where>
struct counted_part
{
    const Where& where;
    std::size_t before = 0;      ///< rows of the sequence that lie before the part
    std::size_t not_counted = 0; ///< rows of the part that lie before the first one that may count

    std::size_t first(std::size_t, std::size_t) const { return not_counted; }
    bool counts(std::size_t i) const { return where.counts(before + i); }
};

/// The loss over a sequence, part by part. The weight of a mean is that of the whole sequence, so the adjoints have the
/// bits that they would have all at once.
template <class Entry, class Target, class Number, class Where>
class loss_over_parts
{
    using loss = loss_over_window<Entry>;

public:
    /// Checks the targets of the whole sequence. Throws if they do not fit.
    loss_over_parts(std::span<const Target> targets, std::size_t steps, std::size_t rows, std::size_t width,
        const Where& where, reduction how)
        : targets_(targets)
        , where_(where)
        , first_(where.first(steps, rows))
        , each_(targets_of_row<Entry, Target>(width))
        , weight_(loss::template find_weight<Number>(targets, steps, rows, width, where, how))
    {
    }

    /// The loss of the part that begins at that step, and its adjoint.
    template <class Outputs, class Adjoint>
    double operator()(const Outputs& outputs, Adjoint&& adjoint, std::size_t first_step) const
    {
        const std::size_t rows = outputs.shape()[1];
        const std::size_t before = first_step * rows;
        const std::size_t size = outputs.shape()[0] * rows;
        const std::size_t not_counted = std::clamp(first_, before, before + size) - before;
        const std::size_t used = std::max(first_, before) - first_;
        const std::span<const Target> targets = targets_.subspan(used * each_, (size - not_counted) * each_);
        const double sum =
            loss::run(outputs, targets, adjoint, reduction::sum, counted_part<Where>{where_, before, not_counted});
        if (weight_ != 1)
        {
            adjoint *= weight_;
        }
        return weight_ * sum;
    }

private:
    std::span<const Target> targets_;
    Where where_;
    std::size_t first_;
    std::size_t each_;
    double weight_;
};

/// The loss over a sequence of so many steps and rows, with what a loss function takes after its targets.
template <class Entry, class Number, class Target, class... How>
auto make_loss_over_parts(
    std::span<const Target> targets, std::size_t steps, std::size_t rows, std::size_t width, const How&... how)
{
    const auto where = find_where(how...);
    return loss_over_parts<Entry, Target, Number, std::remove_const_t<decltype(where)>>(
        targets, steps, rows, width, where, find_reduction(how...));
}

} // namespace xrnn::detail
