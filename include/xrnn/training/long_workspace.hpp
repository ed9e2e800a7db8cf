// SPDX-License-Identifier: BSD-3-Clause
/// Exact gradients over long sequences in little memory: checkpoints, and a second forward pass.
#pragma once

#include "../language/mistakes.hpp"

#include "../model/workspace.hpp"
#include "checkpoints.hpp"
#include "loss_over_parts.hpp"

namespace xrnn
{

/// Backpropagation through sequences of up to `steps` steps of `rows` rows, in the memory of one window of them and of
/// the states between windows. The windows run forward one after the other, and only the state that each starts from is
/// kept; then, from the last to the first, each runs forward again, and backward with the adjoint that the one after it
/// hands back. The last one is still there, so n windows cost n - 1 more forward passes. Chen, Xu, Zhang & Guestrin 2016,
/// "Training deep nets with sublinear memory cost"; for recurrent networks, Gruslys and others 2016, "Memory-efficient
/// backpropagation through time".
///
/// With native_products, the final state and the adjoints of the outputs have the bits of one long window. A gradient is a
/// sum over all steps, here in another order: first over each window, then over the windows, from the last to the first.
/// After the construction nothing is allocated.
template <class Network, class T = float, class Products = native_products>
class long_workspace
{
    using checked_network = typename detail::checked_network<typename detail::checked_for_windows<Network>::type>::type;
    using network_engine = detail::engine<checked_network, T, Products>;

public:
    using model_type = model<Network, T, Products>;
    using state_type = hidden_state<Network, T>;
    using window_type = workspace<checked_network, T, Products>;

    /// With windows of `window` steps, or as many as the square root of the steps, rounded up. Throws
    /// std::invalid_argument if there is no step or no row, or more than fit in memory.
    long_workspace(std::size_t steps, std::size_t rows, std::size_t window, input_adjoints wanted = input_adjoints::no,
        const team& threads = team())
        : steps_(checked_steps(steps, rows, window))
        , rows_(rows)
        , wanted_(wanted)
        , work_(std::min(window, steps), rows, wanted, threads)
        , checkpoints_(windows(steps), rows)
        , input_adjoint_(wanted == input_adjoints::yes ? steps * rows * network_engine::input_width : 0)
    {
    }

    long_workspace(
        std::size_t steps, std::size_t rows, input_adjoints wanted = input_adjoints::no, const team& threads = team())
        : long_workspace(steps, rows, detail::square_root(steps), wanted, threads)
    {
    }

    /// These take the template arguments from a model.
    long_workspace(const model_type&, std::size_t steps, std::size_t rows, std::size_t window,
        input_adjoints wanted = input_adjoints::no, const team& threads = team())
        : long_workspace(steps, rows, window, wanted, threads)
    {
    }

    long_workspace(const model_type&, std::size_t steps, std::size_t rows, input_adjoints wanted = input_adjoints::no,
        const team& threads = team())
        : long_workspace(steps, rows, wanted, threads)
    {
    }

    /// Runs the sequence x forward and backward. x and state are those of workspace::forward; the state moves to the end
    /// of the sequence. The gradients of the loss are set, not added to, and the loss is returned: a loss function with
    /// the targets and options for the whole sequence. Throws what workspace::forward and the loss throw; then only the
    /// gradients may have changed.
    template <class X, class Entry, class Targets, class... How>
    double backpropagate(const model_type& m, const X& x, state_type& state, parameters<Network, T>& gradients,
        const loss_function<Entry>&, const Targets& targets, const How&... how)
    {
        static_assert(sizeof(detail::checked_feed<Network, const X&>) > 0);
        return run_loss<Entry>(m, x, state, nullptr, gradients, targets, how...);
    }

    /// The same with noise, which is that of one long window.
    template <class X, class Entry, class Targets, class... How>
    double backpropagate(const model_type& m, const X& x, state_type& state, const training& draw,
        parameters<Network, T>& gradients, const loss_function<Entry>&, const Targets& targets, const How&... how)
    {
        static_assert(sizeof(detail::checked_feed<Network, const X&>) > 0);
        return run_loss<Entry>(m, x, state, &draw, gradients, targets, how...);
    }

