// SPDX-License-Identifier: BSD-3-Clause
/// Compares the gradients of an encoder and a decoder with finite differences.
#pragma once

#include "../language/mistakes.hpp"

#include "check_gradients.hpp"

namespace xrnn
{

namespace detail
{
    /// All numbers of a tensor or of packed rows, in one order; those of ids are none.
    template <class X>
    std::vector<double*> numbers_of(X& x)
    {
        std::vector<double*> all;
        if constexpr (requires { static_cast<double*>(x(0, 0).data()); })
        {
            for (std::size_t row = 0; row < x.rows(); ++row)
            {
                for (std::size_t t = 0; t < x.length(row); ++t)
                {
                    for (double& each : x(row, t))
                    {
                        all.push_back(&each);
                    }
                }
            }
        }
        else if constexpr (std::same_as<element_of<X>, double>)
        {
            for (double& each : x)
            {
                all.push_back(&each);
            }
        }
        return all;
    }

    template <class X>
    std::vector<double> copy_of_numbers(X&& x)
    {
        std::vector<double> all;
        for (const double* each : numbers_of(x))
        {
            all.push_back(*each);
        }
        return all;
    }

    template <class Network, class Products, class Source, class Target>
    class seq2seq_gradient_checker
    {
    public:
        using model_type = model<Network, double, Products>;
        using state_type = hidden_state<Network, double>;

        seq2seq_gradient_checker(const model_type& m, const Source& source, const Target& target,
            const seq2seq_steps& steps, const state_type& from, const gradient_check& how)
            : how_(how)
            , model_(m)
            , source_(source)
            , target_(target)
            , from_(from)
            , work_(steps, std::max(from.rows(), how.capacity_rows), input_adjoints::yes)
            , comparison_(how)
        {
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
            const std::vector<double> of_source = source_gradient();
            const std::vector<double> of_target = target_gradient();
            const std::vector<std::vector<double>> of_states = state_gradients();
            compare_parameters(comparison_, model_, gradients_, value);
            compare("the source", "source", numbers_of(source_), of_source, value);
            compare("the target inputs", "target", numbers_of(target_), of_target, value);
            auto gradient = of_states.begin();
            each_free_state([&]<std::size_t L, name Name>() {
                auto state = from_.template get<Name, L>();
                compare("the initial state " + in_layer(Name.view(), L), Name.view(), numbers_of(state), *gradient++,
                    value);
            });
            return comparison_.report();
        }

    private:
        /// Calls f<Layer, Name>() for each state that nothing is carried to.
        template <class F>
        static void each_free_state(const F& f)
        {
            static constexpr auto carried = composition<Network>::carried();
            each_named_state<Network>([&]<std::size_t L, name Name>() {
                constexpr bool is_carried = std::any_of(carried.begin(), carried.end(), [](const auto& each) {
                    return first_layer_of_step<Network> + each.to.layer == L && each.to.name == Name.view();
                });
                if constexpr (!is_carried)
                {
                    f.template operator()<L, Name>();
                }
            });
        }

        void forward()
        {
            state_type state = from_;
            if (how_.draw)
            {
                work_.forward(model_, source_, target_, state, *how_.draw);
            }
            else
            {
                work_.forward(model_, source_, target_, state);
            }
        }

        std::vector<double> source_gradient()
        {
            if constexpr (std::same_as<element_of<Source>, id>)
            {
                return {};
            }
            else if constexpr (is_packed<Source>)
            {
                return copy_of_numbers(work_.packed_source_adjoint());
            }
            else
            {
                return copy_of_numbers(work_.source_adjoint());
            }
        }

        std::vector<double> target_gradient()
        {
            if constexpr (std::same_as<element_of<Target>, id>)
            {
                return {};
            }
            else if constexpr (is_packed<Target>)
            {
                return copy_of_numbers(work_.packed_input_adjoint());
            }
            else
            {
                return copy_of_numbers(work_.input_adjoint());
            }
        }

        std::vector<std::vector<double>> state_gradients()
        {
            std::vector<std::vector<double>> all;
            each_free_state([&]<std::size_t L, name Name>() {
                all.push_back(copy_of_numbers(work_.template initial_adjoint<Name, L>()));
            });
            return all;
        }

        void compare(const std::string& title, std::string_view name, const std::vector<double*>& numbers,
            const std::vector<double>& gradient, const std::function<double()>& value)
        {
            std::vector<double> present;
            for (const double* each : numbers)
            {
                present.push_back(*each);
            }
            if (present.empty())
            {
                return;
            }
            comparison_.compare({title, name, {present.size()}}, gradient, present, [&](std::size_t i, double to) {
                *numbers[i] = to;
                return value();
            });
        }

        const gradient_check& how_;
        model_type model_;
        Source source_;
        Target target_;
        state_type from_;
        workspace<Network, double, Products> work_;
        parameters<Network, double> gradients_;
        gradient_comparison comparison_;
    };
} // namespace detail

/// Compares every gradient of a seq2seq with finite differences: all parameters of both sides, dense sources and target
/// inputs, and the initial states that nothing is carried to. source and target are xtensors, or packed_sequences, as
/// workspace::forward takes them; `from` has a row for each pair. Otherwise as check_gradients of any network; of the
/// capacities only that of rows counts.
template <detail::encoder_decoder Network, class Products, class Source, class Target, class Loss>
gradient_report check_gradients(const model<Network, double, Products>& m, const Source& source, const Target& target,
    const hidden_state<Network, double>& from, Loss&& loss, const gradient_check& how = {})
{
    const seq2seq_steps steps{detail::make_window<typename Network::encoder, double>(source).steps,
        detail::make_sequence<double>(target, detail::network_plan<Network>::input_width).steps};
    return detail::seq2seq_gradient_checker<Network, Products, Source, Target>(m, source, target, steps, from, how)
        .run(loss);
}

} // namespace xrnn
