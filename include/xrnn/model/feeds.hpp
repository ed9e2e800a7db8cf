// SPDX-License-Identifier: BSD-3-Clause
/// feeds(...), what a network with several inputs is fed; and what users feed a network, checked.
#pragma once

#include "../language/mistakes.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "sequence.hpp"
#include "unchanged.hpp"

namespace xrnn
{

namespace detail
{
    /// What feeds() returns: a reference to each object that has a name, and temporaries themselves.
    template <class... X>
    struct feed_list
    {
        std::tuple<X...> parts;
    };

    template <class X>
    inline constexpr bool is_feed_list = false;
    template <class... X>
    inline constexpr bool is_feed_list<feed_list<X...>> = true;

    /// An input of a network: its cell, and its symbol there.
    template <class Network, std::size_t Input>
    struct fed_input
    {
        static constexpr network_input where = network_plan<Network>::inputs[Input];
        using cell = cell_at<Network, where.cell>;
        static constexpr plan_input planned = plan_of<cell>.inputs[where.number];
        static constexpr std::string_view text() { return plan_of<cell>.graph.symbols[planned.symbol].name; }

        /// A network with one input is called "the network" in messages.
        static constexpr fed_as described{where.width,
            network_plan<Network>::input_count == 1 ? std::string_view() : text(), where.held, where.is_memory};
    };

    /// Whether packed sequences can feed an input: a memory, or the input of a network that has memories beside it alone.
    template <class Network, std::size_t Input>
    constexpr bool may_be_packed_beside()
    {
        const auto& inputs = network_plan<Network>::inputs;
        const auto is_memory = [](const network_input& each) { return each.is_memory; };
        return is_memory(inputs[Input]) || (Input == 0 && std::all_of(inputs.begin() + 1, inputs.end(), is_memory));
    }

    template <class Network, std::size_t Input>
    constexpr auto find_mistake_of_unchanged()
    {
        if constexpr (network_plan<Network>::inputs[Input].is_fed_once())
        {
            return no_mistake{};
        }
        else
        {
            return mistake<error::this_input_is_fed_at_every_step_and_cannot_be_unchanged<
                spell_text<fed_input<Network, Input>>>>{};
        }
    }

    /// Whether X can feed an input; X is a reference if its object outlives the call. A temporary that owns its numbers
    /// would be gone when the backward pass reads them; ids are copied. Ids can feed only an input that is used in dot
    /// alone.
    template <class Network, std::size_t Input, class X, bool BesideOthers = false>
    constexpr auto find_mistake_of_one_feed()
    {
        constexpr bool is_ids = std::same_as<element_of<X>, id>;
        if constexpr (is_unchanged<X> || is_given<X>)
        {
            return find_mistake_of_unchanged<Network, Input>();
        }
        else if constexpr (is_packed<std::remove_cvref_t<X>> && BesideOthers && !may_be_packed_beside<Network, Input>())
        {
            return mistake<error::packed_sequences_feed_only_networks_with_one_input<std::remove_cvref_t<X>>>{};
        }
        else if constexpr (!is_ids && !std::is_lvalue_reference_v<X> && !refers_only<X>)
        {
            return mistake<error::this_sequence_is_a_temporary_pass_a_named_tensor<X>>{};
        }
        else if constexpr (is_ids && fed_input<Network, Input>::where.read_elementwise)
        {
            return mistake<
                error::this_input_cannot_take_ids_use_it_in_dot_only<spell_text<fed_input<Network, Input>>>>{};
        }
        else
        {
            return no_mistake{};
        }
    }

    /// X holds its parts; what it refers to has a name, and what it owns lives as long as X.
    template <class Network, class X, class Parts, class Numbers>
    struct mistake_of_parts;

    template <class Network, class X, class... Parts, std::size_t... I>
    struct mistake_of_parts<Network, X, feed_list<Parts...>, std::index_sequence<I...>>
        : first_mistake<decltype(find_mistake_of_one_feed<Network, I,
              std::conditional_t<std::is_lvalue_reference_v<X>, const std::remove_cvref_t<Parts>&, Parts>, true>())...>
    {
    };

    template <class X>
    struct part_count
    {
        static constexpr std::size_t value = 1;
    };

    template <class... X>
    struct part_count<feed_list<X...>>
    {
        static constexpr std::size_t value = sizeof...(X);
    };

