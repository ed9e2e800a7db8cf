// SPDX-License-Identifier: BSD-3-Clause
/// The memory of a training step, allocated once.
#pragma once

#include "../language/mistakes.hpp"

#include "adjoint_views.hpp"
#include "kept_ids.hpp"
#include "model.hpp"
#include "packed_windows.hpp"
#include "progress.hpp"
#include "team.hpp"
#include "window_checks.hpp"
#include "workspace_parts.hpp"

namespace xrnn
{

/// Runs a model forward and backward over windows of up to `steps` steps of `rows` rows, with memories of up to as many
/// positions as there is room for. After its construction nothing is allocated.
template <class Network, class T = float, class Products = native_products>
class workspace : public detail::packed_windows<workspace<Network, T, Products>>,
                  public detail::adjoint_views<workspace<Network, T, Products>>
{
    friend class detail::packed_windows<workspace>;
    friend class detail::adjoint_views<workspace>;
    friend struct detail::sum_adjoints;
    template <class, class, class>
    friend class workspace;
    using checked_network = typename detail::checked_network<Network>::type;
    using network_engine = typename model<Network, T, Products>::network_engine;

public:
    using model_type = model<Network, T, Products>;
    using state_type = hidden_state<Network, T>;

    /// Throws std::invalid_argument if there is no step or no row, or more than fit in memory.
    workspace(std::size_t steps, std::size_t rows, room_for_memory room, input_adjoints wanted = input_adjoints::no,
        const team& threads = team())
        : steps_(steps)
        , rows_(rows)
        , room_(network_engine::has_memory ? room.positions : 0)
        , wanted_(wanted)
        , team_(threads)
        , memory_(parts_of::template checked_size<T>(steps, rows, room_, wanted))
        , packing_(std::make_unique<detail::packing>(steps, rows))
        , remembered_packing_(room_ > 0 ? std::make_unique<detail::packing>(room_, rows) : nullptr)
        , ids_(steps * rows)
    {
    }

    workspace(
        std::size_t steps, std::size_t rows, input_adjoints wanted = input_adjoints::no, const team& threads = team())
        : workspace(steps, rows, room_for_memory(), wanted, threads)
    {
        static_assert(sizeof(detail::checked_room<checked_network>) > 0);
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
    template <class... More>
    workspace(const model_type&, std::size_t steps, std::size_t rows, const More&... more)
        : workspace(steps, rows, more...)
    {
        // Here too, so that the error is one step from the user's line.
        static_assert(sizeof(detail::checked_room<checked_network, More...>) > 0);
    }

    /// Runs a window: x is numbers [T, B, input_width] or ids [T, B], or another form that sequence.hpp lists, or feeds()
    /// of as many as the network has inputs, or B packed_sequences, of which the longest has T steps. The state has B
    /// rows; T and B are at most what the workspace was made for. Starts from the state and leaves the final state in it,
    /// and clears the adjoints of output and final state. Ids are copied; numbers are not, and must stay as they are until
    /// the backward pass is done. Returns output(), or packed_output() of a packed window. Throws std::invalid_argument or
    /// std::out_of_range if x does not fit and std::logic_error if the model cannot run; then nothing has changed.
    template <class X>
    auto forward(const model_type& m, X&& x, state_type& state) &
    {
        static_assert(sizeof(detail::checked_feed<Network, X, detail::runs_window>) > 0);
        return run(m, x, state, detail::noise_source());
    }

    /// The same with noise (dropout masks) drawn for this seed and update.
    template <class X>
    auto forward(const model_type& m, X&& x, state_type& state, const training& draw) &
    {
        static_assert(sizeof(detail::checked_feed<Network, X, detail::runs_window>) > 0);
        return run(m, x, state, detail::noise_source(draw));
    }

    template <class... Arguments>
    auto forward(const Arguments&...) && = delete; // a view of a temporary workspace would dangle: give it a name

    /// The outputs of the last window [T, B, output_width], valid until the backward pass. A network that ends in heads has
    /// several: output<1>() is that of the second head.
    template <std::size_t Output = 0>
    [[nodiscard]] auto output() const&
    {
        constexpr std::size_t o = detail::checked_output<checked_network, Output>::type::value;
        check_values();
        return tensor<network_engine::template width_of_output<o>>(
            "output", network_engine::template output<o>(memory_.data(), shape()));
    }

    template <std::size_t Output = 0>
    auto output() const&& = delete; // a view of a temporary workspace would dangle: give it a name

    /// Backpropagation through time over the last window. The gradients are set, not added to. This uses up the values
    /// of the window: output() and probe() throw std::logic_error until the next one. Throws std::logic_error if there
    /// is no window, if the model has changed since or is another one, or if no loss has set an adjoint;
    /// std::invalid_argument if the gradients are the model's own parameters.
    void backward(const model_type& m, parameters<Network, T>& gradients)
    {
        check_window_of(m.version());
        detail::check_loss(has_loss());
        m.check_runs();
        detail::check_gradients_apart<T>(m.all().span(), gradients.span());
        if constexpr (detail::checked_training<Products>::type::value)
        {
            go_back(m, gradients.data());
        }
    }

    /// A state or value at every step of the last window, by name and layer: [T, B, Width], valid until the backward
    /// pass; or a number for each position: [T, B, T'], where positions behind the end of a row's memory mean nothing. A
    /// value that the plan keeps no history of is a compile error: read it after a step.
    template <detail::name Name, std::size_t Layer = 0>
    auto probe() const&
    {
        using found = typename detail::checked_history<Network, Name, Layer>::type;
        constexpr const auto& graph = detail::plan_of<typename found::cell>.graph;
        check_values();
        if constexpr (graph.has_positions(found::equation))
        {
            check_tensor("probe");
            const std::size_t positions = pass_.remembered.steps;
            return detail::sequence_view(history<found>().data, pass_.steps, pass_.rows, positions, positions);
        }
        else
        {
            return tensor<graph.width_of(found::equation)>("probe", history<found>());
        }
    }

    template <detail::name Name, std::size_t Layer = 0>
    auto probe() const&& = delete; // a view of a temporary workspace would dangle: give it a name

    [[nodiscard]] std::size_t steps() const noexcept { return steps_; }
    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
    [[nodiscard]] std::size_t threads() const noexcept { return team_.size(); }

    /// What was allocated when it was made.
    [[nodiscard]] std::size_t bytes() const noexcept
    {
        const std::size_t of_memory = remembered_packing_ != nullptr ? remembered_packing_->bytes() : 0;
        return memory_.size() * sizeof(T) + packing_->bytes() + of_memory + ids_.bytes();
    }

private:
    using parts_of = detail::workspace_parts<network_engine>;

    parts_of parts() const { return {shape(), wanted_}; }
    T* output_adjoint_data(std::size_t output = 0) { return memory_.data() + parts().output(output, shape()); }
    T* input_adjoint_data(std::size_t input = 0) { return memory_.data() + parts().input(input, shape()); }
    T* final_adjoint_data() { return memory_.data() + parts().final_adjoint; }
    T* initial_adjoint_data() { return memory_.data() + parts().initial_adjoint; }

    template <class Place>
    auto history() const
    {
        using cell = typename Place::cell;
        constexpr detail::place where = detail::plan_of<cell>.equations[Place::equation].value;
        const auto places = network_engine::template places<Place::layer>(memory_.data(), shape());
        return detail::rows_of<const T>{
            places.template row<where>(detail::window_row()), decltype(places)::template stride<where>};
    }

    /// Rows of the last window as a tensor [T, B, Width].
    template <std::size_t Width>
    auto tensor(const char* caller, const detail::rows_of<const T>& rows) const
    {
        check_tensor(caller);
        return detail::sequence_view(rows.data, pass_.steps, pass_.rows, Width, rows.stride);
    }

    const detail::window_shape& shape() const { return pass_; }

    void check_tensor(const char* caller) const { detail::check_not_packed(shape(), caller); }

    template <class X>
    auto run(const model_type& m, const X& x, state_type& state, detail::noise_source noise)
    {
        auto fed = checked_window(x, m.version());
        detail::check_rows(fed.rows, state.rows());
        const auto in_state = [&](const detail::memory& read) { return state.holds(read); };
        detail::check_apart<network_engine>(fed, in_state, own_memory());
        m.check_runs();
        start(m, fed, state.data(), noise);
        state.last_ = state_type::last_pass::window;
        if constexpr (detail::is_packed_window<X>)
        {
            return this->packed_output();
        }
        else
        {
            return output();
        }
    }

    /// What a window is fed, for a model of this version. Throws if it is not a window for this workspace.
    template <class X>
    auto checked_window(const X& x, std::uint64_t version) const
    {
        checked_progress();
        auto fed = detail::make_window<checked_network, T>(x);
        detail::check_window(fed.steps, fed.rows, steps_, rows_);
        detail::check_room(fed.remembered.steps, room_);
        if (fed.goes_on)
        {
            go_on(version, fed);
        }
        return fed;
    }

    detail::memory own_memory() const { return detail::memory_of(memory_.data(), memory_.size()); }

    /// Runs a window from these states, and leaves the final ones there.
    template <class Model, class Window>
    void start(const Model& m, Window& fed, T* states, detail::noise_source noise)
    {
        detail::pass<T> in{{fed.steps, fed.rows, detail::purpose::training}};
        in.memory = memory_.data();
        in.noise = noise;
        m.bind(in);
        progress_.note_begin();
        if (fed.order != nullptr)
        {
            packing_->assign(*fed.order);
            static_cast<detail::window_shape&>(in) = {*packing_, detail::purpose::training};
        }
        remember(in, fed.remembered);
        in.goes_on = fed.goes_on;
        ids_.keep(fed);
        fed_ = fed.data;
        in.x = fed_[0];
        pass_ = in;
        run_together([&](const detail::pass<T>& own) { network_engine::forward(own, states, states); });
        std::fill(output_adjoint_data(), input_adjoint_data(), T(0));
        std::fill(final_adjoint_data(), initial_adjoint_data(), T(0));
        progress_.note_forward(m.version());
    }

    /// Feeds what is unchanged as in the last window. Throws std::logic_error if that is no longer there.
    template <class Window>
    void go_on(std::uint64_t version, Window& fed) const
    {
        check_window_of(version);
        detail::check_goes_on(fed.shape(), shape());
        for (std::size_t i = 0; i < network_engine::input_count; ++i)
        {
            fed.data[i] = network_engine::inputs[i].is_fed_once() ? fed_[i] : fed.data[i];
        }
        fed.remembered = pass_.remembered;
    }

    /// Keeps the lengths of what is remembered, which the backward pass reads again.
    void remember(detail::pass<T>& in, const detail::remembered_shape& memory)
    {
        in.remembered = memory;
        if (memory.order != nullptr && memory.order != remembered_packing_.get())
        {
            remembered_packing_->assign(*memory.order);
            in.remembered.order = remembered_packing_.get();
        }
    }

    template <class Model>
    void go_back(const Model& m, T* gradients)
    {
        m.bind(pass_);
        detail::window_adjoints<network_engine, T> all(memory_.data(), shape(), wanted_);
        all.pass.gradients = gradients;
        progress_.note_begin();
        run_together([&](const detail::pass<T>& own) { network_engine::backward(own, all.pass); });
        progress_.note_backward();
    }

    /// Calls f(its own pass) in every thread of the team.
    template <class F>
    void run_together(const F& f)
    {
        team_.run([&](const detail::team_member& member) {
            detail::pass<T> own = pass_;
            own.share(member);
            own.more = fed_.data() + 1;
            own.turned_ids = ids_.turned(shape());
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

    /// Throws std::logic_error unless there is a window that ran with a model of this version.
    void check_window_of(std::uint64_t version) const
    {
        check_values();
        progress_.check_version(version);
    }

    /// Whether an adjoint that a loss fills in was asked for, or is not zero: a view of it may be older than the window.
    bool has_loss()
    {
        return progress_.adjoint_was_asked_for() || detail::any_not_zero<T>(output_adjoint_data(), input_adjoint_data())
            || detail::any_not_zero<T>(final_adjoint_data(), initial_adjoint_data());
    }

    std::size_t steps_;
    std::size_t rows_;
    std::size_t room_;
    input_adjoints wanted_;
    team team_;
    detail::block<T> memory_;
    std::unique_ptr<detail::packing> packing_;            ///< of the last packed window
    std::unique_ptr<detail::packing> remembered_packing_; ///< of its packed memory
    detail::kept_ids<network_engine> ids_;
    std::array<detail::feed<T>, network_engine::input_count> fed_{};
    detail::pass<T> pass_{};
    detail::progress progress_;
};

} // namespace xrnn

#include "seq2seq_workspace.hpp"
