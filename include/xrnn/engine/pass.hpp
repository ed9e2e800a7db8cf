// SPDX-License-Identifier: BSD-3-Clause
/// What one pass of the engine over a window works on. It owns nothing; all pointers refer to memory of others.
#pragma once

#include <cstddef>

#include "../id.hpp"
#include "../kernels/write.hpp"
#include "noise.hpp"
#include "shape.hpp"

namespace xrnn::detail
{

using kernels::write;

/// What an input is fed, [T, B, width], or [B, width] if it is held: dense rows that are `stride` elements apart, or one
/// id per row.
template <class T>
struct feed
{
    const T* dense = nullptr;
    std::size_t stride = 0;
    const id* ids = nullptr;
};

/// Rows that are `stride` elements apart. For adjoints, null means all zero, or not wanted.
template <class T>
struct rows_of
{
    T* data = nullptr;
    std::size_t stride = 0;
};

/// A pass through a network, or through one cell of it.
template <class T, class Shape = window_shape>
struct pass : Shape
{
    using value_type = T;
    using shape = Shape;

    const T* parameters = nullptr;
    const T* packed = nullptr; ///< the same weights, in the form that the products expect
    const T* scalars = nullptr;
    T* memory = nullptr;           ///< that part of the workspace
    feed<T> x{};                   ///< of the first input
    const feed<T>* more = nullptr; ///< of the further inputs
    id* turned_ids = nullptr;      ///< room for the ids of the input from the last step to the first
    noise_source noise{};
    std::size_t layer = 0; ///< number of the cell in the model, or of the first cell of the network

    template <std::size_t Input>
    constexpr const feed<T>& fed() const
    {
        if constexpr (Input == 0)
        {
            return x;
        }
        else
        {
            return more[Input - 1];
        }
    }
};

/// What the backward pass takes and gives in addition.
template <class T>
struct backward_pass
{
    T* transposed = nullptr;                   ///< room for the packed transposes
    T* gradients = nullptr;                    ///< laid out as the parameters
    const rows_of<const T>* outputs = nullptr; ///< adjoints of the outputs of the network
    rows_of<const T> output{};                 ///< adjoint of the output of the cell
    rows_of<T> input{};                        ///< adjoint of the first input, if it is dense
    bool adds_to_input = false;                ///< another cell has set that adjoint, and this one adds to it
    const rows_of<T>* more = nullptr;          ///< of the further inputs; null if they are not wanted
    const T* final_state = nullptr;            ///< adjoint of the state after the window
    T* initial_state = nullptr;                ///< adjoint of the state before it

    /// How an adjoint of an input is written where a cell alone would write it so.
    template <std::size_t Input>
    constexpr write how(write alone) const
    {
        return Input == 0 && adds_to_input ? write::add : alone;
    }

    template <std::size_t Input>
    constexpr rows_of<T> adjoint_of() const
    {
        if constexpr (Input == 0)
        {
            return input;
        }
        else
        {
            return more != nullptr ? more[Input - 1] : rows_of<T>{};
        }
    }
};

} // namespace xrnn::detail
