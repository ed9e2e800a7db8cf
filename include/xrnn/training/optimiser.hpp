// SPDX-License-Identifier: BSD-3-Clause
/// What all optimisers share: the count of updates, the memory, the learning rate, which parameters learn, and the rejection
/// of non-finite gradients. How a parameter changes is an update rule (update_rule.hpp).
#pragma once

#include "../language/mistakes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "../kernels/simd.hpp"
#include "../model/model.hpp"
#include "../model/together.hpp"
#include "clipping.hpp"
#include "parameter_groups.hpp"
#include "requirements.hpp"
#include "schedules.hpp"
#include "update_rule.hpp"

#if defined(__GNUC__) && !defined(__clang__)
// The loop of an update is inlined; see kernels/simd.hpp.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif

namespace xrnn
{

/// Changes the parameters of a model by a rule, at the rule's learning rate times the schedule's factor for the update.
/// Made for one model, or for several that are trained together, and to be used with them. Allocates nothing after its
/// construction but in freeze, thaw and set_rule.
template <class Network, class Rule, class T = float, class Schedule = constant_rate>
class optimiser
{
    using rule_type = typename detail::checked_rule<Rule>::type;
    using blocks = typename detail::learned<Network, T>::blocks;
    static constexpr std::size_t model_count = std::tuple_size_v<blocks>;

public:
    /// Throws std::invalid_argument if the learning rate is negative or not finite in the precision of the parameters,
    /// or if the rule or the schedule rejects its constants.
    template <class Products>
    explicit optimiser(const model<Network, T, Products>&, const rule_type& rule, const Schedule& schedule = {})
        : optimiser(rule, schedule, std::make_index_sequence<model_count>())
    {
    }

    /// For together(models...), whose numbers are of one type.
    template <class... Models>
    explicit optimiser(const joined<Models...>&, const rule_type& rule, const Schedule& schedule = {})
        : optimiser(rule, schedule, std::make_index_sequence<model_count>())
    {
        static_assert(sizeof(detail::checked_models<blocks, joined<Models...>>) > 0);
    }

    /// One update, with gradients that are clipped first if there are limits. If the loss, the gradients or the learning
    /// rate is not finite, if the square of the gradient norm overflows, or if the rate is negative, throws not_finite and
    /// changes nothing. All parameters are updated alike, biases included, unless freeze or set_rule has said otherwise;
    /// throws std::logic_error if all are frozen.
    ///
    /// The model is that of the constructor, or together(models...) in its order, with together(gradients...), which are
    /// clipped by one norm; throws std::invalid_argument if one model stands there twice.
    template <class Models, class Gradients>
    void update(Models&& models, const Gradients& gradients, double loss = 0, const clipping& limits = {})
    {
        if constexpr (detail::checked_update<blocks, Models, Gradients>::type::value)
        {
            update_all(detail::parts_of(models), detail::parts_of(gradients), loss, limits);
        }
    }

    /// From now on the chosen parameters stay as they are. Their gradients are not looked at and count in no norm, and
    /// their memories stay as they are. `choice` is a function that says of a parameter_info whether it is meant. Throws
    /// std::invalid_argument if nothing is chosen.
    template <class Choice>
    void freeze(const Choice& choice)
    {
        if constexpr (detail::checked_choice<Choice>::type::value)
        {
            groups_.put("freeze", each_parameter(), choice, detail::frozen_group);
        }
    }

    /// From now on the chosen parameters learn by the optimiser's own rule. Throws as freeze does.
    template <class Choice>
    void thaw(const Choice& choice)
    {
        if constexpr (detail::checked_choice<Choice>::type::value)
        {
            groups_.put("thaw", each_parameter(), choice, 0);
        }
    }

    /// From now on the chosen parameters learn by the same rule with other constants, as their own rate or weight decay.
    /// The schedule is the same. Throws as freeze and the constructor do.
    template <class Choice>
    void set_rule(const Choice& choice, const rule_type& rule)
    {
        if constexpr (detail::checked_choice<Choice>::type::value)
        {
            check_rule(rule);
            std::vector<rule_type> rules = other_rules_;
            rules.push_back(rule);
            groups_.put("set_rule", each_parameter(), choice, rules.size());
            other_rules_.swap(rules);
        }
    }

