// SPDX-License-Identifier: BSD-3-Clause
/// The memory of a training step, allocated once.
#pragma once

#include <memory>

#include "../language/mistakes.hpp"

#include "model.hpp"
#include "progress.hpp"
#include "team.hpp"
#include "window_checks.hpp"

namespace xrnn
{

/// Whether the adjoint of the network's input is computed.
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
    using network_engine = typename model<Network, T, Products>::network_engine;

public:
    using model_type = model<Network, T, Products>;
    using state_type = hidden_state<Network, T>;

    /// Throws std::invalid_argument if there is no step or no row, or more than fit in memory.
    workspace(
        std::size_t steps, std::size_t rows, input_adjoints wanted = input_adjoints::no, const team& threads = team())
        : steps_(steps)
        , rows_(rows)
        , wanted_(wanted)
        , team_(threads)
        , memory_(checked_size(steps, rows, wanted))
        , ids_(std::make_unique<id[]>(steps * rows))
    {
    }

    workspace(std::size_t steps, std::size_t rows, const team& threads)
        : workspace(steps, rows, input_adjoints::no, threads)
    {
    }

    // A copy would point into the original's memory.
    workspace(const workspace&) = delete;
    workspace& operator=(const workspace&) = delete;
    workspace(workspace&&) noexcept = default;
    workspace& operator=(workspace&&) noexcept = default;
    ~workspace() = default;

    /// Takes the template arguments from a model.
    workspace(const model_type&, std::size_t steps, std::size_t rows, input_adjoints wanted = input_adjoints::no,
        const team& threads = team())
        : workspace(steps, rows, wanted, threads)
    {
    }

    workspace(const model_type&, std::size_t steps, std::size_t rows, const team& threads)
        : workspace(steps, rows, input_adjoints::no, threads)
    {
    }

    /// Runs a window: x is numbers [T, B, input_width] or ids [T, B], or another form that sequence.hpp lists. The
    /// state has B rows; T and B are at most what the workspace was made for. Starts from the state and leaves the
    /// final state in it, and clears the adjoints of output and final state. Ids are copied; numbers are not, and must
    /// stay as they are until the backward pass is done. Returns output(). Throws std::invalid_argument or
    /// std::out_of_range if x does not fit and std::logic_error if the model cannot run; then nothing has changed.
    template <class X>
    auto forward(const model_type& m, X&& x, state_type& state) &
    {
        static_assert(sizeof(detail::checked_feed<Network, X>) > 0);
        return run(m, x, state, detail::noise_source());
    }

    /// The same with noise (dropout masks) drawn for this seed and update.
    template <class X>
    auto forward(const model_type& m, X&& x, state_type& state, const training& draw) &
    {
        static_assert(sizeof(detail::checked_feed<Network, X>) > 0);
        return run(m, x, state, detail::noise_source(draw));
    }

    template <class... Arguments>
    auto forward(const Arguments&...) && = delete; // a view of a temporary workspace would dangle: give it a name

    /// The outputs of the last window [T, B, output_width], valid until the backward pass.
    [[nodiscard]] auto output() const&
    {
        check_values();
        const detail::rows_of<const T> y = network_engine::output(memory_.data(), training_shape(pass_.steps, pass_.rows));
        return detail::sequence_view(y.data, pass_.steps, pass_.rows, network_engine::output_width, y.stride);
    }

    auto output() const&& = delete; // a view of a temporary workspace would dangle: give it a name

    /// The adjoint of the outputs of the last window, to be filled in before the backward pass: [T, B, output_width].
    [[nodiscard]] auto output_adjoint() &
    {
        check_values();
        progress_.note_adjoint();
        return detail::view(output_adjoint_data(),
            std::array<std::size_t, 3>{pass_.steps, pass_.rows, network_engine::output_width}, {"output adjoint"});
    }

    /// The adjoint of a state after the window, to be filled in before the backward pass where the loss reads the state:
    /// [B, Width].
    template <detail::name Name, std::size_t Layer = 0>
    [[nodiscard]] auto final_adjoint() &
    {
        check_values();
        progress_.note_adjoint();
        return state_view<typename detail::checked_state<Network, Name, Layer>::type>(
            final_adjoint_data(), {"final adjoint of the state", Name.view(), Layer});
    }

