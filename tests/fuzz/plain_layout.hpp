// SPDX-License-Identifier: BSD-3-Clause
/// Which elements the nodes and left sides of a cell have, where everything is kept.
#pragma once

#include "problem.hpp"

namespace tests
{

template <class Graph>
class plain_layout
{
protected:
    plain_layout(const Graph& g, const problem& p)
        : g_(g)
        , p_(p)
    {
    }

    /// A range of elements: of so many positions of a row, and so many columns of each.
    struct extents
    {
        std::size_t positions = 1;
        std::size_t width = 1;
    };

    const graph_equation& equation_of(std::size_t n) const { return g_.equations[g_.nodes[n].equation]; }

    /// Of a node in each row.
    extents extents_of(std::size_t n) const
    {
        const graph_equation& e = equation_of(n);
        const node_kind kind = g_.nodes[n].kind;
        const bool total_of_positions =
            kind == node_kind::attended || (kind == node_kind::reduced && e.over == visits::positions);
        return {e.over == visits::columns || total_of_positions ? 1 : p_.positions(),
            kind == node_kind::reduced || e.over == visits::positions ? 1 : e.sweep};
    }

    std::size_t index(const extents& size, const spot& s) const
    {
        return (s.b * size.positions + s.position) * size.width + s.j;
    }

    /// Calls f(spot) for each element of a node in a step.
    template <class F>
    void each_spot(std::size_t n, std::size_t t, F&& f) const
    {
        const extents size = extents_of(n);
        for (std::size_t b = 0; b < p_.rows; ++b)
        {
            const std::size_t positions = size.positions == 1 ? 1 : p_.lengths[b];
            for (std::size_t i = 0; i < positions * size.width; ++i)
            {
                f(spot{t, b, i / size.width, i % size.width});
            }
        }
    }

    /// How many numbers a left side has in a row.
    std::size_t size_of(std::size_t k) const { return g_.width_of(k) * (g_.has_positions(k) ? p_.positions() : 1); }

    /// The first column of a left side.
    std::size_t at(std::size_t k, std::size_t t, std::size_t b, std::size_t position = 0) const
    {
        return (t * p_.rows + b) * size_of(k) + (g_.has_positions(k) ? position * g_.width_of(k) : 0);
    }

    const Graph& g_;
    const problem& p_;
};

} // namespace tests
