// SPDX-License-Identifier: BSD-3-Clause
/// What a workspace shows of adjoints: those that a loss fills in, and those that the backward pass gives.
#pragma once

#include "../language/mistakes.hpp"

#include "lookup.hpp"
#include "views.hpp"
#include "window_checks.hpp"
#include "workspace_parts.hpp"

namespace xrnn::detail
{

/// The part of a workspace that is for adjoints of windows of sequences of one length, and of states.
template <class Workspace>
class adjoint_views
{
public:
    /// The adjoint of the outputs of the last window, to be filled in before the backward pass: [T, B, output_width].
    template <std::size_t Output = 0>
    [[nodiscard]] auto output_adjoint() &
    {
        constexpr std::size_t o = checked_output<typename Workspace::checked_network, Output>::type::value;
        self().check_values();
        self().check_tensor("output_adjoint");
        self().progress_.note_adjoint();
        return view(self().output_adjoint_data(o),
            std::array<std::size_t, 3>{
                shape().steps, shape().rows, Workspace::network_engine::template width_of_output<o>},
            {"output adjoint"});
    }

    /// The adjoint of a state after the window, to be filled in before the backward pass where the loss reads the state:
    /// [B, Width].
    template <name Name, std::size_t Layer = 0>
    [[nodiscard]] auto final_adjoint() &
    {
        self().check_values();
        self().progress_.note_adjoint();
        return state_view<Name, Layer>(self().final_adjoint_data(), "final adjoint of the state");
    }

    /// The adjoint of a state before the window, after the backward pass: [B, Width].
    template <name Name, std::size_t Layer = 0>
    [[nodiscard]] auto initial_adjoint() &
    {
        self().check_adjoints();
        return state_view<Name, Layer>(self().initial_adjoint_data(), "initial adjoint of the state");
    }

    /// The adjoint of a dense input, after the backward pass: [T, B, input_width]; or of an input by name and layer: [T, B,
    /// Width], or [B, Width] if it is held.
    [[nodiscard]] auto input_adjoint() & { return adjoint_of_input<0>({"input adjoint"}); }

    template <name Name, std::size_t Layer = 0>
    [[nodiscard]] auto input_adjoint() &
    {
        return adjoint_of_input<checked_input<typename Workspace::model_type::network, Name, Layer>::type::index>(
            {"adjoint of the input", Name.view(), Layer});
    }

protected:
    /// Throws std::logic_error if there is no adjoint of an input.
    template <std::size_t Input = 0>
    void check_input_adjoint() const
    {
        if (self().wanted_ == input_adjoints::no)
        {
            throw std::logic_error("xrnn: this workspace was made without input adjoints; pass input_adjoints::yes");
        }
        self().check_adjoints();
        if (self().fed_[Input].ids != nullptr)
        {
            throw std::logic_error("xrnn: the last window was fed ids, which have no adjoint");
        }
    }

private:
    Workspace& self() { return static_cast<Workspace&>(*this); }
    const Workspace& self() const { return static_cast<const Workspace&>(*this); }

    const window_shape& shape() const { return self().pass_; }

    template <std::size_t Input>
    auto adjoint_of_input(const label& of)
    {
        check_input_adjoint<Input>();
        constexpr network_input input = Workspace::network_engine::inputs[Input];
        input.is_memory ? check_memory_not_packed(shape()) : self().check_tensor("input_adjoint");
        const std::size_t steps = input.is_memory ? shape().remembered.steps : shape().steps;
        return view(self().input_adjoint_data(Input), shape_of_input<input.held>(steps, shape().rows, input.width), of);
    }

    template <name Name, std::size_t Layer, class T>
    auto state_view(T* states, const char* what)
    {
        using found = typename checked_state<typename Workspace::model_type::network, Name, Layer>::type;
        return view(states + found::offset * shape().rows, std::array<std::size_t, 2>{shape().rows, found::width},
            {what, Name.view(), Layer});
    }
};

} // namespace xrnn::detail
