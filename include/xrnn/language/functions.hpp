// SPDX-License-Identifier: BSD-3-Clause
/// The derivative table: every elementwise function, with its value and its derivative side by side.
///
/// A function of one argument y = f(x) has an entry with f, df and what df reads: its argument x, its value y, or
/// neither. The plan uses that to decide what must be saved. V is a number or a SIMD batch of them.
///
/// A function of two arguments y = f(a, b) has f, to_left and to_right: the adjoint times each partial derivative.
#pragma once

#include <cmath>
#include <string_view>

#include "../instruction_set.hpp"
#include "choose.hpp"

// Defined in kernels/activations.hpp, which the engine includes: cells can be declared without SIMD's headers.
namespace xrnn::detail::inline XRNN_INSTRUCTION_SET::activations
{
template <class V>
V exp(V x);
template <class V>
V tanh(V x);
template <class V>
V sigmoid(V x);
template <class V>
V softplus(V x);
template <class V>
V log(V x);
} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET::activations

namespace xrnn
{

/// What the derivative of a function of one argument reads.
enum class reads
{
    nothing,
    argument,
    value,
    argument_and_value
};

/// What to_left or to_right of a function of two arguments reads.
struct arguments_read
{
    bool left;
    bool right;
};

namespace detail
{
    /// Whether an adjoint goes through a function of one argument: unless its entry says `has_derivative = false`.
    template <class Function>
    inline constexpr bool has_derivative = true;
    template <class Function>
        requires requires
        {
            Function::has_derivative;
        }
    inline constexpr bool has_derivative<Function> = Function::has_derivative;

    /// Whether the result of a reduction is an element of the row, to which the adjoint goes.
    template <class Reduction>
    inline constexpr bool takes_one_element = requires
    {
        requires Reduction::takes_one_element;
    };
} // namespace detail

// Each function of an entry is on a line of its own. All are inlined, always: objects that were compiled for different
// instruction sets share the types of narrow batches, and must not share what is computed with them.
// clang-format off
namespace functions
{
    struct negate
    {
        static constexpr std::string_view name = "-";
        static constexpr reads df_reads = reads::nothing;

        template <class V> [[gnu::always_inline]] static V f(V x) { return -x; }
        template <class V> [[gnu::always_inline]] static V df(V, V) { return V(-1); }
    };

    struct tanh
    {
        static constexpr std::string_view name = "tanh";
        static constexpr reads df_reads = reads::value;

        template <class V> [[gnu::always_inline]] static V f(V x) { return detail::activations::tanh(x); }
        template <class V> [[gnu::always_inline]] static V df(V, V y) { return V(1) - y * y; }
    };

    /// 1 / (1 + exp(-x)).
    struct sigmoid
    {
        static constexpr std::string_view name = "sigmoid";
        static constexpr reads df_reads = reads::value;

        template <class V> [[gnu::always_inline]] static V f(V x) { return detail::activations::sigmoid(x); }
        template <class V> [[gnu::always_inline]] static V df(V, V y) { return y * (V(1) - y); }
    };

    /// max(x, 0). The derivative at 0 is taken as 0, as in PyTorch.
    struct relu
    {
        static constexpr std::string_view name = "relu";
        static constexpr reads df_reads = reads::value;

        template <class V> [[gnu::always_inline]] static V f(V x) { return choose(x > V(0), x, V(0)); }
        template <class V> [[gnu::always_inline]] static V df(V, V y) { return choose(y > V(0), V(1), V(0)); }
    };

    struct exp
    {
        static constexpr std::string_view name = "exp";
        static constexpr reads df_reads = reads::value;

        template <class V> [[gnu::always_inline]] static V f(V x) { return detail::activations::exp(x); }
        template <class V> [[gnu::always_inline]] static V df(V, V y) { return y; }
    };

    struct log
    {
        static constexpr std::string_view name = "log";
        static constexpr reads df_reads = reads::argument;

        template <class V> [[gnu::always_inline]] static V f(V x) { return detail::activations::log(x); }
        template <class V> [[gnu::always_inline]] static V df(V x, V) { return V(1) / x; }
    };

    struct sqrt
    {
        static constexpr std::string_view name = "sqrt";
        static constexpr reads df_reads = reads::value;

        template <class V> [[gnu::always_inline]] static V f(V x)
        {
            using std::sqrt;
            return sqrt(x);
        }

        template <class V> [[gnu::always_inline]] static V df(V, V y) { return V(0.5) / y; }
    };

    struct square
    {
        static constexpr std::string_view name = "square";
        static constexpr reads df_reads = reads::argument;

        template <class V> [[gnu::always_inline]] static V f(V x) { return x * x; }
        template <class V> [[gnu::always_inline]] static V df(V x, V) { return x + x; }
    };

    /// log(1 + exp(x)). Its derivative is the sigmoid.
    struct softplus
    {
        static constexpr std::string_view name = "softplus";
        static constexpr reads df_reads = reads::argument;

        template <class V> [[gnu::always_inline]] static V f(V x) { return detail::activations::softplus(x); }
        template <class V> [[gnu::always_inline]] static V df(V x, V) { return sigmoid::f(x); }
    };

    /// |x|. The derivative at 0 is taken as 0, as in PyTorch.
    struct abs
    {
        static constexpr std::string_view name = "abs";
        static constexpr reads df_reads = reads::argument;

