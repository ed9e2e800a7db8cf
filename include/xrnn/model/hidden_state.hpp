// SPDX-License-Identifier: BSD-3-Clause
/// What a network remembers between steps, for a batch of rows.
#pragma once

#include "../language/mistakes.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "block.hpp"
#include "lookup.hpp"
#include "views.hpp"

namespace xrnn
{

/// The states of all layers for `rows` sequences, zero at first, and the room that a step needs to work in. It is
/// passed to a step or a window and comes back changed; the model stays constant, so many threads may share one.
template <class Network, class T = float>
class hidden_state
{
    using checked_network = typename detail::checked_network<Network>::type;
    using network_engine = engine<checked_network, T, native_products>;

public:
    explicit hidden_state(std::size_t rows = 1)
        : rows_(rows)
        , states_(network_engine::state_width * rows)
        , scratch_(network_engine::memory_size(1, rows, detail::purpose::inference))
    {
        if (rows == 0)
        {
            throw std::invalid_argument("xrnn: a hidden state has at least one row");
        }
    }

    std::size_t rows() const { return rows_; }

    /// A state by name and layer, as an xtensor view [rows, Width] that can be assigned to.
    template <name Name, std::size_t Layer = 0>
    auto get()
    {
        using found = typename detail::checked_state<Network, Name, Layer>::type;
        return view(states_.data() + found::offset * rows_, std::array<std::size_t, 2>{rows_, found::width});
    }

    /// A state or value of the last step, by name and layer: [rows, Width]. Every named value can be read.
    template <name Name, std::size_t Layer = 0>
    auto probe() const
    {
        return present<typename detail::checked_value<Network, Name, Layer>::type>();
    }

    /// Sets all states to zero, or those of one row. Throws std::out_of_range.
    void reset() { std::fill_n(states_.data(), states_.size(), T(0)); }

    void reset(std::size_t row)
    {
        if (row >= rows_)
        {
            throw std::out_of_range(
                "xrnn: row " + std::to_string(row) + " of a hidden state of " + std::to_string(rows_) + " rows");
        }
        T* state = states_.data();
        each_index<std::tuple_size_v<cells_of<checked_network>>>([&]<std::size_t L>() {
            constexpr const auto& p = plan_of<std::tuple_element_t<L, cells_of<checked_network>>>;
            for (std::size_t k = 0; k < p.equation_count; ++k)
            {
                const std::size_t width = p.graph.is_state(k) ? p.graph.width_of(k) : 0;
                std::fill_n(state + row * width, width, T(0));
                state += rows_ * width;
            }
        });
    }

    /// The states one after the other, each [rows, Width].
    T* data() { return states_.data(); }
    const T* data() const { return states_.data(); }
    std::size_t size() const { return states_.size(); }

    /// A pass of one step that works in this state's room.
    pass<T> step_pass()
    {
        pass<T> in;
        in.steps = 1;
        in.rows = rows_;
        in.memory = scratch_.data();
        return in;
    }

private:
    template <class Place>
    auto present() const
    {
        using cell = typename Place::cell;
        constexpr std::size_t k = Place::equation;
        constexpr place where = plan_of<cell>.equations[k].value;
        const auto places =
            network_engine::template places<Place::layer>(scratch_.data(), 1, rows_, detail::purpose::inference);
        return rows_view(places.template row<where>(0, 0), rows_, plan_of<cell>.graph.width_of(k),
            decltype(places)::template stride<where>);
    }

    std::size_t rows_;
    block<T> states_;
    block<T> scratch_;
};

} // namespace xrnn
