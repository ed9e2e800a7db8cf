// SPDX-License-Identifier: BSD-3-Clause
/// A network with its parameters.
#pragma once

#include "../language/mistakes.hpp"

#include <atomic>
#include <limits>

#include "checked_products.hpp"
#include "feeds.hpp"
#include "finite.hpp"
#include "hidden_state.hpp"
#include "initialise.hpp"
#include "team.hpp"

namespace xrnn
{

namespace detail
{
    constexpr bool may_be(const graph_symbol& scalar, double value)
    {
        const bool is_bounded = scalar.limit != any_number::limit;
        return !is_nan(value) && value >= scalar.lowest && (!is_bounded || value < scalar.limit);
    }

    [[noreturn, gnu::cold]] inline void refuse_value(const label& of, const graph_symbol& scalar, double value)
    {
        throw std::invalid_argument("xrnn: set: " + of.text() + " cannot be set to "
            + (is_nan(value) ? "NaN"
                             : number_text(value) + "; it must be at least " + number_text(scalar.lowest)
                        + " and below " + number_text(scalar.limit)));
    }

    /// A number that no other call has returned.
    inline std::uint64_t next_version()
    {
        static std::atomic<std::uint64_t> last{0};
        return ++last;
    }
} // namespace detail

/// The parameters of a network and their packed form, on the heap. Network is a cell or layers that are put together. A
/// constant model never changes behind the scenes, so threads may share it.
template <class Network, class T = float, class Products = native_products>
class model
{
    using checked_network = typename detail::checked_network<Network>::type;
    using cells = cells_of<checked_network>;
    using network_engine = detail::engine<checked_network, T, typename detail::checked_products<Products, T>::type>;

public:
    using network = Network;
    using value_type = T;
    using products = Products;
    using state_type = hidden_state<Network, T>;

    static constexpr std::size_t input_width = network_engine::input_width;
    static constexpr std::size_t output_width = network_engine::output_width;

    /// All parameters zero.
    model()
        : packed_(network_engine::packed_size)
        , scalars_(network_engine::scalar_count)
    {
        std::fill_n(scalars_.data(), scalars_.size(), std::numeric_limits<T>::quiet_NaN());
    }

    /// Draws matrices from the seed, by glorot unless told otherwise. Vectors are zero unless a cell's `start` says
    /// otherwise.
    template <class Draw = glorot>
    explicit model(std::uint64_t seed, const Draw& draw = {})
        : model()
    {
        edit([&](parameters<Network, T>& p) { xrnn::initialise(p, draw, seed); });
    }

    /// A parameter by name and layer, to read: an xtensor view [In, Out] or [Width].
    template <detail::name Name, std::size_t Layer = 0>
    auto get() const&
    {
        return detail::parameter_at<typename detail::checked_parameter<Network, Name, Layer>::type>(
            all().data(), {"parameter", Name.view(), Layer});
    }

    template <detail::name Name, std::size_t Layer = 0>
    auto get() const&& = delete; // a view of a temporary model would dangle: give the model a name

    /// All parameters, to read.
    [[nodiscard]] const parameters<Network, T>& all() const&
    {
        check_owner();
        return parameters_;
    }

    const parameters<Network, T>& all() const&& = delete; // would dangle: give the model a name

    /// Calls change(parameters) and then packs the weights again, even if change throws. This is the only way to write
    /// parameters.
    template <class Change>
    void edit(Change&& change)
    {
        check_owner();
        is_packed_ = false;
        {
            struct repack
            {
                model& m;
                ~repack() { m.pack(); }
            } at_return{*this};
            change(parameters_);
        }
        check_owner();
    }

    /// Sets a run-time scalar of a cell. Throws std::invalid_argument if the value is NaN or outside the scalar's range.
    /// Until a scalar is set, no step or window runs.
    template <detail::name Name, std::size_t Layer = 0>
    void set(T value)
    {
        using found = typename detail::checked_scalar<Network, Name, Layer>::type;
        check_owner();
        if (!detail::may_be(found::symbol, value))
        {
            detail::refuse_value({"scalar", Name.view(), Layer}, found::symbol, value);
        }
        scalars_.data()[found::index] = value;
        version_ = detail::next_version();
    }

    /// A run-time scalar of a cell; NaN if it has not been set.
    template <detail::name Name, std::size_t Layer = 0>
    [[nodiscard]] T scalar() const
    {
        check_owner();
        return scalars_.data()[detail::checked_scalar<Network, Name, Layer>::type::index];
    }

    /// Changes with every edit and every set. Models with the same version have the same parameters: a copy and its
    /// original, until one of them is changed.
    [[nodiscard]] std::uint64_t version() const noexcept { return version_; }

    /// One step for each row of the state: x is ids [rows] or numbers [rows, input_width], or feeds() of as many as the
    /// network has inputs. Returns a view of the output
    /// [rows, output_width] that lies in the state and is valid until its next step. Allocates nothing. Throws
    /// std::invalid_argument or std::out_of_range if x does not fit, std::invalid_argument if it is part of the state, as
    /// the output of another step is, and std::logic_error if the model cannot run: a scalar is not set, or it is being
    /// edited, or it was moved from.
    template <class X>
    auto step(const X& x, state_type& state) const
    {
        static_assert(sizeof(detail::checked_step<Network>) > 0 && sizeof(detail::checked_feed<Network, const X&>) > 0);
        const auto in = check_step(x, state);
        const detail::rows_of<const T> y = state.rows() == 1
            ? run_step(in[0].dense, in[0].ids, in.data() + 1, state, detail::single_step_shape())
            : run_step(in[0].dense, in[0].ids, in.data() + 1, state, state_type::step_shape(state.rows()));
        return detail::rows_view(y.data, state.rows(), output_width, y.stride);
    }

