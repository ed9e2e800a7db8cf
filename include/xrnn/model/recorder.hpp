// SPDX-License-Identifier: BSD-3-Clause
/// What a network computes while it reads a sequence: its states and values at every step, to look at afterwards.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

#include "hidden_state.hpp"
#include "message.hpp"
#include "named_states.hpp"
#include "recorded_value.hpp"

namespace xrnn
{

/// Keeps the states and values of all layers, step by step. One that was moved from throws std::logic_error when it is used.
template <class Network, class T = float>
class recorder
{
public:
    /// Keeps all of them.
    recorder()
        : recorder([](std::size_t, std::string_view) { return true; })
    {
    }

    /// Keeps those for which wanted(layer, name) is true. Throws std::invalid_argument if there is none.
    template <std::predicate<std::size_t, std::string_view> Wanted>
    explicit recorder(Wanted&& wanted)
    {
        std::string there;
        detail::each_named_value<Network>([&]<std::size_t Layer, detail::name Name>() {
            using place = typename detail::checked_value<Network, Name, Layer>::type;
            there +=
                (there.empty() ? " " : ", ") + std::string(Name.view()) + " of layer " + detail::number_text(Layer);
            if (wanted(Layer, Name.view()))
            {
                const std::size_t width = detail::plan_of<typename place::cell>.graph.width_of(place::equation);
                values_.push_back({Layer, std::string(Name.view()), width, {}});
            }
        });
        if (values_.empty())
        {
            throw std::invalid_argument(
                "xrnn: recorder: none of the network's states and values is wanted; there is:" + there);
        }
    }

    /// Adds what the last step has left in a state of one row. Throws std::invalid_argument if it has more rows, and
    /// std::logic_error if no step has run with it.
    void add(const hidden_state<Network, T>& state)
    {
        check_owner();
        if (state.rows() != 1)
        {
            throw std::invalid_argument("xrnn: a recorder follows one sequence, but the hidden state has "
                + detail::count_text(state.rows(), "row"));
        }
        std::size_t i = 0;
        detail::each_named_value<Network>([&]<std::size_t Layer, detail::name Name>() {
            if (i < values_.size() && values_[i].layer == Layer && values_[i].name == Name.view())
            {
                const auto present = state.template probe<Name, Layer>();
                values_[i].numbers.insert(values_[i].numbers.end(), present.begin(), present.end());
                ++i;
            }
        });
        ++steps_;
    }

    /// Forgets the steps, and keeps their memory for others.
    void clear()
    {
        check_owner();
        for (recorded_value<T>& v : values_)
        {
            v.numbers.clear();
        }
        steps_ = 0;
    }

    [[nodiscard]] std::size_t steps() const
    {
        check_owner();
        return steps_;
    }

    /// Layer by layer, in the order of the equations.
    [[nodiscard]] const std::vector<recorded_value<T>>& values() const&
    {
        check_owner();
        return values_;
    }

    /// Throws std::out_of_range if it was not recorded.
    [[nodiscard]] const recorded_value<T>& get(std::string_view name, std::size_t layer = 0) const&
    {
        check_owner();
        std::string there;
        for (const recorded_value<T>& v : values_)
        {
            if (v.layer == layer && v.name == name)
            {
                return v;
            }
            there += v.layer == layer ? " " + v.name : "";
        }
        throw std::out_of_range("xrnn: recorder: \"" + std::string(name) + "\" of layer " + detail::number_text(layer)
            + " was not recorded; of that layer there is:" + (there.empty() ? " nothing" : there));
    }

    // References into a temporary recorder would dangle: give it a name.
    const std::vector<recorded_value<T>>& values() const&& = delete;
    const recorded_value<T>& get(std::string_view name, std::size_t layer = 0) const&& = delete;

private:
    void check_owner() const { detail::check_owner(!values_.empty(), "recorder"); }

    std::vector<recorded_value<T>> values_;
    std::size_t steps_ = 0;
};

} // namespace xrnn
