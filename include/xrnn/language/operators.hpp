// SPDX-License-Identifier: BSD-3-Clause
/// The derivative table as equations use it: + - * /, tanh(e), sigmoid(e), max(a, b) and the rest.
#pragma once

#include "expressions.hpp"
#include "functions.hpp"

namespace xrnn
{

template <class A, class B>
    requires detail::operands<A, B>
constexpr auto operator+(A a, B b)
{
    return typename detail::of_two<functions::add, A, B>::type{{}, detail::lift(a), detail::lift(b)};
}

template <class A, class B>
    requires detail::operands<A, B>
constexpr auto operator-(A a, B b)
{
    return typename detail::of_two<functions::subtract, A, B>::type{{}, detail::lift(a), detail::lift(b)};
}

template <class A, class B>
    requires detail::operands<A, B>
constexpr auto operator*(A a, B b)
{
    return typename detail::of_two<functions::multiply, A, B>::type{{}, detail::lift(a), detail::lift(b)};
}

template <class A, class B>
    requires detail::operands<A, B>
constexpr auto operator/(A a, B b)
{
    return typename detail::of_two<functions::divide, A, B>::type{{}, detail::lift(a), detail::lift(b)};
}

template <class A, class B>
    requires detail::operands<A, B>
constexpr auto max(A a, B b)
{
    return typename detail::of_two<functions::max, A, B>::type{{}, detail::lift(a), detail::lift(b)};
}

/// For two expressions of the same type: a better match than std::max in code with `using namespace std`.
template <expression A>
constexpr auto max(const A& a, const A& b)
{
    return typename detail::of_two<functions::max, A, A>::type{{}, a, b};
}

template <class A, class B>
    requires detail::operands<A, B>
constexpr auto min(A a, B b)
{
    return typename detail::of_two<functions::min, A, B>::type{{}, detail::lift(a), detail::lift(b)};
}

/// For two expressions of the same type: a better match than std::min in code with `using namespace std`.
template <expression A>
constexpr auto min(const A& a, const A& b)
{
    return typename detail::of_two<functions::min, A, A>::type{{}, a, b};
}

/// A dropout mask of u, a noise that is `uniform_draw`, at a rate that is set at run time.
template <class A, class B>
    requires detail::operands<A, B>
constexpr auto dropout_mask(A u, B rate)
{
    return typename detail::of_two<functions::dropout_mask, A, B>::type{{}, detail::lift(u), detail::lift(rate)};
}

/// A zoneout mask of u, a noise that is `uniform_draw`, at a rate that is set at run time.
template <class A, class B>
    requires detail::operands<A, B>
constexpr auto zoneout_mask(A u, B rate)
{
    return typename detail::of_two<functions::zoneout_mask, A, B>::type{{}, detail::lift(u), detail::lift(rate)};
}

// clang-format off
template <expression A> constexpr auto operator-(A a) { return typename detail::of_one<functions::negate, A>::type{{}, a}; }
template <expression A> constexpr auto tanh(A a) { return typename detail::of_one<functions::tanh, A>::type{{}, a}; }
template <expression A> constexpr auto sigmoid(A a) { return typename detail::of_one<functions::sigmoid, A>::type{{}, a}; }
template <expression A> constexpr auto relu(A a) { return typename detail::of_one<functions::relu, A>::type{{}, a}; }
template <expression A> constexpr auto exp(A a) { return typename detail::of_one<functions::exp, A>::type{{}, a}; }
template <expression A> constexpr auto log(A a) { return typename detail::of_one<functions::log, A>::type{{}, a}; }
template <expression A> constexpr auto sqrt(A a) { return typename detail::of_one<functions::sqrt, A>::type{{}, a}; }
template <expression A> constexpr auto square(A a) { return typename detail::of_one<functions::square, A>::type{{}, a}; }
template <expression A> constexpr auto softplus(A a) { return typename detail::of_one<functions::softplus, A>::type{{}, a}; }
template <expression A> constexpr auto abs(A a) { return typename detail::of_one<functions::abs, A>::type{{}, a}; }

/// x itself, with no derivative: nothing is learned through it.
template <expression A> constexpr auto stop(A a) { return typename detail::of_one<functions::stop, A>::type{{}, a}; }

namespace detail
{
    /// The answer to Function(E...), a function that the table does not have.
    template <name Function, class... E>
    using no_entry = checked<
        mistake<error::this_function_has_no_derivative_add_an_entry_see_docs_guide<
            spell<Function>>>,
        void(E...), mistaken>;

    template <class... E>
    concept some_expression = (expression<E> || ...);
}

// Functions that users are likely to try: each reports that it is missing and how to add it. They take packs, so that a
// function of the same name in the user's own code is a better match.
template <class... E> requires detail::some_expression<E...>
constexpr auto sin(E...) { return typename detail::no_entry<"sin", E...>::type{}; }
template <class... E> requires detail::some_expression<E...>
constexpr auto cos(E...) { return typename detail::no_entry<"cos", E...>::type{}; }
template <class... E> requires detail::some_expression<E...>
constexpr auto pow(E...) { return typename detail::no_entry<"pow", E...>::type{}; }
template <class... E> requires detail::some_expression<E...>
constexpr auto erf(E...) { return typename detail::no_entry<"erf", E...>::type{}; }
template <class... E> requires detail::some_expression<E...>
constexpr auto gelu(E...) { return typename detail::no_entry<"gelu", E...>::type{}; }
template <class... E> requires detail::some_expression<E...>
constexpr auto silu(E...) { return typename detail::no_entry<"silu", E...>::type{}; }
template <class... E> requires detail::some_expression<E...>
constexpr auto elu(E...) { return typename detail::no_entry<"elu", E...>::type{}; }
template <class... E> requires detail::some_expression<E...>
constexpr auto log1p(E...) { return typename detail::no_entry<"log1p", E...>::type{}; }
// clang-format on

} // namespace xrnn
