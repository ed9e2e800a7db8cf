// SPDX-License-Identifier: BSD-3-Clause
/// A random network beside the plain interpreter of its equations, forward, backward and step by step, and its gradients
/// beside finite differences.
#pragma once

#include <cstdio>
#include <optional>

#include "../support/gradient_check.hpp"
#include "../support/well_formed.hpp"
#include "plain_interpreter.hpp"

namespace tests
{

template <expression A>
constexpr auto leaky_tanh(A a)
{
    return apply<entries::leaky_tanh>(a);
}

template <class A, class B>
constexpr auto square_left(A a, B b)
{
    return apply<entries::square_left>(a, b);
}

template <class A, class B>
constexpr auto square_right(A a, B b)
{
    return apply<entries::square_right>(a, b);
}

/// What each layer of a network is run on and gives, by the plain interpreter.
template <class Network>
class plain_network
{
public:
    static constexpr std::size_t layers = std::tuple_size_v<cells_of<Network>>;

    plain_network(std::size_t steps, std::size_t rows, std::uint64_t seed, bool noisy)
        : draw{seed, 1}
    {
        random_source random(seed);
        each_layer([&]<std::size_t L>() {
            problems[L] = draw_problem(graph_of<L>, output_of<L>, steps, rows, 0.6, random);
            problems[L].noisy = noisy;
            problems[L].noise = noise_source(draw);
            problems[L].layer = L;
            if constexpr (L > 0)
            {
                problems[L].x = results[L - 1].values[output_of<L - 1>];
            }
            run<L>();
        });
        each_layer([&]<std::size_t I>() {
            constexpr std::size_t l = layers - 1 - I;
            if constexpr (l + 1 < layers)
            {
                problems[l].output_adjoint = results[l + 1].input_adjoint;
                run<l>();
            }
        });
    }

    template <std::size_t L>
    using cell_at = std::tuple_element_t<L, cells_of<Network>>;

    template <std::size_t L>
    static constexpr auto graph_of = cell_at<L>::step.graph();

    template <std::size_t L>
    static constexpr std::size_t output_of = graph_of<L>.equation_of(
        graph_of<L>.find(std::remove_cvref_t<decltype(cell_at<L>::output)>::text()));

    /// Calls f<L>() for each layer.
    template <class F>
    static void each_layer(F&& f)
    {
        each_index<layers>(f);
    }

    /// What the layers have one behind the other.
    numbers joined(numbers problem::*part) const { return join(problems, part); }
    numbers joined(numbers result::*part) const { return join(results, part); }

    training draw;
    std::array<problem, layers> problems;
    std::array<result, layers> results;
    double largest = 0;

private:
    template <std::size_t L>
    void run()
    {
        plain_interpreter interpreter(graph_of<L>, output_of<L>, problems[L]);
        results[L] = interpreter.run();
        largest = std::max(largest, interpreter.largest());
    }

    template <class Parts, class Part>
    static numbers join(const Parts& parts, Part part)
    {
        numbers all;
        for (const auto& p : parts)
        {
            all.insert(all.end(), (p.*part).begin(), (p.*part).end());
        }
        return all;
    }
};

template <class Network>
class network_check
{
public:
    /// A sentence on what is wrong, or nothing.
    static std::string run(
        std::size_t steps, std::size_t rows, const plain_network<Network>& noisy, const plain_network<Network>& quiet)
    {
        network_check check(steps, rows, noisy);
        check.window(noisy);
        check.steps(quiet);
        if (!stops_derivatives())
        {
            check.finite_differences(noisy);
        }
        return check.failure_;
    }

private:
    using plain = plain_network<Network>;

    network_check(std::size_t steps, std::size_t rows, const plain& expected)
        : x_(std::array<std::size_t, 3>{steps, rows, model<Network, double>::input_width})
        , initial_(rows)
        , work_(steps + 1, rows + 1, input_adjoints::yes)
    {
        const numbers parameters = expected.joined(&problem::parameters);
        const numbers states = expected.joined(&problem::initial_state);
        compare("the number of parameters", numbers{double(model_.all().size())}, numbers{double(parameters.size())});
        compare("the number of states", numbers{double(initial_.size())}, numbers{double(states.size())});
        if (failure_.empty())
        {
            model_.edit([&](auto& p) { std::copy(parameters.begin(), parameters.end(), p.data()); });
            std::copy(states.begin(), states.end(), initial_.data());
        }
        std::copy(expected.problems[0].x.begin(), expected.problems[0].x.end(), x_.data());
        plain::each_layer([&]<std::size_t L>() {
            each_symbol<L, symbol_kind::scalar>(
                [&]<name Name>(std::size_t i) { model_.template set<Name, L>(expected.problems[L].scalars[i]); });
        });
    }

    /// Finite differences see what goes through stop().
    static bool stops_derivatives()
    {
        bool found = false;
        plain::each_layer([&]<std::size_t L>() {
            for (const graph_node& n : plain::template graph_of<L>.nodes)
            {
                found = found || !n.has_derivative;
            }
        });
        return found;
    }

    /// Calls f<Name>(its number among those) for the symbols of a kind.
    template <std::size_t L, symbol_kind Kind, class F>
    static void each_symbol(F&& f)
    {
        constexpr const auto& g = plain::template graph_of<L>;
        std::size_t number = 0;
        each_index<g.symbol_count>([&]<std::size_t S>() {
            if constexpr (g.symbols[S].kind == Kind && !g.symbols[S].is_hidden)
            {
                f.template operator()<name_of_symbol<typename plain::template cell_at<L>, S>()>(number++);
            }
        });
    }

