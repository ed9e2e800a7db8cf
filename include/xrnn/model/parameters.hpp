// SPDX-License-Identifier: BSD-3-Clause
/// The parameters of a network, or numbers laid out like them: gradients, the memory of an optimiser.
#pragma once

#include "../language/mistakes.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "block.hpp"
#include "lookup.hpp"
#include "views.hpp"

namespace xrnn
{

namespace detail
{
    /// How many of `left` numbers remain after the parameters of a cell; 0 if there are not enough.
    template <class Cell>
    constexpr std::size_t left_beside(std::size_t left)
    {
        for (const plan_parameter& p : plan_of<Cell>.parameters)
        {
            const graph_symbol& s = plan_of<Cell>.graph.symbols[p.symbol];
            const std::size_t rows = std::max<std::size_t>(s.rows, 1);
            left = left / rows >= s.width ? left - rows * s.width : 0;
        }
        return left;
    }

    /// Whether the parameters of these cells fit in memory together.
    template <class T, class... Cells>
    constexpr bool are_addressable(std::tuple<Cells...>*)
    {
        std::size_t left = PTRDIFF_MAX / sizeof(T);
        ((left = left_beside<Cells>(left)), ...);
        return left > 0;
    }

    /// The parameter at a place (lookup.hpp) of a block of parameters, as a view.
    template <class Place, class U>
    auto parameter_at(U* data, const label& of)
    {
        if constexpr (Place::rows == 0)
        {
            return view(data + Place::offset, std::array<std::size_t, 1>{Place::width}, of);
        }
        else
        {
            return view(data + Place::offset, std::array<std::size_t, 2>{Place::rows, Place::width}, of);
        }
    }
} // namespace detail

/// One contiguous block: the parameters of layer 0 in the order of its equations, then those of layer 1, and so on.
/// Each is row-major: a matrix [In, Out], a vector [Width].
template <class Network, class T = float>
class parameters
{
    using cells = cells_of<typename detail::checked_network<Network>::type>;

public:
    using network = Network;
    using value_type = T;

    /// How many numbers these are.
    static constexpr std::size_t parameter_size =
        detail::network_plan<typename detail::checked_network<Network>::type>::parameter_size;

    parameters()
        : block_(parameter_size)
    {
        static_assert(detail::are_addressable<T>(static_cast<cells*>(nullptr)),
            "xrnn: this network has more parameters than fit in memory");
    }

    /// A parameter by name and layer, as an xtensor view [In, Out] or [Width] that can be assigned to.
    template <detail::name Name, std::size_t Layer = 0>
    auto get() &
    {
        return detail::parameter_at<typename detail::checked_parameter<Network, Name, Layer>::type>(
            data(), {"parameter", Name.view(), Layer});
    }

    template <detail::name Name, std::size_t Layer = 0>
    auto get() const&
    {
        return detail::parameter_at<typename detail::checked_parameter<Network, Name, Layer>::type>(
            data(), {"parameter", Name.view(), Layer});
    }

    template <detail::name Name, std::size_t Layer = 0>
    auto get() const&& = delete; // a view of temporary parameters would dangle: give them a name

    /// All of them as one row of numbers. Throws std::logic_error if the parameters were moved from.
    [[nodiscard]] std::span<T> span() & { return {data(), size()}; }
    [[nodiscard]] std::span<const T> span() const& { return {data(), size()}; }
    std::span<const T> span() const&& = delete; // would dangle: give the parameters a name

    [[nodiscard]] T* data()
    {
        detail::check_owner(!moved_from(), "parameters object");
        return block_.data();
    }

    [[nodiscard]] const T* data() const
    {
        detail::check_owner(!moved_from(), "parameters object");
        return block_.data();
    }

    [[nodiscard]] std::size_t size() const noexcept { return block_.size(); }

    /// Whether another object has taken the numbers.
    [[nodiscard]] bool moved_from() const noexcept { return block_.size() != parameter_size; }

    /// Sets all to zero.
    void clear() { std::fill_n(data(), size(), T(0)); }

    /// Calls f<Cell>(layer, name, rows, columns, numbers) for each parameter; rows is 0 for a vector.
    template <class F>
    void for_each(F&& f)
    {
        visit(data(), f);
    }

    template <class F>
    void for_each(F&& f) const
    {
        visit(data(), f);
    }

    /// Calls f(layer, name, rows, columns, first, size) for each parameter, in the order of the block: its numbers are those
    /// of span() from number `first` on.
    template <class F>
    static void for_each_place(F&& f)
    {
        each_place([&]<class Cell>(std::size_t layer, const detail::graph_symbol& s, std::size_t first,
                       std::size_t size) { f(layer, s.name, s.rows, s.width, first, size); });
    }

private:
    template <class F>
    static void each_place(F&& f)
    {
        std::size_t before = 0;
        detail::each_index<std::tuple_size_v<cells>>([&]<std::size_t L>() {
            using cell = std::tuple_element_t<L, cells>;
            for (const detail::plan_parameter& p : detail::plan_of<cell>.parameters)
            {
                const detail::graph_symbol& s = detail::plan_of<cell>.graph.symbols[p.symbol];
                f.template operator()<cell>(L, s, before + p.offset, p.size);
            }
            before += detail::plan_of<cell>.parameter_size();
        });
    }

    template <class U, class F>
    static void visit(U* data, F& f)
    {
        each_place(
            [&]<class Cell>(std::size_t layer, const detail::graph_symbol& s, std::size_t first, std::size_t size) {
                f.template operator()<Cell>(layer, s.name, s.rows, s.width, std::span<U>(data + first, size));
            });
    }

    detail::block<T> block_;
};

} // namespace xrnn
