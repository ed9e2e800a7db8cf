// SPDX-License-Identifier: BSD-3-Clause
/// The forward pass of one cell over a window of T steps and B rows.
#pragma once

#include "forward_lane.hpp"
#include "walk.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

template <class Cell, class T, class Products>
struct cell_forward : walk<Cell, T>
{
    using base = walk<Cell, T>;
    using typename base::places_type;
    static constexpr const auto& p = plan_of<Cell>;

    static constexpr std::size_t run_size(const plan_run& r)
    {
        return Products::template packed_size<T>(p.products[r.product].width, r.width);
    }

    /// Elements of the packed weights.
    static constexpr std::size_t packed_size = [] {
        std::size_t size = 0;
        for (const plan_run& r : p.forward_runs)
        {
            size += run_size(r);
        }
        return size;
    }();

    /// Lays the weights of each run side by side, in the form that the products expect.
    static void pack(const T* parameters, T* packed)
    {
        std::fill_n(packed, packed_size, T(0));
        for (const plan_run& r : p.forward_runs)
        {
            base::each_dot(r, [&](const plan_dot&, const plan_parameter& w, std::size_t column, std::size_t width) {
                Products::pack(p.products[r.product].width, r.width, column, width, parameters + w.offset, packed);
            });
            packed += run_size(r);
        }
    }

    static void run(const pass<T>& in, const T* initial_state, T* final_state, purpose why)
    {
        const places_type places(in.memory, in.steps, in.rows, why);
        base::each_state([&]<std::size_t K>(std::size_t offset) {
            std::copy_n(initial_state + offset * in.rows, in.rows * p.graph.width_of(K),
                base::template state_row<K>(places, 0));
        });
        base::template each_event<phase::before>([&]<std::size_t E>() { run_event<E>(in, places, 0, in.steps); });
        for (std::size_t t = 0; t < in.steps; ++t)
        {
            base::template each_event<phase::loop>([&]<std::size_t E>() { run_event<E>(in, places, t, t + 1); });
        }
        base::template each_event<phase::after>([&]<std::size_t E>() { run_event<E>(in, places, 0, in.steps); });
        base::each_state([&]<std::size_t K>(std::size_t offset) {
            std::copy_n(base::template state_row<K>(places, in.steps), in.rows * p.graph.width_of(K),
                final_state + offset * in.rows);
        });
    }

private:
    template <std::size_t E>
    static void run_event(const pass<T>& in, const places_type& places, std::size_t from, std::size_t to)
    {
        constexpr plan_event event = p.events[E];
        if constexpr (event.what == plan_event::kind::segment)
        {
            run_segment<event.index>(in, places, from, to);
        }
        else
        {
            const T* packed = in.packed;
            each_index<p.forward_runs.size()>([&]<std::size_t R>() {
                constexpr plan_run r = p.forward_runs[R];
                if constexpr (r.product == event.index)
                {
                    multiply<R>(in, places, packed, from, to);
                }
                packed += run_size(r);
            });
        }
    }

    template <std::size_t Segment>
    static void run_segment(const pass<T>& in, const places_type& places, std::size_t from, std::size_t to)
    {
        const places_type local = places; // a copy that no store can alias, so its pointers stay in registers
        base::template each_lane_of<Segment>(
            from, to,
            in.rows, [&]<class V>(std::size_t t, std::size_t b, std::size_t j) __attribute__((always_inline)) {
                forward_lane<Cell, T, V, Segment>{{local, in, t, b, j}}.run();
            });
    }

    template <std::size_t R>
    static void multiply(
        const pass<T>& in, const places_type& places, const T* packed, std::size_t from, std::size_t to)
    {
        constexpr plan_run r = p.forward_runs[R];
        constexpr std::size_t k = p.products[r.product].width;
        const std::size_t rows = (to - from) * in.rows;
        const feed<T> a = base::template operand<r.product>(in, places, from);
        T* c = places.template row<r.columns>(from, 0);
        constexpr std::size_t stride = places_type::template stride<r.columns>;
        if (a.ids != nullptr)
        {
            gather<r.how>(in, r, a.ids, rows, c, stride);
        }
        else
        {
            Products::multiply(rows, k, r.width, a.dense, a.stride, packed, c, stride, r.how);
        }
    }

    /// The product with a one-hot row is a row of the weights.
    template <write How>
    static void gather(const pass<T>& in, const plan_run& r, const id* ids, std::size_t rows, T* c, std::size_t stride)
    {
        base::each_dot(r, [&](const plan_dot&, const plan_parameter& w, std::size_t column, std::size_t width) {
            for (std::size_t i = 0; i < rows; ++i)
            {
                const T* from = in.parameters + w.offset + ids[i] * width;
                T* to = c + i * stride + column;
                for (std::size_t j = 0; j < width; ++j)
                {
                    to[j] = How == write::add ? to[j] + from[j] : from[j];
                }
            }
        });
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
