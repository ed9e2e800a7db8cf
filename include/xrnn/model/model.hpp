// SPDX-License-Identifier: BSD-3-Clause
/// A network with its parameters.
#pragma once

#include "../language/mistakes.hpp"

#include <limits>

#include "hidden_state.hpp"
#include "initialise.hpp"
#include "sequence.hpp"

namespace xrnn
{

/// The parameters of a network and their packed form, on the heap. Network is a cell or a stack. A constant model is
/// never changed behind the scenes and serves many threads.
template <class Network, class T = float, class Products = native_products>
class model
{
public:
    using network = Network;
    using value_type = T;
    using products = Products;
    using network_engine = engine<typename detail::checked_network<Network>::type, T, Products>;
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

    /// Matrices drawn from the seed (glorot unless another is given), vectors zero but for what the cells say.
    template <class Draw = glorot>
    explicit model(std::uint64_t seed, const Draw& draw = {})
        : model()
    {
        edit([&](parameters<Network, T>& p) { initialise(p, draw, seed); });
    }

    /// A parameter by name and layer, to read: an xtensor view [In, Out] or [Width].
    template <name Name, std::size_t Layer = 0>
    auto get() const
    {
        return parameters<Network, T>::template at<typename detail::checked_parameter<Network, Name, Layer>::type>(
            parameters_.data());
    }

    /// All parameters, to read.
    const parameters<Network, T>& all() const { return parameters_; }

    /// Calls change(parameters) and then packs the weights anew, also if change throws. All writing goes through here.
    template <class Change>
    void edit(Change&& change)
    {
        struct repack
        {
            model& m;
            ~repack() { network_engine::pack(m.parameters_.data(), m.packed_.data()); }
        } at_return{*this};
        change(parameters_);
    }

    /// Sets a run-time scalar of a cell. Until it is set it is not a number, so that what hangs on it shows.
    template <name Name, std::size_t Layer = 0>
    void set(T value)
    {
        scalars_.data()[detail::checked_scalar<Network, Name, Layer>::type::index] = value;
    }

    /// One step for each row of the state: x is ids [rows] or numbers [rows, input_width]. Returns a view of the output
    /// [rows, output_width] that lies in the state and is valid until its next step. Allocates nothing. Throws
    /// std::invalid_argument or std::out_of_range if x does not fit.
    template <class X>
    auto step(const X& x, state_type& state) const
    {
        static_assert(sizeof(detail::checked_feed<Network, const X&>) > 0);
        const detail::sequence<T> s = detail::make_step<T>(x, state.rows(), input_width);
        pass<T> in = state.step_pass();
        in.x = s.data;
        bind(in);
        network_engine::forward(in, state.data(), state.data(), detail::purpose::inference);
        const detail::rows_of<const T> y =
            network_engine::output(in.memory, in.steps, in.rows, detail::purpose::inference);
        return rows_view(y.data, state.rows(), output_width, y.stride);
    }

    /// Gives a pass this model's weights.
    void bind(pass<T>& in) const
    {
        in.parameters = parameters_.data();
        in.packed = packed_.data();
        in.scalars = scalars_.data();
    }

private:
    parameters<Network, T> parameters_;
    block<T> packed_;
    block<T> scalars_;
};

} // namespace xrnn
