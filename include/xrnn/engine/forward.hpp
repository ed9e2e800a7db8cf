// SPDX-License-Identifier: BSD-3-Clause
/// The forward pass of one cell over a window of T steps and B rows.
#pragma once

#include "forward_lane.hpp"
#include "walk.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// The packed weights of a cell's forward runs, one run after the other.
template <class Cell, class T, class Products>
struct packed_weights
{
    static constexpr const auto& p = plan_of<Cell>;

    /// Where the weights of a run begin; for the number of runs, where they end.
    static constexpr std::size_t start_of(std::size_t run)
    {
        std::size_t start = 0;
        for (std::size_t r = 0; r < run; ++r)
        {
            const plan_run& before = p.forward_runs[r];
            start += Products::template packed_size<T>(p.products[before.product].width, before.width);
        }
        return start;
    }

    static constexpr std::size_t size = start_of(p.forward_runs.size());

    /// Lays the weights of each run side by side, in the form that the products expect.
    static void pack(const T* parameters, T* packed)
    {
        each_index<p.forward_runs.size()>([&]<std::size_t R>() {
            constexpr plan_run run = p.forward_runs[R];
            each_dot(p, run, [&](const plan_dot&, const plan_parameter& w, std::size_t column, std::size_t width) {
                Products::pack(p.products[run.product].width, run.width, column, width, parameters + w.offset,
                    packed + start_of(R));
            });
        });
    }
};

template <class Cell, class Pass, class Products>
struct cell_forward : walk<Cell, Pass>
{
    using base = walk<Cell, Pass>;
    using typename base::some_rows;
    using typename base::T;
    static constexpr const auto& p = plan_of<Cell>;

    /// This thread's part of the pass.
    static void run(const Pass& in, const T* initial_state, T* final_state)
    {
        each_state_row(in, false,
            [&](T* row, std::size_t offset, std::size_t width) { std::copy_n(initial_state + offset, width, row); });
        if (!in.goes_on)
        {
            run_once(in);
        }
        run_all_steps<phase::before>(in);
        base::template meet_between_events<base::loop_has_divided_products(p.forward_runs)>(in);
        for (std::size_t t = 0; t < in.steps; ++t)
        {
            base::template each_event<phase::loop>([&]<std::size_t E>() {
                run_event<E>(in, {t, t + 1}, base::own_rows(in, t));
                base::template meet_between_events<base::loop_has_divided_products(p.forward_runs)>(in);
            });
        }
        in.member.meet();
        run_all_steps<phase::after>(in);
        each_state_row(in, true, [&](const T* row, std::size_t offset, std::size_t width) {
            std::copy_n(row, width, final_state + offset);
        });
    }

private:
    /// Calls f(row, where it is among the states, its width) for this thread's rows of each state, before the first step
    /// or after the last one.
    template <class F>
    static void each_state_row(const Pass& in, bool after_all, F&& f)
    {
        base::each_row_of_states(in, [&]<std::size_t K>(std::size_t b, std::size_t offset) {
            const std::size_t t = after_all ? in.length(b) : 0;
            f(base::places(in).template row<p.equations[K].value, moment::before_step>(in.at(t, b)), offset,
                p.graph.width_of(K));
        });
    }

    /// What does not change from step to step, on this thread's rows of the batch.
    static void run_once(const Pass& in)
    {
        base::template each_event<phase::once>([&]<std::size_t E>() {
            run_event<E>(in, {0, 1}, base::template rows_of_once<E>(in));
            in.member.meet();
        });
    }

    /// The events of a phase outside the loop: the threads share the rows of all steps, and wait for each other after
    /// each event.
    template <phase When>
    static void run_all_steps(const Pass& in)
    {
        base::template each_event<When>([&]<std::size_t E>() {
            run_event<E>(in, {0, in.steps}, base::own_part(in));
            in.member.meet();
        });
    }

    /// A segment on this thread's rows of these steps, or a product on some rows.
    template <std::size_t E>
    static void run_event(const Pass& in, range steps, some_rows rows)
    {
        constexpr plan_event event = p.events[E];
        if constexpr (event.what == plan_event::kind::segment)
        {
            constexpr std::size_t count = p.segments_from(E);
            const auto places = base::places(in);
            base::template each_row<count>(
                in, steps, [&](const window_row& row) __attribute__((always_inline)) {
                    each_index<count>([&]<std::size_t I>() __attribute__((always_inline)) {
                        forward_row<Cell, Pass, p.events[E + I].index>::run({places, in, row});
                    });
                });
        }
        else
        {
            each_index<p.forward_runs.size()>([&]<std::size_t R>() {
                if constexpr (p.forward_runs[R].product == event.index)
                {
                    base::template each_part_in_parallel<event.index>(
                        in, rows, [&](const some_rows& part) __attribute__((always_inline)) { multiply<R>(in, part); });
                }
            });
        }
    }

    template <std::size_t R>
    [[gnu::always_inline]] static void multiply(const Pass& in, const some_rows& rows)
    {
        constexpr plan_run r = p.forward_runs[R];
        constexpr std::size_t k = p.products[r.product].width;
        const feed<T> a = base::template operand<r.product>(in, rows.first);
        T* c = base::places(in).template row<r.columns>(rows.first);
        constexpr std::size_t stride = base::places_type::template stride<r.columns>;
        if (a.ids != nullptr)
        {
            gather<R>(in, a.ids, rows.count, c, stride);
        }
        else
        {
            constexpr std::size_t start = packed_weights<Cell, T, Products>::start_of(R);
            base::template multiply_rows<Products, k, r.width>(
                in, rows, a.dense, a.stride, in.packed + start, c, stride, r.how);
        }
    }

    /// The product with a one-hot row is a row of the weights.
    template <std::size_t R>
    static void gather(const Pass& in, const id* ids, std::size_t rows, T* c, std::size_t stride)
    {
        constexpr plan_run r = p.forward_runs[R];
        each_index<r.dot_count>([&]<std::size_t I>() {
            constexpr plan_dot dot = p.dots[r.first_dot + I];
            constexpr std::size_t width = p.sums[dot.sum].width;
            const T* w = in.parameters + p.parameter_of(dot.weight).offset;
            T* to = c + p.sums[dot.sum].value.column - r.columns.column;
            for (std::size_t i = 0; i < rows; ++i)
            {
                each_lane<T, width>([&]<std::size_t Count>(std::size_t j) __attribute__((always_inline)) {
                    auto sum = load_lane<Count>(w + ids[i] * width + j);
                    if constexpr (r.how == write::add)
                    {
                        sum += load_lane<Count>(to + i * stride + j);
                    }
                    store_lane<Count>(to + i * stride + j, sum);
                });
            }
        });
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
