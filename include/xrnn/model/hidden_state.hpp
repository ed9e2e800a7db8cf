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

template <class Network, class T, class Products>
class model;

template <class Network, class T, class Products>
class workspace;

/// The states of all layers for `rows` sequences, initially zero, and the memory that a step works in. Steps and
/// windows change it; the model stays constant, so threads may share one.
template <class Network, class T = float>
class hidden_state
{
    using checked_network = typename detail::checked_network<Network>::type;
    using network_engine = detail::engine<checked_network, T, native_products>;

public:
    /// Throws std::invalid_argument if there is no row, or more than fit in memory.
    explicit hidden_state(std::size_t rows = 1)
        : rows_(checked_rows(rows))
        , states_(network_engine::state_width * rows)
        , scratch_(network_engine::memory_size(step_shape(rows)))
    {
    }

    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }

    /// A state by name and layer, as an xtensor view [rows, Width] that can be assigned to.
    template <detail::name Name, std::size_t Layer = 0>
    auto get() &
    {
        return at<typename detail::checked_state<Network, Name, Layer>::type>(data(), {"state", Name.view(), Layer});
    }

    template <detail::name Name, std::size_t Layer = 0>
    auto get() const&
    {
        return at<typename detail::checked_state<Network, Name, Layer>::type>(data(), {"state", Name.view(), Layer});
    }

    template <detail::name Name, std::size_t Layer = 0>
    auto get() const&& = delete; // a view of a temporary state would dangle: give it a name

    /// A state or value of the last step, by name and layer: [rows, Width]. Every named value can be read. Throws
    /// std::logic_error unless the last pass with this state was a step.
    template <detail::name Name, std::size_t Layer = 0>
    auto probe() const&
    {
        check_probe();
        return present<typename detail::checked_present_value<Network, Name, Layer>::type>();
    }

    template <detail::name Name, std::size_t Layer = 0>
    auto probe() const&& = delete; // a view of a temporary state would dangle: give it a name

    /// Sets all states to zero, or those of one row. Throws std::out_of_range.
    void reset() { std::fill_n(data(), size(), T(0)); }

    void reset(std::size_t row)
    {
        T* state = data();
        check_row("reset", row);
        each_state([&](std::size_t before, std::size_t width) {
            std::fill_n(state + before * rows_ + row * width, width, T(0));
        });
    }

    /// Sets all states of a row to those of a row of another hidden state, or of this one. Throws std::out_of_range.
    void copy_row(std::size_t row, const hidden_state& from, std::size_t from_row)
    {
        T* state = data();
        const T* other = from.data();
        check_row("copy_row", row);
        from.check_row("copy_row", from_row);
        each_state([&](std::size_t before, std::size_t width) {
            const T* first = other + before * from.rows_ + from_row * width;
            std::copy_n(first, width, state + before * rows_ + row * width);
        });
    }

    /// The states one after the other, each [rows, Width]. These throw std::logic_error if the state was moved from.
    [[nodiscard]] T* data()
    {
        check_owner();
        return states_.data();
    }

    [[nodiscard]] const T* data() const
    {
        check_owner();
        return states_.data();
    }

    [[nodiscard]] std::size_t size() const noexcept { return states_.size(); }

    /// What was allocated when it was made.
    [[nodiscard]] std::size_t bytes() const noexcept { return (states_.size() + scratch_.size()) * sizeof(T); }

private:
    template <class, class, class>
    friend class model;
    template <class, class, class>
    friend class workspace;

    /// What ran last with this state: a step leaves its values here, a window leaves them in its workspace.
    enum class last_pass
    {
        nothing,
        step,
        window
    };

    static std::size_t checked_rows(std::size_t rows)
    {
        if (rows == 0)
        {
            throw std::invalid_argument("xrnn: a hidden state needs at least one row");
        }
        // No size grows faster than the rows.
        const std::size_t of_one_row = network_engine::memory_size(step_shape(1)) + network_engine::state_width;
        if (!detail::addressable({rows, of_one_row, sizeof(T)}))
        {
            throw std::invalid_argument(
                "xrnn: a hidden state of " + detail::count_text(rows, "row") + " does not fit in memory");
        }
        return rows;
    }

    void check_row(const char* caller, std::size_t row) const
    {
        if (row >= rows_)
        {
            throw std::out_of_range("xrnn: " + std::string(caller) + ": there is no row " + detail::number_text(row)
                + ", because the hidden state has " + detail::count_text(rows_, "row"));
        }
    }

    /// Calls f(width of all states before it, its own width) for each state.
    template <class F>
    static void each_state(const F& f)
    {
        std::size_t before = 0;
        detail::each_index<std::tuple_size_v<cells_of<checked_network>>>([&]<std::size_t L>() {
            constexpr const auto& p = detail::plan_of<std::tuple_element_t<L, cells_of<checked_network>>>;
            for (std::size_t k = 0; k < p.equation_count; ++k)
            {
                const std::size_t width = p.graph.is_state(k) ? p.graph.width_of(k) : 0;
                f(before, width);
                before += width;
            }
        });
    }

    void check_owner() const { detail::check_owner(scratch_.size() > 0, "hidden state"); }

    void check_probe() const
    {
        check_owner();
        if (last_ == last_pass::nothing)
        {
            throw std::logic_error("xrnn: probe: no step has run with this hidden state yet; call step first");
        }
        if (last_ == last_pass::window)
        {
            throw std::logic_error(
                "xrnn: probe: the last pass with this hidden state was a window, whose values are in "
                "the workspace; call the workspace's probe");
        }
    }

    static detail::window_shape step_shape(std::size_t rows) { return {1, rows, detail::purpose::inference}; }

    /// Whether x overlaps the numbers that a pass changes.
    bool holds(const detail::memory& x) const
    {
        return detail::overlap(x, detail::memory_of(states_.data(), states_.size()))
            || detail::overlap(x, detail::memory_of(scratch_.data(), scratch_.size()));
    }

    template <class Place, class U>
    auto at(U* data, const detail::label& of) const
    {
        return detail::view(data + Place::offset * rows_, std::array<std::size_t, 2>{rows_, Place::width}, of);
    }

    template <class Place>
    auto present() const
    {
        using cell = typename Place::cell;
        constexpr std::size_t k = Place::equation;
        constexpr detail::place where = detail::plan_of<cell>.equations[k].value;
        const auto places = network_engine::template places<Place::layer>(scratch_.data(), step_shape(rows_));
        return detail::rows_view(places.template row<where>(detail::window_row()), rows_,
            detail::plan_of<cell>.graph.width_of(k), decltype(places)::template stride<where>);
    }

    std::size_t rows_;
    detail::block<T> states_;
    detail::block<T> scratch_;
    last_pass last_ = last_pass::nothing;
};

} // namespace xrnn
