// SPDX-License-Identifier: BSD-3-Clause
/// Initial values: how matrices are drawn. Vectors start at zero unless a cell's `start` says otherwise.
#pragma once

#include <cmath>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "finite.hpp"
#include "message.hpp"
#include "parameters.hpp"
#include "random.hpp"

namespace xrnn
{

namespace detail
{
    template <class T>
    void check_spread(std::string_view what, double spread)
    {
        if (!is_finite(static_cast<T>(spread)) || spread < 0)
        {
            throw std::invalid_argument(
                "xrnn: " + std::string(what) + " must be finite and not negative, but it is " + number_text(spread));
        }
    }
} // namespace detail

/// Every element of a matrix is uniform in [-limit, limit].
struct uniform
{
    double limit = 0.08;

    /// Throws std::invalid_argument if the limit is negative or not finite as a T.
    template <class T>
    void operator()(std::size_t, std::size_t, std::span<T> matrix, random_source& random) const
    {
        detail::check_spread<T>("the limit of a uniform initialisation", limit);
        for (T& x : matrix)
        {
            x = static_cast<T>(random.uniform(-limit, limit));
        }
    }
};

/// Every element of a matrix is normal with mean 0 and this standard deviation.
struct normal
{
    double deviation = 0.01;

    /// Throws std::invalid_argument if the deviation is negative or not finite as a T.
    template <class T>
    void operator()(std::size_t, std::size_t, std::span<T> matrix, random_source& random) const
    {
        detail::check_spread<T>("the deviation of a normal initialisation", deviation);
        for (T& x : matrix)
        {
            x = static_cast<T>(deviation * random.normal());
        }
    }
};

/// Uniform in [-a, a] with a = sqrt(6 / (In + Out)): Glorot & Bengio 2010, their equation (16). Each gate's matrix is
/// drawn by its own shape.
struct glorot
{
    template <class T>
    void operator()(std::size_t rows, std::size_t columns, std::span<T> matrix, random_source& random) const
    {
        uniform{std::sqrt(6.0 / static_cast<double>(rows + columns))}(rows, columns, matrix, random);
    }
};

/// Fills the parameters: matrices by `draw`, vectors with zero, and then what each cell's `start` sets. Each parameter
/// has its own random numbers, independent of the other parameters.
template <class Network, class T, class Draw>
void initialise(parameters<Network, T>& p, const Draw& draw, std::uint64_t seed)
{
    std::uint64_t number = 0;
    p.for_each([&]<class Cell>(
                   std::size_t, std::string_view name, std::size_t rows, std::size_t columns, std::span<T> numbers) {
        random_source random(detail::mix_bits(seed) ^ number++);
        if (rows > 0)
        {
            draw(rows, columns, numbers, random);
        }
        else
        {
            std::fill(numbers.begin(), numbers.end(), T(0));
        }
        if constexpr (requires { Cell::start; })
        {
            Cell::start.for_each([&](std::string_view named, double start) {
                if (named == name)
                {
                    std::fill(numbers.begin(), numbers.end(), static_cast<T>(start));
                }
            });
        }
    });
}

} // namespace xrnn
