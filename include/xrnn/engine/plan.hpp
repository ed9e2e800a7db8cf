// SPDX-License-Identifier: BSD-3-Clause
/// The plan of a cell: what is computed when, and where every number lies. It is data: plan_text.hpp prints it.
///
/// Words. A *sum* is a set of products that are added up and so share one accumulator and one adjoint. A *product*
/// here is all dot(operand, .) of one operand, done as one. A *segment* is a run of equations fused into one loop. A
/// *buffer* is an array of rows; a *place* is a column range in one. docs/design.md explains each by a printed plan.
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

/// Who needs a buffer.
enum class purpose
{
    inference,
    training
};

struct plan_buffer
{
    detail::role role{};
    std::string_view label{}; ///< the symbol, if it belongs to one
    detail::extent extent{};
    purpose needed_for = purpose::inference;
};

/// A column range of a buffer; none: it is not in memory.
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
        nowhere, ///< nothing asks for it
        memory,
        input ///< the rows that the caller gives for the adjoint of the input
    };

    kind to = kind::nowhere;
    place where{};
    moment when = moment::after_step;
    write how = write::add;
};

/// What the plan says of a node of the graph.
struct plan_node
{
    std::size_t sum = none;     ///< of a product
    std::size_t leaf = none;    ///< of a symbol, prev or product: the first node of the segment that reads the same
    bool silent = false;        ///< its part of a sum is counted by another node
    bool local = false;         ///< it reads what its own segment computes, which is in a register
    bool active = false;        ///< an adjoint flows into it
    bool read_backward = false; ///< the backward pass computes or loads its value
    plan_target target{};       ///< for the adjoint of all nodes that have this one for their leaf
};

/// Products that are added up: one accumulator, one adjoint.
struct plan_sum
{
    std::size_t width = 0;
    std::size_t chain = none; ///< the topmost addition; none if the same product stands in several places
    bool one_segment = true;  ///< all that reads it is in one segment, so its adjoint may lie over its value
    bool read_backward = false;
    place value{};
    place adjoint{};
};

/// One dot(operand, weight) of the equations; written twice, it is still one.
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
    write how = write::set; ///< add: an earlier run has written these columns
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

/// A place where adjoints of an equation's left side gather.
struct plan_adjoint
{
    place where{};
    bool cleared = false; ///< several events add to it, so that it is cleared first; a single one sets it

    constexpr bool exists() const { return where.exists(); }
};

/// Where an equation's left side lives.
struct plan_equation
{
    phase when{};
    std::size_t segment = none;
    bool active = false; ///< something learned, fed or carried can change it
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
    place partial{};            ///< otherwise: its gradient, summed by blocks of rows
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
    fixed_list<plan_event, node_count + equation_count> events{}; ///< forward order; the phases follow each other
    fixed_list<plan_parameter, node_count> parameters{};
    buffer_list buffers{};
    bool input_adjoint_cleared = false; ///< several events, or none, add to the adjoint of the input

    constexpr phase phase_of(const plan_event& e) const
    {
        return e.what == plan_event::kind::segment ? segments[e.index].when : products[e.index].when;
    }

    /// Is the input read as a row of numbers, and not by dot alone? Then ids cannot feed it.
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

    /// The widths of all states together.
    constexpr std::size_t state_width() const { return state_offset(equation_count); }

    /// Elements of all buffers that are needed, for T steps of B rows.
    constexpr std::size_t memory_size(std::size_t steps, std::size_t rows, purpose why) const
    {
        std::size_t total = 0;
        for (const plan_buffer& b : buffers)
        {
            total += b.needed_for <= why ? b.extent.elements(steps, rows) : 0;
        }
        return total;
    }
};

} // namespace xrnn::detail
