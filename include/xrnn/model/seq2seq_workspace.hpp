// SPDX-License-Identifier: BSD-3-Clause
/// The memory of a training step of an encoder and a decoder, which have windows of their own.
#pragma once

#include "../language/mistakes.hpp"

#include "decoder_feeds.hpp"
#include "seq2seq_views.hpp"
#include "sides.hpp"
#include "workspace.hpp"

namespace xrnn
{

/// The steps of the longest source and of the longest target: {.source = 20, .target = 12}.
struct seq2seq_steps
{
    std::size_t source = 0;
    std::size_t target = 0;
};

/// Runs a seq2seq forward and backward: the encoder over the source, and then the decoder over the inputs of the target,
/// which begins with the states that the links carry. Each is a window as in any workspace: of steps of its own, packed or
/// not. Losses are those of the decoder's outputs. After its construction nothing is allocated.
template <detail::right_seq2seq Network, class T, class Products>
class workspace<Network, T, Products> : public detail::seq2seq_views<Network, workspace<Network, T, Products>>
{
    friend class detail::seq2seq_views<Network, workspace>;
    using checked_network = typename detail::checked_network<Network>::type;
    using network_engine = typename model<Network, T, Products>::network_engine;
    using encoder = typename Network::encoder;
    using decoder = typename Network::decoder;
    using encoder_workspace = workspace<encoder, T, Products>;
    using decoder_workspace = workspace<decoder, T, Products>;

public:
    using model_type = model<Network, T, Products>;
    using state_type = hidden_state<Network, T>;

    /// For sources and targets of up to so many steps, and up to so many pairs of them. Throws std::invalid_argument if there
    /// is no step or no row, or more than fit in memory.
    workspace(const seq2seq_steps& steps, std::size_t rows, input_adjoints wanted = input_adjoints::no,
        const team& threads = team())
        : encoder_(steps.source, rows, wanted, threads)
        , decoder_(steps.target, rows, room_for_memory{steps.source},
              network_engine::given_count > 0 ? input_adjoints::yes : wanted, threads)
        , states_(network_engine::state_width * rows)
    {
    }

    workspace(const seq2seq_steps& steps, std::size_t rows, const team& threads)
        : workspace(steps, rows, input_adjoints::no, threads)
    {
    }

    /// Takes the template arguments from a model.
    template <class... More>
    workspace(const model_type&, const seq2seq_steps& steps, std::size_t rows, const More&... more)
        : workspace(steps, rows, more...)
    {
    }

    template <class... More>
    workspace(const model_type&, std::size_t steps, std::size_t rows, const More&...)
        : workspace(seq2seq_steps{steps, steps}, rows)
    {
        static_assert(sizeof(detail::without_lengths<Network, More...>) > 0);
    }

    /// Runs a window of each: source and target inputs are what forward of any workspace takes, for as many rows. Both
    /// begin with states of zero but for those that are carried. Returns the decoder's outputs. Numbers are not copied and
    /// must stay as they are until the backward pass is done. Throws what forward of a workspace throws, and says on which
    /// side; then nothing has changed.
    template <class Source, class Target>
    auto forward(const model_type& m, Source&& source, Target&& target) &
    {
        static_assert(sizeof(detail::checked_feed<encoder, Source, detail::runs_window>) > 0);
        static_assert(sizeof(detail::checked_target<Network, Target>) > 0);
        return run<Target>(m, source, target, nullptr, detail::noise_source());
    }

    /// The same with noise (dropout masks) drawn for this seed and update.
    template <class Source, class Target>
    auto forward(const model_type& m, Source&& source, Target&& target, const training& draw) &
    {
        static_assert(sizeof(detail::checked_feed<encoder, Source, detail::runs_window>) > 0);
        static_assert(sizeof(detail::checked_target<Network, Target>) > 0);
        return run<Target>(m, source, target, nullptr, detail::noise_source(draw));
    }

    /// The same from states that are not zero, but for those that are carried, and leaves the final ones there.
    template <class Source, class Target>
    auto forward(const model_type& m, Source&& source, Target&& target, state_type& state) &
    {
        static_assert(sizeof(detail::checked_feed<encoder, Source, detail::runs_window>) > 0);
        static_assert(sizeof(detail::checked_target<Network, Target>) > 0);
        return run<Target>(m, source, target, &state, detail::noise_source());
    }

    template <class Source, class Target>
    auto forward(const model_type& m, Source&& source, Target&& target, state_type& state, const training& draw) &
    {
        static_assert(sizeof(detail::checked_feed<encoder, Source, detail::runs_window>) > 0);
        static_assert(sizeof(detail::checked_target<Network, Target>) > 0);
        return run<Target>(m, source, target, &state, detail::noise_source(draw));
    }

