// SPDX-License-Identifier: BSD-3-Clause
/// What an update rule is, and what an update throws. A rule says how a parameter changes, in a few lines, as in sgd.hpp
/// and adam.hpp; users add their own in the same way.
#pragma once

#include "../language/mistakes.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "../model/message.hpp"

namespace xrnn
{

/// Thrown by an update whose loss, gradients or learning rate cannot be used. Parameters and optimiser are unchanged.
class not_finite : public std::runtime_error
{
public:
    not_finite(const std::string& what, double value, std::uint64_t update)
        : std::runtime_error("xrnn: " + what + " of update " + detail::number_text(update) + " is "
            + detail::number_text(value) + "; the parameters are still those of update "
            + detail::number_text(update - 1) + ". A lower learning rate or clipped gradients may help")
        , update_(update)
    {
    }

    /// The number of the update that was not made, counted from 1.
    [[nodiscard]] std::uint64_t update() const noexcept { return update_; }

private:
    std::uint64_t update_;
};

/// An update rule has a learning rate, says how many numbers it remembers for each parameter, and for update n (from 1)
/// at a given rate returns a function of a parameter, its gradient and its memories. That function changes the memories
/// and returns the new parameter; it is called with SIMD batches and with plain numbers. A rule may have a check<T>(),
/// which the optimiser's constructor calls and which throws if the rule's constants make no sense for parameters of
/// type T. A schedule may have such a check().
template <class Rule>
concept update_rule = requires(const Rule& rule)
{
    static_cast<double>(rule.rate);
    static_cast<std::size_t>(Rule::memories);
    rule.template at<double>(std::uint64_t(1), 0.1);
};

namespace detail
{
    /// Takes the place of a type that is not a rule.
    struct no_rule
    {
        double rate = 0;
        static constexpr std::size_t memories = 0;

        template <class Rule>
        no_rule(const Rule&)
        {
        }

        template <class T>
        auto at(std::uint64_t, double) const
        {
            return [](auto w, auto) { return w; };
        }
    };

    /// More updates than this nobody can have made.
    inline constexpr std::uint64_t most_updates = std::numeric_limits<std::uint64_t>::max() / 2;

    template <class Rule>
    using checked_rule = checked<std::conditional_t<update_rule<Rule>, no_mistake,
                                     mistake<error::this_update_rule_lacks_rate_memories_or_at<Rule>>>,
        Rule, no_rule>;
} // namespace detail

} // namespace xrnn
