// SPDX-License-Identifier: BSD-3-Clause
/// What a cell is run on, drawn at random, and all that comes out: the same for every way to run it.
#pragma once

#include <cstddef>
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

/// A window of T steps of B rows. Sequences are [T, B, width]; states follow each other, each [B, width].
struct problem
{
    std::size_t steps = 0;
    std::size_t rows = 0;
    numbers parameters; ///< in the order of the symbols
    numbers scalars;    ///< in the order of the symbols
    numbers x;
    numbers initial_state;
    numbers output_adjoint;
    numbers final_adjoint;
    bool noisy = false; ///< noise is drawn; otherwise it is its mean
    noise_source noise{};
    std::size_t layer = 0; ///< the number of the cell in its network, on which noise depends

    double draw(std::size_t symbol, std::size_t t, std::size_t b, std::size_t j) const
    {
        return noisy ? jitter::draw<double>(noise.draw(layer, symbol, t, b, j)) : jitter::outside_training;
    }
};

/// What a window gives. `values` has those of each equation, [T, B, width].
struct result
{
    std::vector<numbers> values;
    numbers final_state;
    numbers gradients;
    numbers input_adjoint;
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
    p.initial_state = random_numbers(rows * count_of(g, symbol_kind::state), 0.7, random);
    p.final_adjoint = random_numbers(rows * count_of(g, symbol_kind::state), 1, random);
    p.output_adjoint = random_numbers(steps * rows * g.width_of(output), 1, random);
    p.noisy = random.bits() % 2 == 0;
    p.noise = noise_source(training{random.bits(), 1});
    return p;
}

} // namespace tests
