// SPDX-License-Identifier: BSD-3-Clause
/// Sequences of different lengths, packed into one window.
#pragma once

#include <concepts>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "../engine/packing.hpp"
#include "../id.hpp"
#include "block.hpp"
#include "contiguous.hpp"
#include "message.hpp"

namespace xrnn
{

template <class Element>
class packed_sequences;

namespace detail
{
    template <class X>
    inline constexpr bool is_packed = false;

    template <class Element>
    inline constexpr bool is_packed<packed_sequences<Element>> = true;

    template <class Element>
    struct element_type<packed_sequences<Element>>
    {
        using type = Element;
    };

    /// Throws std::out_of_range if there is no such step of a row that the user knows by this number.
    inline void check_packed_row(const packing& rows, std::size_t row, std::size_t step)
    {
        if (row >= rows.rows())
        {
            throw std::out_of_range("xrnn: there is no sequence " + number_text(row) + " among "
                + number_text(rows.rows()) + ", counted from 0");
        }
        if (const std::size_t length = rows.length(rows.place_of(row)); step >= length)
        {
            throw std::out_of_range("xrnn: sequence " + number_text(row) + " has no step " + number_text(step)
                + ", because it has " + count_text(length, "step"));
        }
    }

    /// How a sequence for a pack is refused.
    [[noreturn, gnu::cold]] inline void refuse_sequence_of_pack(std::size_t row, const std::string& why)
    {
        throw std::invalid_argument("xrnn: fill: sequence " + number_text(row) + " " + why);
    }

    /// The steps of one sequence of a pack. Throws std::invalid_argument.
    template <class X>
    std::size_t packed_length(const X& x, std::size_t row, std::size_t width, std::size_t most)
    {
        const std::size_t size = contiguous(x).size();
        if constexpr (shaped<X>)
        {
            const auto& shape = x.shape();
            const bool fits = (shape.size() == 1 && width == 1) || (shape.size() == 2 && shape[1] == width);
            if (!fits)
            {
                refuse_sequence_of_pack(
                    row, "has the shape " + shape_text(shape) + ", not [steps, " + number_text(width) + "]");
            }
        }
        if (size % width != 0)
        {
            refuse_sequence_of_pack(
                row, "has " + count_text(size, "number") + ", which make no whole steps of " + number_text(width));
        }
        if (size == 0)
        {
            refuse_sequence_of_pack(row, "is empty; leave it out");
        }
        if (size / width > most)
        {
            refuse_sequence_of_pack(
                row, "has " + count_text(size / width, "step") + ", but there is room for " + number_text(most));
        }
        return size / width;
    }
} // namespace detail

/// Sequences of different lengths side by side in one window: the input of workspace::forward, or the targets of a loss.
/// Only what exists is computed: a step works on the rows that have it, and a row that has ended keeps its state. Rows
/// are sorted by length inside; outside they have the order in which they were given.
///
///     packed_sequences<id> input(steps, rows), target(steps, rows); // room, allocated once
///     for (...)
///     {
///         input.fill(sentences), target.fill(tags); // std::vector<std::vector<id>>, for instance
///         work.forward(model, input, state);
///         softmax_cross_entropy(work, target);
template <class Element = id>
class packed_sequences
{
public:
    using value_type = Element;

    /// Room for `rows` sequences of `steps` steps; a step is an id, or `width` numbers. Throws std::invalid_argument if
    /// there is no step, row or number, or more than fit in memory.
    packed_sequences(std::size_t steps, std::size_t rows, std::size_t width = 1)
        : most_steps_(steps)
        , most_rows_(rows)
        , width_(width)
        , elements_(checked_size(steps, rows, width))
        , lengths_(rows)
        , rows_(steps, rows)
    {
        static_assert(std::is_arithmetic_v<Element> && !std::same_as<Element, bool>,
            "xrnn: packed_sequences hold ids or numbers; marks for a mask are char");
    }

