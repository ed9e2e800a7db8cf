// SPDX-License-Identifier: BSD-3-Clause
/// Which parameters an optimiser changes, and by which of its rules; the checks of what it is passed.
#pragma once

#include "../language/mistakes.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "../model/block.hpp"
#include "../model/parameters.hpp"
#include "../model/together.hpp"

namespace xrnn
{

/// A parameter, as the choices of optimiser::freeze, thaw and set_rule see it.
struct parameter_info
{
    std::size_t model = 0; ///< which of several models, from 0
    std::size_t layer = 0;
    std::string_view name;
    std::size_t rows = 0; ///< 0 if it is a vector
    std::size_t columns = 0;
};

/// A function that says of a parameter_info whether that parameter is meant.
template <class Choice>
concept parameter_choice = requires(const Choice& choice, const parameter_info& parameter)
{
    {
        choice(parameter)
        } -> std::convertible_to<bool>;
};

namespace detail
{
    /// The group of parameters that stay as they are.
    inline constexpr std::size_t frozen_group = std::numeric_limits<std::size_t>::max();

    /// Numbers of one model that lie side by side and are treated alike.
    struct parameter_range
    {
        std::size_t model = 0;
        std::size_t first = 0;
        std::size_t size = 0;
        std::size_t group = 0;
    };

    /// Puts each parameter into a group. Until told otherwise all are in group 0.
    class parameter_groups
    {
    public:
        /// For models with so many numbers.
        explicit parameter_groups(std::initializer_list<std::size_t> sizes)
        {
            for (const std::size_t size : sizes)
            {
                ranges_.push_back({ranges_.size(), 0, size, 0});
            }
        }

        /// In the order of the models and of their parameters. Throws std::logic_error if they were moved from.
        [[nodiscard]] const std::vector<parameter_range>& ranges() const
        {
            check_owner(!ranges_.empty(), "optimiser");
            return ranges_;
        }

        /// Calls f(range) for all that are not frozen.
        template <class F>
        void each_learning(F&& f) const
        {
            for (const parameter_range& r : ranges())
            {
                if (r.group != frozen_group)
                {
                    f(r);
                }
            }
        }

        [[nodiscard]] std::size_t group_of(std::size_t model, std::size_t first) const
        {
            const auto found = std::find_if(ranges().begin(), ranges().end(), [&](const parameter_range& r) {
                return r.model == model && r.first <= first && first < r.first + r.size;
            });
            return found->group;
        }

        /// Puts what is chosen into a group. each(f) calls f(info, first number, size) for all parameters. Throws
        /// std::invalid_argument if nothing is chosen.
        template <class Each, class Choice>
        void put(const char* caller, const Each& each, const Choice& choice, std::size_t group)
        {
            std::vector<parameter_range> changed;
            bool any = false;
            each([&](const parameter_info& p, std::size_t first, std::size_t size) {
                const bool is_chosen = static_cast<bool>(choice(p));
                any = any || is_chosen;
                append({p.model, first, size, is_chosen ? group : group_of(p.model, first)}, changed);
            });
            if (!any)
            {
                throw std::invalid_argument("xrnn: " + std::string(caller)
                    + ": no parameter is chosen; a choice sees the model, the layer, the name, the rows (0 for a "
                      "vector) "
                      "and the columns of each");
            }
            ranges_ = std::move(changed);
        }

    private:
        static void append(const parameter_range& next, std::vector<parameter_range>& all)
        {
            const bool goes_on = !all.empty() && all.back().model == next.model && all.back().group == next.group
                && all.back().first + all.back().size == next.first;
            if (goes_on)
            {
                all.back().size += next.size;
            }
            else
            {
                all.push_back(next);
            }
        }

        std::vector<parameter_range> ranges_;
    };

    /// The blocks of parameters of models, or of their gradients: one or what together() has joined.
    template <class Given>
    struct blocks_of
    {
        using type = void;
    };

    template <class Given>
        requires requires
        {
            typename Given::network;
        }
    struct blocks_of<Given>
    {
        using type = std::tuple<parameters<typename Given::network, typename Given::value_type>>;
    };

    template <class... Given>
    struct blocks_of<joined<Given...>>
    {
        using type = std::tuple<parameters<typename Given::network, typename Given::value_type>...>;
    };

    /// Those of an optimiser.
    template <class Network, class T>
    struct learned
    {
        using blocks = std::tuple<parameters<Network, T>>;
    };

    template <class... Networks, class T>
    struct learned<several<Networks...>, T>
    {
        using blocks = std::tuple<parameters<Networks, T>...>;
    };

    template <class Blocks, class Models>
    constexpr auto find_mistake_of_models()
    {
        if constexpr (std::is_same_v<typename blocks_of<std::remove_cvref_t<Models>>::type, Blocks>)
        {
            return no_mistake{};
        }
        else
        {
            return mistake<error::this_optimiser_was_made_for_other_models_or_another_order<Blocks,
                std::remove_cvref_t<Models>>>{};
        }
    }

    template <class Blocks, class Gradients>
    constexpr auto find_mistake_of_gradients()
    {
        if constexpr (std::is_same_v<typename blocks_of<Gradients>::type, Blocks>)
        {
            return no_mistake{};
        }
        else
        {
            return mistake<error::these_gradients_are_not_those_of_the_optimisers_models<Blocks, Gradients>>{};
        }
    }

    template <class Object>
    inline constexpr bool is_constant = std::is_const_v<Object>;

    template <class... Parts>
    inline constexpr bool is_constant<joined<Parts...>> = (std::is_const_v<Parts> || ...);

    template <class... Parts>
    inline constexpr bool is_constant<const joined<Parts...>> = is_constant<joined<Parts...>>;

    template <class Models>
    using mistake_of_constant = std::conditional_t<is_constant<std::remove_reference_t<Models>>,
        mistake<error::update_changes_the_model_pass_one_that_is_not_const<std::remove_cvref_t<Models>>>, no_mistake>;

    template <class Blocks, class Models>
    using checked_models = checked<decltype(find_mistake_of_models<Blocks, Models>()), std::true_type, std::false_type>;

    template <class Blocks, class Models, class Gradients>
    using checked_update =
        checked<typename first_mistake<decltype(find_mistake_of_models<Blocks, Models>()),
                    decltype(find_mistake_of_gradients<Blocks, Gradients>()), mistake_of_constant<Models>>::type,
            std::true_type, std::false_type>;

    template <class Choice>
    using checked_choice = checked<std::conditional_t<parameter_choice<Choice>, no_mistake,
                                       mistake<error::this_is_no_function_of_a_parameter_info<Choice>>>,
        std::true_type, std::false_type>;

    /// References to one object, or to what together() has joined.
    template <class Object>
    std::tuple<Object&> parts_of(Object& object)
    {
        return std::tie(object);
    }

    template <class... Parts>
    std::tuple<Parts&...> parts_of(const joined<Parts...>& all)
    {
        return all.parts;
    }

    template <class... Parts>
    std::tuple<Parts&...> parts_of(joined<Parts...>& all)
    {
        return all.parts;
    }
} // namespace detail

} // namespace xrnn
