// SPDX-License-Identifier: BSD-3-Clause
/// A pass over a sequence with all that it takes and gives, in one window and in many.
#pragma once

#include "gradient_check.hpp"
#include "networks.hpp"

namespace tests
{

/// Everything that a pass over a sequence gives.
struct results
{
    double loss = 0;
    std::vector<double> state;
    std::vector<double> gradients;
    std::vector<double> input_adjoint;
    std::vector<double> initial_adjoint;
};

inline bool close(const std::vector<double>& a, const std::vector<double>& b)
{
    double largest = 0;
    for (const double x : b)
    {
        largest = std::max(largest, std::abs(x));
    }
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
        [&](double x, double y) { return std::abs(x - y) <= 1e-13 * std::max(1.0, largest); });
}

inline void check_equal(const results& windows, const results& whole)
{
    CHECK(std::abs(windows.loss - whole.loss) <= 1e-13 * std::max(1.0, std::abs(whole.loss)));
    CHECK(windows.state == whole.state);
    CHECK(informative(whole.gradients));
    CHECK(close(windows.gradients, whole.gradients));
    CHECK(close(windows.input_adjoint, whole.input_adjoint));
    CHECK(close(windows.initial_adjoint, whole.initial_adjoint));
}

/// A model with all that a pass over it takes, all of it drawn.
template <class Network>
struct problem
{
    model<Network, double> m;
    xt::xtensor<double, 3> x;
    hidden_state<Network, double> from;
    training draw{3, 5};

    problem(std::size_t steps, std::size_t rows)
        : x(random_sequence<double>(steps, rows, decltype(m)::input_width))
        , from(rows)
    {
        random_source random(7);
        fill_parameters(m, random);
        set_scalars(m);
        fill({from.data(), from.size()}, 0.7, random);
    }

    template <class Work>
    results read(Work& work, double loss, const hidden_state<Network, double>& state,
        const parameters<Network, double>& gradients) const
    {
        results all{loss, {state.data(), state.data() + state.size()},
            {gradients.data(), gradients.data() + gradients.size()}, numbers(work.input_adjoint()), {}};
        xrnn::detail::each_named_state<Network>([&]<std::size_t L, xrnn::detail::name Name>() {
            const auto adjoint = work.template initial_adjoint<Name, L>();
            all.initial_adjoint.insert(all.initial_adjoint.end(), adjoint.begin(), adjoint.end());
        });
        return all;
    }

    /// In one window.
    template <class Loss, class... Arguments>
    results whole(const Loss& loss, const Arguments&... arguments) const
    {
        workspace<Network, double> work(x.shape()[0], x.shape()[1], input_adjoints::yes);
        hidden_state<Network, double> state = from;
        parameters<Network, double> gradients;
        work.forward(m, x, state, draw);
        const double sum = loss(work, arguments...);
        work.backward(m, gradients);
        return read(work, sum, state, gradients);
    }

    /// In windows, in a long workspace that was made for longer sequences of more rows.
    template <class Loss, class... Arguments>
    results windows(std::size_t window, const Loss& loss, const Arguments&... arguments) const
    {
        long_workspace<Network, double> work(x.shape()[0] + 9, x.shape()[1] + 1, window, input_adjoints::yes);
        hidden_state<Network, double> state = from;
        parameters<Network, double> gradients;
        fill_gradients(gradients);
        const double sum = work.backpropagate(m, x, state, draw, gradients, loss, arguments...);
        return read(work, sum, state, gradients);
    }

    /// What was there before must be gone.
    static void fill_gradients(parameters<Network, double>& gradients)
    {
        std::fill_n(gradients.data(), gradients.size(), 8.0);
    }
};

inline std::vector<double> random_numbers(std::size_t count, double low, double high)
{
    random_source random(11);
    std::vector<double> all(count);
    std::generate(all.begin(), all.end(), [&] { return random.uniform(low, high); });
    return all;
}

inline std::vector<id> random_classes(std::size_t count, id below)
{
    random_source random(12);
    std::vector<id> all(count);
    std::generate(all.begin(), all.end(), [&] { return static_cast<id>(random.bits() % below); });
    return all;
}

} // namespace tests
