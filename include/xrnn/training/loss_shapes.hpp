// SPDX-License-Identifier: BSD-3-Clause
/// What a loss demands of the shapes and the memory of its outputs and its adjoint.
#pragma once

#include <algorithm>
#include <span>
#include <stdexcept>

#include "../model/contiguous.hpp"
#include "../model/message.hpp"

namespace xrnn::detail
{

/// Throws std::invalid_argument unless both are [steps, rows, width], with contiguous rows.
template <class Outputs, class Adjoint>
void check_adjoint_shape(const Outputs& outputs, const Adjoint& adjoint)
{
    const auto& shape = outputs.shape();
    const auto& other = adjoint.shape();
    if (!std::equal(shape.begin(), shape.end(), other.begin(), other.end()))
    {
        throw std::invalid_argument(
            "xrnn: the outputs have the shape " + shape_text(shape) + ", but the adjoint has " + shape_text(other));
    }
    if (shape.size() != 3 || shape[0] == 0 || shape[1] == 0 || shape[2] == 0)
    {
        throw std::invalid_argument(
            "xrnn: outputs are [steps, rows, width], but these have the shape " + shape_text(shape));
    }
    if (shape[2] > 1 && (outputs.strides()[2] != 1 || adjoint.strides()[2] != 1))
    {
        throw std::invalid_argument("xrnn: the numbers of an output row must be contiguous; copy them to an xtensor");
    }
}

/// Throws std::invalid_argument if the entry takes outputs of another width.
template <class Entry>
void check_output_width(std::size_t width)
{
    if constexpr (requires { Entry::output_width; })
    {
        if (width != Entry::output_width)
        {
            throw std::invalid_argument("xrnn: this loss takes outputs of width " + number_text(Entry::output_width)
                + ", but these have width " + number_text(width));
        }
    }
}

template <class Rows>
memory memory_of_rows(const Rows& x)
{
    const auto& shape = x.shape();
    return {&x(0, 0, 0), &x(shape[0] - 1, shape[1] - 1, shape[2] - 1) + 1};
}

/// The adjoint is written row by row, while the numbers that it is computed from are still being read.
template <class Outputs, class Target, class Adjoint>
void check_adjoint_apart(const Outputs& outputs, std::span<const Target> targets, const Adjoint& adjoint)
{
    const memory written = memory_of_rows(adjoint);
    if (overlap(written, memory_of_rows(outputs)) || overlap(written, memory_of(targets.data(), targets.size())))
    {
        throw std::invalid_argument("xrnn: the adjoint of a loss must not share memory with its outputs or targets; "
                                    "pass a tensor of its own");
    }
}

} // namespace xrnn::detail
