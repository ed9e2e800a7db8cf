// SPDX-License-Identifier: BSD-3-Clause
/// What all optimisers share: the count of updates, the memory, the learning rate, and the refusal of what is not finite.
/// How a parameter changes is an update rule of a few lines, as in sgd.hpp and adam.hpp; users add theirs in the same way.
#pragma once

#include "../language/mistakes.hpp"

#include <array>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "../kernels/simd.hpp"
#include "../model/model.hpp"
#include "clipping.hpp"
#include "schedules.hpp"

namespace xrnn
{

/// Thrown by an update whose loss or gradient is not finite. Parameters and optimiser are as they were before it.
class not_finite : public std::runtime_error
{
public:
    not_finite(const std::string& what, double value, std::uint64_t update)
        : std::runtime_error("xrnn: " + what + " of update " + std::to_string(update) + " is " + std::to_string(value)
            + "; the parameters are those of update " + std::to_string(update - 1)
            + ". A lower learning rate or clipped gradients may help")
        , update_(update)
    {
    }

    /// The number of the update that was not made, counted from 1.
    std::uint64_t update() const { return update_; }

private:
    std::uint64_t update_;
};

/// An update rule has a learning rate, says how many numbers it remembers of each parameter, and gives for update n
/// (from 1) at that rate a function of a parameter, its gradient and what is remembered, which it changes; the function
/// returns the new parameter. It is called with SIMD batches and with plain numbers.
template <class Rule>
concept update_rule = requires(const Rule& rule)
{
    {
        rule.rate
        } -> std::convertible_to<double>;
    {
        Rule::memories
        } -> std::convertible_to<std::size_t>;
    rule.template at<double>(std::uint64_t(1), 0.1);
};

namespace detail
{
    /// Takes the place of a rule that is none.
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

    template <class Rule>
    using checked_rule = checked<std::conditional_t<update_rule<Rule>, no_mistake,
                                     mistake<error::an_update_rule_needs_a_rate_memories_and_at<Rule>>>,
        Rule, no_rule>;
} // namespace detail

/// Changes the parameters of a model by a rule, at the rule's learning rate times the schedule's factor for the update.
/// Made for one model and used with it. After its construction nothing is allocated.
template <class Network, class Rule, class T = float, class Schedule = constant_rate>
class optimiser
{
    using rule_type = typename detail::checked_rule<Rule>::type;

public:
    /// Throws std::invalid_argument if the rule's learning rate is negative or not finite.
    template <class Products>
    explicit optimiser(const model<Network, T, Products>&, const rule_type& rule, const Schedule& schedule = {})
        : rule_(rule)
        , schedule_(schedule)
    {
        if (!(rule.rate >= 0 && std::isfinite(rule.rate)))
        {
            throw std::invalid_argument("xrnn: the learning rate " + std::to_string(rule.rate) + " is no rate");
        }
    }

    /// One update. If the loss, the norm of the gradients or the learning rate is not finite, or the rate is
    /// negative, throws not_finite and changes nothing. All parameters are updated alike, biases too.
    template <class Products>
    void update(model<Network, T, Products>& m, const parameters<Network, T>& gradients, double loss = 0)
    {
        if (!std::isfinite(loss))
        {
            throw not_finite("the loss", loss, updates_ + 1);
        }
        if (const double size = norm(gradients); !std::isfinite(size))
        {
            throw not_finite("the gradient norm", size, updates_ + 1);
        }
        const double now = rate();
        if (!(now >= 0 && std::isfinite(now)))
        {
            throw not_finite("the learning rate", now, updates_ + 1);
        }
        const auto next = rule_.template at<T>(updates_ + 1, now);
        m.edit([&](parameters<Network, T>& p) {
            each_lane<T>(p.size(), [&]<class V>(std::size_t i) {
                apply<V>(next, p.data() + i, gradients.data() + i, i, std::make_index_sequence<rule_type::memories>());
            });
        });
        ++updates_;
    }

    /// The learning rate of the next update.
    double rate() const { return rule_.rate * schedule_(updates_); }

    /// How many updates have been made.
    std::uint64_t updates() const { return updates_; }

    /// What the rule remembers, number `which` of its memories, laid out as the parameters. To go on from where another
    /// optimiser was, copy its memories and its number of updates.
    parameters<Network, T>& memory(std::size_t which) { return memories_.at(which); }
    const parameters<Network, T>& memory(std::size_t which) const { return memories_.at(which); }
    void set_updates(std::uint64_t updates) { updates_ = updates; }

private:
    template <class V, class Next, std::size_t... I>
    void apply(const Next& next, T* p, const T* g, [[maybe_unused]] std::size_t i, std::index_sequence<I...>)
    {
        std::array<V, sizeof...(I)> memory{load_lane<V>(memories_[I].data() + i)...};
        store_lane(p, V(next(load_lane<V>(p), load_lane<V>(g), memory[I]...)));
        (store_lane(memories_[I].data() + i, memory[I]), ...);
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
