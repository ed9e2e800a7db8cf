// SPDX-License-Identifier: BSD-3-Clause
/// Compares the gradients of a network with finite differences: equation (31) of docs/mathematics.md.
#pragma once

#include "../language/mistakes.hpp"

#include <concepts>
#include <type_traits>

#include "../model/named_states.hpp"
#include "../model/workspace.hpp"
#include "gradient_report.hpp"

namespace xrnn
{

namespace detail
{
    template <class Network, class Products, bool Ids>
    class gradient_checker
    {
    public:
        using model_type = model<Network, double, Products>;
        using state_type = hidden_state<Network, double>;

        gradient_checker(
            const model_type& m, const sequence<double>& x, const state_type& from, const gradient_check& how)
            : how_(how)
            , model_(m)
            , from_(from)
            , work_(how.capacity_steps > 0 ? how.capacity_steps : x.steps,
                  how.capacity_rows > 0 ? how.capacity_rows : x.rows, Ids ? input_adjoints::no : input_adjoints::yes)
            , comparison_(how)
        {
            check_options();
            if constexpr (Ids)
            {
                x_.resize({x.steps, x.rows});
                std::copy_n(x.data.ids, x_.size(), x_.data());
            }
            else
            {
                x_.resize({x.steps, x.rows, model_type::input_width});
                std::copy_n(x.data.dense, x_.size(), x_.data());
            }
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
            const std::vector<double> of_input = input_gradient();
            const std::vector<std::vector<double>> of_states = state_gradients();
            compare_parameters(value);
            if constexpr (!Ids)
            {
                const std::array<std::size_t, 3> shape{x_.shape()[0], x_.shape()[1], x_.shape()[2]};
                compare({"the input", input_name<cell_at<Network, 0>>::text(), shape}, of_input, x_.data(), value);
            }
            auto gradient = of_states.begin();
            each_named_state<Network>([&]<std::size_t L, name Name>() {
                auto state = from_.template get<Name, L>();
                compare({"the initial state " + in_layer<L>(Name.view()), Name.view(),
                            {state.shape()[0], state.shape()[1]}},
                    *gradient++, state.data(), value);
            });
            return comparison_.report();
        }

    private:
        static std::string quoted(std::string_view text)
        {
            std::string in_quotes(1, '"'); // in one expression g++ 12 suspects that it overlaps itself
            in_quotes += text;
            in_quotes += '"';
            return in_quotes;
        }

        template <std::size_t Layer>
        static std::string in_layer(std::string_view name)
        {
            return quoted(name) + " of layer " + std::to_string(Layer);
        }

        void check_options()
        {
            if (!(how_.step > 0 && how_.tolerance > 0))
            {
                throw std::invalid_argument("xrnn: check_gradients: the step and the tolerance must be above 0");
            }
            std::vector<std::string> known{std::string(input_name<cell_at<Network, 0>>::text())};
            gradients_.for_each([&]<class>(std::size_t, std::string_view name, std::size_t, std::size_t,
                                    std::span<double>) { known.emplace_back(name); });
            each_named_state<Network>([&]<std::size_t, name Name>() { known.emplace_back(Name.view()); });
            for (const std::string& name : how_.may_be_zero)
            {
                if (std::find(known.begin(), known.end(), name) == known.end())
                {
                    throw std::invalid_argument("xrnn: check_gradients: may_be_zero names " + quoted(name)
                        + ", which is not a parameter, state or input of this network");
                }
            }
        }

        void forward()
        {
            state_type state = from_;
            if (how_.draw)
            {
                work_.forward(model_, x_, state, *how_.draw);
            }
            else
            {
                work_.forward(model_, x_, state);
            }
        }

        std::vector<double> input_gradient()
        {
            std::vector<double> all;
            if constexpr (!Ids)
            {
                const auto adjoint = work_.input_adjoint();
                all.assign(adjoint.begin(), adjoint.end());
            }
            return all;
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

        void compare_parameters(const std::function<double()>& value)
        {
            std::size_t offset = 0;
            gradients_.for_each([&]<class>(std::size_t layer, std::string_view name, std::size_t rows,
                                    std::size_t columns, std::span<double> gradient) {
                const std::string title = "parameter " + quoted(name) + " of layer " + std::to_string(layer);
                comparison_.compare({title, name, {rows > 0 ? rows : columns, rows > 0 ? columns : 0}}, gradient,
                    model_.all().span().subspan(offset, gradient.size()), [&](std::size_t i, double to) {
                        model_.edit([&](auto& p) { p.data()[offset + i] = to; });
                        return value();
                    });
                offset += gradient.size();
            });
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
        std::conditional_t<Ids, xt::xtensor<id, 2>, xt::xtensor<double, 3>> x_;
        state_type from_;
        workspace<Network, double, Products> work_;
        parameters<Network, double> gradients_;
        gradient_comparison comparison_;
    };

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
            using checker = gradient_checker<Network, Products, std::same_as<element_of<X>, id>>;
            const sequence<T> window = make_sequence<T>(x, checker::model_type::input_width);
            return checker(m, window, from != nullptr ? *from : hidden_state<Network, T>(window.rows), how).run(loss);
        }
        else
        {
            return {};
        }
    }
} // namespace detail

/// Compares every gradient of a model with finite differences: all parameters, a dense input and the initial state, block
/// by block. x is a window as workspace::forward takes it, numbers [T, B, Width] or ids [T, B]; `from` is the hidden
/// state of B rows that it starts from. loss(work) is called with a workspace<Network, double, Products> after its
/// forward pass; it sets the adjoints of the output and, where it reads them, of the final states, and returns the loss:
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
