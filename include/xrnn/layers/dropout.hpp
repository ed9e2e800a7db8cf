// SPDX-License-Identifier: BSD-3-Clause
/// The dropout layers.
#pragma once

#include "../language.hpp"

namespace xrnn
{

/// Takes the place of a dropout rate in a type: the rate is the scalar "rate" of the layer, at least 0 and below 1.
///
///     model.set<"rate", 1>(0.3F); // of layer 1
struct set_at_run_time
{
};

namespace detail
{
    /// y = x m with a mask m that is drawn as often as Often says.
    template <std::size_t Width, class Rate, drawn Often>
    struct dropout_layer
    {
        static constexpr input<"x", Width> x{};
        static constexpr noise<"m", Width, inverted_mask<Rate>, Often> m{};
        static constexpr value<"y", Width> y{};

        static constexpr auto output = y;
        static constexpr auto step = equations(y = x * m);
    };

    template <std::size_t Width, drawn Often>
    struct dropout_layer<Width, set_at_run_time, Often>
    {
        static constexpr input<"x", Width> x{};
        static constexpr noise<"u", Width, uniform_draw, Often> u{};
        static constexpr scalar<"rate", rate_below_one> rate{};
        static constexpr value<"m", Width> m{};
        static constexpr value<"y", Width> y{};

        static constexpr auto output = y;
        static constexpr auto step = equations(m = dropout_mask(u, rate), y = x * m);
    };
} // namespace detail

/// y = x m. During training each element of m is 0 with probability Rate and 1 / (1 - Rate) otherwise; outside training
/// m is 1. Srivastava et al. 2014, in the inverted form. Rate is a std::ratio, such as std::ratio<1, 2> for one half, or
/// set_at_run_time. Between the layers of a recurrent network this is the dropout of Zaremba, Sutskever & Vinyals 2014.
/// Equation (20) of docs/mathematics.md.
template <std::size_t Width, class Rate = std::ratio<1, 2>>
struct dropout : detail::dropout_layer<Width, Rate, drawn::every_step>
{
};

/// The same with one mask for all steps of an update: Gal & Ghahramani 2016. Windows that belong together, as those of a
/// long_workspace do, share it.
template <std::size_t Width, class Rate = std::ratio<1, 2>>
struct variational_dropout : detail::dropout_layer<Width, Rate, drawn::every_update>
{
};

} // namespace xrnn
