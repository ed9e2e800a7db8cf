// SPDX-License-Identifier: BSD-3-Clause
/// Draws where a pen moves next, from the outputs of a network that was trained with mixture_density.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <stdexcept>

#include "../model/contiguous.hpp"
#include "../model/finite.hpp"
#include "../model/message.hpp"
#include "../model/random.hpp"

namespace xrnn
{

namespace detail
{
    /// The part of a mixture that is drawn with the probabilities softmax(sharpness * logits).
    template <class T>
    std::size_t draw_part(std::span<const T> logits, double sharpness, random_source& random)
    {
        const auto largest = static_cast<double>(*std::max_element(logits.begin(), logits.end()));
        const auto weight = [&](T each) { return std::exp(sharpness * (static_cast<double>(each) - largest)); };
        double sum = 0;
        for (const T each : logits)
        {
            sum += weight(each);
        }
        double left = random.uniform() * sum;
        std::size_t part = 0;
        while (part + 1 < logits.size() && left >= weight(logits[part]))
        {
            left -= weight(logits[part++]);
        }
        return part;
    }

    template <class T>
    void check_stroke(std::span<const T> outputs, double bias)
    {
        if (outputs.size() < 7 || outputs.size() % 6 != 1)
        {
            throw std::invalid_argument("xrnn: draw_stroke: a mixture of n parts has 6 n + 1 outputs, and these are "
                + number_text(outputs.size()));
        }
        const auto odd = std::find_if(outputs.begin(), outputs.end(), [](T each) { return !is_finite(each); });
        if (odd != outputs.end())
        {
            throw std::invalid_argument(
                "xrnn: draw_stroke: output " + number_text(odd - outputs.begin()) + " is " + number_text(*odd));
        }
        if (!is_finite(bias) || bias < 0)
        {
            throw std::invalid_argument(
                "xrnn: draw_stroke: the bias must be finite and not negative, but it is " + number_text(bias));
        }
    }
} // namespace detail

/// A movement (x, y) and 1 if the stroke ends there, or 0, drawn from a row of outputs as losses::mixture_density describes
/// it. A bias above 0 draws likelier movements, a neater hand: parts are drawn from softmax((1 + bias) p), and standard
/// deviations are exp(s - bias) (Graves 2013, equations 61 and 62). Throws std::invalid_argument for another number of
/// outputs, for outputs that are not finite, or for a bias that is negative or not finite.
template <class Outputs>
[[nodiscard]] auto draw_stroke(const Outputs& outputs, random_source& random, double bias = 0)
{
    using number = detail::element_of<Outputs>;
    const std::span<const number> y = detail::contiguous(outputs);
    detail::check_stroke(y, bias);
    const std::size_t parts = y.size() / 6;
    const std::size_t part = detail::draw_part(y.first(parts), 1 + bias, random);
    const auto of_part = [&](std::size_t group) { return static_cast<double>(y[group * parts + part]); };
    const double first = random.normal();
    const double second = random.normal();
    const double correlation = std::tanh(of_part(5));
    const double along = correlation * first + second / std::cosh(of_part(5));
    const bool ends = random.uniform() < 1 / (1 + std::exp(-static_cast<double>(y.back())));
    return std::array<number, 3>{static_cast<number>(of_part(1) + std::exp(of_part(3) - bias) * first),
        static_cast<number>(of_part(2) + std::exp(of_part(4) - bias) * along), static_cast<number>(ends)};
}

} // namespace xrnn
