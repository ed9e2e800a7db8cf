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

/// When an equation runs: for all steps at once before the time loop, in it, or for all steps at once after it.
enum class phase
{
    before,
    loop,
    after
};

/// What a buffer is for.
enum class role
{
    sums,
    value,
    state,
    sum_adjoints,
    carry,
    step_adjoint,
    adjoint,
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
        input ///< the rows that the caller provides for the adjoint of the input
    };

    kind to = kind::nowhere;
    place where{};
    moment when = moment::after_step;
    write how = write::add;
};

/// What the plan says about a node of the graph.
struct plan_node
{
    std::size_t sum = none;     ///< of a product
    std::size_t leaf = none;    ///< of a symbol, prev or product: the first node of the segment that reads the same
    bool silent = false;        ///< its part of a sum is counted by another node
    bool local = false;         ///< it reads what its own segment computes, which is in a register
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
    std::size_t width = 0; ///< of the operand
    plan_target target{};  ///< for the adjoint of the operand
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

template <class Graph>
struct plan
{
    static constexpr std::size_t node_count = Graph::node_count;
    static constexpr std::size_t equation_count = Graph::equation_count;
    using buffer_list = fixed_list<plan_buffer, 4 * equation_count + node_count + 2>;

    Graph graph{};
    std::size_t input = none;  ///< symbol
    std::size_t output = none; ///< equation

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
    bool input_adjoint_cleared = false; ///< several events, or none, add to the adjoint of the input

    constexpr phase phase_of(const plan_event& e) const
    {
        return e.what == plan_event::kind::segment ? segments[e.index].when : products[e.index].when;
    }

    /// Whether something other than dot reads the input. Ids cannot feed it then.
    constexpr bool input_read_elementwise() const
    {
        for (const graph_node& n : graph.nodes)
        {
            if (n.kind == node_kind::symbol && n.symbol == input)
            {
                return true;
            }
        }
        return false;
    }

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

    /// Elements of all buffers that are needed, for T steps of B rows.
    constexpr std::size_t memory_size(std::size_t steps, std::size_t rows, purpose why) const
    {
        return start_of(buffers.size(), why).element(steps, rows);
    }
};

} // namespace xrnn::detail