    template <class... Arguments>
    auto forward(const Arguments&...) && = delete; // a view of a temporary workspace would dangle: give it a name

    /// A step of the decoder for each row of a state that encode has made, or that a step has left: x is what the step of a
    /// model takes, without what the encoder gives. For a decoder that remembers the source: another one may run by steps
    /// of the model. Returns a view of the output [rows, output_width], valid until the next call. Throws what the step of
    /// a model throws, and std::logic_error if nothing has been encoded with this model.
    template <class X>
    auto step(const model_type& m, const X& x, state_type& state) &
    {
        static_assert(sizeof(detail::checked_target_step<Network, X>) > 0);
        encoder_.check_window_of(m.version());
        detail::check_rows(encoder_.shape().rows, state.rows());
        auto window = detail::make_decoder_step<Network, T>(x, state.rows());
        check_apart<decoder_workspace>(window, "step", &state);
        m.check_runs();
        T* const states = state.data() + network_engine::decoder_offset.states * state.rows();
        give_memories(window);
        if (may_go_on && has_stepped_)
        {
            decoder_.go_on(m.version(), window);
            window.goes_on = true;
        }
        decoder_.start(decoder_of(m), window, states, detail::noise_source());
        has_stepped_ = true;
        state.last_ = state_type::last_pass::window;
        const auto y = decoder_workspace::network_engine::output(decoder_.memory_.data(), decoder_.shape());
        return detail::rows_view(y.data, state.rows(), network_engine::output_width, y.stride);
    }

    template <class... Arguments>
    auto step(const Arguments&...) && = delete; // a view of a temporary workspace would dangle: give it a name

    /// Reads the source and makes a state of it from which steps of the model decode: what it held is gone, what is carried
    /// is there, and the rest of the decoder's states are zero. Throws as forward does.
    template <class Source>
    void encode(const model_type& m, const Source& source, state_type& state)
    {
        static_assert(sizeof(detail::checked_feed<encoder, const Source&, detail::runs_window>) > 0);
        auto read = encoder_window(m, source);
        detail::naming_side("source", [&] { detail::check_rows(read.rows, state.rows()); });
        check_apart<encoder_workspace>(read, "source", &state);
        m.check_runs();
        state.reset();
        decoder_.progress_.note_begin();
        run_encoder(m, read, state.data(), detail::noise_source());
        state.last_ = state_type::last_pass::window;
    }

    /// Backpropagation through both, from the losses of the decoder through the carried states into the encoder. The
    /// gradients are set, not added to. Throws as backward of any workspace.
    void backward(const model_type& m, parameters<Network, T>& gradients)
    {
        decoder_.check_window_of(m.version());
        encoder_.check_window_of(m.version());
        detail::check_loss(decoder_.has_loss() || encoder_.has_loss());
        m.check_runs();
        detail::check_gradients_apart<T>(m.all().span(), gradients.span());
        if constexpr (detail::checked_training<Products>::type::value)
        {
            go_back(m, gradients.data());
        }
    }

    /// What it was made for.
    [[nodiscard]] seq2seq_steps steps() const noexcept { return {encoder_.steps(), decoder_.steps()}; }
    [[nodiscard]] std::size_t rows() const noexcept { return decoder_.rows(); }
    [[nodiscard]] std::size_t threads() const noexcept { return decoder_.threads(); }

    /// What was allocated when it was made.
    [[nodiscard]] std::size_t bytes() const noexcept
    {
        return encoder_.bytes() + decoder_.bytes() + states_.size() * sizeof(T);
    }

private:
    /// Whether a step need not do again what the decoder does once a window: all that it is fed once comes from the encoder.
    static constexpr bool may_go_on = network_engine::given_count > 0
        && network_engine::given_count == detail::count_fed_once<decoder>();

    /// A model, for the workspace of its decoder.
    struct decoder_of
    {
        const model_type& whole;

        explicit decoder_of(const model_type& m)
            : whole(m)
        {
        }

        std::uint64_t version() const { return whole.version(); }

        void bind(detail::pass<T>& in) const
        {
            whole.bind(in);
            network_engine::turn_to_decoder(in);
        }
    };

