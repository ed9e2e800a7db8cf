// SPDX-License-Identifier: BSD-3-Clause
/// The ids that a window was fed, which the backward pass reads again.
#pragma once

#include <algorithm>
#include <memory>

#include "feeds.hpp"

namespace xrnn::detail
{

/// Copies of the ids of all inputs, and room for those of the first one from the last step to the first, if a network reads
/// backwards.
template <class Engine>
class kept_ids
{
public:
    /// For so many rows of all steps together.
    explicit kept_ids(std::size_t all_rows)
        : ids_(std::make_unique<id[]>(copies * all_rows))
        , bytes_(copies * all_rows * sizeof(id))
    {
    }

    /// Copies the ids among what is fed, and makes it refer to the copies.
    template <class T>
    void keep(fed_window<T, Engine::input_count>& fed)
    {
        id* copy = ids_.get();
        for (std::size_t i = 0; i < Engine::input_count; ++i)
        {
            if (fed.data[i].ids != nullptr)
            {
                id* const first = copy;
                const std::size_t count = Engine::inputs[i].rows(fed.shape());
                copy = fed.data[i].ids == first ? first + count : std::copy_n(fed.data[i].ids, count, first);
                fed.data[i].ids = first;
            }
        }
    }

    /// Room for the ids of the input from the last step to the first.
    id* turned(const window_shape& shape) const { return ids_.get() + Engine::input_count * shape.all_rows(); }

    std::size_t bytes() const { return bytes_; }

private:
    static constexpr std::size_t copies = Engine::input_count + (Engine::table.reads_backwards() ? 1 : 0);

    std::unique_ptr<id[]> ids_;
    std::size_t bytes_;
};

} // namespace xrnn::detail
