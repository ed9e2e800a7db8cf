// SPDX-License-Identifier: BSD-3-Clause
/// What a segment gathers over the columns of one row, in registers: the totals of reductions, and the adjoints of
/// numbers.
#pragma once

#include <algorithm>
#include <array>
#include <tuple>

#include "../kernels/lane_columns.hpp"
#include "each_index.hpp"
#include "fixed_list.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// A row whose width is known at run time.
inline constexpr std::size_t any_width = 0;

/// The total of a row of Width elements. Whole batches gather in their lanes, which are joined at the end; lanes of fewer
/// elements are joined at once, and then added.
template <class Entry, class T, std::size_t Width>
class row_total
{
public:
    /// Count elements, of which j is the first column.
    template <std::size_t Count, class V>
    [[gnu::always_inline]] void add(V x, std::size_t)
    {
        if constexpr (Count == batch_size<T>)
        {
            whole_ = Entry::add(whole_, x);
        }
        else
        {
            const T part =
                joined(fill_idle<Count>(Entry::add(V(Entry::template empty<T>), x), Entry::template empty<T>));
            rest_ = Width == any_width ? Entry::join(rest_, part) : part;
        }
    }

    [[gnu::always_inline]] T total() const
    {
        if constexpr (Width == any_width)
        {
            return Entry::join(joined(whole_), rest_);
        }
        else if constexpr (Width % batch_size<T> == 0)
        {
            return joined(whole_);
        }
        else if constexpr (Width < batch_size<T>)
        {
            return rest_;
        }
        else
        {
            return Entry::join(joined(whole_), rest_);
        }
    }

private:
    template <class V>
    [[gnu::always_inline]] static T joined(V v)
    {
        return combine(
            v, [](auto a, auto b) __attribute__((always_inline)) { return Entry::join(a, b); });
    }

    batch<T> whole_ = batch<T>(Entry::template empty<T>);
    T rest_ = Entry::template empty<T>;
};

/// The same for an entry that takes one element, and the column of that element.
template <class Entry, class T, std::size_t Width>
class row_choice
{
    static_assert(Width < (std::size_t(1) << 24), "xrnn: columns are counted in float");

public:
    template <std::size_t Count, class V>
    [[gnu::always_inline]] void add(V x, std::size_t j)
    {
        constexpr T none = Entry::template empty<T>;
        const V columns = V(static_cast<T>(j)) + first_columns<V, T>();
        if constexpr (Count == batch_size<T>)
        {
            const V chosen = Entry::add(whole_, x);
            columns_ = choose(chosen == whole_, columns_, columns);
            whole_ = chosen;
        }
        else
        {
            take(fill_idle<Count>(Entry::add(V(none), x), none), columns);
        }
    }

    [[gnu::always_inline]] T total()
    {
        if constexpr (Width >= batch_size<T> || Width == any_width)
        {
            take(whole_, columns_);
        }
        return chosen_;
    }

    /// After total(): the first of equal elements.
    [[gnu::always_inline]] T column() const { return column_; }

private:
    template <class V>
    void take(V values, V columns)
    {
        std::array<T, size_of<V, T>> value;
        std::array<T, size_of<V, T>> column;
        store_lane<size_of<V, T>>(value.data(), values);
        store_lane<size_of<V, T>>(column.data(), columns);
        for (std::size_t i = 0; i < value.size(); ++i)
        {
            const bool equal = value[i] == chosen_;
            const T chosen = Entry::add(chosen_, value[i]);
            column_ = equal ? std::min(column_, column[i]) : chosen == chosen_ ? column_ : column[i];
            chosen_ = chosen;
        }
    }

    batch<T> whole_ = batch<T>(Entry::template empty<T>);
    batch<T> columns_ = batch<T>(T(0));
    T chosen_ = Entry::template empty<T>;
    T column_ = 0;
};

/// What is gathered in one row of a segment: the totals of the nodes for which Choice says so, each of the type that it
/// says.
template <class Choice, class Nodes>
struct row_totals
{
    static constexpr auto gathered = [] {
        fixed_list<std::size_t, Nodes::list.size()> found;
        for (const std::size_t n : Nodes::list)
        {
            if (Choice::gathers(n))
            {
                found.push(n);
            }
        }
        return found;
    }();

    template <std::size_t N>
    [[gnu::always_inline]] auto& of()
    {
        constexpr std::size_t number = [] {
            std::size_t i = 0;
            while (gathered[i] != N)
            {
                ++i;
            }
            return i;
        }();
        return std::get<number>(totals);
    }

    /// Calls f<N>(its total) for each node N that gathers.
    template <class F>
    [[gnu::always_inline]] void each(F&& f)
    {
        each_index<gathered.size()>([&]<std::size_t I>()
                __attribute__((always_inline)) { f.template operator()<gathered[I]>(std::get<I>(totals)); });
    }

private:
    template <std::size_t... I>
    static auto make(std::index_sequence<I...>) -> std::tuple<typename Choice::template total_of<gathered[I]>...>;

    decltype(make(std::make_index_sequence<gathered.size()>{})) totals{};
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
