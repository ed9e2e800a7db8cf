// SPDX-License-Identifier: BSD-3-Clause
/// What all losses share: a target and an adjoint for each row, what counts, sum or mean. A loss itself is an entry of
/// a few lines, as in squared_error.hpp and softmax_cross_entropy.hpp; users add their own in the same way.
#pragma once

#include "../language/mistakes.hpp"

#include <algorithm>

#include "../model/contiguous.hpp"
#include "../model/message.hpp"
#include "counted_in_pack.hpp"
#include "loss_entry.hpp"
#include "loss_shapes.hpp"

namespace xrnn
{

namespace detail
{
    /// A loss over a window.
    template <class Entry>
    struct loss_over_window
    {
        template <class Outputs, class Target, class Adjoint, class... How>
        static double run(const Outputs& outputs, std::span<const Target> targets, Adjoint&& adjoint, const How&... how)
        {
            using number = typename Outputs::value_type;
            check_adjoint_shape(outputs, adjoint);
            check_adjoint_apart(outputs, targets, adjoint);
            const auto where = find_where(how...);
            const std::size_t rows = outputs.shape()[1];
            const std::size_t width = outputs.shape()[2];
            const std::size_t size = outputs.shape()[0] * rows;
            const std::size_t first = where.first(outputs.shape()[0], rows);
            const double weight =
                find_weight<number>(targets, outputs.shape()[0], rows, width, where, find_reduction(how...));
            double sum = 0;
            for (std::size_t i = 0; i < size; ++i)
            {
                const std::span<number> d = row_of<number>(adjoint, i, rows, width);
                if (i < first || !where.counts(i))
                {
                    std::fill(d.begin(), d.end(), number(0));
                    continue;
                }
                const std::span<const number> y = row_of<const number>(outputs, i, rows, width);
                sum += row<number>(y, targets, target_of(where, i, first), d);
                if (weight != 1)
                {
                    std::for_each(d.begin(), d.end(), [w = static_cast<number>(weight)](number& e) { e *= w; });
                }
            }
            return weight * sum;
        }

        /// What a sum over everything that counts is multiplied by. Throws if the targets do not fit.
        template <class Number, class Target, class Where>
        static double find_weight(std::span<const Target> targets, std::size_t steps, std::size_t rows,
            std::size_t width, const Where& where, reduction how)
        {
            const std::size_t counted = check<Number>(targets, steps * rows, where.first(steps, rows), width, where);
            const std::size_t things = by_element<Target, Number> ? counted * width : counted;
            return how == reduction::mean && things > 0 ? 1 / static_cast<double>(things) : 1;
        }

    private:
        template <class Target, class Number>
        static constexpr bool by_element = !std::same_as<Target, id> && elementwise_loss<Entry, Number>;

        /// The row of the targets that belongs to row i of the outputs.
        template <class Where>
        static std::size_t target_of(const Where& where, std::size_t i, std::size_t first)
        {
            if constexpr (requires { where.target(i); })
            {
                return where.target(i);
            }
            else
            {
                return i - first;
            }
        }

        /// How many rows of targets there are.
        template <class Where>
        static std::size_t targets_for(const Where& where, std::size_t may_count)
        {
            if constexpr (requires { where.targets(); })
            {
                return where.targets();
            }
            else
            {
                return may_count;
            }
        }

        /// Row i of [steps, rows, width].
        template <class Number, class Rows>
        static std::span<Number> row_of(Rows& x, std::size_t i, std::size_t rows, std::size_t width)
        {
            const std::size_t t = rows == 1 ? i : i / rows; // a division takes as long as the loss of a few classes
            return {&x(t, i - t * rows, 0), width};
        }