        template <class V> [[gnu::always_inline]] static V f(V x) { return choose(x < V(0), -x, x); }
        template <class V>
        [[gnu::always_inline]] static V df(V x, V) { return choose(x > V(0), V(1), choose(x < V(0), V(-1), V(0))); }
    };

    /// x itself, as a number that nothing is learned through.
    struct stop
    {
        static constexpr std::string_view name = "stop";
        static constexpr reads df_reads = reads::nothing;
        static constexpr bool has_derivative = false;

        template <class V> [[gnu::always_inline]] static V f(V x) { return x; }
        template <class V> [[gnu::always_inline]] static V df(V, V) { return V(0); }
    };

    struct add
    {
        static constexpr std::string_view name = "+";
        static constexpr arguments_read to_left_reads{false, false};
        static constexpr arguments_read to_right_reads{false, false};

        template <class V> [[gnu::always_inline]] static V f(V a, V b) { return a + b; }
        template <class V> [[gnu::always_inline]] static V to_left(V adjoint, V, V) { return adjoint; }
        template <class V> [[gnu::always_inline]] static V to_right(V adjoint, V, V) { return adjoint; }
    };

    struct subtract
    {
        static constexpr std::string_view name = "-";
        static constexpr arguments_read to_left_reads{false, false};
        static constexpr arguments_read to_right_reads{false, false};

        template <class V> [[gnu::always_inline]] static V f(V a, V b) { return a - b; }
        template <class V> [[gnu::always_inline]] static V to_left(V adjoint, V, V) { return adjoint; }
        template <class V> [[gnu::always_inline]] static V to_right(V adjoint, V, V) { return -adjoint; }
    };

    struct multiply
    {
        static constexpr std::string_view name = "*";
        static constexpr arguments_read to_left_reads{false, true};
        static constexpr arguments_read to_right_reads{true, false};

        template <class V> [[gnu::always_inline]] static V f(V a, V b) { return a * b; }
        template <class V> [[gnu::always_inline]] static V to_left(V adjoint, V, V b) { return adjoint * b; }
        template <class V> [[gnu::always_inline]] static V to_right(V adjoint, V a, V) { return adjoint * a; }
    };

    struct divide
    {
        static constexpr std::string_view name = "/";
        static constexpr arguments_read to_left_reads{false, true};
        static constexpr arguments_read to_right_reads{true, true};

        template <class V> [[gnu::always_inline]] static V f(V a, V b) { return a / b; }
        template <class V> [[gnu::always_inline]] static V to_left(V adjoint, V, V b) { return adjoint / b; }
        template <class V>
        [[gnu::always_inline]] static V to_right(V adjoint, V a, V b) { return -(adjoint / b) * (a / b); }
    };

    /// If both arguments are equal, the left one gets the whole adjoint. (PyTorch gives each half of it.)
    struct max
    {
        static constexpr std::string_view name = "max";
        static constexpr arguments_read to_left_reads{true, true};
        static constexpr arguments_read to_right_reads{true, true};

        template <class V> [[gnu::always_inline]] static V f(V a, V b) { return choose(a >= b, a, b); }
        template <class V>
        [[gnu::always_inline]] static V to_left(V adjoint, V a, V b) { return choose(a >= b, adjoint, V(0)); }
        template <class V>
        [[gnu::always_inline]] static V to_right(V adjoint, V a, V b) { return choose(a >= b, V(0), adjoint); }
    };

    /// As for max: if both arguments are equal, the left one gets the whole adjoint.
    struct min
    {
        static constexpr std::string_view name = "min";
        static constexpr arguments_read to_left_reads{true, true};
        static constexpr arguments_read to_right_reads{true, true};

        template <class V> [[gnu::always_inline]] static V f(V a, V b) { return choose(a <= b, a, b); }
        template <class V>
        [[gnu::always_inline]] static V to_left(V adjoint, V a, V b) { return choose(a <= b, adjoint, V(0)); }
        template <class V>
        [[gnu::always_inline]] static V to_right(V adjoint, V a, V b) { return choose(a <= b, V(0), adjoint); }
    };

    /// A mask of a noise u that is `uniform_draw`: 0 with probability rate, otherwise 1 / (1 - rate), and 1 outside training.
    struct dropout_mask
    {
        static constexpr std::string_view name = "dropout_mask";
        static constexpr arguments_read to_left_reads{false, false};
        static constexpr arguments_read to_right_reads{false, false};

        template <class V> [[gnu::always_inline]] static V f(V u, V rate)
        {
            return choose(u < V(1), choose(u < rate, V(0), V(1) / (V(1) - rate)), V(1));
        }

        template <class V> [[gnu::always_inline]] static V to_left(V, V, V) { return V(0); }
        template <class V> [[gnu::always_inline]] static V to_right(V, V, V) { return V(0); }
    };

    /// A mask of a noise u that is `uniform_draw`: 1 with probability rate, otherwise 0, and the rate outside training.
    struct zoneout_mask
    {
        static constexpr std::string_view name = "zoneout_mask";
        static constexpr arguments_read to_left_reads{false, false};
        static constexpr arguments_read to_right_reads{false, false};

        template <class V> [[gnu::always_inline]] static V f(V u, V rate)
        {
            return choose(u < V(1), choose(u < rate, V(1), V(0)), rate);
        }

        template <class V> [[gnu::always_inline]] static V to_left(V, V, V) { return V(0); }
        template <class V> [[gnu::always_inline]] static V to_right(V, V, V) { return V(0); }
    };
} // namespace functions
// clang-format on

} // namespace xrnn
