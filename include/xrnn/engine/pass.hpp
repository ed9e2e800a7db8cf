// SPDX-License-Identifier: BSD-3-Clause
/// What one pass of the engine over a window works on. All of it points to memory that others own.
#pragma once

#include <cstddef>

#include "../id.hpp"
#include "noise.hpp"

namespace xrnn::detail
{

/// A sequence [T, B, width]: dense rows that are `stride` elements apart, or one id a row.
template <class T>
struct feed
{
    const T* dense = nullptr;
    std::size_t stride = 0;
    const id* ids = nullptr;
};

/// Rows that are `stride` elements apart. As adjoints, no data means: all zero, or not wanted.
template <class T>
struct rows_of
{
    T* data = nullptr;
    std::size_t stride = 0;
};

/// T steps of B rows through a network, or through one cell of it.
template <class T>
struct pass
{
    std::size_t steps = 0;
    std::size_t rows = 0;
    const T* parameters = nullptr;
    const T* packed = nullptr; ///< the same weights, as the products want them
    const T* scalars = nullptr;
    T* memory = nullptr; ///< that part of the workspace
    feed<T> x{};
    noise_source noise{};
    std::size_t layer = 0; ///< number of the cell in the network
};

/// What the backward pass takes and gives, besides.
template <class T>
struct backward_pass
{
    T* transposed = nullptr;        ///< room for the packed transposes
    T* gradients = nullptr;         ///< laid out as the parameters; added to
    rows_of<const T> output{};      ///< adjoint of the output
    rows_of<T> input{};             ///< adjoint of a dense input
    const T* final_state = nullptr; ///< adjoint of the state after the window
    T* initial_state = nullptr;     ///< adjoint of the state before it
};

} // namespace xrnn::detail
