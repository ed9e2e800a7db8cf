// SPDX-License-Identifier: BSD-3-Clause
/// The dropout layer.
#pragma once

#include "../language.hpp"

namespace xrnn
{

/// y = x m. During training each element of m is 0 with probability Rate and 1 / (1 - Rate) otherwise; outside training
/// m is 1. Srivastava et al. 2014, in the inverted form. Rate is a std::ratio, such as std::ratio<1, 2> for one half.
/// Between the layers of a recurrent network this is the dropout of Zaremba, Sutskever & Vinyals 2014. Equation (20) of
/// docs/mathematics.md.
template <std::size_t Width, class Rate = std::ratio<1, 2>>
struct dropout
{
    static constexpr input<"x", Width> x{};
    static constexpr noise<"m", Width, inverted_mask<Rate>> m{};
    static constexpr value<"y", Width> y{};

    static constexpr auto output = y;
    static constexpr auto step = equations(y = x * m);
};

} // namespace xrnn
