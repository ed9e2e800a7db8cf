// SPDX-License-Identifier: BSD-3-Clause
/// A text cut into a part to train on, one to validate on and one to test on.
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "../id.hpp"
#include "../model/finite.hpp"
#include "../model/message.hpp"
#include "place.hpp"

namespace xrnn
{

/// The share of each part; together they are 1.
struct split_fractions
{
    double training = 0.9;
    double validation = 0.05;
    double test = 0.05;
};

/// The parts, one after the other: spans or views of what was split, which must outlive them.
template <class Part>
struct split_parts
{
    Part training;
    Part validation; ///< empty if its fraction is 0
    Part test;       ///< empty if its fraction is 0
};

/// Fractions from a text such as "0.9,0.05,0.05", "0.9,0.1" (no test) or "1" (training alone). Throws
/// std::invalid_argument if it is something else. Whether they sum to 1 is checked by split().
[[nodiscard]] inline split_fractions parse_split(std::string_view text)
{
    std::array<double, 3> numbers{};
    const char* at = text.data();
    const char* const end = at + text.size();
    for (std::size_t k = 0; k < numbers.size(); ++k)
    {
        const auto [stop, error] = std::from_chars(at, end, numbers[k]);
        if (error != std::errc() || (stop != end && (*stop != ',' || k + 1 == numbers.size())))
        {
            break;
        }
        if (stop == end)
        {
            return {numbers[0], numbers[1], numbers[2]};
        }
        at = stop + 1;
    }
    throw std::invalid_argument("xrnn: split: a text is cut by one to three numbers and commas, such as "
                                "0.9,0.05,0.05, but not by \""
        + std::string(text.substr(0, 40)) + "\"");
}

namespace detail
{

    inline void check_fractions(const split_fractions& f)
    {
        for (const double fraction : {f.training, f.validation, f.test})
        {
            if (!is_finite(fraction) || fraction < 0 || fraction > 1)
            {
                throw std::invalid_argument(
                    "xrnn: split: a fraction must be between 0 and 1, but one is " + number_text(fraction));
            }
        }
        const double sum = f.training + f.validation + f.test;
        if (std::abs(sum - 1) > 1e-6)
        {
            throw std::invalid_argument("xrnn: split: the fractions " + number_text(f.training) + ", "
                + number_text(f.validation) + " and " + number_text(f.test) + " sum to " + number_text(sum)
                + ", but must sum to 1");
        }
    }

    inline void check_part(std::string_view name, double fraction, std::size_t size, std::size_t smallest)
    {
        if (fraction > 0 && size < smallest)
        {
            throw std::invalid_argument("xrnn: split: the " + std::string(name) + " part has " + number_text(size)
                + " of the text's ids or bytes, but needs at least " + number_text(smallest)
                + "; use a longer text or another fraction");
        }
    }

    /// Where the parts end. `place` moves a cut to where the text may be cut.
    template <class Place>
    std::array<std::size_t, 3> split_ends(
        std::size_t size, const split_fractions& f, std::size_t smallest, const Place& place)
    {
        check_fractions(f);
        if (!(f.training > 0))
        {
            throw std::invalid_argument("xrnn: split: the fraction to train on is 0, so there is nothing to train on");
        }
        const auto cut = [size, &place](double share) {
            const double exact = std::round(share * static_cast<double>(size));
            return place(exact < static_cast<double>(size) ? static_cast<std::size_t>(exact) : size);
        };
        const std::size_t training = f.validation > 0 || f.test > 0 ? cut(f.training) : size;
        const std::size_t validation = f.test > 0 ? f.validation > 0 ? cut(f.training + f.validation) : training : size;
        check_part("training", f.training, training, smallest);
        check_part("validation", f.validation, validation - training, smallest);
        check_part("test", f.test, size - validation, smallest);
        return {training, validation, size};
    }

} // namespace detail

/// Cuts ids into contiguous parts, in the order training, validation, test. `smallest` is how many ids a part needs, if
/// its fraction is not 0: two are an id and its target, and a window takes steps * rows + 1. Throws
/// std::invalid_argument if the fractions do not sum to 1 (within 1e-6), if that for training is 0, or if a part is too
/// small.
[[nodiscard]] inline split_parts<std::span<const id>> split(
    std::span<const id> ids, const split_fractions& fractions, std::size_t smallest = 2)
{
    const auto [training, validation, end] =
        detail::split_ends(ids.size(), fractions, smallest, [](std::size_t cut) { return cut; });
    return {
        ids.first(training), ids.subspan(training, validation - training), ids.subspan(validation, end - validation)};
}

/// The same for a text, in bytes. A cut in the middle of a character of UTF-8 moves to where the character begins.
[[nodiscard]] inline split_parts<std::string_view> split(
    std::string_view text, const split_fractions& fractions, std::size_t smallest = 2)
{
    const auto place = [text](std::size_t cut) {
        std::size_t start = cut;
        while (start > 0 && start < text.size() && cut - start < 3 && detail::continues_a_character(text[start]))
        {
            --start;
        }
        return start < text.size() && detail::continues_a_character(text[start]) ? cut : start;
    };
    const auto [training, validation, end] = detail::split_ends(text.size(), fractions, smallest, place);
    return {text.substr(0, training), text.substr(training, validation - training),
        text.substr(validation, end - validation)};
}

split_parts<std::span<const id>> split(
    const std::vector<id>&&, const split_fractions&, std::size_t = 2) = delete; // would dangle: give the ids a name
split_parts<std::string_view> split(
    const std::string&&, const split_fractions&, std::size_t = 2) = delete; // would dangle: give the text a name

} // namespace xrnn
