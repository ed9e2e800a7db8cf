// SPDX-License-Identifier: BSD-3-Clause
/// Where the parts of a workspace's memory lie.
#pragma once

#include <algorithm>
#include <array>
#include <stdexcept>

#include "../engine/engine.hpp"
#include "message.hpp"
#include "sizes.hpp"

namespace xrnn
{

/// How many positions a memory may have in a workspace.
struct room_for_memory
{
    std::size_t positions = 0;
};

/// Whether the adjoint of the network's input is computed.
enum class input_adjoints
{
    no,
    yes
};

namespace detail
{
    struct sum_adjoints; // of sum_adjoint.hpp, which reads a workspace

    /// After the memory of the network, for a window of some shape.
    template <class Engine>
    struct workspace_parts
    {
        std::size_t output_adjoint;
        std::size_t input_adjoint;
        std::size_t final_adjoint;
        std::size_t initial_adjoint;
        std::size_t transposed;
        std::size_t end;

        template <class Shape>
        constexpr workspace_parts(const Shape& shape, input_adjoints wanted)
            : output_adjoint(Engine::memory_size(shape))
            , input_adjoint(output_adjoint + Engine::output_adjoint_offset(Engine::output_count, shape))
            , final_adjoint(input_adjoint
                  + (wanted == input_adjoints::yes ? Engine::input_adjoint_offset(Engine::input_count, shape) : 0))
            , initial_adjoint(final_adjoint + round_up(Engine::state_width * shape.rows))
            , transposed(initial_adjoint + round_up(Engine::state_width * shape.rows))
            , end(transposed + Engine::transposed_size)
        {
        }

        /// Where the adjoint of an output begins.
        constexpr std::size_t output(std::size_t number, const window_shape& shape) const
        {
            return output_adjoint + Engine::output_adjoint_offset(number, shape);
        }

        /// Where the adjoint of an input begins.
        constexpr std::size_t input(std::size_t number, const window_shape& shape) const
        {
            return input_adjoint + Engine::input_adjoint_offset(number, shape);
        }

        /// Elements for windows of up to so many steps and rows. Throws std::invalid_argument if there are none, or more
        /// than fit in memory.
        template <class T>
        static std::size_t checked_size(
            std::size_t steps, std::size_t rows, std::size_t positions, input_adjoints wanted)
        {
            const auto size = [&](std::size_t t, std::size_t b, std::size_t j) {
                window_shape shape{t, b, purpose::training};
                shape.remembered = {j, b};
                return workspace_parts(shape, wanted).end;
            };
            const std::size_t least_positions = std::min<std::size_t>(positions, 1);
            if (steps == 0 || rows == 0)
            {
                throw std::invalid_argument("xrnn: a workspace needs at least one step and one row");
            }
            // No size grows faster than the steps times the rows times the positions.
            const std::size_t most_positions = std::max<std::size_t>(positions, 1);
            if (!addressable({steps, rows, most_positions, size(1, 1, least_positions), sizeof(T)})
                || !addressable({steps, rows, Engine::input_count + 1, sizeof(id)}))
            {
                throw std::invalid_argument("xrnn: a workspace for " + window_text(steps, rows)
                    + (positions > 0 ? " and a memory of " + count_text(positions, "position") : "")
                    + " does not fit in memory");
            }
            return size(steps, rows, positions);
        }
    };

    /// [T, B, width], or [B, width] of an input that is held.
    template <bool Held>
    constexpr auto shape_of_input(std::size_t steps, std::size_t rows, std::size_t width)
    {
        if constexpr (Held)
        {
            return std::array<std::size_t, 2>{rows, width};
        }
        else
        {
            return std::array<std::size_t, 3>{steps, rows, width};
        }
    }

    /// What a backward pass over a window takes and gives in a workspace; its pointers refer to it.
    template <class Engine, class T>
    struct window_adjoints
    {
        backward_pass<T> pass{};
        std::array<rows_of<const T>, Engine::output_count> outputs{};
        std::array<rows_of<T>, Engine::input_count> more{}; ///< one more than there are, because there may be none

        window_adjoints(T* memory, const window_shape& shape, input_adjoints wanted)
        {
            const workspace_parts<Engine> parts(shape, wanted);
            for (std::size_t o = 0; o < outputs.size(); ++o)
            {
                outputs[o] = {memory + parts.output(o, shape), Engine::widths[Engine::table.outputs[o]]};
            }
            for (std::size_t i = 1; wanted == input_adjoints::yes && i < more.size(); ++i)
            {
                more[i - 1] = {memory + parts.input(i, shape), Engine::inputs[i].width};
            }
            pass.transposed = memory + parts.transposed;
            pass.outputs = outputs.data();
            pass.input = {wanted == input_adjoints::yes ? memory + parts.input_adjoint : nullptr, Engine::input_width};
            pass.more = more.data();
            pass.final_state = memory + parts.final_adjoint;
            pass.initial_state = memory + parts.initial_adjoint;
        }

        window_adjoints(const window_adjoints&) = delete;
        window_adjoints& operator=(const window_adjoints&) = delete;
    };
} // namespace detail

} // namespace xrnn
