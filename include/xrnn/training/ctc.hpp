// SPDX-License-Identifier: BSD-3-Clause
/// Connectionist temporal classification: the loss of labels that stand in the order of a sequence, but nobody knows where
/// (Graves, Fernández, Gomez & Schmidhuber 2006), such as the letters of a spoken or a written word.
#pragma once

#include "../language/mistakes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "../model/contiguous.hpp"
#include "../model/message.hpp"
#include "../model/packed_view.hpp"
#include "../model/sizes.hpp"
#include "reduction.hpp"
#include "whole_sequences.hpp"

namespace xrnn
{

namespace detail
{
    /// Step t of a row of outputs [T, B, Width], or of a packed window.
    template <shaped Outputs>
    auto step_of_row(Outputs& y, std::size_t row, std::size_t t)
    {
        return std::span(&y(t, row, 0), y.shape()[2]);
    }

    template <class T>
    std::span<T> step_of_row(const packed_view<T>& y, std::size_t row, std::size_t t)
    {
        return y(row, t);
    }

    template <shaped Outputs>
    std::size_t length_of_row(const Outputs& y, std::size_t)
    {
        return y.shape()[0];
    }

    template <class T>
    std::size_t length_of_row(const packed_view<T>& y, std::size_t row)
    {
        return y.length(row);
    }

    template <shaped Outputs>
    std::array<std::size_t, 2> rows_and_classes(const Outputs& y)
    {
        return {y.shape()[1], y.shape()[2]};
    }

    template <class T>
    std::array<std::size_t, 2> rows_and_classes(const packed_view<T>& y)
    {
        return {y.rows(), y.width()};
    }

    inline constexpr double log_of_zero = -std::numeric_limits<double>::infinity();

    /// log(exp(a) + exp(b)).
    inline double log_of_sum(double a, double b)
    {
        if (a == log_of_zero || b == log_of_zero)
        {
            return a == log_of_zero ? b : a;
        }
        return std::max(a, b) + std::log1p(std::exp(-std::abs(a - b)));
    }
} // namespace detail

/// -log p of the labels of each row, in nats, where p adds up all ways to spread the labels over the steps: a label may take
/// several steps, and steps between labels, and all between two equal ones, may be blank. The outputs are logits, one class
/// of which is the blank. Made once; a call allocates nothing.
class ctc
{
public:
    /// For rows of up to `steps` steps and `labels` labels. Throws std::invalid_argument if there is no step, or more than fit
    /// in memory.
    ctc(std::size_t steps, std::size_t labels, id blank = 0)
        : most_steps_(steps)
        , most_labels_(labels)
        , blank_(blank)
        , forward_(checked_size(steps, labels))
        , backward_(2 * labels + 1)
        , log_sums_(steps)
    {
    }

    /// Returns the loss of the last window of a workspace, packed or not, and sets its output adjoint. Targets are a range
    /// of contiguous ranges of ids, one for each row, in the rows' order; one may be empty. The mean is over rows. A loss is
    /// infinite if logits of minus infinity leave no way. Throws std::invalid_argument or std::out_of_range if the targets
    /// do not fit, before anything is written.
    template <class Workspace, class Targets>
    double operator()(Workspace& work, const Targets& targets, reduction how = reduction::sum)
    {
        if constexpr (detail::checked_whole_sequences<Workspace>::type::value)
        {
            if (work.is_packed())
            {
                const auto outputs = work.packed_output();
                check(outputs, targets);
                return run(outputs, targets, work.packed_output_adjoint(), how);
            }
            const auto outputs = work.output();
            check(outputs, targets);
            return run(outputs, targets, work.output_adjoint(), how);
        }
        else
        {
            return 0;
        }
    }

private:
    using label_list = std::span<const id>;

    static std::size_t checked_size(std::size_t steps, std::size_t labels)
    {
        // There are at most three places for each label: its own, and a blank before and after it.
        if (steps == 0 || !detail::addressable({steps, labels + (labels == 0 ? 1 : 0), 3, sizeof(double)}))
        {
            throw std::invalid_argument("xrnn: ctc: room for " + detail::count_text(steps, "step") + " of "
                + detail::count_text(labels, "label")
                + (steps == 0 ? " is none; it takes one step at least" : " does not fit in memory"));
        }
        return steps * (2 * labels + 1);
    }