    /// Takes other sequences, and allocates nothing. They are a range of contiguous ranges or xtensors [T, width], or [T]
    /// if the width is 1; what was there before is forgotten. Throws std::invalid_argument if there is no sequence, if one
    /// is empty or does not fit, or if there is no room; then nothing has changed.
    template <class Sequences>
    void fill(const Sequences& sequences)
    {
        using sequence = std::remove_cvref_t<decltype(*std::begin(sequences))>;
        static_assert(std::same_as<detail::element_of<sequence>, Element>,
            "xrnn: fill: the sequences have elements of another type than the packed_sequences");
        check_owner();
        const auto rows = static_cast<std::size_t>(std::size(sequences));
        if (rows == 0 || rows > most_rows_)
        {
            throw std::invalid_argument("xrnn: fill: there " + std::string(rows == 1 ? "is " : "are ")
                + detail::count_text(rows, "sequence") + ", but there is room for 1 to "
                + detail::number_text(most_rows_));
        }
        check(sequences);
        std::size_t row = 0;
        for (const auto& x : sequences)
        {
            lengths_[row++] = detail::contiguous(x).size() / width_;
        }
        rows_.assign(rows, [&](std::size_t i) { return lengths_[i]; });
        row = 0;
        for (const auto& x : sequences)
        {
            const Element* from = detail::contiguous(x).data();
            const std::size_t b = rows_.place_of(row++);
            for (std::size_t t = 0; t < rows_.length(b); ++t)
            {
                std::copy_n(from + t * width_, width_, elements_.data() + rows_.at(t, b).number * width_);
            }
        }
    }

    /// The sequences that are there, the steps of the longest one, and those of all together.
    [[nodiscard]] std::size_t rows() const noexcept { return rows_.rows(); }
    [[nodiscard]] std::size_t steps() const noexcept { return rows_.steps(); }
    [[nodiscard]] std::size_t all_steps() const { return order().all_rows(); }
    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    /// The steps of a sequence. Throws std::out_of_range.
    [[nodiscard]] std::size_t length(std::size_t row) const
    {
        detail::check_packed_row(order(), row, 0);
        return rows_.length(rows_.place_of(row));
    }

    /// A step of a sequence: `width` elements, valid until fill. Throws std::out_of_range.
    [[nodiscard]] std::span<const Element> operator()(std::size_t row, std::size_t step) const
    {
        return {elements_.data() + element(row, step), width_};
    }

    [[nodiscard]] std::span<Element> operator()(std::size_t row, std::size_t step)
    {
        return {elements_.data() + element(row, step), width_};
    }

    /// All elements as they lie: step after step, in each step the longest sequence first; valid until fill.
    [[nodiscard]] std::span<const Element> elements() const { return {elements_.data(), order().all_rows() * width_}; }

    /// How they lie: machinery.
    [[nodiscard]] const detail::packing& order() const
    {
        check_owner();
        return rows_;
    }

private:
    static std::size_t checked_size(std::size_t steps, std::size_t rows, std::size_t width)
    {
        if (steps == 0 || rows == 0 || width == 0)
        {
            throw std::invalid_argument(
                "xrnn: packed_sequences need room for at least one row of one step of one number");
        }
        // Beside its elements, a step and a row take a few sizes.
        if (!detail::addressable({steps, rows, width, sizeof(Element) + 4 * sizeof(std::size_t)}))
        {
            throw std::invalid_argument(
                "xrnn: packed_sequences for " + detail::window_text(steps, rows) + " do not fit in memory");
        }
        return steps * rows * width;
    }

    template <class Sequences>
    void check(const Sequences& sequences) const
    {
        std::size_t row = 0;
        for (const auto& x : sequences)
        {
            detail::packed_length(x, row, width_, most_steps_);
            if (detail::overlap(detail::memory_of(x), detail::memory_of(elements_)))
            {
                detail::refuse_sequence_of_pack(
                    row, "is part of these packed_sequences, which fill overwrites; copy it first");
            }
            ++row;
        }
    }

    std::size_t element(std::size_t row, std::size_t step) const
    {
        detail::check_packed_row(order(), row, step);
        return rows_.at(step, rows_.place_of(row)).number * width_;
    }

    void check_owner() const { detail::check_owner(!elements_.empty(), "packed_sequences object"); }

    std::size_t most_steps_;
    std::size_t most_rows_;
    std::size_t width_;
    std::vector<Element> elements_;
    std::vector<std::size_t> lengths_; ///< of the sequences in the order of the user
    detail::packing rows_;
};

} // namespace xrnn
