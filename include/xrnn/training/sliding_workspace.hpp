// SPDX-License-Identifier: BSD-3-Clause
/// Truncated backpropagation through time that goes further back than the new steps: windows that overlap.
#pragma once

#include "../language/mistakes.hpp"

#include <vector>

#include "../model/named_states.hpp"
#include "../model/workspace.hpp"

namespace xrnn
{

/// What a sequence is made of.
enum class sequence_of
{
    ids,
    numbers
};

/// Goes through long sequences a few steps at a time and backpropagates further than these: each forward pass adds up to
/// `new_steps` steps, and the backward pass goes from their outputs back through up to `steps` steps in all. Only the
/// outputs of the new steps have a loss, so each output counts once: BPTT(h; h') of Williams & Peng 1990, with h = steps
/// and h' = new_steps; k2 and k1 in Sutskever's thesis (2013, section 2.8.6).
///
/// It keeps the inputs of the last steps - new_steps steps and the state before them. The values of these steps are
/// computed again, because the backward pass has used them up and an update may have changed the model since: so the
/// gradient is exact for the present parameters, from a state that earlier ones have led to. With steps = new_steps
/// nothing is computed again, and everything has the bits of a workspace to which the state is carried over.
///
/// The state is kept here. After the construction nothing is allocated.
template <class Network, class T = float, class Products = native_products>
class sliding_workspace
{
    using checked_network = typename detail::checked_network<typename detail::checked_for_windows<Network>::type>::type;
    using network_engine = detail::engine<checked_network, T, Products>;

public:
    using model_type = model<Network, T, Products>;
    using state_type = hidden_state<Network, T>;

    /// Throws std::invalid_argument if there is no new step or no row, more new steps than steps, or more than fit in
    /// memory.
    sliding_workspace(
        std::size_t new_steps, std::size_t steps, std::size_t rows, sequence_of fed, const team& threads = team())
        : new_steps_(checked_steps(new_steps, steps))
        , fed_(fed)
        , work_(steps, rows, threads)
        , state_(rows)
        , running_(rows)
        , start_(rows)
        , ids_(fed == sequence_of::ids ? steps * rows : 0)
        , numbers_(fed == sequence_of::numbers ? checked_numbers(steps, rows) : 0)
    {
    }

    /// Takes the template arguments from a model.
    sliding_workspace(const model_type&, std::size_t new_steps, std::size_t steps, std::size_t rows, sequence_of fed,
        const team& threads = team())
        : sliding_workspace(new_steps, steps, rows, fed, threads)
    {
    }

    /// Runs the next steps x, in the forms that workspace::forward takes, after those kept from before, and clears the
    /// adjoints. The numbers are copied. Returns output(). Throws std::invalid_argument or std::out_of_range if x does
    /// not fit and std::logic_error if the model cannot run; then the sequence goes on as if nothing had been called.
    template <class X>
    auto forward(const model_type& m, const X& x) &
    {
        static_assert(sizeof(detail::checked_feed<Network, const X&>) > 0);
        return run(x, [&](const auto& window) { work_.forward(m, window, running_); });
    }

    /// The same with noise. That of the older steps is drawn anew, as their values are computed anew.
    template <class X>
    auto forward(const model_type& m, const X& x, const training& draw) &
    {
        static_assert(sizeof(detail::checked_feed<Network, const X&>) > 0);
        return run(x, [&](const auto& window) { work_.forward(m, window, running_, draw); });
    }

    template <class... Arguments>
    auto forward(const Arguments&...) && = delete; // a view of a temporary workspace would dangle: give it a name

    /// The outputs of the new steps [T, B, output_width], valid until the backward pass.
    [[nodiscard]] auto output() const&
    {
        check_window();
        return newest(work_.output());
    }

    auto output() const&& = delete; // a view of a temporary workspace would dangle: give it a name

    /// The adjoint of the outputs of the new steps, to be filled in before the backward pass: [T, B, output_width].
    [[nodiscard]] auto output_adjoint() &
    {
        check_window();
        return newest(work_.output_adjoint());
    }

    /// The adjoint of a state after the new steps, to be filled in before the backward pass where the loss reads the
    /// state: [B, Width].
    template <detail::name Name, std::size_t Layer = 0>
    [[nodiscard]] auto final_adjoint() &
    {
        check_window();
        return work_.template final_adjoint<Name, Layer>();
    }

    /// Backpropagation through time over the new steps and those kept from before, as workspace::backward.
    void backward(const model_type& m, parameters<Network, T>& gradients)
    {
        check_window();
        work_.backward(m, gradients);
    }

    /// A state or value at every new step, by name and layer: [T, B, Width], valid until the backward pass.
    template <detail::name Name, std::size_t Layer = 0>
    auto probe() const&
    {
        check_window();
        return newest(work_.template probe<Name, Layer>());
    }

    template <detail::name Name, std::size_t Layer = 0>
    auto probe() const&& = delete; // a view of a temporary workspace would dangle: give it a name

    /// The state after the last step.
    [[nodiscard]] const state_type& state() const& noexcept { return state_; }
    const state_type& state() const&& = delete; // would dangle: give the workspace a name

    /// A new sequence begins, from a state of zeros or from that one: nothing is kept of the steps before. Throws
    /// std::invalid_argument if that state has another number of rows.
    void reset()
    {
        state_.reset();
        begin();
    }

    void reset(const state_type& from)
    {
        if (from.rows() != rows())
        {
            throw std::invalid_argument("xrnn: reset: the hidden state has " + detail::count_text(from.rows(), "row")
                + ", but the sliding workspace was made for " + detail::number_text(rows()));
        }
        std::copy_n(from.data(), from.size(), state_.data());
        begin();
    }

