// SPDX-License-Identifier: BSD-3-Clause
/// What an entry of a loss is, and what is wrong with one, its targets or its options.
#pragma once

#include "../language/mistakes.hpp"

#include <concepts>
#include <span>

#include "../id.hpp"
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

/// The same with a row of numbers for a target: target_width of them, if the entry has one, and otherwise as many as
/// outputs. An entry that has an output_width takes no other outputs.
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

    /// How many targets belong to a row of outputs of this width.
    template <class Entry, class Target>
    constexpr std::size_t targets_of_row(std::size_t width)
    {
        if constexpr (std::same_as<Target, id>)
        {
            return 1;
        }
        else if constexpr (requires { Entry::target_width; })
        {
            return Entry::target_width;
        }
        else
        {
            return width;
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
} // namespace detail

} // namespace xrnn
