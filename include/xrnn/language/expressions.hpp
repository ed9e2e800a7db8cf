// SPDX-License-Identifier: BSD-3-Clause
/// Expressions over symbols: elementwise functions of one and two arguments, reductions of a row to a number, and the
/// product dot(x, W).
///
/// A row is one sequence of the batch, so a product is x W with W of shape [In, Out]; papers write W x.
#pragma once

#include "symbol_kinds.hpp"

namespace xrnn
{

namespace detail
{
    /// A function of the derivative table applied to one expression.
    template <class Function, class A>
    struct unary : expression_base
    {
        using function = Function;
        using argument = A;
        static constexpr bool is_number = is_row_number<A>;
        static constexpr bool has_positions = detail::has_positions<A>;
        static constexpr bool has_numbers = detail::has_numbers<A>;
        static constexpr std::size_t width = A::width;
        static constexpr std::size_t nodes = A::nodes + 1;
        A a;
    };

    /// A function of the derivative table applied to two expressions.
    template <class Function, class A, class B>
    struct binary : expression_base
    {
        using function = Function;
        using left = A;
        using right = B;
        static constexpr std::size_t width = A::width != 0 ? A::width : B::width;
        static constexpr bool is_number = width == 0 && (is_row_number<A> || is_row_number<B>);
        static constexpr bool has_numbers = detail::has_numbers<A> || detail::has_numbers<B>;
        static constexpr bool has_positions = detail::has_positions<A> || detail::has_positions<B>;
        static constexpr std::size_t nodes = A::nodes + B::nodes + 1;
        A a;
        B b;
    };

    /// A reduction of the table applied to a row: one number for each row. Of a row for each position it leaves a number for
    /// each position, and of these one for each row.
    template <class Function, class A>
    struct reduced : expression_base
    {
        using function = Function;
        using argument = A;
        static constexpr bool is_number = true;
        static constexpr bool has_positions = detail::has_positions<A> && A::width != 0;
        static constexpr std::size_t width = 0;
        static constexpr std::size_t nodes = A::nodes + 1;
        A a;
    };

    /// The product of a named operand [rows, In] and a matrix parameter [In, Out].
    template <class Operand, class Weight>
    struct product : expression_base
    {
        using operand = Operand;
        using weight = Weight;
        static constexpr bool has_positions = detail::has_positions<Operand>;
        static constexpr std::size_t width = Weight::width;
        static constexpr std::size_t nodes = 1;
    };

    template <class E>
    inline constexpr bool is_unary = false;
    template <class F, class A>
    inline constexpr bool is_unary<unary<F, A>> = true;

    template <class E>
    inline constexpr bool is_binary = false;
    template <class F, class A, class B>
    inline constexpr bool is_binary<binary<F, A, B>> = true;

    template <class E>
    inline constexpr bool is_reduced = false;
    template <class F, class A>
    inline constexpr bool is_reduced<reduced<F, A>> = true;

    template <class E>
    inline constexpr bool is_product = false;
    template <class A, class W>
    inline constexpr bool is_product<product<A, W>> = true;

    template <class Function>
    struct function_name
    {
        static constexpr std::string_view text() { return Function::name; }
    };

    template <class A>
    constexpr auto find_mistake_of_elementwise()
    {
        if constexpr (is_mistaken<A>)
        {
            return known_mistake{};
        }
        else if constexpr (is_matrix<A>)
        {
            return mistake<error::this_parameter_is_a_matrix_use_it_in_dot_only<typename A::spelling>>{};
        }
        else if constexpr (is_attended<A>)
        {
            return mistake<error::attend_stands_alone_give_it_an_equation_of_its_own<typename A::left::spelling,
                typename A::right::spelling>>{};
        }
        else
        {
            return no_mistake{};
        }
    }

    template <class F, class A, class B>
    constexpr auto find_mistake_of_elementwise()
    {
        if constexpr (is_mistaken<A> || is_mistaken<B>)
        {
            return known_mistake{};
        }
        else if constexpr (is_matrix<A> || is_attended<A>)
        {
            return find_mistake_of_elementwise<A>();
        }
        else if constexpr (is_matrix<B> || is_attended<B>)
        {
            return find_mistake_of_elementwise<B>();
        }
        else if constexpr (A::width != B::width && A::width != 0 && B::width != 0)
        {
            return mistake<error::the_two_operands_have_different_widths<spell_text<function_name<F>>,
                typename description<A>::type, error::width<A::width>, typename description<B>::type,
                error::width<B::width>>>{};
        }
        else
        {
            return no_mistake{};
        }
    }

