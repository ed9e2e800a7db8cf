// SPDX-License-Identifier: BSD-3-Clause
/// The textbooks' object: y = rnn.step(x).
#pragma once

#include <utility>

#include "model.hpp"

namespace xrnn
{

/// A model and the hidden state of one sequence. The model must outlive it.
template <class Network, class T = float, class Products = native_products>
class stepper
{
public:
    explicit stepper(const model<Network, T, Products>& m)
        : model_(&m)
    {
    }

    /// The output [output_width] for the input x: an id, or input_width numbers. A view, valid until the next step.
    template <class X>
    auto step(const X& x)
    {
        if constexpr (std::integral<X>)
        {
            if (std::cmp_less(x, 0) || std::cmp_greater_equal(x, model<Network, T, Products>::input_width))
            {
                throw std::out_of_range("xrnn: the id " + std::to_string(x) + " is not below the input width "
                    + std::to_string(model<Network, T, Products>::input_width));
            }
            const std::array<id, 1> one{static_cast<id>(x)};
            return first_row(model_->step(one, state_));
        }
        else
        {
            return first_row(model_->step(x, state_));
        }
    }

    hidden_state<Network, T>& state() { return state_; }

    /// Forgets all.
    void reset() { state_.reset(); }

private:
    template <class Y>
    static auto first_row(const Y& y)
    {
        return view(&y(0, 0), std::array<std::size_t, 1>{model<Network, T, Products>::output_width});
    }

    const model<Network, T, Products>* model_;
    hidden_state<Network, T> state_;
};

} // namespace xrnn