    template <class A, class B>
    void compare(const std::string& what, const A& a, const B& b)
    {
        if (!failure_.empty())
        {
            return;
        }
        std::size_t i = 0;
        auto n = b.begin();
        for (const double x : a)
        {
            if (n == b.end() || !(std::abs(x - *n) <= 1e-8 * std::max({1.0, std::abs(x), std::abs(*n)})))
            {
                failure_ = what + ", number " + std::to_string(i) + ": " + std::to_string(x) + " and not "
                    + (n == b.end() ? "the end" : std::to_string(*n));
                return;
            }
            ++n;
            ++i;
        }
        failure_ = n == b.end() ? "" : what + ": too few numbers";
    }

    void window(const plain& expected)
    {
        constexpr std::size_t last = plain::layers - 1;
        const result& last_result = expected.results[last];
        hidden_state<Network, double> state = initial_;
        compare("window", work_.forward(model_, x_, state, expected.draw),
            last_result.values[plain::template output_of<last>]);
        compare("final states", std::span(state.data(), state.size()), expected.joined(&result::final_state));
        const numbers& output_adjoint = expected.problems[last].output_adjoint;
        std::copy(output_adjoint.begin(), output_adjoint.end(), work_.output_adjoint().begin());
        const numbers final_adjoint = expected.joined(&problem::final_adjoint);
        auto adjoint = final_adjoint.begin();
        xrnn::detail::each_named_state<Network>([&]<std::size_t L, name Name>() {
            for (double& a : work_.template final_adjoint<Name, L>())
            {
                a = *adjoint++;
            }
        });
        parameters<Network, double> gradients;
        work_.backward(model_, gradients);
        compare("gradients", gradients.span(), expected.joined(&result::gradients));
        compare("adjoint of the input", work_.input_adjoint(), expected.results[0].input_adjoint);
        numbers initial;
        xrnn::detail::each_named_state<Network>([&]<std::size_t L, name Name>() {
            const auto a = work_.template initial_adjoint<Name, L>();
            initial.insert(initial.end(), a.begin(), a.end());
        });
        compare("adjoint of the initial states", initial, expected.joined(&result::initial_adjoint));
    }

    /// Every named value of every step.
    void steps(const plain& expected)
    {
        hidden_state<Network, double> state = initial_;
        const std::size_t size = x_.size() / x_.shape()[0];
        for (std::size_t t = 0; t < x_.shape()[0]; ++t)
        {
            model_.step(std::span<const double>(x_.data() + t * size, size), state);
            plain::each_layer([&]<std::size_t L>() {
                const auto look = [&]<name Name>(std::size_t) {
                    const auto& g = plain::template graph_of<L>;
                    const auto values = state.template probe<Name, L>();
                    const numbers& all = expected.results[L].values[g.equation_of(g.find(Name.view()))];
                    const std::span now(all.data() + t * values.size(), values.size());
                    compare("step " + std::to_string(t) + ", " + std::string(Name.view()), values, now);
                };
                each_symbol<L, symbol_kind::state>(look);
                each_symbol<L, symbol_kind::value>(look);
            });
        }
    }

    void finite_differences(const plain& expected)
    {
        gradient_check how{.sample = 2, .draw = expected.draw};
        plain::each_layer([&]<std::size_t L>() {
            const auto note = [&]<name Name>(std::size_t) { how.may_be_zero.emplace_back(Name.view()); };
            each_symbol<L, symbol_kind::parameter>(note);
            each_symbol<L, symbol_kind::state>(note);
        });
        how.may_be_zero.emplace_back("x");
        const gradient_report found = xrnn::check_gradients(model_, x_, initial_, linear_loss<Network>(3), how);
        failure_ = failure_.empty() && !found ? found.failure : failure_;
    }

    model<Network, double> model_;
    xt::xtensor<double, 3> x_;
    hidden_state<Network, double> initial_;
    workspace<Network, double> work_;
    std::string failure_;
};

/// The networks of one program.
class network_checks
{
public:
    explicit network_checks(std::uint64_t seed)
        : seed_(seed)
    {
    }

    /// Draws until the numbers are of a size that can be compared.
    template <class Network>
    void check(const char* name)
    {
        each_index<plain_network<Network>::layers>([&]<std::size_t L>() {
            static_assert(well_formed(plan_of<typename plain_network<Network>::template cell_at<L>>));
        });
        ++networks_;
        for (std::uint64_t draw = 0; draw < 40; ++draw)
        {
            random_source random(seed_ * 1000 + networks_ * 50 + draw);
            const std::size_t rows = random.bits() % 4 == 0 ? 18 : 1 + random.bits() % 3;
            const std::size_t steps = 1 + random.bits() % 4;
            const std::uint64_t numbers_from = random.bits();
            const plain_network<Network> noisy(steps, rows, numbers_from, true);
            const plain_network<Network> quiet(steps, rows, numbers_from, false);
            if (std::max(noisy.largest, quiet.largest) < 30)
            {
                ++compared_;
                const std::string failure = network_check<Network>::run(steps, rows, noisy, quiet);
                if (!failure.empty())
                {
                    ++wrong_;
                    std::printf("%s, %zu steps of %zu rows: %s\n", name, steps, rows, failure.c_str());
                }
                return;
            }
        }
        std::printf("%s: its numbers are too large to be compared\n", name);
    }

    /// What main returns.
    int report() const
    {
        std::printf("seed %llu: %zu random networks, %zu compared, %zu wrong\n", static_cast<unsigned long long>(seed_),
            networks_, compared_, wrong_);
        return wrong_ == 0 && compared_ * 10 >= networks_ * 9 ? 0 : 1;
    }

private:
    std::uint64_t seed_;
    std::size_t networks_ = 0;
    std::size_t compared_ = 0;
    std::size_t wrong_ = 0;
};

} // namespace tests