    template <class Target>
    auto run(const model_type& m, const auto& source, const auto& target, state_type* state, detail::noise_source noise)
    {
        auto read = encoder_window(m, source);
        auto written = decoder_window(m, target);
        detail::check_pairs(read.rows, written.rows);
        check_memories(read, written);
        if (state != nullptr)
        {
            detail::check_rows(read.rows, state->rows());
        }
        check_apart<encoder_workspace>(read, "source", state);
        check_apart<decoder_workspace>(written, "target", state);
        m.check_runs();
        T* const states = state != nullptr ? state->data() : states_.data();
        if (state == nullptr)
        {
            std::fill_n(states, network_engine::state_width * read.rows, T(0));
        }
        run_encoder(m, read, states, noise);
        give_memories(written);
        decoder_.start(decoder_of(m), written, states + network_engine::decoder_offset.states * read.rows, noise);
        if (state != nullptr)
        {
            state->last_ = state_type::last_pass::window;
        }
        if constexpr (detail::is_packed_window<std::remove_cvref_t<Target>>)
        {
            return this->packed_output();
        }
        else
        {
            return this->output();
        }
    }

    template <class Source>
    auto encoder_window(const model_type& m, const Source& source) const
    {
        return detail::naming_side("source", [&] { return encoder_.checked_window(source, m.version()); });
    }

    template <class Target>
    auto decoder_window(const model_type& m, const Target& target) const
    {
        return detail::naming_side(
            "target", [&] { return decoder_.checked_window(detail::with_given<Network>(target), m.version()); });
    }

    /// Throws std::invalid_argument if what a side reads is in memory that one of the two passes overwrites.
    template <class Side, class Fed>
    void check_apart(const Fed& fed, const char* name, const state_type* state) const
    {
        detail::naming_side(name, [&] {
            const auto holds = [&](const detail::memory& read) { return state != nullptr && state->holds(read); };
            detail::check_apart<typename Side::network_engine>(fed, holds, encoder_.own_memory());
            detail::check_apart<typename Side::network_engine>(fed, holds, decoder_.own_memory());
        });
    }

    /// Throws std::invalid_argument if the decoder has a memory of other lengths beside what the encoder will give it.
    template <class Read, class Written>
    static void check_memories(const Read& read, const Written& written)
    {
        if (network_engine::given_count > 0 && written.remembered.steps > 0)
        {
            detail::remember<T>(
                written.remembered, {read.steps, read.rows, {}, read.order}, {0, "of the source", false, true});
        }
    }

    /// Feeds what the encoder has given to the memories that are linked to it.
    template <class Window>
    void give_memories(Window& window) const
    {
        if constexpr (network_engine::given_count > 0)
        {
            const detail::window_shape& of_source = encoder_.shape();
            const auto given = encoder_workspace::network_engine::output(encoder_.memory_.data(), of_source);
            for (std::size_t i = 0; i < window.data.size(); ++i)
            {
                if (network_engine::given[i])
                {
                    window.data[i] = {given.data, given.stride, nullptr};
                }
            }
            window.remembered = {of_source.steps, of_source.rows, of_source.order};
        }
    }

    void go_back(const model_type& m, T* gradients)
    {
        decoder_.go_back(decoder_of(m), gradients + network_engine::decoder_offset.parameters);
        network_engine::carry_adjoints(
            decoder_.initial_adjoint_data(), encoder_.final_adjoint_data(), decoder_.shape().rows);
        hand_back_memories();
        encoder_.go_back(m, gradients);
    }

    /// Adds the adjoints of these memories to that of what the encoder has given.
    void hand_back_memories()
    {
        const std::size_t size = encoder_.shape().all_rows() * encoder_workspace::network_engine::output_width;
        for (std::size_t i = 0; i < network_engine::given.size(); ++i)
        {
            if (network_engine::given[i])
            {
                T* to = encoder_.output_adjoint_data();
                std::transform(to, to + size, decoder_.input_adjoint_data(i), to, std::plus<T>());
            }
        }
    }

    /// Leaves the final states of the encoder among these, and copies those that are carried to the decoder.
    template <class Fed>
    void run_encoder(const model_type& m, Fed& fed, T* states, detail::noise_source noise)
    {
        encoder_.start(m, fed, states, noise);
        network_engine::carry_states(states, fed.rows);
        has_stepped_ = false;
    }

    encoder_workspace encoder_;
    decoder_workspace decoder_;
    detail::block<T> states_;  ///< of windows that begin with zero
    bool has_stepped_ = false; ///< the last window of the decoder was a step
};

template <detail::encoder_decoder Network, class T, class Products, class... More>
workspace(const model<Network, T, Products>&, const seq2seq_steps&, std::size_t, const More&...)
    -> workspace<Network, T, Products>;

} // namespace xrnn
