// SPDX-License-Identifier: BSD-3-Clause
/// Losses that are written as equations: a cell that reads a network's output and a target, and gives a number. Its gradient
/// is derived, as that of every cell.
#pragma once

#include "../language/mistakes.hpp"

#include <array>

#include "../engine/engine.hpp"
#include "../kernels/products.hpp"
#include "../model/workspace_parts.hpp"
#include "loss.hpp"

namespace xrnn
{

namespace detail
{
    /// The first symbol that is neither fed nor computed; none if there is none.
    template <class Graph>
    constexpr std::size_t find_what_is_kept(const Graph& graph)
    {
        for (std::size_t s = 0; s < graph.symbol_count; ++s)
        {
            if (graph.symbols[s].kind != symbol_kind::input && graph.symbols[s].kind != symbol_kind::value)
            {
                return s;
            }
        }
        return none;
    }

    /// The memory of a pass over one row, whose size is known to the compiler.
    template <class Cell, class T>
    struct memory_of_row
    {
        using runs = engine<Cell, T, native_products>;
        static constexpr window_shape shape{1, 1, purpose::training};
        static constexpr workspace_parts<runs> parts{shape, input_adjoints::no};
    };

    template <class Cell>
    constexpr auto find_mistake_of_loss_cell()
    {
        using in_cell = decltype(find_mistake_of_cell<Cell>());
        constexpr std::size_t most_numbers = std::size_t(1) << 17; // a megabyte of double
        if constexpr (!std::same_as<in_cell, no_mistake>)
        {
            return in_cell{};
        }
        else if constexpr (!cell<Cell>)
        {
            return mistake<error::a_loss_is_made_of_one_cell_and_this_is_a_network<Cell>>{};
        }
        else if constexpr (constexpr std::size_t s = find_what_is_kept(Cell::step.graph()); s != none)
        {
            return mistake<error::the_cell_of_a_loss_has_inputs_and_values_only_put_this_symbol_into_a_layer<
                spell_text<symbol_text_of<Cell, s>>>>{};
        }
        else if constexpr (constexpr std::size_t inputs = plan_of<Cell>.inputs.size(); inputs != 2)
        {
            return mistake<
                error::the_cell_of_a_loss_has_two_inputs_say_order_of_outputs_and_target<Cell, error::count<inputs>>>{};
        }
        else if constexpr (!is_row_number<std::remove_cvref_t<decltype(Cell::output)>>)
        {
            using output = std::remove_cvref_t<decltype(Cell::output)>;
            return mistake<error::the_output_of_a_loss_is_a_number_take_the_sum_or_the_mean_of_this_row<
                typename output::spelling, error::width<output::width>>>{};
        }
        else if constexpr (memory_of_row<Cell, double>::parts.end > most_numbers)
        {
            return mistake<error::this_loss_needs_more_memory_for_a_row_than_belongs_on_a_stack<Cell>>{};
        }
        else
        {
            return no_mistake{};
        }
    }

    /// Takes the place of a faulty cell, and any targets.
    struct no_loss_cell
    {
        static double row(const auto&...) { return 0; }
    };
} // namespace detail

namespace losses::inline XRNN_INSTRUCTION_SET
{
    /// The entry that a cell makes: it runs over each row by itself, one step, in memory on the stack.
    template <class Cell>
    struct of_cell
    {
        static constexpr std::size_t output_width = detail::plan_of<Cell>.input_width(0);
        static constexpr std::size_t target_width = detail::plan_of<Cell>.input_width(1);

        template <class T>
        static T row(std::span<const T> outputs, std::span<const T> target, std::span<T> adjoint)
        {
            using memory_type = detail::memory_of_row<Cell, T>;
            using runs = typename memory_type::runs;
            constexpr auto parts = memory_type::parts;
            alignas(64) std::array<T, parts.end> memory{};
            const detail::feed<T> fed_target{target.data(), target.size()};
            detail::pass<T> in{memory_type::shape};
            in.memory = memory.data();
            in.x = {outputs.data(), outputs.size()};
            in.more = &fed_target;
            runs::forward(in, nullptr, nullptr);
            const T loss = *runs::output(in.memory, memory_type::shape).data;

            memory[parts.output_adjoint] = 1;
            detail::window_adjoints<runs, T> back(in.memory, memory_type::shape, input_adjoints::no);
            back.pass.input.data = adjoint.data();
            runs::backward(in, back.pass);
            return loss;
        }
    };
} // namespace losses::inline XRNN_INSTRUCTION_SET

/// A loss made of a cell with two inputs, `order(y, target)`, and a number as its output: `value<"loss"> loss`. It is used as
/// every loss; there are as many targets for each row as the second input is wide, and a mean is over rows. The cell has
/// nothing but inputs and values: what is learned or remembered belongs into a layer of the network. In `constexpr
/// cell_loss<my_cell> my_loss;` the compiler checks the cell.
template <class Cell>
using cell_loss = loss_function<typename detail::checked<decltype(detail::find_mistake_of_loss_cell<Cell>()),
    losses::of_cell<Cell>, detail::no_loss_cell>::type>;

} // namespace xrnn
