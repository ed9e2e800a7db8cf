// SPDX-License-Identifier: BSD-3-Clause
/// The plan of a cell as text, to read and to test: plan_text<xrnn::lstm<65, 128>>().
#pragma once

#include <string>

#include "cell.hpp"
#include "equation_text.hpp"
#include "shape.hpp"

namespace xrnn
{

namespace detail
{
    template <class Plan>
    struct plan_writer
    {
        const Plan& p;
        std::string text{};

        void line(const std::string& s) { text += s + "\n"; }

        static std::string number(std::size_t n) { return std::to_string(n); }

        std::string symbol(std::size_t s) const { return std::string(p.graph.symbols[s].name); }

        std::string left_side(std::size_t equation) const
        {
            const equation_writer writer{p.graph.nodes, p.graph.symbols, p.graph.equations, false};
            return writer.left_side(p.graph.equations[equation]);
        }

        static std::string when(phase w)
        {
            return w == phase::once  ? "once a window"
                : w == phase::before ? "before the loop"
                : w == phase::loop   ? "in the loop"
                                     : "after the loop";
        }

        std::string operand(const plan_product& q) const
        {
            return q.of_previous ? "prev(" + symbol(q.symbol) + ")" : symbol(q.symbol);
        }

        /// How many rows of a buffer, in T and B, and T' for the positions of a memory.
        static std::string row_text(const extent& e)
        {
            if (e.each_position == for_positions::rows)
            {
                return "T' B";
            }
            const std::string more = e.steps.more > 0 ? number(e.steps.more) : "";
            return e.steps.window ? (more.empty() ? "T B" : "(T + " + more + ") B") : more == "1" ? "B" : more + " B";
        }

        static std::string role_text(role r)
        {
            switch (r)
            {
            case role::sums: return "sums";
            case role::value: return "value of";
            case role::numbers: return "numbers";
            case role::state: return "state";
            case role::sum_adjoints: return "adjoints of sums";
            case role::carry: return "adjoint carried by";
            case role::step_adjoint: return "adjoint within a step of";
            case role::step_adjoints_of_numbers: return "adjoints within a step of numbers";
            case role::adjoint: return "adjoint of";
            case role::adjoints_of_numbers: return "adjoints of numbers";
            case role::gradient: return "gradient of";
            }
            return "";
        }

        /// The products of a sum, as in the equations.
        std::string sum_text(std::size_t sum) const
        {
            std::string all;
            for (const plan_dot& d : p.dots)
            {
                if (d.sum == sum)
                {
                    all += (all.empty() ? "" : " + ") + operand(p.products[d.product]) + " " + symbol(d.weight);
                }
            }
            return all;
        }

        std::string columns(place at, std::size_t width) const
        {
            return number(at.column) + ".." + number(at.column + width - 1);
        }

        void events()
        {
            for (const phase w : all_phases)
            {
                bool any = false;
                for (const plan_event& e : p.events)
                {
                    if (p.phase_of(e) == w)
                    {
                        text += any ? "" : when(w) + ":\n";
                        event(e);
                        any = true;
                    }
                }
            }
        }

        static std::string visits_text(const plan_segment& s)
        {
            const std::string width = "of width " + number(s.width);
            switch (s.over)
            {
            case visits::columns: break;
            case visits::positions: return "over the positions";
            case visits::every_position: return width + " at each position";
            case visits::sum_over_positions: return width + ", summed over the positions";
            }
            return width;
        }

        void event(const plan_event& e)
        {
            if (e.what == plan_event::kind::segment)
            {
                std::string named;
                std::string parts;
                for (std::size_t k = 0; k < p.equation_count; ++k)
                {
                    if (p.equations[k].segment == e.index)
                    {
                        const bool hidden = p.graph.symbol_of(p.graph.equations[k]).is_hidden;
                        (hidden ? parts : named) += (hidden ? "\n    " : " ") + left_side(k);
                    }
                }
                line("  segment " + visits_text(p.segments[e.index]) + ":" + named + parts);
                return;
            }
            for (const plan_run& r : p.forward_runs)
            {
                if (r.product == e.index)
                {
                    std::string weights;
                    for (std::size_t d = r.first_dot; d < r.first_dot + r.dot_count; ++d)
                    {
                        weights += " " + symbol(p.dots[d].weight);
                    }
                    const plan_product& q = p.products[r.product];
                    line("  product " + operand(q) + " [" + number(q.width) + " x " + number(r.width) + "]"
                        + (r.how == write::add ? " added to" : " into") + " columns " + columns(r.columns, r.width)
                        + ":" + weights);
                }
            }
        }

