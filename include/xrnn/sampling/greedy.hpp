// SPDX-License-Identifier: BSD-3-Clause
/// Greedy search: the most probable id at each step, for a batch of rows.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "../model/message.hpp"
#include "../model/model.hpp"
#include "../model/sizes.hpp"
#include "sampler.hpp"

namespace xrnn
{

/// How long a greedy search goes on.
struct greedy
{
    std::size_t length = 20;  ///< of an answer at most, in ids, the stop id included
    std::optional<id> stop{}; ///< an answer ends with this id; without one, all have the full length
};

/// Follows the most probable id at each step, for all rows of a state in one batch. Nothing is allocated after construction.
/// The model must outlive it.
template <class Network, class T = float, class Products = native_products>
class greedy_search
{
    using model_type = model<Network, T, Products>;
    using state_type = hidden_state<Network, T>;

public:
    /// For states of so many rows. Throws std::invalid_argument if there is no row or the length is 0, if they do not fit in
    /// memory, or if the stop id is none that the network can give.
    greedy_search(const model_type& m, std::size_t rows, const greedy& what = {}, const team& threads = team())
        : model_(&m)
        , what_(checked(what, rows))
        , team_(threads)
        , now_(rows)
        , last_(rows)
        , found_(rows)
    {
        for (std::vector<id>& each : found_)
        {
            each.reserve(what.length);
        }
    }

    greedy_search(const model_type&& m, std::size_t rows, const greedy& what = {}, const team& threads = team())
        : greedy_search(m, rows, what, threads)
    {
        static_assert(
            sizeof(model_type) == 0, "xrnn: a greedy search refers to its model; give the temporary model a name");
    }

    /// What each row answers after `first`: its ids, the stop id included; valid until the next call. The state is what the
    /// network remembers before it reads `first`, and stays as it is. Throws what the step of the model throws, and
    /// std::invalid_argument for a state of other rows or if a logit is NaN.
    [[nodiscard]] std::span<const std::vector<id>> operator()(const state_type& start, id first) &
    {
        return run(start, first,
            [this] { return team_.size() > 1 ? model_->step(last_, now_, team_) : model_->step(last_, now_); });
    }

    /// The same with steps in a workspace that has encoded a source for each row, for a decoder that remembers it.
    [[nodiscard]] std::span<const std::vector<id>> operator()(
        workspace<Network, T, Products>& work, const state_type& start, id first) &
    {
        return run(start, first, [this, &work] { return work.step(*model_, last_, now_); });
    }

    template <class... Arguments>
    std::span<const std::vector<id>> operator()(const Arguments&...) && = delete; // would dangle: give it a name

private:
    static const greedy& checked(const greedy& what, std::size_t rows)
    {
        if (rows == 0 || what.length == 0)
        {
            throw std::invalid_argument("xrnn: a greedy search needs at least one row and a length of at least 1");
        }
        if (!detail::addressable({rows, what.length, sizeof(id)}))
        {
            throw std::invalid_argument("xrnn: a greedy search of " + detail::count_text(rows, "row") + " and length "
                + detail::number_text(what.length) + " does not fit in memory");
        }
        if (what.stop && *what.stop >= model_type::output_width)
        {
            throw std::invalid_argument("xrnn: a greedy search cannot stop at the id " + detail::number_text(*what.stop)
                + ", because the network has " + detail::count_text(model_type::output_width, "output"));
        }
        return what;
    }

    template <class Step>
    std::span<const std::vector<id>> run(const state_type& start, id first, const Step& step)
    {
        begin(start, first);
        for (std::size_t i = 0; i < what_.length && take(step()) > 0; ++i)
        {
        }
        return found_;
    }

    void begin(const state_type& start, id first)
    {
        if (start.rows() != now_.rows())
        {
            throw std::invalid_argument("xrnn: this greedy search is for hidden states of "
                + detail::count_text(now_.rows(), "row") + ", but this one has " + detail::number_text(start.rows()));
        }
        std::copy_n(start.data(), start.size(), now_.data());
        std::fill(last_.begin(), last_.end(), first);
        for (std::vector<id>& each : found_)
        {
            each.clear();
        }
    }

    /// Takes an id for each row; those that have ended read what they read last. Returns how many go on.
    template <class Logits>
    std::size_t take(const Logits& logits)
    {
        std::size_t left = 0;
        for (std::size_t row = 0; row < found_.size(); ++row)
        {
            std::vector<id>& answer = found_[row];
            const bool has_ended = what_.stop && !answer.empty() && answer.back() == *what_.stop;
            if (!has_ended)
            {
                last_[row] = argmax(std::span<const T>(&logits(row, 0), model_type::output_width));
                answer.push_back(last_[row]);
                left += last_[row] != what_.stop;
            }
        }
        return left;
    }

    const model_type* model_;
    greedy what_;
    team team_;
    state_type now_;
    std::vector<id> last_; ///< of each row, which the next step reads
    std::vector<std::vector<id>> found_;
};

} // namespace xrnn