    /// The same with any loss that is a sum over windows: loss(work, first_step) is called for each window, from the last
    /// to the first, after its forward pass. It gets the workspace of the window, fills in its output_adjoint() and may
    /// fill in a final_adjoint(), and returns the loss of the window. Also throws std::logic_error if it has asked for no
    /// adjoint in the last window.
    template <class X, class Loss>
    double backpropagate(
        const model_type& m, const X& x, state_type& state, parameters<Network, T>& gradients, Loss&& loss)
    {
        static_assert(sizeof(detail::checked_feed<Network, const X&>) > 0);
        return run_callable(m, x, state, nullptr, gradients, loss);
    }

    template <class X, class Loss>
    double backpropagate(const model_type& m, const X& x, state_type& state, const training& draw,
        parameters<Network, T>& gradients, Loss&& loss)
    {
        static_assert(sizeof(detail::checked_feed<Network, const X&>) > 0);
        return run_callable(m, x, state, &draw, gradients, loss);
    }

    /// The adjoint of a state before the last sequence: [B, Width].
    template <detail::name Name, std::size_t Layer = 0>
    [[nodiscard]] auto initial_adjoint() &
    {
        check_ran();
        return work_.template initial_adjoint<Name, Layer>();
    }

    /// The adjoint of the last sequence, if it was dense: [T, B, input_width].
    [[nodiscard]] auto input_adjoint() &
    {
        if (wanted_ == input_adjoints::no)
        {
            throw std::logic_error(
                "xrnn: this long workspace was made without input adjoints; pass input_adjoints::yes");
        }
        check_ran();
        if (last_.is_ids)
        {
            throw std::logic_error("xrnn: the last sequence was ids, which have no adjoint");
        }
        return detail::view(input_adjoint_.data(),
            std::array<std::size_t, 3>{last_.steps, last_.rows, network_engine::input_width}, {"input adjoint"});
    }

    [[nodiscard]] std::size_t steps() const noexcept { return steps_; }
    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
    [[nodiscard]] std::size_t window() const noexcept { return work_.steps(); }

    /// What was allocated when it was made: a workspace for a window, a hidden state for each window and two more, the
    /// gradients of a window, and the adjoint of the input if it was asked for.
    [[nodiscard]] std::size_t bytes() const noexcept
    {
        return work_.bytes() + checkpoints_.bytes() + (window_gradients_.size() + input_adjoint_.size()) * sizeof(T);
    }

private:
    /// What ran through it last; no step if nothing did.
    struct last_sequence
    {
        std::size_t steps = 0;
        std::size_t rows = 0;
        bool is_ids = false;
    };

    static std::size_t checked_steps(std::size_t steps, std::size_t rows, std::size_t window)
    {
        if (steps == 0 || rows == 0 || window == 0)
        {
            throw std::invalid_argument(
                "xrnn: a long workspace needs at least one step, one row and one step a window");
        }
        // No size grows faster than the steps times the rows.
        const std::size_t of_one_step = 3 * network_engine::state_width + network_engine::input_width;
        if (!detail::addressable({steps, rows, of_one_step, sizeof(T)}))
        {
            throw std::invalid_argument(
                "xrnn: a long workspace for " + detail::window_text(steps, rows) + " does not fit in memory");
        }
        return steps;
    }

    std::size_t windows(std::size_t steps) const { return (steps + window() - 1) / window(); }

    template <class Entry, class X, class Targets, class... How>
    double run_loss(const model_type& m, const X& x, state_type& state, const training* draw,
        parameters<Network, T>& gradients, const Targets& targets, const How&... how)
    {
        using outputs = decltype(work_.output());
        using loss_type = typename detail::checked_loss<Entry, Targets, outputs, How...>::type;
        if constexpr (std::same_as<loss_type, detail::loss_over_window<Entry>>)
        {
            const detail::sequence<T> s = checked_sequence(x, state);
            const auto loss = detail::make_loss_over_parts<Entry, T>(
                detail::contiguous(targets), s.steps, s.rows, network_engine::output_width, how...);
            return run<detail::element_of<X>>(m, s, state, draw, gradients, [&](window_type& work, std::size_t first) {
                return loss(work.output(), work.output_adjoint(), first);
            });
        }
        else
        {
            return 0;
        }
    }

    template <class X, class Loss>
    double run_callable(const model_type& m, const X& x, state_type& state, const training* draw,
        parameters<Network, T>& gradients, Loss& loss)
    {
        constexpr bool is_loss = detail::loss_of_windows<Loss, window_type>;
        static_assert(is_loss,
            "xrnn: backpropagate takes a loss function with its targets, or a callable loss(work, first_step) that "
            "returns a number");
        if constexpr (is_loss)
        {
            return run<detail::element_of<X>>(m, checked_sequence(x, state), state, draw, gradients, loss);
        }
        else
        {
            return 0;
        }
    }

