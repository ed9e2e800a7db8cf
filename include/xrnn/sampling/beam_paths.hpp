// SPDX-License-Identifier: BSD-3-Clause
/// The memory of a beam search: machinery of beam.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

#include "../id.hpp"

namespace xrnn::detail
{

/// A continuation: that of a row at the step before, and one id more.
struct beam_candidate
{
    double rank = 0; ///< more is better
    double log_probability = 0;
    std::size_t step = 0; ///< of its last id
    std::size_t parent = 0;
    id last = 0;
};

/// Of equally good ones the earlier, and then the one that comes first in its step.
inline bool better(const beam_candidate& a, const beam_candidate& b)
{
    return a.rank != b.rank ? a.rank > b.rank : std::tie(a.step, a.parent, a.last) < std::tie(b.step, b.parent, b.last);
}

/// The best of the candidates that were added, at most as many as the capacity. Allocates when it is made.
class best_candidates
{
public:
    explicit best_candidates(std::size_t capacity)
        : capacity_(capacity)
    {
        heap_.reserve(capacity);
    }

    void clear() { heap_.clear(); }

    void add(const beam_candidate& candidate)
    {
        if (is_full())
        {
            if (!better(candidate, heap_.front()))
            {
                return;
            }
            std::pop_heap(heap_.begin(), heap_.end(), better);
            heap_.pop_back();
        }
        heap_.push_back(candidate);
        std::push_heap(heap_.begin(), heap_.end(), better);
    }

    [[nodiscard]] bool is_full() const { return heap_.size() == capacity_; }

    /// There must be one.
    [[nodiscard]] const beam_candidate& worst() const { return heap_.front(); }

    /// All of them, the best first. Nothing can be added then until clear().
    [[nodiscard]] std::span<const beam_candidate> sorted()
    {
        std::sort_heap(heap_.begin(), heap_.end(), better);
        return heap_;
    }

private:
    std::size_t capacity_;
    std::vector<beam_candidate> heap_; ///< the worst in front
};

/// Which id each row took at each step, and which row it came from.
class beam_paths
{
public:
    beam_paths(std::size_t width, std::size_t length)
        : width_(width)
        , steps_(width * length)
    {
    }

    void note(std::size_t row, const beam_candidate& chosen)
    {
        steps_[chosen.step * width_ + row] = {chosen.parent, chosen.last};
    }

    /// The ids of a continuation, from the first.
    void read(const beam_candidate& end, std::vector<id>& ids) const
    {
        ids.resize(end.step + 1);
        ids[end.step] = end.last;
        std::size_t row = end.parent;
        for (std::size_t step = end.step; step-- > 0;)
        {
            ids[step] = steps_[step * width_ + row].last;
            row = steps_[step * width_ + row].parent;
        }
    }

private:
    struct taken
    {
        std::size_t parent = 0;
        id last = 0;
    };

    std::size_t width_;
    std::vector<taken> steps_;
};

} // namespace xrnn::detail
