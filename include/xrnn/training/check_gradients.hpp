// SPDX-License-Identifier: BSD-3-Clause
/// Compares the gradients of a network with finite differences: equation (31) of docs/mathematics.md.
#pragma once

#include "../language/mistakes.hpp"

#include <concepts>
#include <type_traits>

#include "../model/named_states.hpp"
#include "../model/workspace.hpp"
#include "copy_of_window.hpp"
#include "gradient_report.hpp"

namespace xrnn
{

namespace detail
{
    inline std::string quoted_name(std::string_view name)
    {
        std::string quoted(1, '"'); // in one expression g++ 12 suspects that it overlaps itself
        quoted += name;
        quoted += '"';
        return quoted;
    }

    inline std::string in_layer(std::string_view name, std::size_t layer)
    {
        return quoted_name(name) + " of layer " + std::to_string(layer);
    }

    /// Compares the gradients of all parameters of a model; value() is the loss.
    template <class Model, class Gradients>
    void compare_parameters(
        gradient_comparison& comparison, Model& m, Gradients& gradients, const std::function<double()>& value)
    {
        std::size_t offset = 0;
        gradients.for_each([&]<class>(std::size_t layer, std::string_view name, std::size_t rows, std::size_t columns,
                               std::span<double> gradient) {
            comparison.compare(
                {"parameter " + in_layer(name, layer), name, {rows > 0 ? rows : columns, rows > 0 ? columns : 0}},
                gradient, m.all().span().subspan(offset, gradient.size()), [&](std::size_t i, double to) {
                    m.edit([&](auto& p) { p.data()[offset + i] = to; });
                    return value();
                });
            offset += gradient.size();
        });
    }

    /// Copies says what feeds each input.
    template <class Network, class Products, class... Copies>
    class gradient_checker
    {
        template <std::size_t Input>
        using copy_at = std::tuple_element_t<Input, std::tuple<Copies...>>;

    public:
        using model_type = model<Network, double, Products>;
        using state_type = hidden_state<Network, double>;

        gradient_checker(const model_type& m, std::tuple<Copies...> x,
            const fed_window<double, sizeof...(Copies)>& window, const state_type& from, const gradient_check& how)
            : how_(how)
            , model_(m)
            , x_(std::move(x))
            , from_(from)
            , work_(how.capacity_steps > 0 ? how.capacity_steps : window.steps,
                  how.capacity_rows > 0 ? how.capacity_rows : window.rows,
                  room_for_memory{how.capacity_positions > 0 ? how.capacity_positions : window.remembered.steps},
                  (std::same_as<element_of<Copies>, id> && ...) ? input_adjoints::no : input_adjoints::yes)
            , comparison_(how)
        {
            check_options();
        }

        template <class Loss>
        gradient_report run(Loss& loss)
        {
            const std::function<double()> value = [&] {
                forward();
                return static_cast<double>(loss(work_));
            };
            // Twice: only the second backward pass can find what the first one left in the workspace.
            for (int pass = 0; pass < 2; ++pass)
            {
                value();
                work_.backward(model_, gradients_);
            }
            // Copied, because the windows that follow use the workspace.
            const std::vector<std::vector<double>> of_inputs = input_gradients();
            const std::vector<std::vector<double>> of_states = state_gradients();
            compare_parameters(comparison_, model_, gradients_, value);
            compare_inputs(of_inputs, value);
            auto gradient = of_states.begin();
            each_named_state<Network>([&]<std::size_t L, name Name>() {
                auto state = from_.template get<Name, L>();
                compare({"the initial state " + in_layer(Name.view(), L), Name.view(),
                            {state.shape()[0], state.shape()[1]}},
                    *gradient++, state.data(), value);
            });
            return comparison_.report();
        }

    private:
        /// Calls f<Input>() for each input that is fed numbers.
        template <class F>
        static void each_dense_input(const F& f)
        {
            each_index<sizeof...(Copies)>([&]<std::size_t I>() {
                if constexpr (!std::same_as<element_of<copy_at<I>>, id>)
                {
                    f.template operator()<I>();
                }
            });
        }