    /// The parameters that are frozen.
    [[nodiscard]] std::vector<parameter_info> frozen() const
    {
        std::vector<parameter_info> all;
        each_parameter()([&](const parameter_info& p, std::size_t first, std::size_t) {
            if (groups_.group_of(p.model, first) == detail::frozen_group)
            {
                all.push_back(p);
            }
        });
        return all;
    }

    /// The learning rate of the next update, by the optimiser's own rule.
    [[nodiscard]] double rate() const { return rate_of(rule_); }

    /// How many updates have been made.
    [[nodiscard]] std::uint64_t updates() const noexcept { return updates_; }

    /// Memory number `which` of the rule, laid out like the parameters of a model. To continue where another optimiser
    /// stopped, copy its memories and its number of updates. Throws std::out_of_range if there is no such memory.
    template <std::size_t Model = 0>
    [[nodiscard]] std::tuple_element_t<Model, blocks>& memory(std::size_t which) &
    {
        check_memory(which);
        return std::get<Model>(memories_[which]);
    }

    template <std::size_t Model = 0>
    [[nodiscard]] const std::tuple_element_t<Model, blocks>& memory(std::size_t which) const&
    {
        check_memory(which);
        return std::get<Model>(memories_[which]);
    }

    template <std::size_t Model = 0>
    const std::tuple_element_t<Model, blocks>& memory(std::size_t) const&& = delete; // would dangle: name the optimiser

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
    template <std::size_t... M>
    optimiser(const rule_type& rule, const Schedule& schedule, std::index_sequence<M...>)
        : rule_(rule)
        , schedule_(schedule)
        , groups_({std::tuple_element_t<M, blocks>::parameter_size...})
    {
        check_rule(rule);
        if constexpr (requires { schedule_.check(); })
        {
            schedule_.check();
        }
    }

    static void check_rule(const rule_type& rule)
    {
        const double rate = rule.rate;
        detail::require_not_negative("the learning rate", rate);
        detail::require(detail::is_finite(static_cast<T>(rate)) && (rate == 0 || static_cast<T>(rate) > 0),
            "the learning rate", "a number in the precision of the parameters", rate);
        if constexpr (requires { rule.template check<T>(); })
        {
            rule.template check<T>();
        }
    }

    /// Calls f(info, first number, size) for all parameters, in their order.
    static auto each_parameter()
    {
        return [](auto&& f) {
            detail::each_index<model_count>([&]<std::size_t M>() {
                std::tuple_element_t<M, blocks>::for_each_place(
                    [&](std::size_t layer, std::string_view name, std::size_t rows, std::size_t columns,
                        std::size_t first, std::size_t size) {
                        f(parameter_info{M, layer, name, rows, columns}, first, size);
                    });
            });
        };
    }

    /// Both are tuples of references, in the order of the models.
    template <class Models, class Gradients>
    void update_all(const Models& models, const Gradients& gradients, double loss, const clipping& limits)
    {
        check_owners(models);
        check_learning();
        const auto from =
            std::apply([](const auto&... g) { return std::array<const T*, model_count>{g.data()...}; }, gradients);
        const detail::clip<T> clip(
            [&](auto&& f) {
                groups_.each_learning(
                    [&](const detail::parameter_range& r) { f(std::span<const T>(from[r.model] + r.first, r.size)); });
            },
            limits);
        check_finite(loss, clip.norm());
        detail::each_index<model_count>(
            [&]<std::size_t M>() { std::get<M>(models).edit([&](auto& p) { change<M>(p.data(), from[M], clip); }); });
        ++updates_;
    }

    /// Throws unless all objects have their numbers, and the models are different ones.
    template <class Models>
    void check_owners(const Models& models) const
    {
        for (const blocks& memory : memories_)
        {
            std::apply([](const auto&... p) { (detail::check_owner(!p.moved_from(), "optimiser"), ...); }, memory);
        }
        std::apply([](const auto&... m) { (static_cast<void>(m.all()), ...); }, models);
        auto places = std::apply([](const auto&... m) { return std::array<const void*, model_count>{&m...}; }, models);
        std::sort(places.begin(), places.end(), std::less<>());
        if (std::adjacent_find(places.begin(), places.end()) != places.end())
        {
            throw std::invalid_argument("xrnn: update: one model stands twice in together(...); name each once");
        }
    }