    template <class Outputs, class Targets>
    void check(const Outputs& outputs, const Targets& targets) const
    {
        detail::check_owner(!forward_.empty(), "ctc");
        const auto [rows, classes] = detail::rows_and_classes(outputs);
        if (static_cast<std::size_t>(std::size(targets)) != rows)
        {
            throw std::invalid_argument("xrnn: ctc: there are targets for "
                + detail::count_text(std::size(targets), "row") + ", but the window has " + detail::number_text(rows));
        }
        if (blank_ >= classes)
        {
            throw std::out_of_range("xrnn: ctc: the blank is class " + detail::number_text(blank_)
                + ", but the outputs have " + detail::number_text(classes) + " classes");
        }
        std::size_t row = 0;
        for (const auto& each : targets)
        {
            check_row(detail::contiguous(each), row, detail::length_of_row(outputs, row), classes);
            ++row;
        }
    }

    void check_row(label_list of_row, std::size_t row, std::size_t steps, std::size_t classes) const
    {
        const std::string which = "xrnn: ctc: row " + detail::number_text(row);
        if (of_row.size() > most_labels_ || steps > most_steps_)
        {
            throw std::invalid_argument(which + " has " + detail::count_text(of_row.size(), "label") + " and "
                + detail::count_text(steps, "step") + ", but there is room for " + detail::number_text(most_labels_)
                + " and " + detail::number_text(most_steps_));
        }
        std::size_t needed = of_row.size();
        for (std::size_t i = 0; i < of_row.size(); ++i)
        {
            if (of_row[i] >= classes || of_row[i] == blank_)
            {
                throw std::out_of_range(which + ": label " + detail::number_text(i) + " is the class "
                    + detail::number_text(of_row[i])
                    + (of_row[i] == blank_ ? ", which is the blank"
                                           : ", and there are " + detail::number_text(classes)));
            }
            needed += i > 0 && of_row[i] == of_row[i - 1] ? 1 : 0;
        }
        if (needed > steps)
        {
            throw std::invalid_argument(which + " has " + detail::count_text(of_row.size(), "label") + ", which take "
                + detail::count_text(needed, "step") + " at least, a blank between equal ones counted, but it has "
                + detail::number_text(steps));
        }
    }

    template <class Outputs, class Targets, class Adjoint>
    double run(const Outputs& outputs, const Targets& targets, Adjoint adjoint, reduction how)
    {
        const double weight = how == reduction::mean ? 1 / static_cast<double>(std::size(targets)) : 1;
        double sum = 0;
        std::size_t row = 0;
        for (const auto& each : targets)
        {
            const label_list of_row = detail::contiguous(each);
            const std::size_t steps = detail::length_of_row(outputs, row);
            const double log_p = go_forward(outputs, row, steps, of_row);
            go_backward(outputs, row, steps, of_row, log_p, weight, adjoint);
            sum -= log_p;
            ++row;
        }
        return weight * sum;
    }

    /// The class at a place of the labels with a blank before, between and after them.
    id class_at(label_list of_row, std::size_t place) const { return place % 2 == 0 ? blank_ : of_row[place / 2]; }

    /// Whether the blank before a place may be left out.
    bool may_skip(label_list of_row, std::size_t place) const
    {
        return place % 2 == 1 && place > 1 && of_row[place / 2] != of_row[place / 2 - 1];
    }

    template <class Logits>
    static double find_log_sum(Logits z)
    {
        const auto largest = static_cast<double>(*std::max_element(z.begin(), z.end()));
        double sum = 0;
        for (const auto each : z)
        {
            sum += std::exp(static_cast<double>(each) - largest);
        }
        return largest + std::log(sum);
    }

    /// log p of the class at a place, at step t.
    template <class Logits>
    double log_probability(Logits z, std::size_t t, label_list of_row, std::size_t place) const
    {
        return static_cast<double>(z[class_at(of_row, place)]) - log_sums_[t];
    }