    /// The adjoint of a state before the window, after the backward pass: [B, Width].
    template <detail::name Name, std::size_t Layer = 0>
    [[nodiscard]] auto initial_adjoint() &
    {
        check_adjoints();
        return state_view<typename detail::checked_state<Network, Name, Layer>::type>(
            initial_adjoint_data(), {"initial adjoint of the state", Name.view(), Layer});
    }

    /// The adjoint of a dense input, after the backward pass: [T, B, input_width].
    [[nodiscard]] auto input_adjoint() &
    {
        if (wanted_ == input_adjoints::no)
        {
            throw std::logic_error("xrnn: this workspace was made without input adjoints; pass input_adjoints::yes");
        }
        check_adjoints();
        if (pass_.x.ids != nullptr)
        {
            throw std::logic_error("xrnn: the last window was fed ids, which have no adjoint");
        }
        return detail::view(input_adjoint_data(),
            std::array<std::size_t, 3>{pass_.steps, pass_.rows, network_engine::input_width}, {"input adjoint"});
    }

    /// Backpropagation through time over the last window. The gradients are set, not added to. This uses up the values
    /// of the window: output() and probe() throw std::logic_error until the next one. Throws std::logic_error if there
    /// is no window, if the model has changed since or is another one, or if no loss has set an adjoint;
    /// std::invalid_argument if the gradients are the model's own parameters.
    void backward(const model_type& m, parameters<Network, T>& gradients)
    {
        check_values();
        progress_.check_version(m.version());
        check_loss();
        m.check_runs();
        m.bind(pass_);
        detail::backward_pass<T> out;
        out.gradients = gradients.data();
        if (out.gradients == pass_.parameters && gradients.size() > 0)
        {
            throw std::invalid_argument("xrnn: backward: the gradients are the model's own parameters; pass other ones");
        }
        progress_.note_begin();
        out.transposed = initial_adjoint_data() + state_size(pass_.rows);
        out.output = {output_adjoint_data(), network_engine::output_width};
        out.input = {wanted_ == input_adjoints::yes ? input_adjoint_data() : nullptr, network_engine::input_width};
        out.final_state = final_adjoint_data();
        out.initial_state = initial_adjoint_data();
        if constexpr (detail::checked_training<Products>::type::value)
        {
            run_together([&](const detail::pass<T>& own) { network_engine::backward(own, out); });
        }
        progress_.note_backward();
    }

    /// A state or value at every step of the last window, by name and layer: [T, B, Width], valid until the backward
    /// pass. A value that the plan keeps no history of is a compile error: read it after a step.
    template <detail::name Name, std::size_t Layer = 0>
    auto probe() const&
    {
        check_values();
        return history<typename detail::checked_history<Network, Name, Layer>::type>();
    }

    template <detail::name Name, std::size_t Layer = 0>
    auto probe() const&& = delete; // a view of a temporary workspace would dangle: give it a name

    [[nodiscard]] std::size_t steps() const noexcept { return steps_; }
    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
    [[nodiscard]] std::size_t threads() const noexcept { return team_.size(); }

    /// What was allocated when it was made.
    [[nodiscard]] std::size_t bytes() const noexcept
    {
        return memory_.size() * sizeof(T) + steps_ * rows_ * sizeof(id);
    }

private:
    static constexpr auto training_shape(std::size_t steps, std::size_t rows)
    {
        return detail::window_shape{steps, rows, detail::purpose::training, {}};
    }

    static constexpr std::size_t state_size(std::size_t rows)
    {
        return detail::round_up(network_engine::state_width * rows);
    }

    static constexpr std::size_t total_size(std::size_t steps, std::size_t rows, input_adjoints wanted)
    {
        return network_engine::memory_size(training_shape(steps, rows))
            + detail::round_up(steps * rows * network_engine::output_width)
            + (wanted == input_adjoints::yes ? detail::round_up(steps * rows * network_engine::input_width) : 0)
            + 2 * state_size(rows) + network_engine::transposed_size;
    }

    static std::size_t checked_size(std::size_t steps, std::size_t rows, input_adjoints wanted)
    {
        if (steps == 0 || rows == 0)
        {
            throw std::invalid_argument("xrnn: a workspace needs at least one step and one row");
        }
        // No size grows faster than the steps times the rows.
        if (!detail::addressable({steps, rows, total_size(1, 1, wanted), sizeof(T)}))
        {
            throw std::invalid_argument(
                "xrnn: a workspace for " + detail::window_text(steps, rows) + " does not fit in memory");
        }
        return total_size(steps, rows, wanted);
    }