    /// Whether the input of a network is fed packed sequences.
    template <class X>
    inline constexpr bool is_packed_window = is_packed<X>;
    template <class First, class... Rest>
    inline constexpr bool is_packed_window<feed_list<First, Rest...>> = is_packed<std::remove_cvref_t<First>>;

    /// How many inputs of a network that are fed once a window X leaves unchanged: all of them, or none.
    template <class X>
    inline constexpr std::size_t unchanged_count = 0;
    template <class... X>
    inline constexpr std::size_t unchanged_count<feed_list<X...>> = (std::size_t(is_unchanged<X>) + ... + 0);

    template <class Network>
    constexpr std::size_t count_fed_once()
    {
        const auto& inputs = network_plan<Network>::inputs;
        return static_cast<std::size_t>(
            std::count_if(inputs.begin(), inputs.end(), [](const network_input& each) { return each.is_fed_once(); }));
    }

    /// Whether a call runs a window: it takes packed sequences, and what is unchanged since the window before.
    struct runs_window;

    template <class Network, class X, class... Allowed>
    constexpr auto find_mistake_of_feed()
    {
        using plain = std::remove_cvref_t<X>;
        if constexpr (!std::same_as<typename mistake_of_network<Network>::type, no_mistake>)
        {
            return known_mistake{};
        }
        else if constexpr (sizeof...(Allowed) == 0 && network_plan<Network>::has_memory)
        {
            return known_mistake{};
        }
        else if constexpr (is_packed<plain> && sizeof...(Allowed) == 0)
        {
            return mistake<error::packed_sequences_run_in_a_workspace_and_not_here<plain>>{};
        }
        else if constexpr (constexpr std::size_t needed = network_plan<Network>::input_count;
                           part_count<plain>::value != needed)
        {
            return mistake<error::this_network_takes_another_number_of_inputs_pass_all_in_feeds<
                error::count<part_count<plain>::value>, error::count<needed>>>{};
        }
        else if constexpr (unchanged_count<plain> > 0
            && (sizeof...(Allowed) == 0 || unchanged_count<plain> != count_fed_once<Network>()))
        {
            return mistake<error::unchanged_is_for_windows_and_stands_for_everything_that_is_fed_once<
                error::count<unchanged_count<plain>>, error::count<count_fed_once<Network>()>>>{};
        }
        else if constexpr (is_feed_list<plain>)
        {
            return typename mistake_of_parts<Network, X, plain, std::make_index_sequence<needed>>::type{};
        }
        else
        {
            return find_mistake_of_one_feed<Network, 0, X>();
        }
    }

    template <class Network, class X, class... Allowed>
    using checked_feed = checked<decltype(find_mistake_of_feed<Network, X, Allowed...>()), Network, stand_in>;

    /// What is read backwards needs whole sequences, and so does what is remembered.
    template <class Network>
    constexpr auto find_mistake_of_step()
    {
        if constexpr (!std::same_as<typename mistake_of_network<Network>::type, no_mistake>)
        {
            return known_mistake{};
        }
        else if constexpr (network_plan<Network>::table.reads_backwards())
        {
            return mistake<error::this_network_reads_backwards_run_whole_sequences_in_a_workspace<Network>>{};
        }
        else if constexpr (network_plan<Network>::has_memory)
        {
            return mistake<error::this_network_has_a_memory_run_it_in_a_workspace<Network>>{};
        }
        else
        {
            return no_mistake{};
        }
    }

    template <class Network>
    constexpr auto find_mistake_of_single_input()
    {
        if constexpr (!std::same_as<typename mistake_of_network<Network>::type, no_mistake>)
        {
            return known_mistake{};
        }
        else if constexpr (encoder_decoder<Network>)
        {
            return mistake<error::seq2seq_reads_whole_sequences_run_it_in_a_workspace<Network>>{};
        }
        else if constexpr (network_plan<Network>::input_count > 1)
        {
            return mistake<error::this_network_has_several_inputs_run_it_in_a_workspace<Network>>{};
        }
        else
        {
            return no_mistake{};
        }
    }

    /// A network that runs step by step.
    template <class Network>
    using checked_step = checked<decltype(find_mistake_of_step<Network>()), Network, stand_in>;