        /// What an input is called in a report.
        template <std::size_t Input>
        static std::string input_title()
        {
            using input = fed_input<Network, Input>;
            return sizeof...(Copies) == 1 ? "the input" : "the input " + in_layer(input::text(), input::where.cell);
        }

        void check_options()
        {
            if (!(how_.step > 0 && how_.tolerance > 0))
            {
                throw std::invalid_argument("xrnn: check_gradients: the step and the tolerance must be above 0");
            }
            std::vector<std::string> known;
            each_index<sizeof...(Copies)>([&]<std::size_t I>() { known.emplace_back(fed_input<Network, I>::text()); });
            gradients_.for_each([&]<class>(std::size_t, std::string_view name, std::size_t, std::size_t,
                                    std::span<double>) { known.emplace_back(name); });
            each_named_state<Network>([&]<std::size_t, name Name>() { known.emplace_back(Name.view()); });
            for (const std::string& name : how_.may_be_zero)
            {
                if (std::find(known.begin(), known.end(), name) == known.end())
                {
                    throw std::invalid_argument("xrnn: check_gradients: may_be_zero names " + quoted_name(name)
                        + ", which is not a parameter, state or input of this network");
                }
            }
        }

        void forward()
        {
            state_type state = from_;
            std::apply([&](auto&... x) { run_forward(only_or_feeds(x...), state); }, x_);
        }

        template <class X>
        void run_forward(const X& x, state_type& state)
        {
            if (how_.draw)
            {
                work_.forward(model_, x, state, *how_.draw);
            }
            else
            {
                work_.forward(model_, x, state);
            }
        }

        /// That of all numbers of each input, or those of each sequence of a pack; none of ids.
        std::vector<std::vector<double>> input_gradients()
        {
            std::vector<std::vector<double>> all;
            each_dense_input([&]<std::size_t I>() {
                using input = fed_input<Network, I>;
                constexpr name of_input = name_of_symbol<typename input::cell, input::planned.symbol>();
                if constexpr (is_packed<copy_at<I>>)
                {
                    add_gradients_of_pack(work_.template packed_input_adjoint<of_input, input::where.cell>(), all);
                }
                else
                {
                    const auto adjoint = work_.template input_adjoint<of_input, input::where.cell>();
                    all.emplace_back(adjoint.begin(), adjoint.end());
                }
            });
            return all;
        }

        static void add_gradients_of_pack(const packed_view<double>& adjoint, std::vector<std::vector<double>>& all)
        {
            for (std::size_t row = 0; row < adjoint.rows(); ++row)
            {
                std::vector<double>& of_row = all.emplace_back();
                for (std::size_t t = 0; t < adjoint.length(row); ++t)
                {
                    const auto at = adjoint(row, t);
                    of_row.insert(of_row.end(), at.begin(), at.end());
                }
            }
        }

        void compare_inputs(const std::vector<std::vector<double>>& gradients, const std::function<double()>& value)
        {
            auto gradient = gradients.begin();
            each_dense_input([&]<std::size_t I>() {
                auto& x = std::get<I>(x_);
                if constexpr (is_packed<copy_at<I>>)
                {
                    compare_pack(x, {input_title<I>(), fed_input<Network, I>::text(), {}}, gradient, value);
                }
                else
                {
                    std::array<std::size_t, 3> shape{};
                    std::copy(x.shape().begin(), x.shape().end(), shape.begin());
                    compare({input_title<I>(), fed_input<Network, I>::text(), shape}, *gradient++, x.data(), value);
                }
            });
        }

        /// Sequence by sequence, each with the next gradient.
        template <class Pack, class Gradient>
        void compare_pack(Pack& x, const gradient_block& pack, Gradient& gradient, const std::function<double()>& value)
        {
            const std::size_t width = x.width();
            for (std::size_t row = 0; row < x.rows(); ++row)
            {
                std::vector<double> numbers;
                for (std::size_t t = 0; t < x.length(row); ++t)
                {
                    numbers.insert(numbers.end(), x(row, t).begin(), x(row, t).end());
                }
                comparison_.compare(
                    {pack.text + " of sequence " + std::to_string(row), pack.name, {x.length(row), width}}, *gradient++,
                    numbers, [&](std::size_t i, double to) {
                        x(row, i / width)[i % width] = to;
                        return value();
                    });
            }
        }

