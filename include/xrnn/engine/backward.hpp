// SPDX-License-Identifier: BSD-3-Clause
/// The backward pass of one cell: adjoints in reverse order through time, then the gradients of the parameters.
#pragma once

#include "backward_lane.hpp"
#include "gradients.hpp"
#include "walk.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// The packed transposes of a cell's backward runs, one run after the other.
template <class Cell, class T, class Products>
struct packed_transposes
{
    static constexpr const auto& p = plan_of<Cell>;

    /// Whether an adjoint goes back through a run.
    static constexpr bool needed(const plan_run& r)
    {
        return p.products[r.product].target.to != plan_target::kind::nowhere;
    }

    /// Where the weights of a run begin; for the number of runs, where they end.
    static constexpr std::size_t start_of(std::size_t run)
    {
        std::size_t start = 0;
        for (std::size_t r = 0; r < run; ++r)
        {
            const plan_run& before = p.backward_runs[r];
            const std::size_t k = p.products[before.product].width;
            start += needed(before) ? Products::template packed_size<T>(before.width, k) : 0;
        }
        return start;
    }

    static constexpr std::size_t size = start_of(p.backward_runs.size());

    /// The threads take the weights in turn.
    static void pack(const T* parameters, T* transposed, const team_member& member)
    {
        std::size_t turn = 0;
        each_index<p.backward_runs.size()>([&]<std::size_t R>() {
            constexpr plan_run run = p.backward_runs[R];
            if constexpr (needed(run))
            {
                constexpr std::size_t start = start_of(R);
                each_dot(p, run, [&](const plan_dot&, const plan_parameter& w, std::size_t column, std::size_t width) {
                    if (turn++ % member.threads == member.number)
                    {
                        Products::pack_transposed(p.products[run.product].width, run.width, column, width,
                            parameters + w.offset, transposed + start);
                    }
                });
            }
        });
    }
};

template <class Cell, class Pass, class Products>
struct cell_backward : walk<Cell, Pass>
{
    using base = walk<Cell, Pass>;
    using typename base::places_type;
    using typename base::some_rows;
    using typename base::T;
    using transposes = packed_transposes<Cell, T, Products>;
    static constexpr const auto& p = plan_of<Cell>;

    /// This thread's part of the pass. When it returns, all threads are done.
    static void run(const Pass& in, const backward_pass<T>& out)
    {
        transposes::pack(in.parameters, out.transposed, in.member);
        clear(in, out);
        in.member.meet();
        start_states(in, out);
        in.member.meet();
        run_all_steps<phase::after>(in, out);
        for (std::size_t t = in.steps; t-- > 0;)
        {
            start_step(in, t);
            base::template each_event_reversed<phase::loop>([&]<std::size_t E>() {
                run_event<E>(in, out, {t, t + 1}, base::own_rows(in, t));
                base::template meet_between_events<base::loop_has_divided_products(p.backward_runs)>(in);
            });
        }
        in.member.meet();
        run_all_steps<phase::before>(in, out);
        run_once(in, out);
        cell_gradients<Cell, Pass, Products>::run(in, out.gradients);
        finish_states(in, out);
        in.member.meet();
    }

private:
    /// Clears the places that several events add to.
    static void clear(const Pass& in, const backward_pass<T>& out)
    {
        const auto clear_part = [&](T* first, std::size_t size) {
            const range own = in.member.part_of(size);
            std::fill(first + own.begin, first + own.end, T(0));
        };
        each_index<p.inputs.size()>([&]<std::size_t I>() {
            const rows_of<T> adjoint = out.template adjoint_of<I>();
            if (adjoint.data != nullptr && p.inputs[I].adjoint_cleared && !(I == 0 && out.adds_to_input))
            {
                clear_part(adjoint.data, rows_of_input<I>(in) * adjoint.stride);
            }
        });
        each_index<p.buffers.size()>([&]<std::size_t I>() {
            constexpr role r = p.buffers[I].role;
            if constexpr (r == role::sum_adjoints || r == role::adjoint || r == role::adjoints_of_numbers
                || r == role::gradient)
            {
                clear_part(base::places(in).template base<I>(), p.buffers[I].extent.elements(in));
            }
        });
    }

    template <std::size_t Input>
    static std::size_t rows_of_input(const Pass& in)
    {
        constexpr plan_input input = p.inputs[Input];
        return input.held ? in.rows : input.is_memory ? in.remembered.all_rows() : in.all_rows();
    }

    /// Puts the adjoint of the final state where the loop begins.
    static void start_states(const Pass& in, const backward_pass<T>& out)
    {
        base::each_row_of_states(in, [&]<std::size_t K>(std::size_t b, std::size_t offset) {
            constexpr plan_equation e = p.equations[K];
            constexpr place where = e.when == phase::loop ? e.carry.where : e.full_adjoint.where;
            std::copy_n(out.final_state + offset, p.graph.width_of(K),
                base::places(in).template row<where>(in.at(in.length(b) - 1, b)));
        });
    }

    static void start_step(const Pass& in, std::size_t t)
    {
        const range own = in.own_rows(t);
        each_index<p.equation_count>([&]<std::size_t K>() {
            constexpr plan_equation e = p.equations[K];
            constexpr std::size_t width = p.graph.width_of(K);
            if constexpr (e.carry.cleared)
            {
                clear_rows<e.carry.where, moment::before_step, width>(in, t, own);
            }
            if constexpr (e.step_adjoint.cleared)
            {
                clear_rows<e.step_adjoint.where, moment::after_step, width>(in, t, own);
            }
        });
    }

