// SPDX-License-Identifier: BSD-3-Clause
/// What a workspace shows of a packed window.
#pragma once

#include "../language/mistakes.hpp"

#include "lookup.hpp"
#include "packed_view.hpp"

namespace xrnn::detail
{

/// The part of a workspace that is for windows of packed_sequences. Sequences have the numbers that they were given with.
template <class Workspace>
class packed_windows
{
public:
    /// Whether the last window was packed.
    [[nodiscard]] bool is_packed() const { return self().checked_progress(), self().pass_.order != nullptr; }

    /// The outputs of the last window, a row (sequence, step) of output_width numbers each, valid until the backward
    /// pass. These functions throw std::logic_error if it was not packed.
    template <std::size_t Output = 0>
    [[nodiscard]] auto packed_output() const&
    {
        constexpr std::size_t o = checked_output<typename Workspace::checked_network, Output>::type::value;
        self().check_values();
        return see<Workspace::network_engine::template width_of_output<o>>(
            Workspace::network_engine::template output<o>(self().memory_.data(), shape()));
    }

    template <std::size_t Output = 0>
    auto packed_output() const&& = delete; // a view of a temporary workspace would dangle: give it a name

    /// The adjoint of the outputs, to be filled in before the backward pass.
    template <std::size_t Output = 0>
    [[nodiscard]] auto packed_output_adjoint() &
    {
        using number = typename Workspace::model_type::value_type;
        constexpr std::size_t o = checked_output<typename Workspace::checked_network, Output>::type::value;
        constexpr std::size_t width = Workspace::network_engine::template width_of_output<o>;
        self().check_values();
        check_packed();
        self().progress_.note_adjoint();
        return see<width>(rows_of<number>{self().output_adjoint_data(o), width});
    }

    /// The adjoint of dense inputs, after the backward pass; or of a packed memory, by name and layer.
    [[nodiscard]] auto packed_input_adjoint() & { return adjoint_of_packed_input<0>(); }

    template <name Name, std::size_t Layer = 0>
    [[nodiscard]] auto packed_input_adjoint() &
    {
        return adjoint_of_packed_input<
            checked_input<typename Workspace::model_type::network, Name, Layer>::type::index>();
    }

    /// A state or value at every step, by name and layer, valid until the backward pass. A number for each position is a row
    /// of T' numbers, of which those behind the end of the sequence's memory mean nothing.
    template <name Name, std::size_t Layer = 0>
    auto packed_probe() const&
    {
        using found = typename checked_history<typename Workspace::model_type::network, Name, Layer>::type;
        constexpr const auto& graph = plan_of<typename found::cell>.graph;
        self().check_values();
        check_packed();
        const auto rows = self().template history<found>();
        if constexpr (graph.has_positions(found::equation))
        {
            const std::size_t positions = shape().remembered.steps;
            return packed_view{std::remove_cvref_t<decltype(rows)>{rows.data, positions}, positions, *shape().order};
        }
        else
        {
            return see<graph.width_of(found::equation)>(rows);
        }
    }

    template <name Name, std::size_t Layer = 0>
    auto packed_probe() const&& = delete; // a view of a temporary workspace would dangle: give it a name

private:
    Workspace& self() { return static_cast<Workspace&>(*this); }
    const Workspace& self() const { return static_cast<const Workspace&>(*this); }

    const window_shape& shape() const { return self().pass_; }

    template <std::size_t Input>
    auto adjoint_of_packed_input()
    {
        using number = typename Workspace::model_type::value_type;
        constexpr network_input input = Workspace::network_engine::inputs[Input];
        self().template check_input_adjoint<Input>();
        const rows_of<number> rows{self().input_adjoint_data(Input), input.width};
        if constexpr (input.is_memory)
        {
            check_memory_packed();
            return packed_view<number>(rows, input.width, *shape().remembered.order);
        }
        else
        {
            return see<input.width>(rows);
        }
    }

    template <std::size_t Width, class T>
    packed_view<T> see(const rows_of<T>& rows) const
    {
        check_packed();
        return {rows, Width, *shape().order};
    }

    void check_memory_packed() const
    {
        if (shape().remembered.order == nullptr)
        {
            throw std::logic_error(
                "xrnn: packed_input_adjoint: the memory of the last window was not packed; call input_adjoint");
        }
    }

    void check_packed() const
    {
        if (shape().order == nullptr)
        {
            throw std::logic_error(
                "xrnn: the last window was not packed; call output() for packed_output(), and so on");
        }
    }
};

} // namespace xrnn::detail
