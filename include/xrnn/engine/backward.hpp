// SPDX-License-Identifier: BSD-3-Clause
/// The backward pass of one cell: adjoints in reverse order through time, then the gradients of the weights.
#pragma once

#include "backward_lane.hpp"
#include "walk.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

template <class Cell, class T, class Products>
struct cell_backward : walk<Cell, T>
{
    using base = walk<Cell, T>;
    using typename base::places_type;
    static constexpr const auto& p = plan_of<Cell>;

    /// Elements of the packed transpose of a run's weights; 0 if no adjoint goes back through it.
    static constexpr std::size_t run_size(const plan_run& r)
    {
        const plan_product& q = p.products[r.product];
        const bool needed = q.target.to != plan_target::kind::nowhere;
        return needed ? Products::template packed_size<T>(r.width, q.width) : 0;
    }

    static constexpr std::size_t transposed_size = [] {
        std::size_t size = 0;
        for (const plan_run& r : p.backward_runs)
        {
            size += run_size(r);
        }
        return size;
    }();

    static void run(const pass<T>& in, const backward_pass<T>& out)
    {
        const places_type places(in.memory, in.steps, in.rows, purpose::training);
        pack(in.parameters, out.transposed);
        start(in, out, places);
        base::template each_event_reversed<phase::after>(
            [&]<std::size_t E>() { run_event<E>(in, out, places, 0, in.steps); });
        for (std::size_t t = in.steps; t-- > 0;)
        {
            start_step(in, places, t);
            base::template each_event_reversed<phase::loop>(
                [&]<std::size_t E>() { run_event<E>(in, out, places, t, t + 1); });
        }
        base::template each_event_reversed<phase::before>(
            [&]<std::size_t E>() { run_event<E>(in, out, places, 0, in.steps); });
        weight_gradients(in, out, places);
        vector_gradients(in, out, places);
        finish_states(in, out, places);
    }

private:
    static void pack(const T* parameters, T* transposed)
    {
        std::fill_n(transposed, transposed_size, T(0));
        for (const plan_run& r : p.backward_runs)
        {
            if (run_size(r) == 0)
            {
                continue;
            }
            base::each_dot(r, [&](const plan_dot&, const plan_parameter& w, std::size_t column, std::size_t width) {
                const std::size_t k = p.products[r.product].width;
                Products::pack_transposed(k, r.width, column, width, parameters + w.offset, transposed);
            });
            transposed += run_size(r);
        }
    }

    /// Clears the places that several events add to, and puts the adjoint of the final state where the loop begins.
    static void start(const pass<T>& in, const backward_pass<T>& out, const places_type& places)
    {
        if (out.input.data != nullptr && p.input_adjoint_cleared)
        {
            std::fill_n(out.input.data, in.steps * in.rows * out.input.stride, T(0));
        }
        for (std::size_t i = 0; i < p.buffers.size(); ++i)
        {
            const role r = p.buffers[i].role;
            if (r == role::sum_adjoints || r == role::adjoint || r == role::gradient)
            {
                std::fill_n(places.base[i], p.buffers[i].extent.elements(in.steps, in.rows), T(0));
            }
        }
        base::each_state([&]<std::size_t K>(std::size_t offset) {
            constexpr plan_equation e = p.equations[K];
            constexpr place where = e.when == phase::loop ? e.carry.where : e.full_adjoint.where;
            std::copy_n(out.final_state + offset * in.rows, in.rows * p.graph.width_of(K),
                places.template row<where>(in.steps - 1, 0));
        });
    }

    static void start_step(const pass<T>& in, const places_type& places, std::size_t t)
    {
        each_index<p.equation_count>([&]<std::size_t K>() {
            constexpr plan_equation e = p.equations[K];
            if constexpr (e.carry.cleared)
            {
                std::fill_n(
                    places.template row<e.carry.where, moment::before_step>(t, 0), in.rows * p.graph.width_of(K), T(0));
            }
            if constexpr (e.step_adjoint.cleared)
            {
                std::fill_n(places.template row<e.step_adjoint.where>(t, 0), in.rows * p.graph.width_of(K), T(0));
            }
        });
    }

    template <std::size_t E>
    static void run_event(
        const pass<T>& in, const backward_pass<T>& out, const places_type& places, std::size_t from, std::size_t to)
    {
        constexpr plan_event event = p.events[E];
        if constexpr (event.what == plan_event::kind::segment)
        {
            run_segment<event.index>(in, out, places, from, to);
        }
        else
        {
            const rows_of<T> target = operand_adjoint<event.index>(in, out, places, from);
            if (target.data != nullptr)
            {
                multiply<event.index>(in, out, places, from, to, target);
            }
        }
    }

    template <std::size_t Segment>
    static void run_segment(
        const pass<T>& in, const backward_pass<T>& out, const places_type& places, std::size_t from, std::size_t to)
    {
        const places_type local = places; // a copy that no store can alias, so its pointers stay in registers
        base::template each_lane_of<Segment>(
            from, to,
            in.rows, [&]<class V>(std::size_t t, std::size_t b, std::size_t j) __attribute__((always_inline)) {
                backward_lane<Cell, T, V, Segment>{{local, in, t, b, j}, out}.run();
            });
    }

