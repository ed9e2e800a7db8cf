// SPDX-License-Identifier: BSD-3-Clause
/// What all optimisers share: the count of updates, the memory, the learning rate, and the rejection of non-finite
/// gradients. How a parameter changes is an update rule of a few lines, as in sgd.hpp and adam.hpp; users add their own
/// in the same way.
#pragma once

#include "../language/mistakes.hpp"

#include <array>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

#include "../kernels/simd.hpp"
#include "../model/model.hpp"
#include "clipping.hpp"
#include "requirements.hpp"
#include "schedules.hpp"

#if defined(__GNUC__) && !defined(__clang__)
// The loop of an update is inlined; see kernels/simd.hpp.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif

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

/// Changes the parameters of a model by a rule, at the rule's learning rate times the schedule's factor for the update.
/// Made for one model and to be used with it. Allocates nothing after its construction.
template <class Network, class Rule, class T = float, class Schedule = constant_rate>
class optimiser
{
    using rule_type = typename detail::checked_rule<Rule>::type;

public:
    /// Throws std::invalid_argument if the learning rate is negative or not finite in the precision of the parameters,
    /// or if the rule or the schedule rejects its constants.
    template <class Products>
    explicit optimiser(const model<Network, T, Products>&, const rule_type& rule, const Schedule& schedule = {})
        : rule_(rule)
        , schedule_(schedule)
    {
        check_rate();
        if constexpr (requires { rule_.template check<T>(); })
        {
            rule_.template check<T>();
        }
        if constexpr (requires { schedule_.check(); })
        {
            schedule_.check();
        }
    }

    /// One update, with gradients that are clipped first if there are limits. If the loss, the gradients or the learning
    /// rate is not finite, if the square of the gradient norm overflows, or if the rate is negative, throws not_finite and
    /// changes nothing. All parameters are updated alike, biases included.
    template <class Products>
    void update(model<Network, T, Products>& m, const parameters<Network, T>& gradients, double loss = 0,
        const clipping& limits = {})
    {
        for (const parameters<Network, T>& memory : memories_)
        {
            detail::check_owner(!memory.moved_from(), "optimiser");
        }
        const detail::clipped_gradients<T> clipped(gradients.span(), limits);
        const double now = rate();
        check_finite(loss, clipped.norm(), now);
        const auto next = rule_.template at<T>(updates_ + 1, now);
        m.edit([&](parameters<Network, T>& p) {
            apply(next, p, clipped, std::make_index_sequence<rule_type::memories>());
        });
        ++updates_;
    }

    /// The learning rate of the next update.
    [[nodiscard]] double rate() const { return rule_.rate * schedule_(updates_); }

    /// How many updates have been made.
    [[nodiscard]] std::uint64_t updates() const noexcept { return updates_; }

    /// Memory number `which` of the rule, laid out like the parameters. To continue where another optimiser stopped,
    /// copy its memories and its number of updates. Throws std::out_of_range if there is no such memory.
    [[nodiscard]] parameters<Network, T>& memory(std::size_t which) &
    {
        check_memory(which);
        return memories_[which];
    }

    [[nodiscard]] const parameters<Network, T>& memory(std::size_t which) const&
    {
        check_memory(which);
        return memories_[which];
    }

    const parameters<Network, T>& memory(std::size_t) const&& = delete; // would dangle: give the optimiser a name

    /// Throws std::invalid_argument for a number of updates that nobody can have made.
    void set_updates(std::uint64_t updates)
    {
        if (updates > detail::most_updates)
        {
            throw std::invalid_argument(
                "xrnn: set_updates: " + detail::number_text(updates) + " is not a possible number of updates");
        }
        updates_ = updates;
    }

private:
    void check_rate() const
    {
        const double rate = rule_.rate;
        detail::require_not_negative("the learning rate", rate);
        detail::require(detail::is_finite(static_cast<T>(rate)) && (rate == 0 || static_cast<T>(rate) > 0),
            "the learning rate", "a number in the precision of the parameters", rate);
    }

    void check_finite(double loss, double size, double now) const
    {
        if (!detail::is_finite(loss))
        {
            throw not_finite("the loss", loss, updates_ + 1);
        }
        if (!detail::has_finite_square<T>(size))
        {
            throw not_finite("the gradient norm", size, updates_ + 1);
        }
        if (!detail::is_finite(static_cast<T>(now)) || now < 0)
        {
            throw not_finite("the learning rate", now, updates_ + 1);
        }
    }

    static void check_memory(std::size_t which)
    {
        if (which >= rule_type::memories)
        {
            throw std::out_of_range("xrnn: there is no memory " + detail::number_text(which) + ": the rule has "
                + detail::number_text(std::size_t(rule_type::memories)) + ", counted from 0");
        }
    }

    template <class Next, std::size_t... I>
    void apply(
        const Next& next, parameters<Network, T>& p, detail::clipped_gradients<T> gradients, std::index_sequence<I...>)
    {
        constexpr std::size_t size = detail::batch_size<T>;
        using V = detail::batch<T>;
        T* const first = p.data();
        [[maybe_unused]] const std::array<T*, sizeof...(I)> kept{memories_[I].data()...};
        detail::each_padded_batch<T>(p.size(), [&](std::size_t i) {
            std::array<V, sizeof...(I)> memory{detail::load_lane<size>(kept[I] + i)...};
            detail::store_lane<size>(
                first + i, V(next(detail::load_lane<size>(first + i), gradients.at(i), memory[I]...)));
            (detail::store_lane<size>(kept[I] + i, memory[I]), ...);
        });
    }

    rule_type rule_;
    Schedule schedule_;
    std::array<parameters<Network, T>, rule_type::memories> memories_;
    std::uint64_t updates_ = 0;
};

template <class Network, class T, class Products, class Rule, class Schedule = constant_rate>
explicit optimiser(const model<Network, T, Products>&, const Rule&, const Schedule& = {})
    -> optimiser<Network, Rule, T, Schedule>;

} // namespace xrnn

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
