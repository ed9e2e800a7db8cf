// SPDX-License-Identifier: BSD-3-Clause
/// check_gradients of the library for a loss that reads everything: a random linear function of all outputs and of all
/// final states, from an initial state that is not zero, with noise drawn.
///
/// With XRNN_ALL_COORDINATES in the environment every element is compared, otherwise a sample of each block.
#pragma once

#include <cmath>
#include <cstdlib>
#include <vector>

#include <xrnn/training/check_gradients.hpp>
#include <xrnn/xrnn.hpp>

#include "torture_cell.hpp"

namespace tests
{

/// What a cell with kinks wants: the vector `apart` is set to +3 and -3 in turn, so that both sides of the kink are taken
/// and hardly a step crosses it. Rectified units grow with each other, so their weights are smaller.
template <class Cell>
struct kinks
{
    static constexpr std::string_view apart = "";
    static constexpr double weights = 0.7;
};

template <std::size_t In, std::size_t Hidden>
struct kinks<relu_rnn<In, Hidden>>
{
    static constexpr std::string_view apart = "b_h";
    static constexpr double weights = 0.2;
};

template <std::size_t In, std::size_t Hidden, std::size_t Memory>
struct kinks<torture<In, Hidden, Memory>>
{
    static constexpr std::string_view apart = "s";
    static constexpr double weights = 0.5;
};

inline void fill(std::span<double> numbers, double scale, random_source& random)
{
    for (double& x : numbers)
    {
        x = scale * random.normal();
    }
}

/// Weights by the square root of their inputs: a network that doubles every difference at each step has no derivative
/// that finite differences could measure after twenty.
template <class Network, class Products>
void fill_parameters(model<Network, double, Products>& m, random_source& random)
{
    m.edit([&](auto& all) {
        all.for_each([&]<class Cell>(
                         std::size_t, std::string_view name, std::size_t rows, std::size_t, std::span<double> numbers) {
            fill(numbers, rows > 0 ? kinks<Cell>::weights / std::sqrt(static_cast<double>(rows)) : 0.5, random);
            for (std::size_t j = 0; j < numbers.size() && name == kinks<Cell>::apart; ++j)
            {
                numbers[j] = j % 2 == 0 ? 3 : -3;
            }
        });
    });
}

template <class Network, class Products>
void set_scalars(model<Network, double, Products>& m, double value = 0.7)
{
    using namespace xrnn::detail;
    each_index<std::tuple_size_v<cells_of<Network>>>([&]<std::size_t L>() {
        using cell = cell_at<Network, L>;
        each_index<plan_of<cell>.graph.symbol_count>([&]<std::size_t S>() {
            if constexpr (plan_of<cell>.graph.symbols[S].kind == symbol_kind::scalar)
            {
                m.template set<name_of_symbol<cell, S>(), L>(value);
            }
        });
    });
}

/// The sum of all outputs and of all final states, each times a number that is drawn once.
template <class Network>
class linear_loss
{
public:
    explicit linear_loss(std::uint64_t seed)
        : seed_(seed)
    {
    }

    template <class Workspace>
    double operator()(Workspace& work) const
    {
        random_source random(seed_);
        double sum = 0;
        xrnn::detail::each_index<xrnn::detail::network_plan<Network>::output_count>([&]<std::size_t Output>() {
            const auto y = work.template output<Output>();
            auto adjoint = work.template output_adjoint<Output>();
            auto a = adjoint.begin();
            for (const double out : y)
            {
                *a = random.normal();
                sum += *a++ * out;
            }
        });
        xrnn::detail::each_named_state<Network>([&]<std::size_t L, detail::name Name>() {
            const auto history = work.template probe<Name, L>();
            auto last = work.template final_adjoint<Name, L>();
            for (std::size_t b = 0; b < last.shape()[0]; ++b)
            {
                for (std::size_t j = 0; j < last.shape()[1]; ++j)
                {
                    last(b, j) = random.normal();
                    sum += last(b, j) * history(history.shape()[0] - 1, b, j);
                }
            }
        });
        return sum;
    }

private:
    std::uint64_t seed_;
};

/// Random numbers for every input of a network: [steps, rows, Width], or [rows, Width] if it is held, or [positions, rows,
/// Width] of a memory.
template <class Network>
auto random_inputs(std::size_t steps, std::size_t rows, random_source& random, std::size_t positions = 0)
{
    using xrnn::detail::network_plan;
    return [&]<std::size_t... I>(std::index_sequence<I...>)
    {
        const auto draw = [&]<std::size_t Input>() {
            constexpr auto input = network_plan<Network>::inputs[Input];
            xt::xtensor<double, input.held ? 2 : 3> x;
            if constexpr (input.held)
            {
                x.resize({rows, input.width});
            }
            else
            {
                x.resize({input.is_memory ? positions : steps, rows, input.width});
            }
            fill({x.data(), x.size()}, 1, random);
            return x;
        };
        return std::tuple{draw.template operator()<I>()...};
    }
    (std::make_index_sequence<network_plan<Network>::input_count>{});
}

/// A window of so many steps and rows, in a workspace made for as many or for a larger one.
struct window_size
{
    std::size_t steps;
    std::size_t rows;
    std::size_t capacity_steps = steps;
    std::size_t capacity_rows = rows;
    std::size_t positions = 3; ///< of a memory, if the network has one
    std::size_t capacity_positions = positions;
};

/// One drawing of everything.
template <class Network, class Products>
gradient_report compare_drawn(const window_size& shape, std::size_t sample, std::uint64_t seed)
{
    random_source random(seed);
    model<Network, double, Products> m;
    fill_parameters(m, random);
    set_scalars(m);
    const auto inputs = random_inputs<Network>(shape.steps, shape.rows, random, shape.positions);
    hidden_state<Network, double> initial(shape.rows);
    fill({initial.data(), initial.size()}, 0.7, random);
    gradient_check how{.sample = std::getenv("XRNN_ALL_COORDINATES") != nullptr ? 0 : sample,
        .draw = training{seed, 5},
        .capacity_steps = shape.capacity_steps,
        .capacity_rows = shape.capacity_rows,
        .capacity_positions = shape.capacity_positions};
    if (shape.steps > 2)
    {
        // What the initial state does fades over a long window.
        xrnn::detail::each_named_state<Network>(
            [&]<std::size_t, detail::name Name>() { how.may_be_zero.emplace_back(Name.view()); });
    }
    return std::apply(
        [&](const auto&... x) {
            return xrnn::check_gradients(m, feeds(x...), initial, linear_loss<Network>(seed), how);
        },
        inputs);
}

/// In a network of a unit or two some gradient may happen to vanish. Then everything is drawn again, up to forty times: all
/// drawings must be right, and the last one must have checked something in every block.
template <class Network, class Products = native_products>
gradient_report compare_gradients(const window_size& shape, std::size_t sample = 0)
{
    gradient_report found = compare_drawn<Network, Products>(shape, sample, 17);
    for (std::uint64_t seed = 18; seed < 57 && found.wrong == 0 && found.vanished > 0; ++seed)
    {
        found = compare_drawn<Network, Products>(shape, sample, seed);
    }
    return found;
}

} // namespace tests
