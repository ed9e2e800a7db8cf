// SPDX-License-Identifier: BSD-3-Clause
/// How to visit the parts of a plan: its events, states, dots, and the lanes of a segment.
#pragma once

#include <algorithm>
#include <type_traits>
#include <utility>

#include "each_index.hpp"
#include "lane.hpp"

#if defined(__GNUC__) && !defined(__clang__)
// As in simd.hpp: g++ 12 warns about its own AVX-512 intrinsics.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// Calls f(dot, its parameter, its first column in the run, its width) for each dot of a run.
template <class Plan, class F>
void each_dot(const Plan& p, const plan_run& r, F&& f)
{
    std::size_t column = 0;
    for (std::size_t d = r.first_dot; d < r.first_dot + r.dot_count; ++d)
    {
        const plan_dot& dot = p.dots[d];
        f(dot, p.parameter_of(dot.weight), column, p.sums[dot.sum].width);
        column += p.sums[dot.sum].width;
    }
}

template <class Cell, class Pass>
struct walk
{
    static constexpr const auto& p = plan_of<Cell>;
    using T = typename Pass::value_type;
    using places_type = layout<Cell, T, typename Pass::shape>;

    /// Some rows of a window, one after the other: the first one and those after it in its step, then those of the next steps.
    struct some_rows
    {
        window_row first{};
        std::size_t count = 0;
        std::size_t of_all = 0; ///< how many rows all threads have together
    };

    /// Weights of a product that is divided among threads even if it has a single row: enough for a few microseconds.
    static constexpr std::size_t least_divided = std::size_t(1) << 18;

    /// Whether the loop has products that the threads divide by columns where there is one row only.
    static constexpr bool loop_has_divided_products(const auto& runs)
    {
        for (const plan_run& r : runs)
        {
            const plan_product& q = p.products[r.product];
            if (q.when == phase::loop && q.width * r.width >= least_divided)
            {
                return true;
            }
        }
        return false;
    }

    /// In a loop over a single row, all threads wait for the one whose row it is, or for the product's other columns.
    template <bool Divided>
    [[gnu::always_inline]] static void meet_between_events(const Pass& in)
    {
        if constexpr (Divided)
        {
            if (in.rows == 1)
            {
                in.member.meet();
            }
        }
    }

    /// c [N] = (or +=) a w for each of these rows, or a part of the columns if all threads work on a single row.
    template <class Products, std::size_t K, std::size_t N>
    [[gnu::always_inline]] static void multiply_rows(const Pass& in, const some_rows& rows, const T* a, std::size_t lda,
        const T* packed, T* c, std::size_t ldc, write how)
    {
        if (K * N >= least_divided && in.member.threads > 1 && rows.of_all == 1)
        {
            Products::template multiply_row<T, K, N>(
                in.member.part_of(Products::template row_parts<T>(N)), a, packed, c, how);
        }
        else
        {
            Products::template multiply<T, K, N>(rows.count, a, lda, packed, c, ldc, how);
        }
    }

    [[gnu::always_inline]] static places_type places(const Pass& in) { return {in.memory, in}; }

    /// This thread's rows of one step.
    [[gnu::always_inline]] static some_rows own_rows(const Pass& in, std::size_t t)
    {
        const range own = in.own_rows(t);
        return {in.at(t, own.begin), own.size(), in.rows};
    }

    /// This thread's part of the rows of all steps.
    static some_rows own_part(const Pass& in)
    {
        const range own = in.member.part_of(in.all_rows());
        return {in.at(own.begin), own.size(), in.all_rows()};
    }

    /// Calls f<K>(row of the batch, where it is among the states) for this thread's rows of each equation K of a state.
    template <class F>
    static void each_row_of_states(const Pass& in, F&& f)
    {
        const range own = in.own_rows();
        each_index<p.equation_count>([&]<std::size_t K>() {
            if constexpr (p.graph.is_state(K))
            {
                for (std::size_t b = own.begin; b < own.end; ++b)
                {
                    f.template operator()<K>(b, p.state_offset(K) * in.rows + in.user_row(b) * p.graph.width_of(K));
                }
            }
        });
    }