    /// The same, divided among the threads of a team: by rows, or for a single row by the columns of products with at
    /// least 262144 weights. Smaller networks are faster without a team.
    template <class X>
    auto step(const X& x, state_type& state, const team& threads) const
    {
        static_assert(sizeof(detail::checked_step<Network>) > 0 && sizeof(detail::checked_feed<Network, const X&>) > 0);
        const auto in = check_step(x, state);
        detail::rows_of<const T> y;
        threads.run([&](const detail::team_member& member) {
            detail::window_shape shape = state_type::step_shape(state.rows());
            shape.share(member);
            const detail::rows_of<const T> output = run_step(in[0].dense, in[0].ids, in.data() + 1, state, shape);
            if (member.number == 0)
            {
                y = output;
            }
        });
        return detail::rows_view(y.data, state.rows(), output_width, y.stride);
    }

private:
    template <class, class, class>
    friend class workspace;

    /// What a step is fed. Throws as step does; the step may run after that. Inline, because a processor waits if a struct
    /// is read as a whole that was just written part by part.
    template <class X>
    [[gnu::always_inline]] auto check_step(const X& x, state_type& state) const
    {
        std::array<detail::feed<T>, network_engine::input_count> all;
        detail::each_part<checked_network>(
            x, [&]<std::size_t I>(const auto& part) __attribute__((always_inline)) {
                constexpr detail::fed_as fed_to = detail::fed_input<checked_network, I>::described;
                all[I] = detail::make_step<T>(part, state.rows(), fed_to).data;
                check_apart(all[I], fed_to.width, state);
            });
        check_runs();
        state.check_owner();
        state.last_ = state_type::last_pass::step;
        return all;
    }

    /// Inlines all that a step of one row calls, so that the compiler sees it as one small program. What it is fed comes in
    /// registers.
    template <class Shape>
    [[gnu::flatten]] detail::rows_of<const T> run_step(
        const T* dense, const id* ids, const detail::feed<T>* more, state_type& state, const Shape& shape) const
    {
        detail::pass<T, Shape> in{shape};
        in.memory = state.scratch_.data();
        in.x = {dense, input_width, ids};
        in.more = more;
        bind(in);
        network_engine::forward(in, state.states_.data(), state.states_.data());
        return network_engine::output(in.memory, shape);
    }

    /// Throws std::logic_error if the model cannot run.
    void check_runs() const
    {
        check_owner();
        check_packed();
        check_scalars();
    }

    /// Makes a pass use this model's weights.
    template <class Shape>
    void bind(detail::pass<T, Shape>& in) const
    {
        in.parameters = parameters_.data();
        in.packed = packed_.data();
        in.scalars = scalars_.data();
    }

    void check_owner() const
    {
        detail::check_owner(!parameters_.moved_from() && scalars_.size() == network_engine::scalar_count, "model");
    }

    /// Products read the packed weights, everything else the parameters.
    void check_packed() const
    {
        if (!is_packed_)
        {
            throw std::logic_error(
                "xrnn: this model is being edited, or is a copy made during an edit; run it after edit has returned");
        }
    }

    void check_scalars() const
    {
        for (std::size_t i = 0; i < network_engine::scalar_count; ++i)
        {
            if (detail::is_nan(scalars_.data()[i]))
            {
                refuse_scalar(i);
            }
        }
    }

    [[noreturn]] static void refuse_scalar(std::size_t index)
    {
        detail::label missing{"scalar"};
        detail::each_index<std::tuple_size_v<cells>>([&]<std::size_t L>() {
            constexpr const auto& p = detail::plan_of<std::tuple_element_t<L, cells>>;
            for (std::size_t s = 0; s < p.graph.symbol_count; ++s)
            {
                const bool is_scalar = p.graph.symbols[s].kind == detail::symbol_kind::scalar;
                if (is_scalar && index-- == 0)
                {
                    missing = {"scalar", p.graph.symbols[s].name, L};
                }
            }
        });
        throw std::logic_error("xrnn: " + missing.text() + " has not been set; call model.set<\""
            + std::string(missing.name) + "\", " + detail::number_text(missing.layer) + ">(number) first");
    }

    static void check_apart(const detail::feed<T>& x, std::size_t width, const state_type& state)
    {
        if (x.dense != nullptr && state.holds(detail::memory_of(x.dense, state.rows() * width)))
        {
            throw std::invalid_argument("xrnn: step: the input is part of the hidden state, as the output of the "
                                        "previous step is, and this step overwrites it; copy it to an xtensor first");
        }
    }

    void pack()
    {
        if (!parameters_.moved_from())
        {
            network_engine::pack(parameters_.data(), packed_.data());
        }
        is_packed_ = true;
        version_ = detail::next_version();
    }

    parameters<Network, T> parameters_;
    detail::block<T> packed_;
    detail::block<T> scalars_;
    bool is_packed_ = true;
    std::uint64_t version_ = 0;
};

} // namespace xrnn
