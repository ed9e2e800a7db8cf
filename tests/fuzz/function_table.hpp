// SPDX-License-Identifier: BSD-3-Clause
/// The derivative table as data: each function of the library, and some that a user might add, by name at run time.
#pragma once

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <xrnn/kernels/activations.hpp>
#include <xrnn/language/functions.hpp>

#include "../support/reducing_cell.hpp"

namespace tests
{

namespace entries
{
    /// A user's function of which the derivative reads argument and value: tanh(x) + x / 2.
    struct leaky_tanh
    {
        static constexpr std::string_view name = "leaky_tanh";
        static constexpr xrnn::reads df_reads = xrnn::reads::argument_and_value;

        template <class V>
        static V f(V x)
        {
            using std::tanh;
            return tanh(x) + V(0.5) * x;
        }

        template <class V>
        static V df(V x, V y)
        {
            const V t = y - V(0.5) * x;
            return V(1.5) - t * t;
        }
    };

    /// a^2 + b: each of the two products reads something else.
    struct square_left
    {
        static constexpr std::string_view name = "square_left";
        static constexpr xrnn::arguments_read to_left_reads{true, false};
        static constexpr xrnn::arguments_read to_right_reads{false, false};

        template <class V>
        static V f(V a, V b)
        {
            return a * a + b;
        }

        template <class V>
        static V to_left(V adjoint, V a, V)
        {
            return adjoint * (a + a);
        }

        template <class V>
        static V to_right(V adjoint, V, V)
        {
            return adjoint;
        }
    };

    /// a + b^2.
    struct square_right
    {
        static constexpr std::string_view name = "square_right";
        static constexpr xrnn::arguments_read to_left_reads{false, false};
        static constexpr xrnn::arguments_read to_right_reads{false, true};

        template <class V>
        static V f(V a, V b)
        {
            return square_left::f(b, a);
        }

        template <class V>
        static V to_left(V adjoint, V, V)
        {
            return adjoint;
        }

        template <class V>
        static V to_right(V adjoint, V, V b)
        {
            return adjoint * (b + b);
        }
    };

} // namespace entries

/// An entry for plain numbers.
struct table_entry
{
    std::string_view name;
    xrnn::reads df_reads{};
    bool has_derivative = true;
    xrnn::arguments_read to_left_reads{};
    xrnn::arguments_read to_right_reads{};
    double (*f1)(double) = nullptr;
    double (*df)(double, double) = nullptr;
    double (*f2)(double, double) = nullptr;
    double (*to_left)(double, double, double) = nullptr;
    double (*to_right)(double, double, double) = nullptr;
};

template <class Function>
constexpr table_entry entry_of_one()
{
    return {.name = Function::name,
        .df_reads = Function::df_reads,
        .has_derivative = xrnn::detail::has_derivative<Function>,
        .f1 = &Function::template f<double>,
        .df = &Function::template df<double>};
}

template <class Function>
constexpr table_entry entry_of_two()
{
    return {.name = Function::name,
        .to_left_reads = Function::to_left_reads,
        .to_right_reads = Function::to_right_reads,
        .f2 = &Function::template f<double>,
        .to_left = &Function::template to_left<double>,
        .to_right = &Function::template to_right<double>};
}

/// An entry, and how often of a hundred it is drawn.
struct drawn_entry
{
    table_entry entry;
    unsigned often;
};

inline constexpr std::array functions_of_one{
    drawn_entry{entry_of_one<xrnn::functions::tanh>(), 20},
    drawn_entry{entry_of_one<xrnn::functions::stop>(), 5},
    drawn_entry{entry_of_one<xrnn::functions::sigmoid>(), 20},
    drawn_entry{entry_of_one<xrnn::functions::negate>(), 12},
    drawn_entry{entry_of_one<xrnn::functions::square>(), 10},
    drawn_entry{entry_of_one<xrnn::functions::softplus>(), 8},
    drawn_entry{entry_of_one<entries::leaky_tanh>(), 8},
    drawn_entry{entry_of_one<xrnn::functions::relu>(), 5},
    drawn_entry{entry_of_one<xrnn::functions::abs>(), 5},
    drawn_entry{entry_of_one<xrnn::functions::exp>(), 5},
    drawn_entry{entry_of_one<xrnn::functions::sqrt>(), 1},
    drawn_entry{entry_of_one<xrnn::functions::log>(), 1},
};

inline constexpr std::array functions_of_two{
    drawn_entry{entry_of_two<xrnn::functions::add>(), 48},
    drawn_entry{entry_of_two<xrnn::functions::multiply>(), 24},
    drawn_entry{entry_of_two<xrnn::functions::subtract>(), 10},
    drawn_entry{entry_of_two<entries::square_left>(), 5},
    drawn_entry{entry_of_two<entries::square_right>(), 5},
    drawn_entry{entry_of_two<xrnn::functions::max>(), 3},
    drawn_entry{entry_of_two<xrnn::functions::min>(), 3},
    drawn_entry{entry_of_two<xrnn::functions::divide>(), 2},
};

/// A reduction for plain numbers: of a whole row, and its derivative by an element x, told x, the result and the width.
struct reduction_entry
{
    std::string_view name;
    xrnn::reads df_reads{};
    bool takes_one_element = false;
    double (*f)(const std::vector<double>&) = nullptr;
    double (*df)(double, double, double) = nullptr;
};

template <class Reduction>
constexpr reduction_entry entry_of_row()
{
    const auto f = [](const std::vector<double>& row) {
        double total = Reduction::template empty<double>;
        for (const double x : row)
        {
            total = Reduction::add(total, x);
        }
        return Reduction::finish(total, static_cast<double>(row.size()));
    };
    reduction_entry entry{Reduction::name, xrnn::reads::nothing, xrnn::detail::takes_one_element<Reduction>, f};
    if constexpr (!xrnn::detail::takes_one_element<Reduction>)
    {
        entry.df_reads = Reduction::df_reads;
        entry.df = [](double x, double y, double width) { return Reduction::df(x, y, width); };
    }
    return entry;
}

inline constexpr std::array reductions_of_rows{
    entry_of_row<xrnn::reductions::sum>(),
    entry_of_row<xrnn::reductions::mean>(),
    entry_of_row<xrnn::reductions::max>(),
    entry_of_row<euclidean_norm>(),
};

inline const reduction_entry& find_reduction_of(std::string_view name)
{
    for (const reduction_entry& e : reductions_of_rows)
    {
        if (e.name == name)
        {
            return e;
        }
    }
    throw std::logic_error("the fuzzers' table has no reduction " + std::string(name));
}

/// The first of the largest elements.
inline std::size_t first_largest(const std::vector<double>& row)
{
    return static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
}

/// The entry of a name; "-" is a function of one argument and one of two.
template <class Table>
const table_entry& find_entry(const Table& table, std::string_view name)
{
    for (const drawn_entry& e : table)
    {
        if (e.entry.name == name)
        {
            return e.entry;
        }
    }
    throw std::logic_error("the fuzzers' table has no function " + std::string(name));
}

} // namespace tests
