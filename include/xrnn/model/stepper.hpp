// SPDX-License-Identifier: BSD-3-Clause
/// The interface of the textbooks: y = rnn.step(x).
#pragma once

#include <utility>

#include "model.hpp"

namespace xrnn
{

/// A model and the hidden state of one sequence. The model must outlive it.
template <class Network, class T = float, class Products = native_products>
class stepper
{
public:
    using model_type = model<Network, T, Products>;

    /// Steps are divided among the threads of a team, if it has more than one.
    explicit stepper(const model_type& m, const team& threads = team())
        : model_(&m)
        , team_(threads)
    {
    }

    explicit stepper(const model_type&& m, const team& threads = team())
        : stepper(m, threads)
    {
        static_assert(sizeof(model_type) == 0, "xrnn: a stepper refers to its model; give the temporary model a name");
    }

    /// The output [output_width] for the input x: an id of any integer type, or input_width numbers, or feeds() of these. A
    /// view, valid until the next step. Throws std::out_of_range or std::invalid_argument.
    template <class X>
    auto step(const X& x) &
    {
        if (state_.rows() != 1)
        {
            throw std::logic_error("xrnn: a stepper runs one sequence, and its state has "
                + detail::count_text(state_.rows(), "row") + "; give it a state of 1 row, or call step of the model");
        }
        return run(as_row<0>(x));
    }

    template <class X>
    auto step(const X& x) && = delete; // a view of a temporary stepper would dangle: give it a name

    [[nodiscard]] hidden_state<Network, T>& state() & noexcept { return state_; }
    [[nodiscard]] const hidden_state<Network, T>& state() const& noexcept { return state_; }
    const hidden_state<Network, T>& state() const&& = delete; // would dangle: give the stepper a name

    /// Sets the state to zero.
    void reset() { state_.reset(); }

private:
    template <class X>
    [[gnu::always_inline]] auto run(const X& x)
    {
        if (team_.size() > 1)
        {
            return run_together(x);
        }
        return first_row(model_->step(x, state_));
    }

    /// Apart, so that a step of one thread stays short.
    template <class X>
    [[gnu::noinline]] auto run_together(const X& x)
    {
        return first_row(model_->step(x, state_, team_));
    }

    /// What the step of a model takes: a single id as a row of one.
    template <std::size_t Input, class X>
    static decltype(auto) as_row(const X& x)
    {
        if constexpr (std::integral<X>)
        {
            return checked_id<Input>(x);
        }
        else if constexpr (detail::is_feed_list<X>)
        {
            return as_rows(x.parts, std::make_index_sequence<detail::part_count<X>::value>());
        }
        else
        {
            return (x);
        }
    }

    template <class Parts, std::size_t... I>
    static auto as_rows(const Parts& parts, std::index_sequence<I...>)
    {
        return feeds(as_row<I>(std::get<I>(parts))...);
    }

    template <std::size_t Input, class X>
    static std::array<id, 1> checked_id(X x)
    {
        static_assert(
            detail::is_whole_number<X>, "xrnn: a character is not an id; encode it with the vocabulary first");
        if constexpr (detail::is_whole_number<X>)
        {
            using table = detail::network_plan<typename detail::checked_network<Network>::type>;
            constexpr std::size_t width = table::inputs[std::min(Input, table::input_count - 1)].width;
            if (std::cmp_less(x, 0) || std::cmp_greater_equal(x, width))
            {
                throw std::out_of_range("xrnn: step: the id " + detail::number_text(x)
                    + " is not below the input width " + detail::number_text(width));
            }
        }
        return {static_cast<id>(x)};
    }

    template <class Y>
    static auto first_row(const Y& y)
    {
        return detail::view(y.data(), std::array<std::size_t, 1>{model_type::output_width});
    }

    const model_type* model_;
    hidden_state<Network, T> state_;
    team team_;
};

} // namespace xrnn
