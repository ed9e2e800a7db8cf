// SPDX-License-Identifier: BSD-3-Clause
/// Beam search: the most probable continuations of a text.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../model/finite.hpp"
#include "../model/message.hpp"
#include "../model/model.hpp"
#include "../model/sizes.hpp"
#include "beam_paths.hpp"

namespace xrnn
{

/// What a beam search looks for.
struct beam
{
    std::size_t width = 8;    ///< how many continuations are followed side by side, and found at most
    std::size_t length = 20;  ///< of a continuation, in ids, the stop id included
    std::optional<id> stop{}; ///< a continuation ends with this id; without one, all have the full length
    double length_power =
        0; ///< continuations are ranked by log-probability / length^length_power: 0 prefers short ones, 1
           ///< compares the means of their ids
};

/// A continuation that a beam search found.
struct continuation
{
    std::vector<id> ids;        ///< the stop id included, if it has one
    double log_probability = 0; ///< of all its ids together, in nats: never above 0
    double score = 0;           ///< by which it is ranked
};

/// Follows the `width` most probable beginnings, one id at a time, all in one batch (Lowerre 1976; Sutskever, Vinyals &
/// Le 2014, section 3.2). A width that holds all continuations finds the most probable ones exactly, a smaller one may
/// miss some. Nothing is allocated after construction. The model must outlive it.
template <class Network, class T = float, class Products = native_products>
class beam_search
{
    using model_type = model<Network, T, Products>;
    using state_type = hidden_state<Network, T>;

public:
    /// Throws std::invalid_argument if the width or the length is 0, if they do not fit in memory, if the length power
    /// is negative or not finite, or if the stop id is none that the network can give.
    explicit beam_search(const model_type& m, const beam& what = {})
        : model_(&m)
        , what_(checked(what))
        , now_(what.width)
        , next_(what.width)
        , ids_(what.width)
        , chosen_(what.width)
        , finished_(what.width)
        , paths_(what.width, what.length)
        , found_(what.width)
    {
        live_.reserve(what.width);
        for (continuation& each : found_)
        {
            each.ids.reserve(what.length);
        }
    }

    explicit beam_search(const model_type&& m, const beam& what = {})
        : beam_search(m, what)
    {
        static_assert(
            sizeof(model_type) == 0, "xrnn: a beam search refers to its model; give the temporary model a name");
    }

    /// The continuations after `first`, the best score first; valid until the next call. The hidden state has one row:
    /// what the network remembers before it reads `first`, and it stays as it is. Throws what the step of the model
    /// throws, std::invalid_argument for a state of several rows, and if a logit is NaN or plus infinity.
    [[nodiscard]] std::span<const continuation> operator()(const state_type& start, id first) &
    {
        return run(start, 1, first, [this] { return model_->step(ids_, now_); });
    }

    /// The same with steps in a workspace, for a decoder that remembers its source: each row is a continuation of that
    /// source, so it has been encoded `width` times, and the state has as many rows.
    [[nodiscard]] std::span<const continuation> operator()(
        workspace<Network, T, Products>& work, const state_type& start, id first) &
    {
        return run(start, what_.width, first, [this, &work] { return work.step(*model_, ids_, now_); });
    }

    template <class... Arguments>
    std::span<const continuation> operator()(const Arguments&...) && = delete; // would dangle: give the search a name

private:
    static constexpr std::size_t classes = model_type::output_width;

    static const beam& checked(const beam& what)
    {
        if (what.width == 0 || what.length == 0)
        {
            throw std::invalid_argument("xrnn: a beam search needs a width and a length of at least 1");
        }
        if (!detail::addressable({what.width, what.length, sizeof(detail::beam_candidate)}))
        {
            throw std::invalid_argument("xrnn: a beam search of width " + detail::number_text(what.width)
                + " and length " + detail::number_text(what.length) + " does not fit in memory");
        }
        if (!detail::is_finite(what.length_power) || what.length_power < 0)
        {
            throw std::invalid_argument(
                "xrnn: the length power of a beam search must be finite and not negative, but it is "
                + detail::number_text(what.length_power));
        }
        if (what.stop && *what.stop >= classes)
        {
            throw std::invalid_argument("xrnn: a beam search cannot stop at the id " + detail::number_text(*what.stop)
                + ", because the network has " + detail::count_text(classes, "output"));
        }
        return what;
    }