        void sums()
        {
            if (p.sums.size() == 0)
            {
                return;
            }
            line("sums, and what lies in their columns in turn:");
            for (const plan_buffer& buffer : p.buffers)
            {
                for (std::size_t column = 0; buffer.role == role::sums && column < buffer.extent.width; ++column)
                {
                    sum_at(buffer, column);
                }
            }
        }

        void sum_at(const plan_buffer& buffer, std::size_t column)
        {
            for (std::size_t s = 0; s < p.sums.size(); ++s)
            {
                if (&p.buffers[p.sums[s].value.buffer] == &buffer && p.sums[s].value.column == column)
                {
                    line("  " + turns(s));
                }
            }
        }

        /// What lies in the columns of a sum, one after the other.
        std::string turns(std::size_t s) const
        {
            const plan_sum& sum = p.sums[s];
            std::string all = columns(sum.value, sum.width)
                + (sum.of_positions ? " of one row a position: "
                        : sum.once  ? " of one row a sequence: "
                                    : ": ")
                + sum_text(s);
            for (std::size_t k = 0; k < p.equation_count; ++k)
            {
                const place at = p.equations[k].value;
                const bool here = at.buffer == sum.value.buffer && at.column == sum.value.column;
                all += here ? ", then " + left_side(k) : "";
            }
            all += sum.one_segment ? ", then the adjoint"
                                   : "; the adjoint in columns " + columns(sum.adjoint, sum.width) + " apart";
            return all + (sum.read_backward ? "; kept for the backward pass" : "");
        }

        void buffers()
        {
            line("buffers, rows x columns:");
            for (const plan_buffer& b : p.buffers)
            {
                const bool of_positions = b.extent.each_position == for_positions::columns;
                const std::string name = !b.label.empty() ? " " + std::string(b.label) : of_positions ? " a part" : "";
                line("  " + role_text(b.role) + name + ": " + row_text(b.extent) + " x "
                    + (of_positions ? "T'" : number(b.extent.width))
                    + (b.needed_for == purpose::training ? ", training only" : ""));
            }
        }

        void sizes()
        {
            std::size_t products = 0;
            for (const plan_dot& d : p.dots)
            {
                products += p.sums[d.sum].once ? 0 : 2 * p.products[d.product].width * p.sums[d.sum].width;
            }
            std::size_t row = 0;
            std::size_t row_of_positions = 0;
            for (const plan_buffer& b : p.buffers)
            {
                const bool of_positions = b.extent.each_position == for_positions::columns;
                row += b.extent.steps.window ? b.extent.width : 0;
                row_of_positions += b.extent.steps.window && of_positions ? 1 : 0;
            }
            line("parameters: " + number(p.parameter_size()));
            line("floating-point operations of the products a token: " + number(products) + " forward, "
                + number(2 * products) + " backward");
            line("numbers kept a step and row: " + number(row)
                + (row_of_positions > 0 ? " and " + number(row_of_positions) + " T'" : ""));
            const std::size_t positions = row_of_positions > 0 ? 100 : 0;
            const std::string step =
                number(p.memory_size(of_memory(window_shape{1, 1, purpose::inference}, positions)));
            line("numbers for a single step: " + step + "; for a window of 100 steps of 100 rows: "
                + number(p.memory_size(of_memory(window_shape{100, 100, purpose::training}, positions)))
                + (positions > 0 ? ", where T' is 100" : ""));
        }

        static window_shape of_memory(window_shape shape, std::size_t positions)
        {
            shape.remembered = {positions, shape.rows};
            return shape;
        }
    };
} // namespace detail

/// What is computed when, what lies where, and what it costs. Sizes are in numbers: times 4 bytes for float, 8 for
/// double.
template <detail::cell Cell>
[[nodiscard]] std::string plan_text()
{
    detail::plan_writer<std::remove_cvref_t<decltype(detail::plan_of<Cell>)>> writer{detail::plan_of<Cell>};
    writer.events();
    writer.sums();
    writer.buffers();
    writer.sizes();
    return writer.text;
}

} // namespace xrnn
