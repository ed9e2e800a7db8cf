// SPDX-License-Identifier: BSD-3-Clause
/// The memory of a training step, allocated once.
#pragma once

#include <vector>

#include "../language/mistakes.hpp"

#include "model.hpp"

namespace xrnn
{

/// Is the adjoint of the network's input wanted?
enum class input_adjoints
{
    no,
    yes
};

/// Runs a model forward and backward over windows of up to `steps` steps of `rows` rows. After its construction nothing
/// is allocated.
template <class Network, class T = float, class Products = native_products>
class workspace
{
public:
    using model_type = model<Network, T, Products>;
    using network_engine = engine<typename detail::checked_network<Network>::type, T, Products>;
    using state_type = hidden_state<Network, T>;

    /// Throws std::invalid_argument if there is no step or no row.
    workspace(std::size_t steps, std::size_t rows, input_adjoints wanted = input_adjoints::no)
        : steps_(steps)
        , rows_(rows)
        , wanted_(wanted)
        , memory_(total_size(steps, rows, wanted))
        , ids_(steps * rows)
    {
        if (steps == 0 || rows == 0)
        {
            throw std::invalid_argument("xrnn: a workspace has at least one step and one row");
        }
    }

    // A copy would point into the original's memory.
    workspace(const workspace&) = delete;
    workspace& operator=(const workspace&) = delete;
    workspace(workspace&&) noexcept = default;
    workspace& operator=(workspace&&) noexcept = default;
    ~workspace() = default;

    /// For that model's type.
    workspace(const model_type&, std::size_t steps, std::size_t rows, input_adjoints wanted = input_adjoints::no)
        : workspace(steps, rows, wanted)
    {
    }

    /// Runs a window: x is numbers [T, B, input_width] or ids [T, B], B rows as the state has, T and B at most what the
    /// workspace was made for (sequence.hpp tells the other forms). The state goes in and comes back; the adjoints of
    /// output and final state are cleared. Ids are copied; numbers are not, and must live until the backward pass.
    /// Returns output(). Throws std::invalid_argument or std::out_of_range, and then nothing has changed.
    template <class X>
    auto forward(const model_type& m, X&& x, state_type& state)
    {
        static_assert(sizeof(detail::checked_feed<Network, X>) > 0);
        return run(m, x, state, noise_source());
    }

    /// The same with noise (dropout masks) drawn for this seed and update.
    template <class X>
    auto forward(const model_type& m, X&& x, state_type& state, const training& draw)
    {
        static_assert(sizeof(detail::checked_feed<Network, X>) > 0);
        return run(m, x, state, noise_source(draw));
    }

    /// The outputs of the last window [T, B, output_width], valid until the backward pass.
    auto output() const
    {
        check_forward();
        const detail::rows_of<const T> y =
            network_engine::output(memory_.data(), pass_.steps, pass_.rows, detail::purpose::training);
        return sequence_view(y.data, pass_.steps, pass_.rows, network_engine::output_width, y.stride);
    }

    /// The adjoint of the outputs of the last window, to be filled in: [T, B, output_width].
    auto output_adjoint()
    {
        check_ran();
        return view(
            output_adjoint_data(), std::array<std::size_t, 3>{pass_.steps, pass_.rows, network_engine::output_width});
    }

    /// The adjoint of a state after the window, to be filled in where the loss reads it: [B, Width].
    template <name Name, std::size_t Layer = 0>
    auto final_adjoint()
    {
        return state_view<typename detail::checked_state<Network, Name, Layer>::type>(final_adjoint_data());
    }

    /// The adjoint of a state before the window, after the backward pass: [B, Width].
    template <name Name, std::size_t Layer = 0>
    auto initial_adjoint()
    {
        return state_view<typename detail::checked_state<Network, Name, Layer>::type>(initial_adjoint_data());
    }

    /// The adjoint of a dense input, after the backward pass: [T, B, input_width].
    auto input_adjoint()
    {
        check_ran();
        if (pass_.x.ids != nullptr)
        {
            throw std::logic_error("xrnn: the last window was fed with ids, which have no adjoint");
        }
        if (wanted_ == input_adjoints::no)
        {
            throw std::logic_error("xrnn: this workspace was made without input adjoints; pass input_adjoints::yes");
        }
        return view(
            input_adjoint_data(), std::array<std::size_t, 3>{pass_.steps, pass_.rows, network_engine::input_width});
    }

    /// Backpropagation through time over the last window, with the model it ran with. The gradients are set, not
    /// added to. The values of the window are used up: output() and probe() throw std::logic_error until the next one.
    void backward(const model_type& m, parameters<Network, T>& gradients)
    {
        check_forward();
        values_are_there_ = false;
        gradients.clear();
        m.bind(pass_);
        backward_pass<T> out;
        out.transposed = initial_adjoint_data() + state_size(pass_.rows);
        out.gradients = gradients.data();
        out.output = {output_adjoint_data(), network_engine::output_width};
        if (wanted_ == input_adjoints::yes)
        {
            out.input = {input_adjoint_data(), network_engine::input_width};
        }
        out.final_state = final_adjoint_data();
        out.initial_state = initial_adjoint_data();
        network_engine::backward(pass_, out);
    }

