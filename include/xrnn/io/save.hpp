// SPDX-License-Identifier: BSD-3-Clause
/// Models and whole training runs as files: save(path, model, ...) and load(path, model, ...).
#pragma once

#include "../language/mistakes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>

#include "../model/network_text.hpp"
#include "network_parts.hpp"
#include "program_parts.hpp"

namespace xrnn
{

namespace detail
{
    template <class X>
    concept saved = requires
    {
        part<std::remove_cvref_t<X>>::name;
    };

    template <class X>
    using network_of_part = typename part<std::remove_cvref_t<X>>::network;

    /// Whether load can change what it is passed, an Object or what together() refers to.
    template <class X, class Object = std::remove_cvref_t<X>>
    inline constexpr bool can_be_changed =
        std::is_lvalue_reference_v<X> && !std::is_const_v<std::remove_reference_t<X>>;

    template <class X, class... Parts>
    inline constexpr bool can_be_changed<X, joined<Parts...>> = (!std::is_const_v<Parts> && ...);

    template <bool Changes, class X>
    constexpr auto find_mistake_of_part()
    {
        if constexpr (!saved<X>)
        {
            return mistake<error::this_type_has_no_place_in_a_file_put_words_into_notes<std::remove_cvref_t<X>>>{};
        }
        else if constexpr (Changes && !can_be_changed<X>)
        {
            return mistake<
                error::load_changes_its_arguments_pass_a_variable_that_is_not_const<std::remove_cvref_t<X>>>{};
        }
        else
        {
            return no_mistake{};
        }
    }

    /// Whether two parts may be in one file.
    template <class X, class Y>
    constexpr auto find_mistake_of_pair()
    {
        using one = std::remove_cvref_t<X>;
        using other = std::remove_cvref_t<Y>;
        if constexpr (!saved<X> || !saved<Y>)
        {
            return known_mistake{};
        }
        else if constexpr (part<one>::name == part<other>::name)
        {
            return mistake<error::two_arguments_are_of_one_kind_and_a_file_holds_one_of_each<one, other>>{};
        }
        else if constexpr (
            !std::is_void_v<network_of_part<
                X>> && !std::is_void_v<network_of_part<Y>> && !std::is_same_v<network_of_part<X>, network_of_part<Y>>)
        {
            return mistake<error::these_arguments_belong_to_different_networks<one, other>>{};
        }
        else
        {
            return no_mistake{};
        }
    }

    template <class... Parts>
    struct mistake_of_pairs
    {
        using type = no_mistake;
    };

    template <class First, class... Rest>
    struct mistake_of_pairs<First, Rest...>
        : first_mistake<decltype(find_mistake_of_pair<First, Rest>())..., typename mistake_of_pairs<Rest...>::type>
    {
    };

    template <bool Changes, class... Parts>
    constexpr auto find_mistake_of_parts()
    {
        if constexpr (sizeof...(Parts) == 0)
        {
            return mistake<error::nothing_to_save_or_load_pass_a_model_after_the_path>{};
        }
        else
        {
            return typename first_mistake<decltype(find_mistake_of_part<Changes, Parts>())...,
                typename mistake_of_pairs<Parts...>::type>::type{};
        }
    }

    template <bool Changes, class... Parts>
    using checked_parts =
        checked<decltype(find_mistake_of_parts<Changes, Parts...>()), std::true_type, std::false_type>;

    /// The network of the first part that has one, or void.
    template <class... Parts>
    struct common_network
    {
        using type = void;
    };

    template <class First, class... Rest>
    struct common_network<First, Rest...> : std::conditional_t<std::is_void_v<network_of_part<First>>,
                                                common_network<Rest...>, std::type_identity<network_of_part<First>>>
    {
    };

    /// The equations of a network, or of several, with the number of its network before each line.
    template <class Network>
    struct text_of_networks
    {
        static std::string get() { return network_text<Network>(); }
    };

    template <class... Networks>
    struct text_of_networks<several<Networks...>>
    {
        static std::string get()
        {
            std::string all;
            std::size_t number = 0;
            ((all += numbered(number++, network_text<Networks>())), ...);
            return all;
        }

    private:
        static std::string numbered(std::size_t number, const std::string& text)
        {
            std::string lines;
            for (std::size_t begin = 0; begin < text.size();)
            {
                const std::size_t end = std::min(text.find('\n', begin), text.size());
                lines += number_text(number) + "." + text.substr(begin, end - begin) + "\n";
                begin = end + 1;
            }
            return lines;
        }
    };

    template <class... Parts>
    void save_parts(const std::string& path, const Parts&... parts)
    {
        checkpoint_to_write file;
        using network = typename common_network<Parts...>::type;
        if constexpr (!std::is_void_v<network>)
        {
            file.add_text("network", text_of_networks<network>::get());
        }
        (file.add_part(part<Parts>::name), ...);
        (part<Parts>::put(parts, file), ...);
        file.write(path);
    }

    template <class... Parts>
    void load_parts(const checkpoint_read& file, Parts&... parts)
    {
        (file.check_part(part<Parts>::name), ...);
        using network = typename common_network<Parts...>::type;
        if constexpr (!std::is_void_v<network>)
        {
            file.check_network(text_of_networks<network>::get());
        }
        std::tuple changes{part<Parts>::take(parts, file)...};
        std::apply([](auto&... change) { (change(), ...); }, changes);
    }
} // namespace detail

/// Saves a model, or a training run: any of a model, an optimiser, a hidden_state, a random_source, streams and notes,
/// in any order, at most one of each and all of one network. The file is whole at any moment, as write_file says.
///
///     save("model.safetensors", model);
///     save("run.safetensors", model, learn, state, random, data, notes{{"epoch", "3"}});
///
/// Throws file_error if it cannot be written, std::invalid_argument if notes are not UTF-8, and std::logic_error if
/// something was moved from; the old file is then as it was.
template <class... Parts>
void save(const std::string& path, const Parts&... parts)
{
    if constexpr (detail::checked_parts<false, const Parts&...>::type::value)
    {
        detail::save_parts(path, parts...);
    }
}

/// Loads what save has saved, all of it or a part: a model is found in the file of a training run too. Numbers that
/// were saved as float can be loaded as double. Nothing is changed before everything that is asked for has been checked.
///
/// Throws file_error if the file cannot be read or is damaged, if it is of another network, or if it does not have what
/// is asked for, and std::logic_error if something was moved from.
template <class... Parts>
void load(const std::string& path, Parts&&... parts)
{
    if constexpr (detail::checked_parts<true, Parts&&...>::type::value)
    {
        detail::load_parts({path, safetensors::read(path)}, parts...);
    }
}

} // namespace xrnn