    void check_learning() const
    {
        bool any = false;
        groups_.each_learning([&](const detail::parameter_range&) { any = true; });
        if (!any)
        {
            throw std::logic_error("xrnn: update: all parameters are frozen; thaw some of them");
        }
    }

    void check_finite(double loss, double size) const
    {
        if (!detail::is_finite(loss))
        {
            throw not_finite("the loss", loss, updates_ + 1);
        }
        if (!detail::has_finite_square<T>(size))
        {
            throw not_finite("the gradient norm", size, updates_ + 1);
        }
        groups_.each_learning([&](const detail::parameter_range& r) {
            const double now = rate_of(rule_of(r));
            if (!detail::is_finite(static_cast<T>(now)) || now < 0)
            {
                throw not_finite("the learning rate", now, updates_ + 1);
            }
        });
    }

    static void check_memory(std::size_t which)
    {
        if (which >= rule_type::memories)
        {
            throw std::out_of_range("xrnn: there is no memory " + detail::number_text(which) + ": the rule has "
                + detail::number_text(std::size_t(rule_type::memories)) + ", counted from 0");
        }
    }

    const rule_type& rule_of(const detail::parameter_range& r) const
    {
        return r.group == 0 ? rule_ : other_rules_[r.group - 1];
    }

    double rate_of(const rule_type& rule) const { return rule.rate * schedule_(updates_); }

    /// Changes the parameters of one model that learn.
    template <std::size_t M>
    void change(T* parameters, const T* gradients, const detail::clip<T>& clip)
    {
        std::array<T*, rule_type::memories> kept;
        std::transform(memories_.begin(), memories_.end(), kept.begin(),
            [](blocks& memory) { return std::get<M>(memory).data(); });
        groups_.each_learning([&](const detail::parameter_range& r) {
            if (r.model == M)
            {
                const rule_type& rule = rule_of(r);
                apply(rule.template at<T>(updates_ + 1, rate_of(rule)), r, parameters, gradients, kept, clip,
                    std::make_index_sequence<rule_type::memories>());
            }
        });
    }

    template <class Next, std::size_t... I>
    static void apply(const Next& next, const detail::parameter_range& r, T* parameters, const T* gradients,
        const std::array<T*, sizeof...(I)>& kept, const detail::clip<T>& clip, std::index_sequence<I...>)
    {
        using V = detail::batch<T>;
        T* const w = parameters + r.first;
        const T* const g = gradients + r.first;
        [[maybe_unused]] const std::array<T*, sizeof...(I)> memories{(kept[I] + r.first)...};
        // By value, so that the compiler need not load again after each store what it has loaded.
        detail::each_batch<T>(r.size, [=](std::size_t i, auto part) {
            std::array<V, sizeof...(I)> memory{part.load(memories[I] + i, T(0))...};
            part.store(w + i, V(next(part.load(w + i, T(0)), clip(part.load(g + i, T(0))), memory[I]...)));
            (part.store(memories[I] + i, memory[I]), ...);
        });
    }

    rule_type rule_;
    Schedule schedule_;
    std::vector<rule_type> other_rules_; ///< that of group n is number n - 1
    detail::parameter_groups groups_;
    std::array<blocks, rule_type::memories> memories_;
    std::uint64_t updates_ = 0;
};

template <class Network, class T, class Products, class Rule, class Schedule = constant_rate>
explicit optimiser(const model<Network, T, Products>&, const Rule&, const Schedule& = {})
    -> optimiser<Network, Rule, T, Schedule>;

template <class... Models, class Rule, class Schedule = constant_rate>
explicit optimiser(const joined<Models...>&, const Rule&, const Schedule& = {})
    -> optimiser<several<typename Models::network...>, Rule,
        typename std::tuple_element_t<0, std::tuple<Models...>>::value_type, Schedule>;

} // namespace xrnn

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
