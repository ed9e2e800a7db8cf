// SPDX-License-Identifier: BSD-3-Clause
/// Expressions over symbols: elementwise functions of one and two arguments, and the product dot(x, W).
///
/// A row is one sequence of the batch, so a product is x W with W of shape [In, Out]; the papers write W x.
#pragma once

#include "symbols.hpp"

namespace xrnn
{

/// A function of the derivative table applied to one expression.
template <class Function, class A>
struct unary : expression_base
{
    using function = Function;
    using argument = A;
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
    static constexpr std::size_t nodes = A::nodes + B::nodes + 1;
    A a;
    B b;
};

/// The product of a named operand [rows, In] and a matrix parameter [In, Out].
template <class Operand, class Weight>
struct product : expression_base
{
    using operand = Operand;
    using weight = Weight;
    static constexpr std::size_t width = Weight::width;
    static constexpr std::size_t nodes = 1;
};

namespace detail
{
    template <class E>
    inline constexpr bool is_unary = false;
    template <class F, class A>
    inline constexpr bool is_unary<unary<F, A>> = true;

    template <class E>
    inline constexpr bool is_binary = false;
    template <class F, class A, class B>
    inline constexpr bool is_binary<binary<F, A, B>> = true;

    template <class E>
    inline constexpr bool is_product = false;
    template <class A, class W>
    inline constexpr bool is_product<product<A, W>> = true;

    template <class E>
    struct check_elementwise
    {
    };

    template <class E>
        requires is_parameter<E>
    struct check_elementwise<E>
        : expect<!E::is_matrix,
              error::a_matrix_can_only_stand_in_dot_and_this_parameter_is_a_matrix<typename E::spelling>>
    {
    };

    template <class A, class B>
    struct check_widths : expect<A::width == B::width || A::width == 0 || B::width == 0,
                              error::the_two_operands_have_different_widths<width<A::width>, width<B::width>>>,
                          check_elementwise<A>,
                          check_elementwise<B>
    {
    };

    template <class F, class A>
    struct checked_unary : check_elementwise<A>
    {
        using type = unary<F, A>;
    };

    template <class F, class A, class B>
    struct checked_binary : check_widths<A, B>
    {
        using type = binary<F, A, B>;
    };

    // The checks of dot, one after the other, so that one mistake gives one error.
    template <class A, class W>
    struct check_dot_rows
        : expect<A::width == W::rows,
              error::dot_needs_a_parameter_with_as_many_rows_as_its_operand_is_wide<typename A::spelling,
                  width<A::width>, typename W::spelling, rows<W::rows>>>
    {
    };

    template <class Parameter, std::size_t R, std::size_t C>
    struct shape_of;

    template <class A, class W>
        requires(A::width != W::rows && A::width == W::width)
    struct check_dot_rows<A, W>
        : error::dot_takes_x_then_W_of_shape_in_by_out_and_this_parameter_looks_transposed<typename A::spelling,
              width<A::width>, typename W::spelling, std::pair<rows<W::rows>, columns<W::width>>>
    {
    };

    template <class A, class W>
    struct check_dot : error::dot_takes_a_parameter_as_its_second_operand<width<W::width>>
    {
        using type = constant;
    };

    template <class A, class W>
        requires(is_operand<A>&& is_parameter<W>)
    struct check_dot<A, W>
    {
        static_assert(sizeof(check_dot_rows<A, W>) > 0);
        using type = product<A, W>;
    };

    template <class A, class W>
        requires(is_operand<A>&& is_parameter<W> && !W::is_matrix)
    struct check_dot<A, W>
        : error::dot_takes_a_matrix_and_this_parameter_is_a_vector<typename W::spelling, width<W::width>>
    {
        using type = product<A, W>;
    };

    template <class W, class A>
        requires(is_parameter<W> && !is_parameter<A> && has_spelling<A>)
    struct check_dot<W, A>
        : error::dot_takes_the_vector_first_write_dot_x_W_and_not_dot_W_x<typename W::spelling, typename A::spelling>
    {
        using type = product<A, W>;
    };

    template <class A, class W>
        requires(!is_operand<A> && !is_parameter<A> && is_parameter<W>)
    struct check_dot<A, W>
        : error::dot_takes_a_named_operand_write_s_equals_the_expression_and_then_dot_s_W<typename W::spelling>
    {
        using type = product<A, W>;
    };

    template <class F, class A>
    constexpr auto call(A a)
    {
        return typename checked_unary<F, A>::type{{}, a};
    }

    template <class F, class A, class B>
    constexpr auto call(A a, B b)
    {
        auto l = lift(a);
        auto r = lift(b);
        return typename checked_binary<F, decltype(l), decltype(r)>::type{{}, l, r};
    }
} // namespace detail

/// At least one expression, and otherwise numbers.
template <class A, class B>
concept operands = (expression<A> || expression<B>)&&(expression<A> || number<A>)&&(expression<B> || number<B>);

/// An entry of the derivative table, applied. This is how users add functions: docs/guide.md.
template <class Function, expression A>
constexpr auto apply(A a)
{
    return detail::call<Function>(a);
}

template <class Function, class A, class B>
    requires operands<A, B>
constexpr auto apply(A a, B b)
{
    return detail::call<Function>(a, b);
}

/// The product x W: x is an input, a state, prev(state) or a value of width In, and W a parameter of shape [In, Out].
template <expression A, expression W>
constexpr auto dot(A, W)
{
    return typename detail::check_dot<A, W>::type{};
}

} // namespace xrnn
