// SPDX-License-Identifier: BSD-3-Clause
/// An n-gram model: what a text of ids gives away without a network.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "../id.hpp"
#include "../model/block.hpp"
#include "../model/message.hpp"
#include "ngrams.hpp"

namespace xrnn
{

/// How many discounts each order of a kneser_ney model has.
enum class discounts
{
    one,  ///< D = n1 / (n1 + 2 n2), of Ney, Essen & Kneser 1994
    three ///< for counts of one, two, and three and more: modified Kneser-Ney, Chen & Goodman 1998, equation (26)
};

namespace detail
{

    /// What is taken from counts of one, two, and three and more, given how many n-grams have the counts one to four.
    /// If some of these counts do not occur, as in a short text, it is a half, one and one and a half.
    inline std::array<double, 3> discounts_of(const std::array<double, 4>& n, discounts how)
    {
        const std::array<double, 3> usual{0.5, 1, 1.5};
        const double y = n[0] / (n[0] + 2 * n[1]);
        if (how == discounts::one)
        {
            const std::array<double, 3> same{y, y, y};
            return n[0] > 0 && n[1] > 0 ? same : std::array<double, 3>{usual[0], usual[0], usual[0]};
        }
        std::array<double, 3> d{};
        for (std::size_t k = 0; k < d.size(); ++k)
        {
            const double count = static_cast<double>(k + 1);
            d[k] = count - (count + 1) * y * n[k + 1] / n[k];
            if (!(n[k] > 0) || !(n[k + 1] > 0) || !(d[k] > 0))
            {
                return usual;
            }
        }
        return d;
    }

} // namespace detail

/// Interpolated Kneser-Ney (Kneser & Ney 1995; Chen & Goodman 1998, section 3): the probability of an id after the
/// order - 1 ids before it. With c the count of an n-gram of the highest order, and for shorter ones the number of
/// different ids that stand before it,
///
///     p(w | h) = (c(h w) - D(c(h w))) / sum_v c(h v) + sum_v D(c(h v)) / sum_v c(h v) p(w | h without its first id),
///
/// and p(w) of no context is mixed with 1 / classes in the same way, so that every id has a probability above zero. A
/// context that the text does not have is passed over to the shorter one.
class kneser_ney
{
public:
    static constexpr std::size_t highest_order = 10;

    /// Learns a text whose ids are below `classes`. An order of 1 knows no context. Throws std::invalid_argument if the
    /// order is not 1 to 10, if there is no id, or if there are more than 2^32 - 2; std::out_of_range for an id that is
    /// not below the classes.
    kneser_ney(std::span<const id> ids, std::size_t classes, std::size_t order, discounts how = discounts::three)
        : classes_(classes)
        , tree_(checked(ids, classes, order), order)
    {
        values_.resize(order + 1);
        rest_.resize(order);
        for (std::size_t length = 1; length <= order; ++length)
        {
            estimate(length, length < order ? tree_.continuations(length, ids) : tree_.counts(), how);
        }
    }

    [[nodiscard]] std::size_t classes() const noexcept { return classes_; }

    [[nodiscard]] std::size_t order() const noexcept { return rest_.size(); }

    /// The probability of an id after a context, of which the last order - 1 ids count. Throws std::out_of_range for an
    /// id that is not below the classes.
    [[nodiscard]] double probability(std::span<const id> context, id next) const
    {
        check(next);
        return probability(find(context), next);
    }

    /// The probabilities of all ids after a context; they sum to 1.
    [[nodiscard]] std::vector<double> distribution(std::span<const id> context) const
    {
        std::vector<double> p(classes_, 0.0);
        double weight = 1;
        each_suffix(find(context), [&](std::size_t length, std::uint32_t k) {
            const detail::ngram_level& parents = tree_.level(length);
            for (std::size_t c = parents.first_child[k]; c < parents.first_child[k + 1]; ++c)
            {
                p[tree_.level(length + 1).last[c]] += weight * values_[length + 1][c];
            }
            weight *= rest_[length][k];
        });
        for (double& each : p)
        {
            each += weight / static_cast<double>(classes_);
        }
        return p;
    }

    /// The mean negative log-likelihood of the ids, in nats an id; the first is predicted without a context. Throws
    /// std::invalid_argument if there is none, and std::out_of_range for an id that is not below the classes.
    [[nodiscard]] double nats(std::span<const id> ids) const
    {
        check_any(ids);
        double sum = 0;
        node at = root;
        for (const id next : ids)
        {
            check(next);
            sum -= std::log(probability(at, next));
            at = after(at, next);
        }
        return sum / static_cast<double>(ids.size());
    }

private:
    /// An n-gram by its length and its number.
    struct node
    {
        std::size_t length;
        std::uint32_t number;
    };

