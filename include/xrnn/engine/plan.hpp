// SPDX-License-Identifier: BSD-3-Clause
/// The plan of a cell: what is computed when, and where every number lies. It is data: plan_text.hpp prints it.
///
/// Terms: a *sum* is a set of products that are added up and therefore share one accumulator and one adjoint. A
/// *product* is all dot(operand, .) with the same operand, computed as one. A *segment* is a run of equations fused
/// into one loop. A *buffer* is an array of rows, and a *place* is a range of its columns. docs/design.md explains them
/// with a printed plan.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "../kernels/write.hpp"
#include "../language/graph.hpp"
#include "extent.hpp"
#include "fixed_list.hpp"

namespace xrnn::detail
{

/// When an equation runs: once a window, because it depends on what is held and on nothing of a step; for all steps at
/// once before the time loop; in it; or for all steps at once after it.
enum class phase
{
    once,
    before,
    loop,
    after
};

inline constexpr std::array all_phases{phase::once, phase::before, phase::loop, phase::after};

/// What a buffer is for.
enum class role
{
    sums,
    value,
    numbers,
    state,
    sum_adjoints,
    carry,
    step_adjoint,
    step_adjoints_of_numbers,
    adjoint,
    adjoints_of_numbers,
    gradient
};

struct plan_buffer
{
    detail::role role{};
    std::string_view label{}; ///< the symbol, if it belongs to one
    detail::extent extent{};
    purpose needed_for = purpose::inference;
};

/// A range of columns of a buffer; none if it is not in memory.
struct place
{
    std::size_t buffer = none;
    std::size_t column = 0;

    constexpr bool exists() const { return buffer != none; }
    friend constexpr bool operator==(const place&, const place&) = default;
};

using kernels::write;

/// Where an adjoint is sent.
struct plan_target
{
    enum class kind
    {
        nowhere, ///< nobody asks for it
        memory,
        input ///< the rows that the caller provides for the adjoint of an input
    };

    kind to = kind::nowhere;
    place where{}; ///< of the input: its first column
    moment when = moment::after_step;
    write how = write::add;
    std::size_t input = none; ///< which one
};

/// What the plan says about a node of the graph.
struct plan_node
{
    std::size_t sum = none;     ///< of a product
    std::size_t leaf = none;    ///< of a symbol, prev or product: the first node of the segment that reads the same
    bool silent = false;        ///< its part of a sum is counted by another node
    bool local = false;         ///< it reads what its own segment computes, which is in a register
    bool broadcast = false;     ///< it reads one number for all columns of its segment
    bool active = false;        ///< an adjoint flows into it
    bool read_backward = false; ///< the backward pass computes or loads its value
    plan_target target{};       ///< for the adjoint of all nodes whose leaf is this one
};

/// Products that are added up: one accumulator, one adjoint.
struct plan_sum
{
    std::size_t width = 0;
    std::size_t chain = none; ///< the topmost addition; none if the same product is used in several places
    bool one_segment = true;  ///< only one segment reads it, so its adjoint may take the place of its value
    bool read_backward = false;
    bool once = false;         ///< its products run once a window
    bool of_positions = false; ///< there is a row of it for each position of a memory
    place value{};
    place adjoint{};
};

/// One dot(operand, weight) of the equations; if written twice, it is still one.
struct plan_dot
{
    std::size_t product = none;
    std::size_t weight = none; ///< symbol
    std::size_t sum = none;
};

/// All dots of one operand in one phase.
struct plan_product
{
    phase when{};
    std::size_t symbol = none;
    bool of_previous = false;
    std::size_t width = 0;     ///< of the operand
    bool of_positions = false; ///< the operand has a row for each position of a memory
    plan_target target{};      ///< for the adjoint of the operand
};

/// Dots of one product whose columns lie side by side: one matrix product.
struct plan_run
{
    std::size_t product = none;
    std::size_t first_dot = none; ///< in the order of the list of dots
    std::size_t dot_count = 0;
    place columns{};
    std::size_t width = 0;
    write how = write::set; ///< add if an earlier run has written these columns
};

struct plan_segment
{
    phase when{};
    std::size_t width = 0;
    visits over = visits::columns;

    /// Whether it runs position by position.
    constexpr bool repeats() const { return over == visits::every_position || over == visits::sum_over_positions; }

    /// Whether it reads one number of this node, or symbol, for all its columns.
    template <class Node>
    constexpr bool broadcasts(const Node& node) const
    {
        return node.is_number && (over == visits::positions ? !node.has_positions : width > 1);
    }
};

struct plan_event
{
    enum class kind
    {
        product,
        segment
    };

    kind what = kind::product;
    std::size_t index = 0; ///< of the product or of the segment
};

/// A place where the adjoint of an equation's left side is gathered.
struct plan_adjoint
{
    place where{};
    bool cleared = false; ///< several events add to it, so it is cleared first; a single event sets it

