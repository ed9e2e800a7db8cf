// SPDX-License-Identifier: BSD-3-Clause
/// What all losses share: a target and an adjoint for each row, what counts, sum or mean. A loss itself is an entry of
/// a few lines, as in squared_error.hpp and softmax_cross_entropy.hpp; users add their own in the same way.
#pragma once

#include "../language/mistakes.hpp"

#include <algorithm>
#include <concepts>

#include "../engine/pass.hpp"
#include "../model/contiguous.hpp"
#include "../model/message.hpp"
#include "counted.hpp"
#include "reduction.hpp"

namespace xrnn
{

/// An entry that works by the element: f(output, target), and df(output, target), its derivative with respect to the
/// output. It may have accepts(target); targets that it does not accept are rejected.
template <class Entry, class Number = double>
concept elementwise_loss = requires(Number number)
{
    Entry::f(number, number);
    Entry::df(number, number);
};

/// An entry that works by the row and whose target is a class: row(outputs, target, adjoint) returns the loss of one row
/// and sets all of the row's adjoint.
template <class Entry, class Number = double>
concept class_loss = requires(std::span<const Number> outputs, std::span<Number> adjoint)
{
    Entry::row(outputs, id(0), adjoint);
};

/// The same with a row of numbers for a target.
template <class Entry, class Number = double>
concept row_loss = requires(std::span<const Number> outputs, std::span<Number> adjoint)
{
    Entry::row(outputs, outputs, adjoint);
};

namespace detail
{
    /// Whether the entry takes such targets. Only this form of `row` is tested, because a `row` with generic parameters
    /// would be compiled for the other form as well.
    template <class Entry, class Target, class Number>
    constexpr bool takes_targets()
    {
        if constexpr (std::same_as<Target, id>)
        {
            return class_loss<Entry, Number>;
        }
        else if constexpr (std::same_as<Target, Number>)
        {
            return elementwise_loss<Entry, Number> || row_loss<Entry, Number>;
        }
        else
        {
            return false;
        }
    }

    /// What is wrong with an entry that does not take its targets.
    template <class Entry, class Target, class Number>
    constexpr auto find_mistake_of_targets()
    {
        if constexpr (elementwise_loss<Entry, Number> || row_loss<Entry, Number>)
        {
            return mistake<error::these_targets_do_not_have_the_number_type_of_the_outputs<Entry, Target>>{};
        }
        else if constexpr (class_loss<Entry, Number>)
        {
            return mistake<error::these_targets_are_not_ids_and_this_loss_takes_classes<Entry, Target>>{};
        }
        else
        {
            return mistake<error::this_loss_has_neither_row_nor_f_and_df<Entry>>{};
        }
    }

    template <class Entry, class Target, class Number, class... How>
    constexpr auto find_mistake_of_loss()
    {
        constexpr std::size_t reductions = (std::size_t(0) + ... + std::same_as<How, reduction>);
        constexpr std::size_t counts = (std::size_t(0) + ... + says_what_counts<How>);
        if constexpr (!takes_targets<Entry, Target, Number>())
        {
            return find_mistake_of_targets<Entry, Target, Number>();
        }
        else if constexpr (reductions + counts != sizeof...(How))
        {
            return mistake<error::not_an_option_of_a_loss_pass_a_reduction_or_what_counts<How...>>{};
        }
        else if constexpr (reductions > 1 || counts > 1)
        {
            return mistake<error::two_options_of_this_loss_contradict_each_other_keep_one<How...>>{};
        }
        else
        {
            return no_mistake{};
        }
    }

