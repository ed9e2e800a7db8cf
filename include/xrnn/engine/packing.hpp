// SPDX-License-Identifier: BSD-3-Clause
/// Where the rows of a window lie if they have different lengths.
///
/// Rows are sorted by length, the longest first, so that those which are still there at a step are the first ones. They
/// lie step after step, and a row that has ended takes no place.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "extent.hpp"
#include "team_member.hpp"

namespace xrnn::detail
{

/// After its construction nothing is allocated.
class packing
{
public:
    /// For up to so many rows of up to so many steps.
    packing(std::size_t steps, std::size_t rows)
        : starts_(steps + 2)
        , order_(rows)
        , places_(rows)
        , ends_(rows + 1)
    {
    }

    /// Takes rows of these lengths, which are at least 1. Rows of one length stay in their order.
    template <class LengthOf>
    void assign(std::size_t rows, const LengthOf& length_of)
    {
        rows_ = rows;
        std::iota(order_.begin(), order_.begin() + signed_size(rows), std::size_t(0));
        std::sort(order_.begin(), order_.begin() + signed_size(rows), [&](std::size_t a, std::size_t b) {
            return length_of(a) != length_of(b) ? length_of(a) > length_of(b) : a < b;
        });
        for (std::size_t b = 0; b < rows; ++b)
        {
            places_[order_[b]] = b;
            ends_[b + 1] = ends_[b] + length_of(order_[b]);
        }
        steps_ = length(0);
        starts_[1] = rows;
        for (std::size_t t = 0, active = rows; t < steps_; ++t)
        {
            while (length(active - 1) <= t)
            {
                --active;
            }
            starts_[t + 2] = starts_[t + 1] + active;
        }
    }

    /// Takes those of another, for which there is room.
    void assign(const packing& other)
    {
        steps_ = other.steps_;
        rows_ = other.rows_;
        std::copy_n(other.starts_.begin(), steps_ + 2, starts_.begin());
        std::copy_n(other.order_.begin(), rows_, order_.begin());
        std::copy_n(other.places_.begin(), rows_, places_.begin());
        std::copy_n(other.ends_.begin(), rows_ + 1, ends_.begin());
    }

    std::size_t steps() const { return steps_; } ///< of the longest row
    std::size_t rows() const { return rows_; }
    std::size_t all_rows() const { return ends_[rows_]; }

    /// How many rows have a step t; t may be the number of steps.
    std::size_t rows_at(std::size_t t) const { return t < steps_ ? starts_[t + 2] - starts_[t + 1] : 0; }

    std::size_t length(std::size_t b) const { return ends_[b + 1] - ends_[b]; }

    /// The number that the user knows row b by, and the other way round.
    std::size_t user_row(std::size_t b) const { return order_[b]; }
    std::size_t place_of(std::size_t user_row) const { return places_[user_row]; }

    /// t may be one behind the end of row b: what is before that step, is there after the last one.
    window_row at(std::size_t t, std::size_t b) const { return {t, b, starts_[t + 1] - rows_ + b, starts_[t] + b}; }

    /// Row i of all.
    window_row at(std::size_t i) const
    {
        const auto first = starts_.begin() + 1;
        const auto after = std::upper_bound(first, first + signed_size(steps_), i + rows_);
        const auto t = static_cast<std::size_t>(after - first) - 1;
        return at(t, i + rows_ - starts_[t + 1]);
    }

    /// How many of the `count` rows from this one on lie as the rows before their step do: up to the next step at which
    /// fewer rows are left.
    std::size_t in_parallel(const window_row& first, std::size_t count) const
    {
        std::size_t t = first.t;
        std::size_t found = rows_at(t) - first.b;
        while (found < count && starts_[t + 1] - starts_[t] == rows_at(t))
        {
            ++t;
            found += rows_at(t);
        }
        return std::min(found, count);
    }

    /// A thread's rows: as even a part of all steps as whole rows allow.
    range part_of(const team_member& member) const
    {
        const auto boundary = [&](std::size_t number) {
            const std::size_t before = all_rows() * number / member.threads;
            return static_cast<std::size_t>(
                std::lower_bound(ends_.begin(), ends_.begin() + signed_size(rows_), before) - ends_.begin());
        };
        return {boundary(member.number), boundary(member.number + 1)};
    }

    std::size_t bytes() const
    {
        return (starts_.size() + order_.size() + places_.size() + ends_.size()) * sizeof(std::size_t);
    }

private:
    static std::ptrdiff_t signed_size(std::size_t size) { return static_cast<std::ptrdiff_t>(size); }

    std::size_t steps_ = 0;
    std::size_t rows_ = 0;
    std::vector<std::size_t> starts_; ///< of step t - 1 in a buffer that begins with the step before the window
    std::vector<std::size_t> order_;
    std::vector<std::size_t> places_;
    std::vector<std::size_t> ends_; ///< the steps of all rows before row b
};

} // namespace xrnn::detail
