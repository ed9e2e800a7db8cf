// SPDX-License-Identifier: BSD-3-Clause
/// What one pass of the engine over a window works on. It owns nothing; all pointers refer to memory of others.
#pragma once

#include <cstddef>

#include "../id.hpp"
#include "extent.hpp"
#include "noise.hpp"
#include "team_member.hpp"

namespace xrnn::detail
{

/// A sequence [T, B, width]: dense rows that are `stride` elements apart, or one id per row.
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

/// T steps of B rows, and what for.
struct window_shape
{
    std::size_t steps = 0;
    std::size_t rows = 0;
    purpose why = purpose::inference;
    team_member member{};
};

/// One step of one row, so that the compiler knows where everything lies.
struct single_step_shape
{
    static constexpr std::size_t steps = 1;
    static constexpr std::size_t rows = 1;
    static constexpr purpose why = purpose::inference;
    static constexpr team_member member{};
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
    T* memory = nullptr; ///< that part of the workspace
    feed<T> x{};
    noise_source noise{};
    std::size_t layer = 0; ///< number of the cell in the network

    /// This thread's rows of each step.
    constexpr range own_rows() const { return this->member.part_of(this->rows); }
};

/// What the backward pass takes and gives in addition.
template <class T>
struct backward_pass
{
    T* transposed = nullptr;        ///< room for the packed transposes
    T* gradients = nullptr;         ///< laid out as the parameters
    rows_of<const T> output{};      ///< adjoint of the output
    rows_of<T> input{};             ///< adjoint of a dense input
    const T* final_state = nullptr; ///< adjoint of the state after the window
    T* initial_state = nullptr;     ///< adjoint of the state before it
};

} // namespace xrnn::detail