    /// Sets forward_: the log probability of the steps up to t, if step t is at a place. Returns that of all labels.
    template <class Outputs>
    double go_forward(const Outputs& outputs, std::size_t row, std::size_t steps, label_list of_row)
    {
        const std::size_t places = 2 * of_row.size() + 1;
        for (std::size_t t = 0; t < steps; ++t)
        {
            const auto z = detail::step_of_row(outputs, row, t);
            log_sums_[t] = find_log_sum(z);
            double* here = forward_.data() + t * places;
            const double* before = here - places;
            for (std::size_t s = 0; s < places; ++s)
            {
                double reached = t == 0 ? (s < 2 ? 0 : detail::log_of_zero) : before[s];
                if (t > 0 && s > 0)
                {
                    reached = detail::log_of_sum(reached, before[s - 1]);
                }
                if (t > 0 && may_skip(of_row, s))
                {
                    reached = detail::log_of_sum(reached, before[s - 2]);
                }
                here[s] = reached + log_probability(z, t, of_row, s);
            }
        }
        const double* last = forward_.data() + steps * places - 1;
        return places > 1 ? detail::log_of_sum(last[0], last[-1]) : last[0];
    }

    /// Sets the adjoints: the probability of each class less that of being there, given the labels.
    template <class Outputs, class Adjoint>
    void go_backward(const Outputs& outputs, std::size_t row, std::size_t steps, label_list of_row, double log_p,
        double weight, Adjoint& adjoint)
    {
        const std::size_t places = 2 * of_row.size() + 1;
        std::fill_n(backward_.begin(), places, detail::log_of_zero);
        backward_[places - 1] = 0;
        backward_[places > 1 ? places - 2 : 0] = 0;
        for (std::size_t t = steps; t-- > 0;)
        {
            const auto z = detail::step_of_row(outputs, row, t);
            const auto d = detail::step_of_row(adjoint, row, t);
            using number = typename decltype(d)::value_type;
            for (std::size_t k = 0; k < z.size(); ++k)
            {
                d[k] = static_cast<number>(weight * std::exp(static_cast<double>(z[k]) - log_sums_[t]));
            }
            for (std::size_t s = 0; s < places; ++s)
            {
                d[class_at(of_row, s)] -=
                    static_cast<number>(weight * std::exp(forward_[t * places + s] + backward_[s] - log_p));
            }
            step_back(z, t, of_row, places);
        }
    }

    /// From the log probability of the steps after t, if step t is at a place, to that of the steps from t on.
    template <class Logits>
    void step_back(Logits z, std::size_t t, label_list of_row, std::size_t places)
    {
        const auto through = [&](std::size_t s) { return backward_[s] + log_probability(z, t, of_row, s); };
        for (std::size_t s = 0; s < places; ++s)
        {
            double reached = through(s);
            if (s + 1 < places)
            {
                reached = detail::log_of_sum(reached, through(s + 1));
            }
            if (s + 2 < places && may_skip(of_row, s + 2))
            {
                reached = detail::log_of_sum(reached, through(s + 2));
            }
            backward_[s] = reached;
        }
    }

    std::size_t most_steps_;
    std::size_t most_labels_;
    id blank_;
    std::vector<double> forward_;
    std::vector<double> backward_;
    std::vector<double> log_sums_;
};

/// The labels of the most probable classes of a row of outputs [T, B, Width], or of a packed window: runs of a class count
/// once, and blanks are left out.
template <class Outputs>
std::vector<id> best_labels(const Outputs& outputs, std::size_t row, id blank = 0)
{
    std::vector<id> found;
    id before = blank;
    for (std::size_t t = 0; t < detail::length_of_row(outputs, row); ++t)
    {
        const auto z = detail::step_of_row(outputs, row, t);
        const auto best = static_cast<id>(std::max_element(z.begin(), z.end()) - z.begin());
        if (best != before && best != blank)
        {
            found.push_back(best);
        }
        before = best;
    }
    return found;
}

} // namespace xrnn