        std::vector<std::vector<double>> state_gradients()
        {
            std::vector<std::vector<double>> all;
            each_named_state<Network>([&]<std::size_t L, name Name>() {
                const auto adjoint = work_.template initial_adjoint<Name, L>();
                all.emplace_back(adjoint.begin(), adjoint.end());
            });
            return all;
        }

        /// For numbers that are not parameters.
        void compare(const gradient_block& block, std::span<const double> gradient, double* numbers,
            const std::function<double()>& value)
        {
            comparison_.compare(block, gradient, {numbers, gradient.size()}, [&](std::size_t i, double to) {
                numbers[i] = to;
                return value();
            });
        }

        const gradient_check& how_;
        model_type model_;
        std::tuple<Copies...> x_;
        state_type from_;
        workspace<Network, double, Products> work_;
        parameters<Network, double> gradients_;
        gradient_comparison comparison_;
    };

    template <class Network, class Products, class... Copies>
    gradient_checker<Network, Products, Copies...> checker_of(const model<Network, double, Products>& m,
        std::tuple<Copies...> x, const fed_window<double, sizeof...(Copies)>& window,
        const hidden_state<Network, double>& from, const gradient_check& how)
    {
        return {m, std::move(x), window, from, how};
    }

    template <class Network, class T, class Products, class X, class Loss>
    gradient_report check_from(const model<Network, T, Products>& m, const X& x, const hidden_state<Network, T>* from,
        Loss& loss, const gradient_check& how)
    {
        constexpr bool is_loss = requires(workspace<Network, T, Products> & work)
        {
            static_cast<double>(loss(work));
        };
        static_assert(std::same_as<T, double>,
            "xrnn: check_gradients takes a model of double; in float, finite differences are too coarse");
        static_assert(is_loss, "xrnn: check_gradients calls loss(work), which must return a number");
        if constexpr (std::same_as<T, double> && is_loss)
        {
            static_assert(sizeof(checked_feed<Network, const X&, runs_window>) > 0);
            const auto window = make_window<Network, T>(x);
            return checker_of(m, copy_of_window<Network>(x, window), window,
                from != nullptr ? *from : hidden_state<Network, T>(window.rows), how)
                .run(loss);
        }
        else
        {
            return {};
        }
    }
} // namespace detail

/// Compares every gradient of a model with finite differences: all parameters, dense inputs and the initial state, block
/// by block. x is a window as workspace::forward takes it: numbers [T, B, Width], ids [T, B], packed_sequences or feeds().
/// `from` is the hidden state of B rows that it starts from. loss(work) is called with a workspace<Network, double,
/// Products> after its forward pass; it sets the adjoints of the output and, where it reads them, of the final states, and
/// returns the loss:
///
///     [&](auto& work) { return softmax_cross_entropy(work, targets); }
///
/// A block whose gradient vanishes is a failure, because a gradient that the backward pass has lost would look the
/// same; if it should vanish, name the block in may_be_zero. An element that disagrees is measured again with finer
/// stencils, so that a kink near it does not count; one that lies at a kink may fail. The model is copied and not
/// changed. This is a tool for tests: it runs the window four times for each element, and allocates. Throws what
/// workspace::forward throws, and std::invalid_argument if the step or the tolerance is not above 0, or if may_be_zero
/// contains a name that the network does not have.
template <class Network, class T, class Products, class X, class Loss>
gradient_report check_gradients(const model<Network, T, Products>& m, const X& x, const hidden_state<Network, T>& from,
    Loss&& loss, const gradient_check& how = {})
{
    return detail::check_from(m, x, &from, loss, how);
}

/// The same from a hidden state of zeros.
template <class Network, class T, class Products, class X, class Loss>
gradient_report check_gradients(
    const model<Network, T, Products>& m, const X& x, Loss&& loss, const gradient_check& how = {})
{
    return detail::check_from<Network, T, Products>(m, x, nullptr, loss, how);
}

} // namespace xrnn