    // The parts of the block for the present window, one after the other.
    T* output_adjoint_data() { return memory_.data() + network_engine::memory_size(pass_); }

    T* input_adjoint_data()
    {
        return output_adjoint_data() + detail::round_up(pass_.steps * pass_.rows * network_engine::output_width);
    }

    T* final_adjoint_data()
    {
        const bool wanted = wanted_ == input_adjoints::yes;
        return input_adjoint_data()
            + (wanted ? detail::round_up(pass_.steps * pass_.rows * network_engine::input_width) : 0);
    }

    T* initial_adjoint_data() { return final_adjoint_data() + state_size(pass_.rows); }

    template <class Place>
    auto history() const
    {
        using cell = typename Place::cell;
        constexpr std::size_t k = Place::equation;
        constexpr detail::place where = detail::plan_of<cell>.equations[k].value;
        const auto places =
            network_engine::template places<Place::layer>(memory_.data(), training_shape(pass_.steps, pass_.rows));
        return detail::sequence_view(places.template row<where>(0, 0), pass_.steps, pass_.rows,
            detail::plan_of<cell>.graph.width_of(k), decltype(places)::template stride<where>);
    }

    template <class Place>
    auto state_view(T* states, const detail::label& of)
    {
        return detail::view(
            states + Place::offset * pass_.rows, std::array<std::size_t, 2>{pass_.rows, Place::width}, of);
    }

    template <class X>
    auto run(const model_type& m, const X& x, state_type& state, detail::noise_source noise)
    {
        checked_progress();
        const detail::sequence<T> s = detail::make_sequence<T>(x, network_engine::input_width);
        detail::check_window(s.steps, s.rows, steps_, rows_, state.rows());
        detail::check_apart(
            s, network_engine::input_width, [&](const detail::memory& read) { return state.holds(read); },
            detail::memory_of(memory_.data(), memory_.size()));
        detail::pass<T> in{training_shape(s.steps, s.rows)};
        in.memory = memory_.data();
        in.x = s.data;
        in.noise = noise;
        m.check_runs();
        m.bind(in);
        T* const states = state.data();
        progress_.note_begin();
        if (s.data.ids != nullptr)
        {
            std::copy_n(s.data.ids, s.steps * s.rows, ids_.get());
            in.x.ids = ids_.get();
        }
        pass_ = in;
        run_together([&](const detail::pass<T>& own) { network_engine::forward(own, states, states); });
        std::fill(output_adjoint_data(), input_adjoint_data(), T(0));
        std::fill_n(final_adjoint_data(), state_size(pass_.rows), T(0));
        state.last_ = state_type::last_pass::window;
        progress_.note_forward(m.version());
        return output();
    }

    /// Calls f(its own pass) in every thread of the team.
    template <class F>
    void run_together(const F& f)
    {
        team_.run([&](const detail::team_member& member) {
            detail::pass<T> own = pass_;
            own.member = member;
            f(own);
        });
    }

    /// Throws std::logic_error if the workspace was moved from.
    const detail::progress& checked_progress() const
    {
        detail::check_owner(memory_.size() > 0, "workspace");
        return progress_;
    }

    void check_values() const { checked_progress().check_values(); }
    void check_adjoints() const { checked_progress().check_adjoints(); }

    void check_loss()
    {
        if (!progress_.adjoint_was_asked_for() && !has_adjoint())
        {
            throw std::logic_error("xrnn: backward: no loss has been computed since forward; call a loss function, or "
                                   "fill output_adjoint() or a final_adjoint()");
        }
    }

    /// Whether one of the adjoints that a loss fills in is not zero: a view of them may be older than the window.
    bool has_adjoint()
    {
        const auto is_set = [](T a) { return a != T(0); };
        return std::any_of(output_adjoint_data(), input_adjoint_data(), is_set)
            || std::any_of(final_adjoint_data(), initial_adjoint_data(), is_set);
    }

    std::size_t steps_;
    std::size_t rows_;
    input_adjoints wanted_;
    team team_;
    detail::block<T> memory_;
    std::unique_ptr<id[]> ids_;
    detail::pass<T> pass_{};
    detail::progress progress_;
};

} // namespace xrnn