    constexpr bool exists() const { return where.exists(); }
};

/// Where an equation's left side lives.
struct plan_equation
{
    phase when{};
    std::size_t segment = none;
    bool active = false; ///< it depends on something learned, fed in or carried over
    place value{};
    place column{};              ///< of a reduction that takes one element: which one it was
    plan_adjoint carry{};        ///< through prev, from one step of the loop to the one before it
    plan_adjoint step_adjoint{}; ///< from other parts of the same step of the loop
    plan_adjoint full_adjoint{}; ///< from other phases, for all steps
};

struct plan_parameter
{
    std::size_t symbol = none;
    std::size_t offset = 0; ///< in the cell's part of the parameter block
    std::size_t size = 0;
    std::size_t bias_of = none; ///< the sum whose adjoint is its gradient, row by row
    place partial{};            ///< otherwise its gradient, summed for each row of the batch
};

/// What a cell is fed, at every step or once a window.
struct plan_input
{
    std::size_t symbol = none;
    bool held = false;
    bool is_memory = false;
    bool read_elementwise = false; ///< something other than dot reads it, so ids cannot feed it
    bool adjoint_cleared = false;  ///< several events or steps, or none, add to its adjoint
};

template <class Graph>
struct plan
{
    static constexpr std::size_t node_count = Graph::node_count;
    static constexpr std::size_t equation_count = Graph::equation_count;
    using buffer_list = fixed_list<plan_buffer, 4 * equation_count + node_count + 4>;

    Graph graph{};
    fixed_list<plan_input, node_count> inputs{}; ///< in the order in which they are fed
    std::size_t output = none;                   ///< equation

    std::array<plan_node, node_count> nodes{};
    std::array<plan_equation, equation_count> equations{};
    fixed_list<plan_sum, node_count> sums{};
    fixed_list<plan_product, node_count> products{};
    fixed_list<plan_dot, node_count> dots{}; ///< product by product, in the order of their columns
    fixed_list<plan_run, node_count> forward_runs{};
    fixed_list<plan_run, node_count> backward_runs{};
    fixed_list<plan_segment, equation_count> segments{};
    fixed_list<plan_event, node_count + equation_count> events{}; ///< in forward order, phase after phase
    fixed_list<plan_parameter, node_count> parameters{};
    buffer_list buffers{};

    /// How many segments follow each other from an event on: they run row by row, so that a row stays in the cache. 0
    /// if the event is a product, or a segment that runs with the one before it.
    constexpr std::size_t segments_from(std::size_t event) const
    {
        const auto is_segment = [&](std::size_t e) {
            return e < events.size() && events[e].what == plan_event::kind::segment
                && phase_of(events[e]) == phase_of(events[event]);
        };
        std::size_t end = event;
        while (is_segment(end) && (event == 0 || !is_segment(event - 1)))
        {
            ++end;
        }
        return end - event;
    }

    constexpr phase phase_of(const plan_event& e) const
    {
        return e.what == plan_event::kind::segment ? segments[e.index].when : products[e.index].when;
    }

    /// The place of a symbol among the inputs; none if it is not fed.
    constexpr std::size_t input_number(std::size_t symbol) const
    {
        for (std::size_t i = 0; i < inputs.size(); ++i)
        {
            if (inputs[i].symbol == symbol)
            {
                return i;
            }
        }
        return none;
    }

    /// Whether an input is the same at all steps.
    constexpr bool is_fed_once(std::size_t input) const { return inputs[input].held || inputs[input].is_memory; }

    constexpr std::size_t input_width(std::size_t input) const { return graph.symbols[inputs[input].symbol].width; }

    constexpr std::size_t parameter_size() const
    {
        std::size_t size = 0;
        for (const plan_parameter& w : parameters)
        {
            size += w.size;
        }
        return size;
    }

    constexpr const plan_parameter& parameter_of(std::size_t symbol) const
    {
        std::size_t i = 0;
        while (parameters[i].symbol != symbol)
        {
            ++i;
        }
        return parameters[i];
    }

    /// The place of a scalar among the cell's scalars.
    constexpr std::size_t scalar_index(std::size_t symbol) const
    {
        std::size_t before = 0;
        for (std::size_t s = 0; s < symbol; ++s)
        {
            before += graph.symbols[s].kind == symbol_kind::scalar;
        }
        return before;
    }

    constexpr std::size_t scalar_count() const { return scalar_index(graph.symbol_count); }

    /// The place of a state among the cell's states, in elements of one row.
    constexpr std::size_t state_offset(std::size_t equation) const
    {
        std::size_t before = 0;
        for (std::size_t k = 0; k < equation; ++k)
        {
            before += graph.is_state(k) ? graph.width_of(k) : 0;
        }
        return before;
    }

    /// The sum of the widths of all states.
    constexpr std::size_t state_width() const { return state_offset(equation_count); }

    /// Where a buffer begins among those that are needed; for the number of buffers, where they end.
    constexpr buffer_start start_of(std::size_t buffer, purpose why) const
    {
        buffer_start start;
        for (std::size_t i = 0; i < buffer; ++i)
        {
            if (buffers[i].needed_for <= why)
            {
                start.pass(buffers[i].extent);
            }
        }
        return start;
    }

    /// Elements of all buffers that a pass of this shape needs.
    template <class Shape>
    constexpr std::size_t memory_size(const Shape& shape) const
    {
        return start_of(buffers.size(), shape.why).element(shape);
    }
};

} // namespace xrnn::detail
