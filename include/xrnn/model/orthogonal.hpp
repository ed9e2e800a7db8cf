// SPDX-License-Identifier: BSD-3-Clause
/// Orthogonal initialisation by QR. Link xrnn::blas; including this header costs seconds of compile time.
#pragma once

#include <xtensor-blas/xlinalg.hpp>

#include "initialise.hpp"

namespace xrnn
{

/// A random matrix with orthonormal rows or columns, whichever there are fewer of: Saxe, McClelland & Ganguli 2014. It
/// is the Q of a Gaussian matrix, with the sign of R's diagonal for each column, which makes it uniform (Mezzadri
/// 2007).
struct orthogonal
{
    double gain = 1;

    /// Throws std::invalid_argument if the gain is negative or not finite as a T.
    template <class T>
    void operator()(std::size_t rows, std::size_t columns, std::span<T> matrix, random_source& random) const
    {
        detail::check_spread<T>("the gain of an orthogonal initialisation", gain);
        const std::size_t tall = std::max(rows, columns);
        const std::size_t thin = std::min(rows, columns);
        xt::xtensor<double, 2> gaussian = xt::zeros<double>({tall, thin});
        for (double& x : gaussian)
        {
            x = random.normal();
        }
        const auto [q, r] = xt::linalg::qr(gaussian);
        for (std::size_t i = 0; i < rows; ++i)
        {
            for (std::size_t j = 0; j < columns; ++j)
            {
                const std::size_t column = rows < columns ? i : j;
                const double element = rows < columns ? q(j, i) : q(i, j);
                matrix[i * columns + j] = static_cast<T>(gain * (r(column, column) < 0 ? -element : element));
            }
        }
    }
};

} // namespace xrnn