        /// The loss of row i of the targets, and its adjoint.
        template <class Number, class Target>
        static double row(
            std::span<const Number> y, std::span<const Target> targets, std::size_t i, std::span<Number> d)
        {
            if constexpr (std::same_as<Target, id>)
            {
                return static_cast<double>(Entry::row(y, targets[i], d));
            }
            else if constexpr (!by_element<Target, Number>)
            {
                const std::size_t each = targets_of_row<Entry, Target>(y.size());
                return static_cast<double>(Entry::row(y, targets.subspan(i * each, each), d));
            }
            else
            {
                double sum = 0;
                for (std::size_t j = 0; j < y.size(); ++j)
                {
                    const Number target = targets[i * y.size() + j];
                    sum += static_cast<double>(Entry::f(y[j], target));
                    d[j] = Entry::df(y[j], target);
                }
                return sum;
            }
        }

        /// The number of rows that count. Throws if the targets do not fit.
        template <class Number, class Target, class Where>
        static std::size_t check(
            std::span<const Target> targets, std::size_t size, std::size_t first, std::size_t width, const Where& where)
        {
            check_output_width<Entry>(width);
            const std::size_t each = targets_of_row<Entry, Target>(width);
            const std::size_t rows = targets_for(where, size - first);
            if (targets.size() != rows * each)
            {
                throw std::invalid_argument("xrnn: a loss over " + count_text(rows, "row") + " takes "
                    + count_text(rows * each, "target") + ", not " + number_text(targets.size()));
            }
            std::size_t counted = 0;
            for (std::size_t i = first; i < size; ++i)
            {
                if (!where.counts(i))
                {
                    continue;
                }
                ++counted;
                const std::size_t target = target_of(where, i, first) * each;
                check_targets<Number>(targets.subspan(target, each), target, width);
            }
            return counted;
        }

        /// Checks the targets of one row, numbered from `number` on.
        template <class Number, class Target>
        static void check_targets(std::span<const Target> targets, std::size_t number, std::size_t width)
        {
            for (std::size_t j = 0; j < targets.size(); ++j)
            {
                if constexpr (std::same_as<Target, id>)
                {
                    if (targets[j] >= width)
                    {
                        throw std::out_of_range("xrnn: target " + number_text(number + j) + " is the class "
                            + number_text(targets[j]) + ", and there are " + number_text(width)
                            + " classes, counted from 0");
                    }
                }
                else if constexpr (requires { Entry::accepts(targets[j]); })
                {
                    if (!Entry::accepts(targets[j]))
                    {
                        throw std::out_of_range("xrnn: target " + number_text(number + j) + " is "
                            + number_text(targets[j]) + ", which is not a target of this loss");
                    }
                }
            }
        }
    };

    /// Takes the place of a loss that is used wrongly.
    struct no_loss
    {
        static double run(const auto&...) { return 0; }
    };

    template <class Entry, class Targets, class Outputs, class... How>
    using checked_loss =
        checked<decltype(find_mistake_of_loss<Entry, element_of<Targets>, typename Outputs::value_type, How...>()),
            loss_over_window<Entry>, no_loss>;

    template <class Workspace>
    concept runs_packs = requires(Workspace& work)
    {
        work.is_packed();
    };

    /// What is wrong with a loss that takes outputs of one width, over those of this workspace.
    template <class Entry, class Workspace>
    constexpr auto find_mistake_of_width()
    {
        if constexpr (requires {
                          Entry::output_width;
                          Workspace::model_type::output_width;
                      })
        {
            constexpr std::size_t given = Workspace::model_type::output_width;
            if constexpr (given != Entry::output_width)
            {
                return mistake<error::this_loss_takes_outputs_of_another_width<Entry, error::width<Entry::output_width>,
                    error::width<given>>>{};
            }
            else
            {
                return no_mistake{};
            }
        }
        else
        {
            return no_mistake{};
        }
    }

    template <class Workspace, class Targets>
    constexpr auto find_mistake_of_pack()
    {
        if constexpr (is_packed<Targets> && !runs_packs<Workspace>)
        {
            return mistake<error::packed_sequences_run_in_a_workspace_and_not_here<Targets>>{};
        }
        else
        {
            return no_mistake{};
        }
    }

