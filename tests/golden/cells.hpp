// SPDX-License-Identifier: BSD-3-Clause
/// The cells beside torch.nn.RNN, LSTM and GRU, in one, two and three layers: outputs, final states and all gradients.
///
/// Three rows of five steps from initial states that are not zero. The loss, 0.5 sum (y - target)^2 plus the sum of
/// every final state times constants, reads all that a network gives.
#pragma once

#include <catch2/catch.hpp>

#include "golden.hpp"

namespace tests
{

using namespace xrnn;

/// The sizes of all networks here.
struct cell_sizes
{
    static constexpr std::size_t steps = 5;
    static constexpr std::size_t rows = 3;
    static constexpr std::size_t in = 3;
    static constexpr std::size_t hidden = 5;
};

template <class Case, std::size_t Layers,
    class Cell = typename Case::template cell<cell_sizes::hidden, cell_sizes::hidden>>
struct network_of;

template <class Case, class Cell>
struct network_of<Case, 1, Cell>
{
    using type = stack<typename Case::template cell<cell_sizes::in, cell_sizes::hidden>>;
};

template <class Case, class Cell>
struct network_of<Case, 2, Cell>
{
    using type = stack<typename Case::template cell<cell_sizes::in, cell_sizes::hidden>, Cell>;
};

template <class Case, class Cell>
struct network_of<Case, 3, Cell>
{
    using type = stack<typename Case::template cell<cell_sizes::in, cell_sizes::hidden>, Cell, Cell>;
};

template <class Case, std::size_t Layers, class T>
class cell_comparison : cell_sizes
{
public:
    explicit cell_comparison(golden_numbers& expected)
        : expected_(expected)
    {
    }

    void run()
    {
        model<network, T> m;
        m.edit(
            [](auto& p) { detail::each_index<Layers>([&]<std::size_t L>() { fill_layer<parameter_names, L>(p); }); });
        xt::xtensor<T, 3> x(std::array<std::size_t, 3>{steps, rows, in});
        fill(x, seed::input);
        hidden_state<network, T> state(rows);
        each_state([&]<detail::name State, std::size_t L>() {
            fill(state.template get<State, L>(), seed::initial(State.view()) + L);
        });

        const auto y = work_.forward(m, x, state);
        outputs_.add(y, expected_, section("output"));
        each_state([&]<detail::name State, std::size_t L>() {
            outputs_.add(state.template get<State, L>(), expected_, section<State, L>("final"));
        });

        set_adjoints(y);
        parameters<network, T> gradients;
        work_.backward(m, gradients);
        compare_gradients(gradients);
    }

    double outputs() const { return outputs_.value(); }
    double gradients() const { return gradients_.value(); }

private:
    using network = typename network_of<Case, Layers>::type;
    using parameter_names = typename Case::parameters;

    /// Calls f<State, Layer>() for all.
    template <class F>
    static void each_state(F&& f)
    {
        detail::each_index<Layers>([&]<std::size_t L>() {
            Case::states::each([&]<detail::name State>(std::size_t) { f.template operator()<State, L>(); });
        });
    }

    static std::string section(const std::string& what) { return std::to_string(Layers) + "." + what; }

    template <detail::name Name, std::size_t Layer>
    static std::string section(const std::string& what)
    {
        return section(what) + "." + std::string(Name.view()) + "." + std::to_string(Layer);
    }

    template <class Outputs>
    void set_adjoints(const Outputs& y)
    {
        xt::xtensor<T, 3> target(std::array<std::size_t, 3>{steps, rows, hidden});
        fill(target, seed::target);
        work_.output_adjoint() = y - target;
        each_state([&]<detail::name State, std::size_t L>() {
            fill(work_.template final_adjoint<State, L>(), seed::final(State.view()) + L);
        });
    }

    void compare_gradients(const parameters<network, T>& gradients)
    {
        gradients_.add(work_.input_adjoint(), expected_, section("gradient.x"));
        each_state([&]<detail::name State, std::size_t L>() {
            gradients_.add(
                work_.template initial_adjoint<State, L>(), expected_, section<State, L>("initial_gradient"));
        });
        detail::each_index<Layers>([&]<std::size_t L>() {
            parameter_names::each([&]<detail::name Name>(std::size_t) {
                gradients_.add(gradients.template get<Name, L>(), expected_, section<Name, L>("gradient"));
            });
        });
    }

    golden_numbers& expected_;
    workspace<network, T> work_{steps, rows, input_adjoints::yes};
    largest_error outputs_;
    largest_error gradients_;
};

template <class Case, std::size_t Layers, class T>
void check_layers(golden_numbers& expected)
{
    cell_comparison<Case, Layers, T> comparison(expected);
    comparison.run();
    // Catch prints small numbers as 0.0.
    INFO(Case::name << ", layers: " << Layers << ", largest errors: outputs " << comparison.outputs() << ", gradients "
                    << comparison.gradients());
    CHECK(comparison.outputs() <= (std::is_same_v<T, double> ? 1e-12 : 1e-6));
    CHECK(comparison.gradients() <= (std::is_same_v<T, double> ? 1e-11 : 1e-5));
}

/// With one, two and three layers.
template <class Case, class T>
void check_cell()
{
    golden_numbers expected(Case::name);
    check_layers<Case, 1, T>(expected);
    check_layers<Case, 2, T>(expected);
    check_layers<Case, 3, T>(expected);
    CHECK(expected.unread().empty());
}

} // namespace tests