    /// Both passes. Element says whether s is ids or numbers.
    template <class Element, class Loss>
    double run(const model_type& m, const detail::sequence<T>& s, state_type& state, const training* draw,
        parameters<Network, T>& gradients, Loss&& loss)
    {
        if (&gradients == &m.all())
        {
            throw std::invalid_argument("xrnn: backpropagate: the gradients are the model's own parameters");
        }
        const std::size_t count = windows(s.steps);
        last_ = {};
        checkpoints_.keep(0, state);
        try
        {
            for (std::size_t w = 0; w < count; ++w)
            {
                forward<Element>(m, s, w, state, draw);
                checkpoints_.keep(w + 1, state);
            }
            gradients.clear();
            double sum = 0;
            for (std::size_t w = count; w-- > 0;)
            {
                if (w + 1 < count)
                {
                    checkpoints_.restore(w, state);
                    forward<Element>(m, s, w, state, draw);
                }
                sum += static_cast<double>(loss(work_, w * window()));
                if (w + 1 < count)
                {
                    checkpoints_.hand_back_adjoint(work_);
                }
                work_.backward(m, window_gradients_);
                checkpoints_.take_adjoint(work_);
                add_gradients(gradients);
                keep_input_adjoint<Element>(w * window() * s.rows * network_engine::input_width);
            }
            checkpoints_.restore(count, state);
            last_ = {s.steps, s.rows, std::same_as<Element, id>};
            return sum;
        }
        catch (...)
        {
            checkpoints_.restore(0, state);
            throw;
        }
    }

    void add_gradients(parameters<Network, T>& gradients)
    {
        T* sum = gradients.data();
        std::transform(sum, sum + gradients.size(), window_gradients_.data(), sum, std::plus<T>());
    }

    /// That of the window, from a place of the whole on.
    template <class Element>
    void keep_input_adjoint(std::size_t place)
    {
        if (wanted_ == input_adjoints::yes && !std::same_as<Element, id>)
        {
            const auto adjoint = work_.input_adjoint();
            std::copy_n(adjoint.data(), adjoint.size(), input_adjoint_.data() + place);
        }
    }

    /// Runs window w of the sequence from the state.
    template <class Element>
    void forward(
        const model_type& m, const detail::sequence<T>& s, std::size_t w, state_type& state, const training* draw)
    {
        const std::size_t first = w * window();
        const std::size_t steps = std::min(window(), s.steps - first);
        const auto x = [&] {
            if constexpr (std::same_as<Element, id>)
            {
                return detail::view(s.data.ids + first * s.rows, std::array<std::size_t, 2>{steps, s.rows});
            }
            else
            {
                constexpr std::size_t width = network_engine::input_width;
                return detail::view(
                    s.data.dense + first * s.rows * width, std::array<std::size_t, 3>{steps, s.rows, width});
            }
        }();
        if (draw != nullptr)
        {
            work_.forward(m, x, state, training{draw->seed, draw->update, draw->first_step + first, draw->first_row});
        }
        else
        {
            work_.forward(m, x, state);
        }
    }

    template <class X>
    detail::sequence<T> checked_sequence(const X& x, const state_type& state) const
    {
        detail::check_owner(!checkpoints_.moved_from() && !window_gradients_.moved_from(), "long workspace");
        const detail::sequence<T> s = detail::make_sequence<T>(x, network_engine::input_width);
        if (s.steps == 0 || s.rows == 0 || s.steps > steps_ || s.rows > rows_)
        {
            throw std::invalid_argument("xrnn: backpropagate: the sequence has " + detail::window_text(s.steps, s.rows)
                + ", but the long workspace was made for " + detail::window_text(steps_, rows_));
        }
        if (s.rows != state.rows())
        {
            throw std::invalid_argument("xrnn: backpropagate: the sequence has " + detail::count_text(s.rows, "row")
                + ", but the hidden state has " + detail::number_text(state.rows()));
        }
        return s;
    }

    void check_ran() const
    {
        if (last_.steps == 0)
        {
            throw std::logic_error(
                "xrnn: no sequence has run through this long workspace yet; call backpropagate first");
        }
    }

    std::size_t steps_;
    std::size_t rows_;
    input_adjoints wanted_;
    window_type work_;
    parameters<Network, T> window_gradients_;
    detail::checkpoints<checked_network, T> checkpoints_;
    detail::block<T> input_adjoint_;
    last_sequence last_{};
};

} // namespace xrnn
