// SPDX-License-Identifier: BSD-3-Clause
/// The states between the windows of a sequence, and the adjoint that one window hands to the one before it.
#pragma once

#include "../language/mistakes.hpp"

#include <cmath>

#include "../model/named_states.hpp"
#include "../model/workspace.hpp"

namespace xrnn::detail
{

/// Rounded up.
inline std::size_t square_root(std::size_t number)
{
    auto root = static_cast<std::size_t>(std::sqrt(static_cast<double>(number)));
    while (addressable({root, root}) && root * root < number)
    {
        ++root;
    }
    return root;
}

template <class Network, class T>
class checkpoints
{
    using network_engine = engine<Network, T, native_products>;

public:
    /// For the states before each window and after the last one.
    checkpoints(std::size_t windows, std::size_t rows)
        : rows_(rows)
        , windows_(windows)
        , states_((windows + 1) * state_size())
        , adjoint_(state_size())
    {
    }

    /// Keeps the state before window w, or the final state as that before a window after the last one.
    template <class State>
    void keep(std::size_t w, const State& state)
    {
        std::copy_n(state.data(), state.size(), states_.data() + w * state_size());
    }

    template <class State>
    void restore(std::size_t w, State& state) const
    {
        std::copy_n(states_.data() + w * state_size(), state.size(), state.data());
    }

    /// Takes the adjoint of the states before the window that the workspace has run backward.
    template <class Workspace>
    void take_adjoint(Workspace& work)
    {
        T* to = adjoint_.data();
        each_named_state<Network>([&]<std::size_t Layer, name Name>() {
            const auto adjoint = work.template initial_adjoint<Name, Layer>();
            to = std::copy_n(adjoint.data(), adjoint.size(), to);
        });
    }

    /// Adds it to the adjoint of the states after the window before.
    template <class Workspace>
    void hand_back_adjoint(Workspace& work) const
    {
        const T* from = adjoint_.data();
        each_named_state<Network>([&]<std::size_t Layer, name Name>() {
            auto adjoint = work.template final_adjoint<Name, Layer>();
            std::transform(adjoint.data(), adjoint.data() + adjoint.size(), from, adjoint.data(), std::plus<T>());
            from += adjoint.size();
        });
    }

    [[nodiscard]] bool moved_from() const noexcept { return states_.size() != (windows_ + 1) * state_size(); }
    [[nodiscard]] std::size_t bytes() const noexcept { return (states_.size() + adjoint_.size()) * sizeof(T); }

private:
    [[nodiscard]] std::size_t state_size() const noexcept { return network_engine::state_width * rows_; }

    std::size_t rows_;
    std::size_t windows_;
    block<T> states_;
    block<T> adjoint_;
};

} // namespace xrnn::detail
