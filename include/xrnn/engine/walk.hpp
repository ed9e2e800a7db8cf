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

template <class Cell, class T>
struct walk
{
    static constexpr const auto& p = plan_of<Cell>;
    using places_type = layout<Cell, T>;

    /// Calls f(dot, its parameter, its first column in the run, its width) for each dot of a run.
    template <class F>
    static void each_dot(const plan_run& r, F&& f)
    {
        std::size_t column = 0;
        for (std::size_t d = r.first_dot; d < r.first_dot + r.dot_count; ++d)
        {
            const plan_dot& dot = p.dots[d];
            f(dot, p.parameter_of(dot.weight), column, p.sums[dot.sum].width);
            column += p.sums[dot.sum].width;
        }
    }

    /// Calls f<K>(offset of the state among the states) for each equation K of a state.
    template <class F>
    static void each_state(F&& f)
    {
        each_index<p.equation_count>([&]<std::size_t K>() {
            if constexpr (p.graph.is_state(K))
            {
                f.template operator()<K>(p.state_offset(K));
            }
        });
    }

    /// The rows of a state before step t, which are those after step t - 1.
    template <std::size_t K>
    static T* state_row(const places_type& places, std::size_t t)
    {
        return places.template row<p.equations[K].value, moment::before_step>(t, 0);
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

    /// Calls f<V>(t, b, j) for the lanes of a segment in the steps from `from` to before `to`: row by row, whole batches of
    /// columns first and then column by column.
    template <std::size_t Segment, class F>
    [[gnu::always_inline]] static void each_lane_of(std::size_t from, std::size_t to, std::size_t rows, F&& f)
    {
        constexpr std::size_t width = p.segments[Segment].width;
        constexpr std::size_t whole = width / batch_size<T> * batch_size<T>;
        for (std::size_t t = from; t < to; ++t)
        {
            for (std::size_t b = 0; b < rows; ++b)
            {
                if constexpr (whole > 0)
                {
                    for (std::size_t j = 0; j < whole; j += batch_size<T>)
                    {
                        f.template operator()<batch<T>>(t, b, j);
                    }
                }
                if constexpr (whole < width)
                {
                    for (std::size_t j = whole; j < width; ++j)
                    {
                        f.template operator()<T>(t, b, j);
                    }
                }
            }
        }
    }

    /// The rows of a product's operand from step t on.
    template <std::size_t Product>
    static feed<T> operand(const pass<T>& in, const places_type& places, std::size_t t)
    {
        constexpr plan_product q = p.products[Product];
        constexpr std::size_t k = p.graph.equation_of(q.symbol);
        if constexpr (k == none)
        {
            const std::size_t row = t * in.rows;
            return in.x.ids != nullptr ? feed<T>{nullptr, 0, in.x.ids + row}
                                       : feed<T>{in.x.dense + row * in.x.stride, in.x.stride, nullptr};
        }
        else
        {
            constexpr place where = p.equations[k].value;
            constexpr moment when = q.of_previous ? moment::before_step : moment::after_step;
            return {places.template row<where, when>(t, 0), places_type::template stride<where>, nullptr};
        }
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
