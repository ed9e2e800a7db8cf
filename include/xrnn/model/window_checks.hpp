// SPDX-License-Identifier: BSD-3-Clause
/// What a workspace asks of a window before it runs.
#pragma once

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string>

#include "feeds.hpp"
#include "workspace_parts.hpp"

namespace xrnn::detail
{

/// Throws std::invalid_argument if a window has more steps or rows than the workspace.
inline void check_window(std::size_t steps, std::size_t rows, std::size_t most_steps, std::size_t most_rows)
{
    if (steps == 0 || rows == 0 || steps > most_steps || rows > most_rows)
    {
        throw std::invalid_argument("xrnn: forward: the sequence has " + window_text(steps, rows)
            + ", but the workspace was made for " + window_text(most_steps, most_rows));
    }
}

/// Throws std::invalid_argument if a window has other rows than the state.
inline void check_rows(std::size_t rows, std::size_t state_rows)
{
    if (rows != state_rows)
    {
        throw std::invalid_argument("xrnn: forward: the sequence has " + count_text(rows, "row")
            + ", but the hidden state has " + number_text(state_rows));
    }
}

/// Throws std::invalid_argument if a memory has more positions than there is room for.
inline void check_room(std::size_t positions, std::size_t room)
{
    if (positions > room)
    {
        throw std::invalid_argument("xrnn: forward: the memory has " + count_text(positions, "position")
            + ", but the workspace has room for " + number_text(room));
    }
}

/// Throws std::invalid_argument if an input of so many numbers lies in memory that the window overwrites: the backward pass
/// reads it again. in_state says whether memory is part of the hidden state.
template <class T, class InState>
void check_apart(const feed<T>& fed, std::size_t size, const InState& in_state, const memory& workspace)
{
    if (fed.dense == nullptr)
    {
        return;
    }
    const memory x = memory_of(fed.dense, size);
    if (in_state(x) || overlap(x, workspace))
    {
        throw std::invalid_argument(std::string("xrnn: forward: the input is part of the ")
            + (in_state(x) ? "hidden state" : "workspace")
            + ", and this window overwrites it; copy it to an xtensor first");
    }
}

/// The same for all inputs of a network.
template <class Engine, class T, class InState>
void check_apart(const fed_window<T, Engine::input_count>& fed, const InState& in_state, const memory& workspace)
{
    for (std::size_t i = 0; i < Engine::input_count; ++i)
    {
        check_apart(fed.data[i], Engine::inputs[i].rows(fed.shape()) * Engine::inputs[i].width, in_state, workspace);
    }
}

/// Throws std::invalid_argument if gradients would be written over the parameters that they belong to.
template <class T>
void check_gradients_apart(std::span<const T> parameters, std::span<const T> gradients)
{
    if (gradients.data() == parameters.data() && !gradients.empty())
    {
        throw std::invalid_argument("xrnn: backward: the gradients are the model's own parameters; pass other ones");
    }
}

template <class T>
bool any_not_zero(const T* first, const T* last)
{
    return std::any_of(first, last, [](T each) { return each != T(0); });
}

/// Throws std::logic_error if there is nothing to pass back.
inline void check_loss(bool has_loss)
{
    if (!has_loss)
    {
        throw std::logic_error("xrnn: backward: no loss has been computed since forward; call a loss function, or "
                               "fill output_adjoint() or a final_adjoint()");
    }
}

/// Throws std::logic_error if the rows of a memory have lengths of their own, for what shows them as a tensor.
inline void check_memory_not_packed(const window_shape& window)
{
    if (window.remembered.order != nullptr)
    {
        throw std::logic_error(
            "xrnn: input_adjoint: the memory of the last window was packed, and its sequences have lengths "
            "of their own; call packed_input_adjoint");
    }
}

/// A workspace needs room for the memory of its network; Given is what it is made with.
template <class Network, class... Given>
constexpr auto find_mistake_of_room()
{
    if constexpr (network_plan<Network>::has_memory && !(std::is_same_v<Given, room_for_memory> || ...))
    {
        return mistake<error::this_network_has_a_memory_pass_room_for_memory_to_its_workspace<Network>>{};
    }
    else
    {
        return no_mistake{};
    }
}

template <class Network, class... Given>
using checked_room = checked<decltype(find_mistake_of_room<Network, Given...>()), Network, stand_in>;

/// Throws std::logic_error if the rows of a window have lengths of their own, for what shows them as a tensor.
inline void check_not_packed(const window_shape& window, const char* caller)
{
    if (window.order != nullptr)
    {
        throw std::logic_error("xrnn: " + std::string(caller)
            + ": the last window was packed, and its sequences have lengths of their own; call packed_" + caller);
    }
}

} // namespace xrnn::detail
