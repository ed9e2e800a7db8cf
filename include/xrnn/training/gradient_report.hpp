// SPDX-License-Identifier: BSD-3-Clause
/// How check_gradients.hpp compares gradients with finite differences, element by element, and what it reports.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../engine/noise.hpp"
#include "../model/random.hpp"

namespace xrnn
{

/// How check_gradients compares.
struct gradient_check
{
    double step = 1e-3;                     ///< h of the four-point stencil
    double tolerance = 1e-6;                ///< on |a - n| / max(1, |a|, |n|)
    std::size_t sample = 0;                 ///< how many elements of each block are compared; 0: all
    std::uint64_t seed = 1;                 ///< of the sample
    std::optional<training> draw{};         ///< noise is drawn for this; without it, noise is its mean
    std::size_t capacity_steps = 0;         ///< how many steps the workspace is made for; 0: those of the window
    std::size_t capacity_rows = 0;          ///< and how many rows
    std::size_t capacity_positions = 0;     ///< and how many positions of a memory
    std::vector<std::string> may_be_zero{}; ///< names of parameters, states or the input whose gradient may vanish
};

/// What check_gradients found. A block is a parameter, the input or an initial state.
struct [[nodiscard]] gradient_report
{
    std::size_t checked = 0;  ///< elements compared
    std::size_t wrong = 0;    ///< elements beyond the tolerance, or not a number
    std::size_t vanished = 0; ///< blocks whose gradient is nowhere above 1e-3, so that nothing was checked
    double worst = 0;         ///< the largest |a - n| / max(1, |a|, |n|); infinite if one was not a number
    std::string failure{};    ///< the first failure in words; empty if there is none

    /// Something was checked in every block, and all of it is right.
    [[nodiscard]] explicit operator bool() const { return checked > 0 && wrong == 0 && vanished == 0; }
};

namespace detail
{
    /// A parameter, the input or an initial state.
    struct gradient_block
    {
        std::string text; ///< for messages
        std::string_view name;
        std::array<std::size_t, 3> shape; ///< 0 after the last extent

        std::string element(std::size_t i) const
        {
            std::string indices;
            for (std::size_t k = 3; k-- > 0;)
            {
                if (shape[k] > 0)
                {
                    indices = std::to_string(i % shape[k]) + (indices.empty() ? "" : ", ") + indices;
                    i /= shape[k];
                }
            }
            return text + ", element [" + indices + "]";
        }
    };

    /// Compares block after block and keeps the report.
    class gradient_comparison
    {
    public:
        explicit gradient_comparison(const gradient_check& how)
            : how_(how)
            , random_(how.seed)
        {
        }

        /// Compares the gradient of a block that consists of these numbers. loss_at(i, x) is the loss with x in place
        /// of number i.
        void compare(const gradient_block& block, std::span<const double> gradient, std::span<const double> numbers,
            const std::function<double(std::size_t, double)>& loss_at)
        {
            double largest = 0;
            for (const std::size_t i : chosen(gradient))
            {
                compare_element(block, i, gradient[i], numbers[i], loss_at);
                largest = std::max(largest, std::abs(gradient[i]));
            }
            if (!(largest > 1e-3) && !may_be_zero(block.name))
            {
                ++report_.vanished;
                fail(block.text
                    + ": no gradient is above 1e-3, so nothing was checked; take another input, state or loss, or name "
                      "it in may_be_zero");
            }
        }

        const gradient_report& report() const { return report_; }

    private:
        static std::string digits(double x)
        {
            std::array<char, 32> text{};
            std::snprintf(text.data(), text.size(), "%.9g", x);
            return text.data();
        }

        void compare_element(const gradient_block& block, std::size_t i, double a, double at,
            const std::function<double(std::size_t, double)>& loss_at)
        {
            double n = 0;
            double error = 0;
            // A kink, as in relu and max, spoils a stencil that contains it; a finer one hardly ever contains it, too.
            for (const double h : {how_.step, how_.step / 16, how_.step / 256})
            {
                const double near = loss_at(i, at + h) - loss_at(i, at - h);
                const double far = loss_at(i, at + 2 * h) - loss_at(i, at - 2 * h);
                n = (8 * near - far) / (12 * h);
                error = std::abs(a - n) / std::max({1.0, std::abs(a), std::abs(n)});
                if (error <= how_.tolerance)
                {
                    break;
                }
            }
            loss_at(i, at);
            ++report_.checked;
            report_.worst =
                std::isfinite(error) ? std::max(report_.worst, error) : std::numeric_limits<double>::infinity();
            if (!(error <= how_.tolerance))
            {
                ++report_.wrong;
                fail(block.element(i) + ": backward gives " + digits(a) + ", finite differences give " + digits(n));
            }
        }

        void fail(const std::string& text) { report_.failure = report_.failure.empty() ? text : report_.failure; }

        bool may_be_zero(std::string_view name) const
        {
            return std::find(how_.may_be_zero.begin(), how_.may_be_zero.end(), name) != how_.may_be_zero.end();
        }

        /// All elements, or the one with the largest gradient and some others. What is not a number is the largest.
        std::vector<std::size_t> chosen(std::span<const double> gradient)
        {
            const bool all = how_.sample == 0 || how_.sample >= gradient.size();
            std::vector<std::size_t> found(all ? gradient.size() : how_.sample);
            for (std::size_t k = 0; k < found.size(); ++k)
            {
                found[k] = all ? k : static_cast<std::size_t>(random_.bits() % gradient.size());
            }
            if (!all)
            {
                const auto smaller = [](double a, double b) { return !std::isnan(a) && !(std::abs(a) >= std::abs(b)); };
                const auto largest = std::max_element(gradient.begin(), gradient.end(), smaller);
                found[0] = static_cast<std::size_t>(largest - gradient.begin());
            }
            return found;
        }

        const gradient_check& how_;
        random_source random_;
        gradient_report report_;
    };
} // namespace detail

} // namespace xrnn
