// SPDX-License-Identifier: BSD-3-Clause
/// How to visit the parts of a plan: its events, states, dots, and the lanes of a segment.
#pragma once

#include <algorithm>
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

    /// Some rows of a window, one after the other: those of step t from row b on, then those of the next steps.
    struct some_rows
    {
        std::size_t t = 0;
        std::size_t b = 0;
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
        const range own = in.own_rows();
        return {t, own.begin, own.size(), in.rows};
    }

    /// This thread's part of the rows of all steps.
    static some_rows own_part(const Pass& in)
    {
        const range own = in.member.part_of(in.steps * in.rows);
        return {own.begin / in.rows, own.begin % in.rows, own.size(), in.steps * in.rows};
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
                    f.template operator()<K>(b, p.state_offset(K) * in.rows + b * p.graph.width_of(K));
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

    /// Calls f<Count>(t, b, j) for the lanes of a segment in these steps and rows, row by row.
    template <std::size_t Segment, class F>
    [[gnu::always_inline]] static void each_lane_of(range steps, range rows, F&& f)
    {
        for (std::size_t t = steps.begin; t < steps.end; ++t)
        {
            for (std::size_t b = rows.begin; b < rows.end; ++b)
            {
                each_lane<T, p.segments[Segment].width>(
                    [&]<std::size_t Count>(std::size_t j) __attribute__((always_inline)) {
                        f.template operator()<Count>(t, b, j);
                    });
            }
        }
    }

    /// The rows of a product's operand from step t, row b on.
    template <std::size_t Product>
    [[gnu::always_inline]] static feed<T> operand(const Pass& in, std::size_t t, std::size_t b)
    {
        constexpr plan_product q = p.products[Product];
        constexpr std::size_t k = p.graph.equation_of(q.symbol);
        if constexpr (k == none)
        {
            const std::size_t row = t * in.rows + b;
            return in.x.ids != nullptr ? feed<T>{nullptr, 0, in.x.ids + row}
                                       : feed<T>{in.x.dense + row * in.x.stride, in.x.stride, nullptr};
        }
        else
        {
            constexpr place where = p.equations[k].value;
            constexpr moment when = q.of_previous ? moment::before_step : moment::after_step;
            return {places(in).template row<where, when>(t, b), places_type::template stride<where>, nullptr};
        }
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