    template <place Where, moment When, std::size_t Width>
    static void clear_rows(const Pass& in, std::size_t t, range rows)
    {
        constexpr extent size = p.buffers[Where.buffer].extent;
        const bool of_positions = size.each_position == for_positions::columns;
        const std::size_t stride = of_positions ? in.remembered.steps : places_type::template stride<Where>;
        T* first = base::places(in).template row<Where, When>(in.at(t, rows.begin));
        if constexpr (size.each_position == for_positions::columns || p.buffers[Where.buffer].extent.width == Width)
        {
            std::fill_n(first, rows.size() * stride, T(0));
        }
        else
        {
            for (std::size_t b = 0; b < rows.size(); ++b)
            {
                std::fill_n(first + b * stride, Width, T(0));
            }
        }
    }

    static void run_once(const Pass& in, const backward_pass<T>& out)
    {
        base::template each_event_reversed<phase::once>([&]<std::size_t E>() {
            run_event<E>(in, out, {0, 1}, base::template rows_of_once<E>(in));
            in.member.meet();
        });
    }

    template <phase When>
    static void run_all_steps(const Pass& in, const backward_pass<T>& out)
    {
        base::template each_event_reversed<When>([&]<std::size_t E>() {
            run_event<E>(in, out, {0, in.steps}, base::own_part(in));
            in.member.meet();
        });
    }

    /// A segment on this thread's rows of these steps, or a product on some rows.
    template <std::size_t E>
    static void run_event(const Pass& in, const backward_pass<T>& out, range steps, some_rows rows)
    {
        constexpr plan_event event = p.events[E];
        if constexpr (event.what == plan_event::kind::segment)
        {
            constexpr std::size_t count = p.segments_from(E);
            const places_type places = base::places(in);
            base::template each_row<count>(
                in, steps, [&](const window_row& row) __attribute__((always_inline)) {
                    each_index<count>([&]<std::size_t I>() __attribute__((always_inline)) {
                        backward_row<Cell, Pass, p.events[E + count - 1 - I].index>::run({places, in, row}, out);
                    });
                });
        }
        else
        {
            base::template each_part_in_parallel<event.index>(in, rows, [&](const some_rows& part) {
                const rows_of<T> sent_to = operand_adjoint<event.index>(in, out, part);
                if (sent_to.data != nullptr)
                {
                    multiply<event.index>(in, out, part, sent_to);
                }
            });
        }
    }

    /// Where the adjoint of a product's operand is gathered; null if nobody wants it.
    template <std::size_t Product>
    static rows_of<T> operand_adjoint(const Pass& in, const backward_pass<T>& out, const some_rows& rows)
    {
        constexpr plan_target target = p.products[Product].target;
        if constexpr (target.to == plan_target::kind::nowhere)
        {
            return {};
        }
        else if constexpr (target.to == plan_target::kind::input)
        {
            const rows_of<T> to = out.template adjoint_of<target.input>();
            const bool wanted = to.data != nullptr && in.template fed<target.input>().ids == nullptr;
            return wanted ? rows_of<T>{to.data + rows.first.number * to.stride, to.stride} : rows_of<T>{};
        }
        else
        {
            return {base::places(in).template row<target.where, target.when>(rows.first),
                places_type::template stride<target.where>};
        }
    }

    template <std::size_t Product>
    static void multiply(const Pass& in, const backward_pass<T>& out, const some_rows& rows, const rows_of<T>& target)
    {
        constexpr plan_target sent = p.products[Product].target;
        write how = sent.how;
        if constexpr (sent.to == plan_target::kind::input)
        {
            how = out.template how<sent.input>(sent.how);
        }
        each_index<p.backward_runs.size()>([&]<std::size_t R>() {
            constexpr plan_run r = p.backward_runs[R];
            if constexpr (r.product == Product)
            {
                constexpr std::size_t start = transposes::start_of(R);
                base::template multiply_rows<Products, r.width, p.products[Product].width>(in, rows,
                    base::places(in).template row<r.columns>(rows.first), places_type::template stride<r.columns>,
                    out.transposed + start, target.data, target.stride, how);
                how = write::add;
            }
        });
    }

    /// The adjoint of the initial state: what the first step carried back, and what other phases added.
    static void finish_states(const Pass& in, const backward_pass<T>& out)
    {
        base::each_row_of_states(in, [&]<std::size_t K>(std::size_t b, std::size_t offset) {
            constexpr plan_equation e = p.equations[K];
            constexpr std::size_t width = p.graph.width_of(K);
            T* to = out.initial_state + offset;
            std::fill_n(to, width, T(0));
            const auto add = [&](const T* from) { std::transform(to, to + width, from, to, std::plus<T>()); };
            if constexpr (e.carry.exists())
            {
                add(base::places(in).template row<e.carry.where, moment::before_step>(in.at(0, b)));
            }
            if constexpr (e.full_adjoint.exists())
            {
                add(base::places(in).template row<e.full_adjoint.where, moment::before_step>(in.at(0, b)));
            }
        });
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
