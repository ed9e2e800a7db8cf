// SPDX-License-Identifier: BSD-3-Clause
/// The engine of one cell: its sizes, and its two passes.
#pragma once

#include "backward.hpp"
#include "forward.hpp"

namespace xrnn
{

/// Runs a layer. Specialised for a cell here and for a stack in stack_engine.hpp; all functions are static, and all
/// memory is the caller's.
template <class Layer, class T, class Products>
struct engine : error::this_type_is_no_layer_it_needs_step_and_output_or_must_be_a_stack<Layer>
{
};

template <cell Cell, class T, class Products>
struct engine<Cell, T, Products>
{
    static constexpr const auto& p = plan_of<Cell>;
    using forward_engine = cell_forward<Cell, T, Products>;
    using backward_engine = cell_backward<Cell, T, Products>;

    static constexpr std::size_t input_width = p.graph.symbols[p.input].width;
    static constexpr std::size_t output_width = p.width_of(p.output);
    static constexpr std::size_t parameter_size = p.parameter_size;
    static constexpr std::size_t scalar_count = p.scalar_count();
    static constexpr std::size_t state_width = p.state_width;
    static constexpr std::size_t cell_count = 1;
    static constexpr std::size_t packed_size = forward_engine::packed_size;
    static constexpr std::size_t transposed_size = backward_engine::transposed_size;

    /// Elements of the saved values, or of those and of the adjoints.
    static constexpr std::size_t memory_size(std::size_t steps, std::size_t rows, bool with_backward)
    {
        return p.workspace_size(steps, rows, with_backward);
    }

    static void pack(const T* parameters, T* packed) { forward_engine::pack(parameters, packed); }

    static void forward(const pass<T>& in, const T* initial_state, T* final_state, bool with_backward)
    {
        forward_engine::run(in, initial_state, final_state, with_backward);
    }

    static void backward(const pass<T>& in, const backward_pass<T>& out) { backward_engine::run(in, out); }

    template <std::size_t Cell_number>
    static const pass<T>& cell_pass(const pass<T>& in, bool)
    {
        static_assert(Cell_number == 0);
        return in;
    }

    /// The output of the last forward pass: row (t, b) is at data + (t rows + b) stride.
    static adjoint_rows<const T> output(const pass<T>& in, bool with_backward)
    {
        const layout<Cell, T> places(in.memory, in.steps, in.rows, with_backward);
        constexpr place where = p.equations[p.output].value;
        return {places.template row<where>(0, 0), layout<Cell, T>::template stride<where>};
    }
};

} // namespace xrnn