    [[nodiscard]] std::size_t new_steps() const noexcept { return new_steps_; }
    [[nodiscard]] std::size_t steps() const noexcept { return work_.steps(); }
    [[nodiscard]] std::size_t rows() const noexcept { return work_.rows(); }

    /// What was allocated when it was made: a workspace, three hidden states, and the inputs of a window.
    [[nodiscard]] std::size_t bytes() const noexcept
    {
        return work_.bytes() + 3 * state_.bytes() + numbers_.size() * sizeof(T) + ids_.size() * sizeof(id);
    }

private:
    static std::size_t checked_steps(std::size_t new_steps, std::size_t steps)
    {
        if (new_steps == 0 || new_steps > steps)
        {
            throw std::invalid_argument("xrnn: a sliding workspace adds at least one step and at most as many as it "
                                        "goes back; these were "
                + detail::number_text(new_steps) + " new steps of " + detail::number_text(steps));
        }
        return new_steps;
    }

    static std::size_t checked_numbers(std::size_t steps, std::size_t rows)
    {
        if (!detail::addressable({steps, rows, network_engine::input_width, sizeof(T)}))
        {
            throw std::invalid_argument("xrnn: the inputs of a sliding workspace for "
                + detail::window_text(steps, rows) + " do not fit in memory");
        }
        return steps * rows * network_engine::input_width;
    }

    template <class X, class Forward>
    auto run(const X& x, const Forward& forward)
    {
        detail::check_owner(numbers_.size() + ids_.size() > 0, "sliding workspace");
        const detail::sequence<T> s = detail::make_sequence<T>(x, network_engine::input_width);
        check_new(s);
        if constexpr (std::same_as<detail::element_of<X>, id>)
        {
            forward(detail::view(
                append(ids_.data(), s.data.ids, 1, s.steps), std::array<std::size_t, 2>{kept_ + s.steps, rows()}));
        }
        else
        {
            forward(detail::view(append(numbers_.data(), s.data.dense, network_engine::input_width, s.steps),
                std::array<std::size_t, 3>{kept_ + s.steps, rows(), network_engine::input_width}));
        }
        has_window_ = true;
        older_ = kept_;
        const std::size_t all = kept_ + s.steps;
        kept_ = std::min(all, steps() - new_steps_);
        dropped_ = all - kept_;
        keep_states();
        return output();
    }

    /// Puts the new inputs behind those that are kept, each `width` numbers a row, and the state before them into
    /// running_. Returns where the inputs begin.
    template <class Number>
    const Number* append(Number* all, const Number* added, std::size_t width, std::size_t steps)
    {
        const std::size_t step = rows() * width;
        has_window_ = false; // because its inputs are moved
        std::copy_n(all + dropped_ * step, kept_ * step, all);
        dropped_ = 0;
        std::copy_n(added, steps * step, all + kept_ * step);
        std::copy_n(start_.data(), start_.size(), running_.data());
        return all;
    }

    /// The final state, and the state from which the next window starts.
    void keep_states()
    {
        std::copy_n(running_.data(), running_.size(), state_.data());
        if (kept_ == 0)
        {
            std::copy_n(running_.data(), running_.size(), start_.data());
        }
        else if (dropped_ > 0)
        {
            detail::each_named_state<checked_network>([&]<std::size_t Layer, detail::name Name>() {
                const auto history = work_.template probe<Name, Layer>();
                auto start = start_.template get<Name, Layer>();
                for (std::size_t b = 0; b < rows(); ++b)
                {
                    std::copy_n(&history(dropped_ - 1, b, 0), start.shape()[1], &start(b, 0));
                }
            });
        }
    }

    void begin()
    {
        std::copy_n(state_.data(), state_.size(), start_.data());
        kept_ = 0;
        dropped_ = 0;
    }

    /// The part of a sequence over the window that belongs to the new steps.
    template <class View>
    View newest(View all) const
    {
        auto shape = all.shape();
        shape[0] -= older_;
        if constexpr (View::static_layout == xt::layout_type::row_major)
        {
            return View(&all(older_, 0, 0), shape, {"output adjoint"});
        }
        else
        {
            return View(&all(older_, 0, 0), shape, all.strides(), {});
        }
    }

    void check_window() const
    {
        if (!has_window_)
        {
            throw std::logic_error("xrnn: there is no window in this sliding workspace; call forward first");
        }
    }

    void check_new(const detail::sequence<T>& s) const
    {
        if ((s.data.ids != nullptr) != (fed_ == sequence_of::ids))
        {
            throw std::invalid_argument(std::string("xrnn: forward: this sliding workspace was made for sequences of ")
                + (fed_ == sequence_of::ids ? "ids, and these are numbers" : "numbers, and these are ids"));
        }
        if (s.steps == 0 || s.steps > new_steps_ || s.rows != rows())
        {
            throw std::invalid_argument("xrnn: forward: the sequence has " + detail::window_text(s.steps, s.rows)
                + ", but the sliding workspace was made for up to " + detail::window_text(new_steps_, rows()));
        }
    }

    std::size_t new_steps_;
    sequence_of fed_;
    workspace<checked_network, T, Products> work_;
    state_type state_;   ///< after the last step
    state_type running_; ///< of the window that runs
    state_type start_;   ///< before the steps that are kept
    std::vector<id> ids_;
    detail::block<T> numbers_;
    std::size_t kept_ = 0;    ///< steps that the next window begins with
    std::size_t dropped_ = 0; ///< steps before them in the inputs
    std::size_t older_ = 0;   ///< steps of the present window that are not new
    bool has_window_ = false;
};

} // namespace xrnn