    /// A loss over a window.
    template <class Entry>
    struct loss_over_window
    {
        template <class Outputs, class Target, class Adjoint, class... How>
        static double run(const Outputs& outputs, std::span<const Target> targets, Adjoint&& adjoint, const How&... how)
        {
            using number = typename Outputs::value_type;
            check_shapes(outputs, adjoint);
            check_apart(outputs, targets, adjoint);
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
                sum += row<number>(y, targets, i - first, d);
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
                return static_cast<double>(Entry::row(y, targets.subspan(i * y.size(), y.size()), d));
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

        template <class Outputs, class Adjoint>
        static void check_shapes(const Outputs& outputs, const Adjoint& adjoint)
        {
            const auto& shape = outputs.shape();
            const auto& other = adjoint.shape();
            if (!std::equal(shape.begin(), shape.end(), other.begin(), other.end()))
            {
                throw std::invalid_argument("xrnn: the outputs have the shape " + shape_text(shape)
                    + ", but the adjoint has " + shape_text(other));
            }
            if (shape.size() != 3 || shape[0] == 0 || shape[1] == 0 || shape[2] == 0)
            {
                throw std::invalid_argument(
                    "xrnn: outputs are [steps, rows, width], but these have the shape " + shape_text(shape));
            }
            if (shape[2] > 1 && (outputs.strides()[2] != 1 || adjoint.strides()[2] != 1))
            {
                throw std::invalid_argument(
                    "xrnn: the numbers of an output row must be contiguous; copy them to an xtensor");
            }
        }

        /// The adjoint is written row by row, while the numbers that it is computed from are still being read.
        template <class Outputs, class Target, class Adjoint>
        static void check_apart(const Outputs& outputs, std::span<const Target> targets, const Adjoint& adjoint)
        {
            const memory written = memory_of_rows(adjoint);
            if (overlap(written, memory_of_rows(outputs))
                || overlap(written, memory_of(targets.data(), targets.size())))
            {
                throw std::invalid_argument("xrnn: the adjoint of a loss must not share memory with its outputs or targets; pass "
                                            "a tensor of its own");
            }
        }

        template <class Rows>
        static memory memory_of_rows(const Rows& x)
        {
            const auto& shape = x.shape();
            return {&x(0, 0, 0), &x(shape[0] - 1, shape[1] - 1, shape[2] - 1) + 1};
        }

        /// The number of rows that count. Throws if the targets do not fit.
        template <class Number, class Target, class Where>
        static std::size_t check(
            std::span<const Target> targets, std::size_t size, std::size_t first, std::size_t width, const Where& where)
        {
            const std::size_t each = std::same_as<Target, id> ? 1 : width;
            if (targets.size() != (size - first) * each)
            {
                throw std::invalid_argument("xrnn: a loss over " + count_text(size - first, "row") + " takes "
                    + count_text((size - first) * each, "target") + ", not " + number_text(targets.size()));
            }
            std::size_t counted = 0;
            for (std::size_t i = first; i < size; ++i)
            {
                if (!where.counts(i))
                {
                    continue;
                }
                ++counted;
                check_targets<Number>(targets.subspan((i - first) * each, each), (i - first) * each, width);
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
} // namespace detail

/// A loss function, made from an entry. The last arguments, in any order, may be a reduction (default: sum) and what
/// counts: every_step (default), last_step or a mask.
template <class Entry>
struct loss_function
{
    /// Returns the loss of outputs [T, B, Width] and writes its gradient to adjoint, which has the same shape; the
    /// gradient is zero where nothing counts. Targets are a contiguous range or xtensor: one id per row, or Width
    /// numbers per row, for as many rows as may count. The loss is 0 if nothing counts. Losses are added up in double.
    /// Throws std::invalid_argument or std::out_of_range before anything is written.
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

    /// The same for the last window of a workspace, whose output adjoint is set.
    template <class Workspace, class Targets, class... How>
        requires requires(Workspace& w)
        {
            w.output_adjoint();
        }
    double operator()(Workspace& work, const Targets& targets, const How&... how) const
    {
        return detail::checked_loss<Entry, Targets, decltype(work.output()), How...>::type::run(
            work.output(), detail::contiguous(targets), work.output_adjoint(), how...);
    }
};

} // namespace xrnn