    /// Calls f<E>() for each event of a phase, in order.
    template <phase When, class F>
    [[gnu::always_inline]] static void each_event(F&& f)
    {
        each_index<p.events.size()>([&]<std::size_t E>() {
            if constexpr (p.phase_of(p.events[E]) == When)
            {
                f.template operator()<E>();
            }
        });
    }

    template <phase When, class F>
    [[gnu::always_inline]] static void each_event_reversed(F&& f)
    {
        each_index<p.events.size()>([&]<std::size_t I>() {
            constexpr std::size_t e = p.events.size() - 1 - I;
            if constexpr (p.phase_of(p.events[e]) == When)
            {
                f.template operator()<e>();
            }
        });
    }

    /// This thread's rows for an event that runs once a window.
    template <std::size_t E>
    static some_rows rows_of_once(const Pass& in)
    {
        constexpr plan_event event = p.events[E];
        if constexpr (event.what == plan_event::kind::product)
        {
            if constexpr (p.products[event.index].of_positions)
            {
                return own_positions(in);
            }
        }
        return own_rows(in, 0);
    }

    /// This thread's part of what is remembered, and all of it: rows of all positions.
    static some_rows own_positions(const Pass& in)
    {
        const range own = in.member.part_of(in.remembered.all_rows());
        return {position(own.begin), own.size(), in.remembered.all_rows()};
    }
    static some_rows all_positions(const Pass& in)
    {
        return {position(0), in.remembered.all_rows(), in.remembered.all_rows()};
    }

    static constexpr window_row position(std::size_t remembered) { return {0, 0, remembered, remembered}; }

    /// Calls f(row) for this thread's rows of these steps, if there are segments to run on them.
    template <std::size_t Segments, class F>
    [[gnu::always_inline]] static void each_row(const Pass& in, range steps, F&& f)
    {
        if constexpr (!std::is_same_v<typename Pass::shape, single_step_shape>)
        {
            may_write_anything();
        }
        for (std::size_t t = steps.begin; t < steps.end && Segments > 0; ++t)
        {
            const range own = in.own_rows(t);
            window_row row = in.at(t, own.begin);
            for (; row.b < own.end; ++row.b, ++row.number, ++row.before)
            {
                f(row);
            }
        }
    }

    /// Calls f(part) for the parts of some rows in which the operand of a product has its rows one after the other, as its
    /// result has. That is all of them, unless the operand is what was before a step: of a row that ends at step t, the value
    /// after step t is before no other step.
    template <std::size_t Product, class F>
    [[gnu::always_inline]] static void each_part_in_parallel(const Pass& in, some_rows rows, F&& f)
    {
        if constexpr (p.products[Product].of_previous)
        {
            for (std::size_t left = rows.count;; rows.first = in.at(rows.first.number + rows.count))
            {
                rows.count = in.in_parallel(rows.first, left);
                f(rows); // even without rows: a thread may have columns of a product to do
                left -= rows.count;
                if (left == 0)
                {
                    return;
                }
            }
        }
        else
        {
            f(rows);
        }
    }

    /// The rows of a product's operand from this one on. The products of what is held run at step 0.
    template <std::size_t Product>
    [[gnu::always_inline]] static feed<T> operand(const Pass& in, const window_row& first)
    {
        constexpr plan_product q = p.products[Product];
        constexpr std::size_t k = p.graph.equation_of(q.symbol);
        if constexpr (k == none)
        {
            const feed<T>& x = in.template fed<p.input_number(q.symbol)>();
            return x.ids != nullptr ? feed<T>{nullptr, 0, x.ids + first.number}
                                    : feed<T>{x.dense + first.number * x.stride, x.stride, nullptr};
        }
        else
        {
            constexpr place where = p.equations[k].value;
            constexpr moment when = q.of_previous ? moment::before_step : moment::after_step;
            return {places(in).template row<where, when>(first), places_type::template stride<where>, nullptr};
        }
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