    template <class Step>
    std::span<const continuation> run(const state_type& start, std::size_t rows, id first, const Step& make_step)
    {
        begin(start, rows, first);
        for (std::size_t step = 0; step < what_.length && !live_.empty() && !is_settled(); ++step)
        {
            choose(step, make_step());
            advance();
        }
        return ranked();
    }

    void begin(const state_type& start, std::size_t rows, id first)
    {
        if (start.rows() != rows)
        {
            throw std::invalid_argument("xrnn: a beam search starts from a hidden state of "
                + detail::count_text(rows, "row") + ", but this one has " + detail::number_text(start.rows()));
        }
        now_.copy_row(0, start, 0);
        std::fill(ids_.begin(), ids_.end(), first);
        finished_.clear();
        live_.assign(1, 0.0);
    }

    /// Whether nothing can be found any more that is better than the worst that was: log-probabilities only fall.
    bool is_settled() const
    {
        return what_.length_power == 0 && finished_.is_full() && finished_.worst().rank >= live_.front();
    }

    /// Takes the best continuations of the live rows, after a step with all of them.
    template <class Logits>
    void choose(std::size_t step, const Logits& logits)
    {
        chosen_.clear();
        for (std::size_t row = 0; row < live_.size(); ++row)
        {
            const double before = live_[row] - log_sum(logits, row);
            for (std::size_t k = 0; k < classes; ++k)
            {
                const double log_probability = before + static_cast<double>(logits(row, k));
                if (detail::is_finite(log_probability)) // else the network never gives the id
                {
                    take({log_probability, log_probability, step, row, static_cast<id>(k)});
                }
            }
        }
    }

    void take(detail::beam_candidate candidate)
    {
        if (candidate.step + 1 < what_.length && candidate.last != what_.stop)
        {
            chosen_.add(candidate);
            return;
        }
        candidate.rank /= std::pow(static_cast<double>(candidate.step + 1), what_.length_power);
        finished_.add(candidate);
    }

    /// Those that were chosen become the live ones.
    void advance()
    {
        live_.clear();
        for (const detail::beam_candidate& each : chosen_.sorted())
        {
            const std::size_t row = live_.size();
            next_.copy_row(row, now_, each.parent);
            paths_.note(row, each);
            ids_[row] = each.last;
            live_.push_back(each.log_probability);
        }
        std::swap(now_, next_);
    }

    std::span<const continuation> ranked()
    {
        std::size_t count = 0;
        for (const detail::beam_candidate& each : finished_.sorted())
        {
            paths_.read(each, found_[count].ids);
            found_[count].log_probability = each.log_probability;
            found_[count].score = each.rank;
            ++count;
        }
        return std::span<const continuation>(found_).first(count);
    }

    /// The logarithm of the sum of the exponentials of a row of logits.
    template <class Logits>
    static double log_sum(const Logits& logits, std::size_t row)
    {
        double largest = -std::numeric_limits<double>::infinity();
        for (std::size_t k = 0; k < classes; ++k)
        {
            const double z = static_cast<double>(logits(row, k));
            if (!detail::is_finite(z) && (detail::is_nan(z) || z > 0))
            {
                throw std::invalid_argument(
                    "xrnn: beam search: logit " + detail::number_text(k) + " is " + detail::number_text(z));
            }
            largest = std::max(largest, z);
        }
        if (!detail::is_finite(largest))
        {
            throw std::invalid_argument("xrnn: beam search: all logits are minus infinity, so nothing can follow");
        }
        double sum = 0;
        for (std::size_t k = 0; k < classes; ++k)
        {
            sum += std::exp(static_cast<double>(logits(row, k)) - largest);
        }
        return largest + std::log(sum);
    }

    const model_type* model_;
    beam what_;
    state_type now_;
    state_type next_;
    std::vector<id> ids_;      ///< the last of each row, which the next step reads
    std::vector<double> live_; ///< the log-probability of each live row, the best first
    detail::best_candidates chosen_;
    detail::best_candidates finished_;
    detail::beam_paths paths_;
    std::vector<continuation> found_;
};

} // namespace xrnn