    static constexpr node root{0, 0};

    static void check_any(std::span<const id> ids)
    {
        if (ids.empty())
        {
            throw std::invalid_argument("xrnn: kneser_ney: there are no ids");
        }
    }

    static std::span<const id> checked(std::span<const id> ids, std::size_t classes, std::size_t order)
    {
        check_any(ids);
        if (order < 1 || order > highest_order)
        {
            throw std::invalid_argument("xrnn: kneser_ney: the order must be 1 to " + detail::number_text(highest_order)
                + ", but it is " + detail::number_text(order));
        }
        if (ids.size() >= detail::ngram_tree::none)
        {
            throw std::invalid_argument(
                "xrnn: kneser_ney: a text of " + detail::number_text(ids.size()) + " ids is too long");
        }
        for (const id each : ids)
        {
            check(each, classes);
        }
        return ids;
    }

    static void check(id each, std::size_t classes)
    {
        if (each >= classes)
        {
            throw std::out_of_range("xrnn: kneser_ney: the id " + detail::number_text(each) + " is not below the "
                + detail::number_text(classes) + " classes");
        }
    }

    void check(id each) const
    {
        detail::check_owner(!rest_.empty(), "kneser_ney model");
        check(each, classes_);
    }

    /// Sets both terms of the formula for the n-grams of one length.
    void estimate(std::size_t length, const std::vector<std::uint32_t>& counts, discounts how)
    {
        std::array<double, 4> numbers{};
        for (const std::uint32_t count : counts)
        {
            if (count <= numbers.size())
            {
                ++numbers[count - 1];
            }
        }
        const std::array<double, 3> d = detail::discounts_of(numbers, how);
        const detail::ngram_level& parents = tree_.level(length - 1);
        values_[length].resize(counts.size());
        rest_[length - 1].assign(parents.size(), 1.0);
        for (std::size_t parent = 0; parent < parents.size(); ++parent)
        {
            double sum = 0;
            double taken = 0;
            for (std::size_t k = parents.first_child[parent]; k < parents.first_child[parent + 1]; ++k)
            {
                const double discount = d[std::min<std::size_t>(counts[k], 3) - 1];
                values_[length][k] = static_cast<double>(counts[k]) - discount;
                sum += static_cast<double>(counts[k]);
                taken += discount;
            }
            for (std::size_t k = parents.first_child[parent]; k < parents.first_child[parent + 1]; ++k)
            {
                values_[length][k] /= sum;
                rest_[length - 1][parent] = taken / sum;
            }
        }
    }

    /// The longest n-gram below the order that ends with this id, after the longest that ended before it.
    node after(node at, id next) const
    {
        for (;; --at.length)
        {
            const std::uint32_t k = tree_.child(at.length, at.number, next);
            if (k != detail::ngram_tree::none)
            {
                const bool longest = at.length + 1 == order();
                return {at.length + (longest ? 0 : 1), longest ? tree_.level(order()).suffix[k] : k};
            }
            if (at.length == 0)
            {
                return root;
            }
            at.number = tree_.level(at.length).suffix[at.number];
        }
    }

    node find(std::span<const id> context) const
    {
        detail::check_owner(!rest_.empty(), "kneser_ney model");
        node at = root;
        for (const id each : context.last(std::min(context.size(), order() - 1)))
        {
            check(each);
            at = after(at, each);
        }
        return at;
    }

    /// Calls f(length, number) for an n-gram and all its suffixes, the longest first.
    template <class F>
    void each_suffix(node at, const F& f) const
    {
        for (; at.length > 0; --at.length)
        {
            f(at.length, at.number);
            at.number = tree_.level(at.length).suffix[at.number];
        }
        f(0, 0);
    }

    double probability(node context, id next) const
    {
        double p = 0;
        double weight = 1;
        each_suffix(context, [&](std::size_t length, std::uint32_t number) {
            const std::uint32_t k = tree_.child(length, number, next);
            p += k == detail::ngram_tree::none ? 0 : weight * values_[length + 1][k];
            weight *= rest_[length][number];
        });
        return p + weight / static_cast<double>(classes_);
    }

    std::size_t classes_;
    detail::ngram_tree tree_;
    std::vector<std::vector<double>> values_; ///< for each n-gram, the first term of the formula
    std::vector<std::vector<double>> rest_;   ///< for each context, the factor of the second term
};

} // namespace xrnn