    template <class F, class A>
    constexpr auto find_mistake_of_reduction()
    {
        if constexpr (!is_mistaken<A> && !is_matrix<A> && A::width == 0 && !has_positions<A>)
        {
            return mistake<error::this_reduction_takes_a_row_and_was_given_a_number<spell_text<function_name<F>>,
                typename description<A>::type>>{};
        }
        else
        {
            return find_mistake_of_elementwise<A>();
        }
    }

    template <class A, class W>
    constexpr auto find_mistake_of_dot()
    {
        if constexpr (is_mistaken<A> || is_mistaken<W>)
        {
            return known_mistake{};
        }
        else if constexpr (is_parameter<A> && is_parameter<W>)
        {
            return mistake<error::dot_of_two_parameters_make_the_first_an_input_state_or_value<typename A::spelling,
                typename W::spelling>>{};
        }
        else if constexpr (is_parameter<A>)
        {
            return mistake<error::the_operands_of_dot_are_swapped_write_dot_x_W<typename A::spelling,
                typename description<W>::type>>{};
        }
        else if constexpr (!is_parameter<W>)
        {
            return mistake<error::the_second_operand_of_dot_is_not_a_parameter<typename description<W>::type>>{};
        }
        else if constexpr (is_row_number<A>)
        {
            return mistake<error::the_operand_of_dot_is_a_number_multiply_by_it_or_give_it_a_width<
                typename description<A>::type, typename description<W>::type>>{};
        }
        else if constexpr (!is_operand<A>)
        {
            return mistake<error::the_operand_of_dot_has_no_name_give_it_an_equation<typename W::spelling>>{};
        }
        else if constexpr (!is_matrix<W>)
        {
            return mistake<error::this_parameter_is_a_vector_and_dot_takes_a_matrix<typename W::spelling,
                error::width<W::width>>>{};
        }
        else if constexpr (A::width == W::rows)
        {
            return no_mistake{};
        }
        else if constexpr (A::width == W::width)
        {
            return mistake<error::this_parameter_looks_transposed_declare_it_as_in_by_out<typename A::spelling,
                error::width<A::width>, typename W::spelling,
                std::pair<error::rows<W::rows>, error::columns<W::width>>>>{};
        }
        else
        {
            return mistake<error::the_operands_width_and_the_parameters_rows_differ_in_dot<typename A::spelling,
                error::width<A::width>, typename W::spelling, error::rows<W::rows>>>{};
        }
    }

    template <class F, class A>
    using of_one = checked<decltype(find_mistake_of_elementwise<A>()), unary<F, A>, mistaken>;

    template <class F, class A>
    using of_row = checked<decltype(find_mistake_of_reduction<F, A>()), reduced<F, A>, mistaken>;

    template <class F, class A, class B>
    using of_two = checked<decltype(find_mistake_of_elementwise<F, lifted<A>, lifted<B>>()),
        binary<F, lifted<A>, lifted<B>>, mistaken>;

    template <class E>
    concept expression_or_number = expression<E> || number<E>;

    /// At least one of them is an expression; the other may be a number.
    template <class A, class B>
    concept operands = expression_or_number<A> && expression_or_number<B> &&(expression<A> || expression<B>);
} // namespace detail

/// Applies an entry of the derivative table. This is how users add functions: docs/guide.md.
template <class Function, expression A>
constexpr auto apply(A a)
{
    return typename detail::of_one<Function, A>::type{{}, a};
}

template <class Function, class A, class B>
    requires detail::operands<A, B>
constexpr auto apply(A a, B b)
{
    return typename detail::of_two<Function, A, B>::type{{}, detail::lift(a), detail::lift(b)};
}

/// Applies an entry of the table of reductions to a row: docs/guide.md.
template <class Reduction, expression A>
constexpr auto reduce(A a)
{
    return typename detail::of_row<Reduction, A>::type{{}, a};
}

/// The product x W: x is an input, a state, prev(state) or a value of width In, and W a parameter of shape [In, Out].
template <class A, class W>
    requires detail::operands<A, W>
constexpr auto dot(A, W)
{
    return typename detail::checked<decltype(detail::find_mistake_of_dot<detail::lifted<A>, detail::lifted<W>>()),
        detail::product<A, W>, detail::mistaken>::type{};
}

} // namespace xrnn
