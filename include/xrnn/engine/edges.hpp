// SPDX-License-Identifier: BSD-3-Clause
/// How rows move along the edges of a network: forward into a bundle, backward out of its adjoint.
#pragma once

#include <algorithm>
#include <functional>

#include "pass.hpp"

namespace xrnn::detail
{

/// Calls f(row, the same row or the one in its place backwards) for this thread's rows of all steps. Backwards, each row
/// begins with its own last step, also in a window of rows of different lengths.
template <class Shape, class F>
void each_row_along(const Shape& shape, bool backwards, F&& f)
{
    const range own = shape.own_rows();
    for (std::size_t b = own.begin; b < own.end; ++b)
    {
        const std::size_t length = shape.length(b);
        for (std::size_t t = 0; t < length; ++t)
        {
            f(shape.at(t, b).number, shape.at(backwards ? length - 1 - t : t, b).number);
        }
    }
}

/// Copies or adds this thread's rows, each `width` numbers.
template <class Shape, class T>
void move_rows(const Shape& shape, bool backwards, std::size_t width, rows_of<const T> from, rows_of<T> to, write how)
{
    each_row_along(shape, backwards, [&](std::size_t here, std::size_t there) {
        const T* source = from.data + there * from.stride;
        T* target = to.data + here * to.stride;
        if (how == write::add)
        {
            std::transform(target, target + width, source, target, std::plus<T>());
        }
        else
        {
            std::copy_n(source, width, target);
        }
    });
}

/// The same for ids, one a row.
template <class Shape>
void turn_ids(const Shape& shape, const id* from, id* to)
{
    each_row_along(shape, true, [&](std::size_t here, std::size_t there) { to[here] = from[there]; });
}

} // namespace xrnn::detail