    /// Where the adjoint of a product's operand is gathered; null if nobody wants it.
    template <std::size_t Product>
    static rows_of<T> operand_adjoint(
        const pass<T>& in, const backward_pass<T>& out, const places_type& places, std::size_t from)
    {
        constexpr plan_target target = p.products[Product].target;
        if constexpr (target.to == plan_target::kind::nowhere)
        {
            return {};
        }
        else if constexpr (target.to == plan_target::kind::input)
        {
            const bool wanted = out.input.data != nullptr && in.x.ids == nullptr;
            return wanted ? rows_of<T>{out.input.data + from * in.rows * out.input.stride, out.input.stride}
                          : rows_of<T>{};
        }
        else
        {
            return {
                places.template row<target.where, target.when>(from, 0), places_type::template stride<target.where>};
        }
    }

    template <std::size_t Product>
    static void multiply(const pass<T>& in, const backward_pass<T>& out, const places_type& places, std::size_t from,
        std::size_t to, rows_of<T> target)
    {
        const T* transposed = out.transposed;
        const std::size_t rows = (to - from) * in.rows;
        write how = p.products[Product].target.how;
        each_index<p.backward_runs.size()>([&]<std::size_t R>() {
            constexpr plan_run r = p.backward_runs[R];
            if constexpr (r.product == Product)
            {
                Products::multiply(rows, r.width, p.products[Product].width, places.template row<r.columns>(from, 0),
                    places_type::template stride<r.columns>, transposed, target.data, target.stride, how);
                how = write::add;
            }
            transposed += run_size(r);
        });
    }

    /// One product over all steps and rows for each weight.
    static void weight_gradients(const pass<T>& in, const backward_pass<T>& out, const places_type& places)
    {
        const std::size_t rows = in.steps * in.rows;
        each_index<p.dots.size()>([&]<std::size_t D>() {
            constexpr plan_dot dot = p.dots[D];
            constexpr plan_sum sum = p.sums[dot.sum];
            constexpr std::size_t k = p.products[dot.product].width;
            const feed<T> a = base::template operand<dot.product>(in, places, 0);
            const T* adjoint = places.template row<sum.adjoint>(0, 0);
            constexpr std::size_t stride = places_type::template stride<sum.adjoint>;
            T* gradient = out.gradients + p.parameter_of(dot.weight).offset;
            if (a.ids != nullptr)
            {
                scatter_add(a.ids, rows, adjoint, stride, sum.width, gradient);
            }
            else
            {
                Products::weight_gradient(rows, k, sum.width, a.dense, a.stride, adjoint, stride, gradient);
            }
        });
    }

    static void scatter_add(
        const id* ids, std::size_t rows, const T* adjoint, std::size_t stride, std::size_t width, T* w)
    {
        for (std::size_t i = 0; i < rows; ++i)
        {
            const T* from = adjoint + i * stride;
            T* to = w + ids[i] * width;
            for (std::size_t j = 0; j < width; ++j)
            {
                to[j] += from[j];
            }
        }
    }

    static void vector_gradients(const pass<T>& in, const backward_pass<T>& out, const places_type& places)
    {
        each_index<p.parameters.size()>([&]<std::size_t I>() {
            constexpr plan_parameter parameter = p.parameters[I];
            T* gradient = out.gradients + parameter.offset;
            if constexpr (parameter.bias_of != none)
            {
                constexpr place where = p.sums[parameter.bias_of].adjoint;
                add_rows(in.steps * in.rows, places.template row<where>(0, 0), places_type::template stride<where>,
                    parameter.size, gradient);
            }
            else if constexpr (parameter.partial.exists())
            {
                constexpr place where = parameter.partial;
                add_rows(p.buffers[where.buffer].extent.row_count(in.steps, in.rows), places.template row<where>(0, 0),
                    parameter.size, parameter.size, gradient);
            }
        });
    }

    /// to [width] += the sum of the rows, in blocks, so that rounding errors stay small in long windows.
    static void add_rows(std::size_t rows, const T* from, std::size_t stride, std::size_t width, T* to)
    {
        constexpr std::size_t block_rows = 64;
        constexpr std::size_t block_columns = 64;
        for (std::size_t j = 0; j < width; j += block_columns)
        {
            const std::size_t count = std::min(block_columns, width - j);
            for (std::size_t r = 0; r < rows; r += block_rows)
            {
                std::array<T, block_columns> sum{};
                for (std::size_t i = r; i < std::min(rows, r + block_rows); ++i)
                {
                    for (std::size_t c = 0; c < count; ++c)
                    {
                        sum[c] += from[i * stride + j + c];
                    }
                }
                for (std::size_t c = 0; c < count; ++c)
                {
                    to[j + c] += sum[c];
                }
            }
        }
    }

    /// The adjoint of the initial state: what the first step carried back, and what other phases added.
    static void finish_states(const pass<T>& in, const backward_pass<T>& out, const places_type& places)
    {
        base::each_state([&]<std::size_t K>(std::size_t offset) {
            constexpr plan_equation e = p.equations[K];
            T* to = out.initial_state + offset * in.rows;
            const std::size_t size = in.rows * p.graph.width_of(K);
            std::fill_n(to, size, T(0));
            const auto add = [&](const T* from) {
                std::transform(to, to + size, from, to, [](T a, T b) { return a + b; });
            };
            if constexpr (e.carry.exists())
            {
                add(places.template row<e.carry.where, moment::before_step>(0, 0));
            }
            if constexpr (e.full_adjoint.exists())
            {
                add(places.template row<e.full_adjoint.where, moment::before_step>(0, 0));
            }
        });
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
