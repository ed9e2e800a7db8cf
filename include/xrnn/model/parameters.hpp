// SPDX-License-Identifier: BSD-3-Clause
/// The parameters of a network, or numbers laid out like them: gradients, the memory of an optimiser.
#pragma once

#include "../language/mistakes.hpp"

#include <string_view>

#include "block.hpp"
#include "lookup.hpp"
#include "views.hpp"

namespace xrnn
{

/// One contiguous block: the parameters of layer 0 in the order of its equations, then those of layer 1, and so on.
/// Each is row-major: a matrix [In, Out], a vector [Width].
template <class Network, class T = float>
class parameters
{
    using cells = cells_of<typename detail::checked_network<Network>::type>;

public:
    using network = Network;
    using value_type = T;

    parameters()
        : block_(detail::network_plan<typename detail::checked_network<Network>::type>::parameter_size)
    {
    }

    /// A parameter by name and layer, as an xtensor view [In, Out] or [Width] that can be assigned to.
    template <name Name, std::size_t Layer = 0>
    auto get()
    {
        return at<typename detail::checked_parameter<Network, Name, Layer>::type>(data());
    }

    template <name Name, std::size_t Layer = 0>
    auto get() const
    {
        return at<typename detail::checked_parameter<Network, Name, Layer>::type>(data());
    }

    /// The parameter at a place (lookup.hpp) of a block that is laid out like this one.
    template <class Place, class U>
    static auto at(U* data)
    {
        if constexpr (Place::rows == 0)
        {
            return view(data + Place::offset, std::array<std::size_t, 1>{Place::width});
        }
        else
        {
            return view(data + Place::offset, std::array<std::size_t, 2>{Place::rows, Place::width});
        }
    }

    /// All of them, as one row of numbers.
    std::span<T> span() { return block_.span(); }
    std::span<const T> span() const { return block_.span(); }
    T* data() { return block_.data(); }
    const T* data() const { return block_.data(); }
    std::size_t size() const { return block_.size(); }

    /// Sets all to zero.
    void clear() { std::fill_n(block_.data(), block_.size(), T(0)); }

    /// Calls f<Cell>(layer, name, rows, columns, numbers) for each parameter; rows is 0 for a vector.
    template <class F>
    void for_each(F&& f)
    {
        T* data = block_.data();
        each_index<std::tuple_size_v<cells>>([&]<std::size_t L>() {
            using cell = std::tuple_element_t<L, cells>;
            for (const plan_parameter& p : plan_of<cell>.parameters)
            {
                const graph_symbol& s = plan_of<cell>.graph.symbols[p.symbol];
                f.template operator()<cell>(L, s.name, s.rows, s.width, std::span<T>(data + p.offset, p.size));
            }
            data += plan_of<cell>.parameter_size();
        });
    }

private:
    block<T> block_;
};

} // namespace xrnn
