// SPDX-License-Identifier: BSD-3-Clause
/// check_gradients of the library for packed windows and packed memories.
#pragma once

#include <algorithm>

#include "gradient_check.hpp"

namespace tests
{

using lengths = std::vector<std::size_t>;

/// The sum of all outputs and of all final states, each times a number that is drawn once.
template <class Network>
class packed_linear_loss
{
public:
    explicit packed_linear_loss(std::uint64_t seed)
        : seed_(seed)
    {
    }

    template <class Workspace>
    double operator()(Workspace& work) const
    {
        random_source random(seed_);
        double sum = 0;
        const auto y = work.packed_output();
        const auto adjoint = work.packed_output_adjoint();
        for (std::size_t row = 0; row < y.rows(); ++row)
        {
            for (std::size_t t = 0; t < y.length(row); ++t)
            {
                for (std::size_t k = 0; k < y.width(); ++k)
                {
                    adjoint(row, t)[k] = random.normal();
                    sum += adjoint(row, t)[k] * y(row, t)[k];
                }
            }
        }
        xrnn::detail::each_named_state<Network>([&]<std::size_t L, detail::name Name>() {
            const auto history = work.template packed_probe<Name, L>();
            auto last = work.template final_adjoint<Name, L>();
            for (std::size_t row = 0; row < y.rows(); ++row)
            {
                for (std::size_t j = 0; j < last.shape()[1]; ++j)
                {
                    last(row, j) = random.normal();
                    sum += last(row, j) * history(row, y.length(row) - 1)[j];
                }
            }
        });
        return sum;
    }

private:
    std::uint64_t seed_;
};

/// What has lengths of its own: the input, the memories, or both.
struct packed_parts
{
    bool input = true;
    bool memories = false;
};

/// Sequences of these lengths, of random numbers.
template <class T = double>
packed_sequences<T> random_pack(
    const lengths& of_rows, std::size_t width, random_source& random, std::size_t capacity = 0)
{
    std::vector<std::vector<T>> all;
    for (const std::size_t length : of_rows)
    {
        std::vector<T>& numbers = all.emplace_back(length * width);
        std::generate(numbers.begin(), numbers.end(), [&] { return static_cast<T>(random.normal()); });
    }
    const std::size_t longest = *std::max_element(of_rows.begin(), of_rows.end());
    packed_sequences<T> pack(std::max(capacity, longest), of_rows.size(), width);
    pack.fill(all);
    return pack;
}

/// Random numbers for every input of a network. What is not packed is as long as its longest sequence.
template <class Network, packed_parts Packed>
auto random_packs(const lengths& steps, const lengths& positions, random_source& random)
{
    using xrnn::detail::network_plan;
    return [&]<std::size_t... I>(std::index_sequence<I...>)
    {
        const auto draw = [&]<std::size_t Input>() {
            constexpr auto input = network_plan<Network>::inputs[Input];
            const lengths& own = input.is_memory ? positions : steps;
            if constexpr (input.held)
            {
                xt::xtensor<double, 2> x(std::array<std::size_t, 2>{own.size(), input.width});
                fill({x.data(), x.size()}, 1, random);
                return x;
            }
            else if constexpr (input.is_memory ? Packed.memories : Packed.input)
            {
                return random_pack(own, input.width, random, 30);
            }
            else
            {
                const std::size_t longest = *std::max_element(own.begin(), own.end());
                xt::xtensor<double, 3> x(std::array<std::size_t, 3>{longest, own.size(), input.width});
                fill({x.data(), x.size()}, 1, random);
                return x;
            }
        };
        return std::tuple{draw.template operator()<I>()...};
    }
    (std::make_index_sequence<network_plan<Network>::input_count>{});
}

/// One drawing of everything.
template <class Network, packed_parts Packed>
gradient_report compare_drawn_packs(const lengths& steps, const lengths& positions, std::uint64_t seed)
{
    random_source random(seed);
    model<Network, double> m;
    fill_parameters(m, random);
    set_scalars(m);
    const auto inputs = random_packs<Network, Packed>(steps, positions, random);
    hidden_state<Network, double> initial(steps.size());
    fill({initial.data(), initial.size()}, 0.7, random);
    const gradient_check how{.sample = std::getenv("XRNN_ALL_COORDINATES") != nullptr ? 0 : std::size_t(4),
        .draw = training{seed, 5},
        .capacity_steps = 31,
        .capacity_rows = steps.size() + 2,
        .capacity_positions = 34};
    using loss = std::conditional_t<Packed.input, packed_linear_loss<Network>, linear_loss<Network>>;
    return std::apply(
        [&](const auto&... x) { return xrnn::check_gradients(m, feeds(x...), initial, loss(seed), how); }, inputs);
}

/// Some gradient may happen to vanish; then everything is drawn again, as compare_gradients does.
template <class Network, packed_parts Packed = packed_parts{}>
gradient_report compare_packed(const lengths& steps, const lengths& positions = {})
{
    gradient_report found = compare_drawn_packs<Network, Packed>(steps, positions, 17);
    for (std::uint64_t seed = 18; seed < 57 && found.wrong == 0 && found.vanished > 0; ++seed)
    {
        found = compare_drawn_packs<Network, Packed>(steps, positions, seed);
    }
    return found;
}

} // namespace tests
