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

#include "../language/graph.hpp"
#include "fixed_list.hpp"

namespace xrnn
{

/// When an equation runs: for all steps at once before the time loop, in it, or for all steps at once after it.
enum class phase
{
    before,
    loop,
    after
};

/// How many rows a buffer has, for T steps of B rows.
enum class extent
{
    window,             ///< T B
    window_and_initial, ///< (T + 1) B: the state before the window, then after each step
    step,               ///< B
    two_steps,          ///< 2 B, used in turn
    row_blocks          ///< one for each row_block rows of B
};

/// Gradients of vector parameters are summed in blocks of this many rows, whatever the number of threads.
inline constexpr std::size_t row_block = 16;

constexpr std::size_t row_count(extent e, std::size_t steps, std::size_t rows)
{
    switch (e)
    {
    case extent::window: return steps * rows;
    case extent::window_and_initial: return (steps + 1) * rows;
    case extent::step: return rows;
    case extent::two_steps: return 2 * rows;
    case extent::row_blocks: return (rows + row_block - 1) / row_block;
    }
    return 0;
}

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

/// Sizes are rounded up to this many elements, so that every buffer starts on a cache line.
constexpr std::size_t round_up(std::size_t elements)
{
    return (elements + 15) / 16 * 16;
}

struct plan_buffer
{
    xrnn::role role{};
    std::string_view label{}; ///< the symbol, if it belongs to one
    extent rows{};
    std::size_t width = 0;
    bool for_backward = false; ///< inference does not need it
};

/// A column range of a buffer; none: it is not in memory.
struct place
{
    std::size_t buffer = none;
    std::size_t column = 0;

    constexpr bool exists() const { return buffer != none; }
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
};

/// Dots of one product whose columns lie side by side: one matrix product.
struct plan_run
{
    std::size_t product = none;
    std::size_t first_dot = none; ///< in the order of the list of dots
    std::size_t dot_count = 0;
    place columns{};
    std::size_t width = 0;
    bool accumulate = false; ///< an earlier run has written these columns
};

struct plan_segment
{
    phase when{};
    std::size_t width = 0;
};

struct plan_event
{
    bool is_segment = false;
    std::size_t index = 0; ///< of the segment or of the product
};

/// The three places where an equation's adjoint gathers.
enum class adjoint_kind
{
    carry, ///< through prev, from the next step of the loop
    step,  ///< from other parts of the same step of the loop
    full   ///< from another phase, for all steps
};

/// Where an equation's left side lives.
struct plan_equation
{
    phase when{};
    std::size_t segment = none;
    bool active = false;        ///< something learned, fed or carried can change it
    bool read_backward = false; ///< the backward pass reads its value
    bool is_operand = false;    ///< it stands in a dot
    place value{};
    place carry{};                        ///< adjoint of prev(state), from one step of the loop to the one before it
    place step_adjoint{};                 ///< adjoint from other parts of the same step
    place full_adjoint{};                 ///< adjoint from other phases, for all steps
    std::array<std::size_t, 3> writers{}; ///< how many events add to each of the three
};

struct plan_parameter
{
    std::size_t symbol = none;
    std::size_t offset = 0; ///< in the layer's part of the parameter block
    std::size_t size = 0;
    std::size_t bias_of = none; ///< the sum whose adjoint is its gradient, row by row
    place partial{};            ///< otherwise: its gradient, summed by blocks of rows
};

template <class Graph>
struct plan
{
    static constexpr std::size_t nodes = Graph::node_count;
    static constexpr std::size_t equation_count = Graph::equation_count;

    Graph graph{};
    std::size_t input = none;  ///< symbol
    std::size_t output = none; ///< equation
    bool input_only_in_dots = true;

    std::array<std::size_t, nodes> sum_of{}; ///< of a product node: its sum
    std::array<bool, nodes> silent{};        ///< its part of the sum is counted by another node
    std::array<bool, nodes> active{};        ///< an adjoint flows into it
    std::array<bool, nodes> read_backward{}; ///< the backward pass computes or loads its value

    std::array<plan_equation, equation_count> equations{};
    fixed_list<plan_sum, nodes> sums{};
    fixed_list<plan_product, nodes> products{};
    fixed_list<plan_dot, nodes> dots{};
    fixed_list<plan_run, nodes> forward_runs{};
    fixed_list<plan_run, nodes> backward_runs{};
    fixed_list<plan_segment, equation_count> segments{};
    fixed_list<plan_event, nodes + equation_count> events{}; ///< forward order; the phases follow each other
    fixed_list<plan_parameter, nodes> parameters{};
    fixed_list<plan_buffer, 4 * equation_count + nodes + 2> buffers{};
    std::size_t parameter_size = 0;
    std::size_t state_width = 0;   ///< the widths of all states together
    std::size_t input_writers = 0; ///< how many events add to the adjoint of the input

    constexpr phase phase_of(const plan_event& e) const
    {
        return e.is_segment ? segments[e.index].when : products[e.index].when;
    }

    /// The equation of a symbol, or none.
    constexpr std::size_t equation_of(std::size_t symbol) const { return graph.symbols[symbol].equation; }

    constexpr bool is_state(std::size_t equation) const
    {
        return graph.symbol_of(graph.equations[equation]).kind == symbol_kind::state;
    }

    constexpr std::size_t width_of(std::size_t equation) const
    {
        return graph.symbol_of(graph.equations[equation]).width;
    }

    /// The only event that adds to an adjoint may write it; more than one add to what was cleared before.
    constexpr bool writes_alone(std::size_t equation, adjoint_kind kind) const
    {
        const bool shifted = kind == adjoint_kind::full && is_state(equation);
        return equations[equation].writers[static_cast<std::size_t>(kind)] == 1 && !shifted;
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

    /// The width of all sums together.
    constexpr std::size_t sum_columns() const
    {
        std::size_t width = 0;
        for (const plan_sum& s : sums)
        {
            width += s.width;
        }
        return width;
    }

    constexpr std::size_t scalar_count() const { return scalar_index(graph.symbol_count); }

    /// The place of a state among the cell's states, in elements of one row.
    constexpr std::size_t state_offset(std::size_t equation) const
    {
        std::size_t before = 0;
        for (std::size_t k = 0; k < equation; ++k)
        {
            before += is_state(k) ? width_of(k) : 0;
        }
        return before;
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

    /// Elements of a buffer for T steps of B rows.
    constexpr std::size_t elements(std::size_t buffer, std::size_t steps, std::size_t rows) const
    {
        const plan_buffer& b = buffers[buffer];
        return round_up(row_count(b.rows, steps, rows) * b.width);
    }

    /// Elements of all buffers, or of those that inference needs.
    constexpr std::size_t workspace_size(std::size_t steps, std::size_t rows, bool with_backward) const
    {
        std::size_t total = 0;
        for (std::size_t i = 0; i < buffers.size(); ++i)
        {
            total += (with_backward || !buffers[i].for_backward) ? elements(i, steps, rows) : 0;
        }
        return total;
    }
};

} // namespace xrnn