    /// A network that is fed one sequence, from its first step on, for what cuts sequences into windows by itself.
    template <class Network>
    using checked_for_windows = checked<typename first_mistake<decltype(find_mistake_of_single_input<Network>()),
                                            decltype(find_mistake_of_step<Network>())>::type,
        Network, stand_in>;

    /// A window of all inputs of a network.
    template <class T, std::size_t Inputs>
    struct fed_window
    {
        std::size_t steps = 0;
        std::size_t rows = 0;
        std::array<feed<T>, Inputs> data{};
        const packing* order = nullptr; ///< of packed sequences
        remembered_shape remembered{};
        bool goes_on = false; ///< what is fed once is that of the window before

        window_shape shape() const
        {
            window_shape all = order != nullptr ? window_shape(*order, purpose::training)
                                                : window_shape(steps, rows, purpose::training);
            all.remembered = remembered;
            return all;
        }
    };

    /// Throws std::invalid_argument if an input has other steps or rows than the first one.
    template <class T>
    void check_beside(const sequence<T>& s, const fed_as& input, std::size_t steps, std::size_t rows)
    {
        const bool rows_only = input.held || input.is_memory;
        if (s.rows != rows || (!rows_only && s.steps != steps))
        {
            throw std::invalid_argument("xrnn: " + input.text() + " has "
                + (rows_only ? count_text(s.rows, "row") : window_text(s.steps, s.rows)) + ", but the first input has "
                + (rows_only ? count_text(rows, "row") : window_text(steps, rows)));
        }
    }

    /// The shape of a memory beside those before it. Throws std::invalid_argument if it has no position, or others than they.
    template <class T>
    remembered_shape remember(const remembered_shape& before, const sequence<T>& s, const fed_as& input)
    {
        const remembered_shape shape{s.steps, s.rows, s.order};
        if (s.steps == 0)
        {
            throw std::invalid_argument("xrnn: " + input.text() + " has no positions; it needs at least one");
        }
        bool alike = before.steps == 0 || (before.steps == shape.steps && before.rows == shape.rows);
        for (std::size_t b = 0; alike && before.steps > 0 && b < shape.rows; ++b)
        {
            alike = before.length(b) == shape.length(b);
        }
        if (!alike)
        {
            throw std::invalid_argument("xrnn: " + input.text() + " has other lengths than the memory before it");
        }
        return shape;
    }

    /// Calls f<Input>(what feeds it) for each input of a network. Parts beyond those are a mistake that has been reported.
    template <class Network, class X, class F>
    [[gnu::always_inline]] inline void each_part(const X& x, const F& f)
    {
        if constexpr (is_feed_list<X>)
        {
            constexpr std::size_t parts = std::min(part_count<X>::value, network_plan<Network>::input_count);
            each_index<parts>([&]<std::size_t I>()
                    __attribute__((always_inline)) { f.template operator()<I>(std::get<I>(x.parts)); });
        }
        else
        {
            f.template operator()<0>(x);
        }
    }

    /// A window from what the user passes. Throws std::invalid_argument or std::out_of_range.
    template <class Network, class T, class X>
    auto make_window(const X& x)
    {
        fed_window<T, network_plan<Network>::input_count> window;
        each_part<Network>(x, [&]<std::size_t I>(const auto& part) {
            constexpr fed_as fed_to = fed_input<Network, I>::described;
            if constexpr (is_unchanged<decltype(part)> || is_given<decltype(part)>)
            {
                window.goes_on = is_unchanged<decltype(part)>;
                return;
            }
            else
            {
                const sequence<T> s = make_sequence<T>(part, fed_to);
                if (I == 0)
                {
                    window.steps = s.steps;
                    window.rows = s.rows;
                    window.order = s.order;
                }
                check_beside(s, fed_to, window.steps, window.rows);
                if (fed_to.is_memory)
                {
                    window.remembered = remember(window.remembered, s, fed_to);
                }
                window.data[I] = s.data;
            }
        });
        return window;
    }
} // namespace detail

/// What a network with several inputs is fed, in the order of network_text(): the network's own input, then the further
/// inputs of its cells, layer by layer. Each is what forward or step takes for a single input; one that is held is numbers
/// [B, Width] or ids [B].
template <class... X>
auto feeds(X&&... x)
{
    return detail::feed_list<X...>{{std::forward<X>(x)...}};
}

} // namespace xrnn
