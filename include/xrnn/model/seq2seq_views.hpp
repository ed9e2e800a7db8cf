// SPDX-License-Identifier: BSD-3-Clause
/// What a workspace shows of an encoder and a decoder.
#pragma once

#include "../language/mistakes.hpp"

#include "lookup.hpp"

namespace xrnn::detail
{

/// The part of the workspace of a seq2seq that shows what the workspaces of its two sides show.
template <class Network, class Workspace>
class seq2seq_views
{
public:
    /// The decoder's outputs, their adjoint, and the same of a packed window, as in any workspace.
    template <std::size_t Output = 0>
    [[nodiscard]] auto output() const&
    {
        return self().decoder_.template output<Output>();
    }

    template <std::size_t Output = 0>
    auto output() const&& = delete; // a view of a temporary workspace would dangle: give it a name

    template <std::size_t Output = 0>
    [[nodiscard]] auto output_adjoint() &
    {
        return self().decoder_.template output_adjoint<Output>();
    }

    /// Whether the target of the last window was packed.
    [[nodiscard]] bool is_packed() const { return self().decoder_.is_packed(); }

    template <std::size_t Output = 0>
    [[nodiscard]] auto packed_output() const&
    {
        return self().decoder_.template packed_output<Output>();
    }

    template <std::size_t Output = 0>
    auto packed_output() const&& = delete; // a view of a temporary workspace would dangle: give it a name

    template <std::size_t Output = 0>
    [[nodiscard]] auto packed_output_adjoint() &
    {
        return self().decoder_.template packed_output_adjoint<Output>();
    }

    /// A state or value at every step of its side, by name and layer; the decoder's layers come after the encoder's.
    template <name Name, std::size_t Layer = 0>
    auto probe() const&
    {
        return side<Layer>(self()).template probe<Name, at_side<Layer>>();
    }

    template <name Name, std::size_t Layer = 0>
    auto probe() const&& = delete; // a view of a temporary workspace would dangle: give it a name

    template <name Name, std::size_t Layer = 0>
    auto packed_probe() const&
    {
        return side<Layer>(self()).template packed_probe<Name, at_side<Layer>>();
    }

    template <name Name, std::size_t Layer = 0>
    auto packed_probe() const&& = delete; // a view of a temporary workspace would dangle: give it a name

    /// The adjoint of a state after its window, to be filled in where a loss reads it; what comes back from the decoder is
    /// added to it.
    template <name Name, std::size_t Layer = 0>
    [[nodiscard]] auto final_adjoint() &
    {
        return side<Layer>(self()).template final_adjoint<Name, at_side<Layer>>();
    }

    /// The adjoint of a state before its window; of a carried one, what the encoder was handed.
    template <name Name, std::size_t Layer = 0>
    [[nodiscard]] auto initial_adjoint() &
    {
        return side<Layer>(self()).template initial_adjoint<Name, at_side<Layer>>();
    }

    /// The adjoint of a dense source [T', B, Width] and of dense target inputs [T, B, Width], after the backward pass.
    [[nodiscard]] auto source_adjoint() & { return self().encoder_.input_adjoint(); }
    [[nodiscard]] auto packed_source_adjoint() & { return self().encoder_.packed_input_adjoint(); }
    [[nodiscard]] auto input_adjoint() & { return self().decoder_.input_adjoint(); }
    [[nodiscard]] auto packed_input_adjoint() & { return self().decoder_.packed_input_adjoint(); }

    /// That of an input of either side, by name and layer.
    template <name Name, std::size_t Layer = 0>
    [[nodiscard]] auto input_adjoint() &
    {
        return side<Layer>(self()).template input_adjoint<Name, at_side<Layer>>();
    }

private:
    Workspace& self() { return static_cast<Workspace&>(*this); }
    const Workspace& self() const { return static_cast<const Workspace&>(*this); }

    static constexpr std::size_t first_of_decoder = network_plan<Network>::first_of_decoder;

    /// The number of a layer on its side.
    template <std::size_t Layer>
    static constexpr std::size_t at_side = Layer < first_of_decoder ? Layer : Layer - first_of_decoder;

    template <std::size_t Layer, class Self>
    static auto& side(Self& self)
    {
        if constexpr (Layer < first_of_decoder)
        {
            return self.encoder_;
        }
        else
        {
            return self.decoder_;
        }
    }
};

} // namespace xrnn::detail