    /// The loss over the last window of a workspace.
    template <class Entry, class Targets, class Workspace, class... How>
    using checked_loss_of_window =
        checked<typename first_mistake<decltype(find_mistake_of_pack<Workspace, Targets>()),
                    decltype(find_mistake_of_width<Entry, Workspace>()),
                    decltype(find_mistake_of_loss<Entry, element_of<Targets>,
                        typename decltype(std::declval<Workspace&>().output())::value_type, How...>())>::type,
            loss_over_window<Entry>, no_loss>;

    /// The loss over the last window of a workspace, which was packed.
    template <class Loss, class Workspace, class... How>
    double loss_of_pack(Workspace& work, auto targets, const How&... how)
    {
        const auto outputs = work.packed_output();
        const auto where = counted_in_pack(find_where(how...), outputs.order());
        return Loss::run(outputs.steps(), targets, work.packed_output_adjoint().steps(), find_reduction(how...), where);
    }

    inline void check_targets_of_steps(bool packed_window)
    {
        if (packed_window)
        {
            throw std::logic_error("xrnn: the last window was packed, so the targets of its steps are packed_sequences "
                                   "too; only a loss at last_step takes one for each sequence");
        }
    }

    /// The loss over the last window of a workspace.
    template <class Loss, class Workspace, class Targets, class... How>
    double loss_of_window(Workspace& work, const Targets& targets, const How&... how)
    {
        if constexpr (is_packed<Targets> && runs_packs<Workspace>)
        {
            check_lengths(targets.order(), work.packed_output().order(), "targets");
            return loss_of_pack<Loss>(work, targets.elements(), how...);
        }
        else if constexpr (is_packed<Targets>)
        {
            return 0;
        }
        else
        {
            if constexpr (runs_packs<Workspace> && (std::same_as<How, last_step_type> || ...))
            {
                if (work.is_packed())
                {
                    return loss_of_pack<Loss>(work, contiguous(targets), how...);
                }
            }
            else if constexpr (runs_packs<Workspace>)
            {
                check_targets_of_steps(work.is_packed());
            }
            return Loss::run(work.output(), contiguous(targets), work.output_adjoint(), how...);
        }
    }
} // namespace detail

/// A loss function, made from an entry. The last arguments, in any order, may be a reduction (default: sum) and what
/// counts: every_step (default), last_step or a mask.
template <class Entry>
struct loss_function
{
    /// Returns the loss of outputs [T, B, Width] and writes its gradient to adjoint, which has the same shape; the
    /// gradient is zero where nothing counts. Targets are a contiguous range or xtensor: one id per row, or Width
    /// numbers per row (or target_width, if the entry has one), for as many rows as may count. The loss is 0 if nothing
    /// counts. Losses are added up in double. Throws std::invalid_argument or std::out_of_range before anything is
    /// written.
    template <class Outputs, class Targets, class Adjoint, class... How>
        requires requires(Adjoint& a)
        {
            a.shape();
        }
    double operator()(const Outputs& outputs, const Targets& targets, Adjoint&& adjoint, const How&... how) const
    {
        return detail::checked_loss<Entry, Targets, Outputs, How...>::type::run(
            outputs, detail::contiguous(targets), adjoint, how...);
    }

    /// The same for the last window of a workspace, whose output adjoint is set. The targets of a packed window are
    /// packed_sequences of its lengths; at last_step, a range with those of each sequence.
    template <class Workspace, class Targets, class... How>
        requires requires(Workspace& w)
        {
            w.output_adjoint();
        }
    double operator()(Workspace& work, const Targets& targets, const How&... how) const
    {
        using loss = typename detail::checked_loss_of_window<Entry, Targets, Workspace, How...>::type;
        return detail::loss_of_window<loss>(work, targets, how...);
    }
};

} // namespace xrnn
