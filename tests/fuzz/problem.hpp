// SPDX-License-Identifier: BSD-3-Clause
/// What a cell is run on, drawn at random, and all that comes out: the same for every way to run it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include <xrnn/engine/noise.hpp>

#include "random_graph.hpp"

namespace tests
{

using numbers = std::vector<double>;

/// The distribution of all noise here: uniform between 0.5 and 1.5, so that two draws are never the same.
struct jitter
{
    static constexpr double outside_training = 1;

    template <class T>
    static T draw(double uniform)
    {
        return static_cast<T>(0.5 + uniform);
    }
};

/// An element of a step of a row, and the position of a memory where there is one.
struct spot
{
    std::size_t t = 0;
    std::size_t b = 0;
    std::size_t position = 0;
    std::size_t j = 0;
};

/// A window of T steps of B rows. Sequences are [T, B, width]; states follow each other, each [B, width].
struct problem
{
    std::size_t steps = 0;
    std::size_t rows = 0;
    numbers parameters; ///< in the order of the symbols
    numbers scalars;    ///< in the order of the symbols
    numbers x;
    numbers held;                     ///< [B, width]
    numbers memory;                   ///< [T', B, width]; NaN behind the end of a row
    std::vector<std::size_t> lengths; ///< of the memory's rows; 0 if there is none
    numbers initial_state;
    numbers output_adjoint;
    numbers final_adjoint;
    bool noisy = false; ///< noise is drawn; otherwise it is its mean
    noise_source noise{};
    std::size_t layer = 0; ///< the number of the cell in its network, on which noise depends

    /// T'.
    std::size_t positions() const { return *std::max_element(lengths.begin(), lengths.end()); }

    /// Where a row of what is fed begins among numbers of its shape.
    std::size_t row_of(const graph_symbol& s, const spot& at) const
    {
        const std::size_t first = s.kind == symbol_kind::held ? 0 : s.kind == symbol_kind::memory ? at.position : at.t;
        return (first * rows + at.b) * s.width;
    }

    /// A row of what is fed.
    const double* row(const graph_symbol& s, const spot& at) const
    {
        const numbers& all = s.kind == symbol_kind::held ? held : s.kind == symbol_kind::memory ? memory : x;
        return all.data() + row_of(s, at);
    }

    double draw(std::size_t symbol, std::size_t t, std::size_t b, std::size_t j) const
    {
        return noisy ? jitter::draw<double>(noise.draw(layer, symbol, t, b, j)) : jitter::outside_training;
    }
};

/// What a window gives. `values` has those of each equation, [T, B, width] or [T, B, T', width], which is zero behind the end
/// of a row.
struct result
{
    /// The adjoints of an input.
    numbers& adjoints_of(symbol_kind input)
    {
        return input == symbol_kind::held  ? held_adjoint
            : input == symbol_kind::memory ? memory_adjoint
                                           : input_adjoint;
    }

    std::vector<numbers> values;
    numbers final_state;
    numbers gradients;
    numbers input_adjoint;
    numbers held_adjoint;
    numbers memory_adjoint;
    numbers initial_adjoint;
};

inline numbers random_numbers(std::size_t count, double scale, random_source& random)
{
    numbers all(count);
    std::generate(all.begin(), all.end(), [&] { return scale * random.normal(); });
    return all;
}

template <class Graph>
std::size_t count_of(const Graph& g, symbol_kind kind)
{
    std::size_t count = 0;
    for (std::size_t s = 0; s < g.symbol_count; ++s)
    {
        const std::size_t size = kind == symbol_kind::parameter ? std::max<std::size_t>(g.symbols[s].rows, 1) : 1;
        count += g.symbols[s].kind != kind ? 0 : kind == symbol_kind::scalar ? 1 : size * g.symbols[s].width;
    }
    return count;
}

/// A memory whose rows have lengths of their own, or one of them all.
inline void draw_memory(problem& p, std::size_t width, random_source& random)
{
    const bool alike = random.bits() % 4 == 0;
    std::generate(p.lengths.begin(), p.lengths.end(), [&] { return 1 + random.bits() % 5; });
    if (alike)
    {
        std::fill(p.lengths.begin(), p.lengths.end(), p.lengths[0]);
    }
    p.memory.assign(p.positions() * p.rows * width, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 0; i < p.memory.size(); ++i)
    {
        const bool inside = i / width / p.rows < p.lengths[i / width % p.rows];
        p.memory[i] = inside ? random.normal() : p.memory[i];
    }
}

template <class Graph>
problem draw_problem(
    const Graph& g, std::size_t output, std::size_t steps, std::size_t rows, double scale, random_source& random)
{
    problem p;
    p.steps = steps;
    p.rows = rows;
    p.parameters = random_numbers(count_of(g, symbol_kind::parameter), scale, random);
    p.scalars = random_numbers(count_of(g, symbol_kind::scalar), 0.7, random);
    p.x = random_numbers(steps * rows * g.symbols[g.find(symbol_kind::input)].width, 1, random);
    if (const std::size_t g_held = g.find(symbol_kind::held); g_held != none)
    {
        p.held = random_numbers(rows * g.symbols[g_held].width, 1, random);
    }
    p.lengths.resize(rows);
    if (const std::size_t g_memory = g.find(symbol_kind::memory); g_memory != none)
    {
        draw_memory(p, g.symbols[g_memory].width, random);
    }
    p.initial_state = random_numbers(rows * count_of(g, symbol_kind::state), 0.7, random);
    p.final_adjoint = random_numbers(rows * count_of(g, symbol_kind::state), 1, random);
    p.output_adjoint = random_numbers(steps * rows * g.width_of(output), 1, random);
    p.noisy = random.bits() % 2 == 0;
    p.noise = noise_source(training{random.bits(), 1});
    return p;
}

} // namespace tests