    /// A state or value at every step of the last window, by name and layer: [T, B, Width], valid until the backward
    /// pass. A value that the plan keeps no history of is a compile error: read it after a step.
    template <name Name, std::size_t Layer = 0>
    auto probe() const
    {
        check_forward();
        return history<typename detail::checked_history<Network, Name, Layer>::type>();
    }

    std::size_t steps() const { return steps_; }
    std::size_t rows() const { return rows_; }

    /// What was allocated.
    std::size_t bytes() const { return memory_.size() * sizeof(T) + ids_.size() * sizeof(id); }

private:
    static constexpr std::size_t state_size(std::size_t rows) { return round_up(network_engine::state_width * rows); }

    static constexpr std::size_t total_size(std::size_t steps, std::size_t rows, input_adjoints wanted)
    {
        return network_engine::memory_size(steps, rows, detail::purpose::training) + round_up(steps * rows * network_engine::output_width)
            + (wanted == input_adjoints::yes ? round_up(steps * rows * network_engine::input_width) : 0)
            + 2 * state_size(rows) + network_engine::transposed_size;
    }

    // The parts of the block for the present window, one after the other.
    T* output_adjoint_data() { return memory_.data() + network_engine::memory_size(pass_.steps, pass_.rows, detail::purpose::training); }

    T* input_adjoint_data()
    {
        return output_adjoint_data() + round_up(pass_.steps * pass_.rows * network_engine::output_width);
    }

    T* final_adjoint_data()
    {
        const bool wanted = wanted_ == input_adjoints::yes;
        return input_adjoint_data() + (wanted ? round_up(pass_.steps * pass_.rows * network_engine::input_width) : 0);
    }

    T* initial_adjoint_data() { return final_adjoint_data() + state_size(pass_.rows); }

    template <class Place>
    auto history() const
    {
        using cell = typename Place::cell;
        constexpr std::size_t k = Place::equation;
        constexpr place where = plan_of<cell>.equations[k].value;
        const auto places = network_engine::template places<Place::layer>(
            memory_.data(), pass_.steps, pass_.rows, detail::purpose::training);
        return sequence_view(places.template row<where>(0, 0), pass_.steps, pass_.rows,
            plan_of<cell>.graph.width_of(k), decltype(places)::template stride<where>);
    }

    template <class Place>
    auto state_view(T* states)
    {
        return view(states + Place::offset * pass_.rows, std::array<std::size_t, 2>{pass_.rows, Place::width});
    }

    template <class X>
    auto run(const model_type& m, const X& x, state_type& state, noise_source noise)
    {
        const detail::sequence<T> s = detail::make_sequence<T>(x, network_engine::input_width);
        check_window(s.steps, s.rows, state.rows());
        pass_.steps = s.steps;
        pass_.rows = s.rows;
        pass_.memory = memory_.data();
        pass_.x = s.data;
        if (s.data.ids != nullptr)
        {
            std::copy_n(s.data.ids, s.steps * s.rows, ids_.data());
            pass_.x.ids = ids_.data();
        }
        pass_.noise = noise;
        values_are_there_ = true;
        m.bind(pass_);
        network_engine::forward(pass_, state.data(), state.data(), detail::purpose::training);
        std::fill(output_adjoint_data(), input_adjoint_data(), T(0));
        std::fill_n(final_adjoint_data(), state_size(pass_.rows), T(0));
        return output();
    }

    void check_ran() const
    {
        if (pass_.steps == 0)
        {
            throw std::logic_error("xrnn: nothing has run in this workspace yet; call forward first");
        }
    }

    /// The backward pass writes adjoints over the values.
    void check_forward() const
    {
        check_ran();
        if (!values_are_there_)
        {
            throw std::logic_error("xrnn: the backward pass has used up the values of this window; call forward again");
        }
    }

    void check_window(std::size_t steps, std::size_t rows, std::size_t state_rows) const
    {
        const auto text = [](std::size_t t, std::size_t b) {
            return std::to_string(t) + " steps of " + std::to_string(b) + " rows";
        };
        if (steps == 0 || rows == 0 || steps > steps_ || rows > rows_)
        {
            throw std::invalid_argument("xrnn: forward: the sequence has " + text(steps, rows)
                + ", and the workspace was made for " + text(steps_, rows_));
        }
        if (rows != state_rows)
        {
            throw std::invalid_argument("xrnn: forward: the sequence has " + std::to_string(rows)
                + " rows, and the hidden state has " + std::to_string(state_rows));
        }
    }

    std::size_t steps_;
    std::size_t rows_;
    input_adjoints wanted_;
    block<T> memory_;
    std::vector<id> ids_;
    pass<T> pass_{};
    bool values_are_there_ = false;
};

} // namespace xrnn
