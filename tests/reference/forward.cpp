// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include "../support/torture_cell.hpp"
#include "compare_forward.hpp"
#include "plain_normalised.hpp"

using namespace tests;

namespace
{

void check_report(const forward_report& r)
{
    CHECK(r.outputs <= 1e-12);
    CHECK(r.final_states <= 1e-12);
    CHECK(r.steps_equal_window);
    CHECK(r.informative);
}

/// At a width that leaves columns over after the SIMD batches, and at one that does not; without SIMD there is no other.
template <template <std::size_t, std::size_t> class Cell, detail::name... States>
void check_forward(plain::step plain_step)
{
    check_report(compare_forward<Cell<3, 5>, States...>(plain_step));
    if constexpr (detail::batch_size<double> > 1)
    {
        check_report(compare_forward<Cell<8, 16>, States...>(plain_step));
    }
}

template <std::size_t In, std::size_t Hidden>
using torture_cell = torture<In, Hidden, In + 1>;

template <std::size_t Width, std::size_t>
using dropout_of_half = dropout<Width>;

constexpr std::size_t steps = 5;
constexpr std::size_t rows = 3;

/// The outputs and the gradients of a network for one input, with adjoints drawn at random.
template <class Network, class X>
std::vector<double> outputs_and_gradients(const X& x)
{
    const model<Network, double> m(4, uniform{0.5});
    workspace<Network, double> work(m, steps, rows);
    hidden_state<Network, double> state(rows);
    const auto y = work.forward(m, x, state);
    std::vector<double> all(y.begin(), y.end());
    random_source random(8);
    for (double& d : work.output_adjoint())
    {
        d = random.normal();
    }
    parameters<Network, double> gradients;
    work.backward(m, gradients);
    all.insert(all.end(), gradients.span().begin(), gradients.span().end());
    return all;
}

template <class Network>
void check_ids()
{
    xt::xtensor<id, 2> ids(std::array<std::size_t, 2>{steps, rows});
    xt::xtensor<double, 3> one_hot =
        xt::zeros<double>(std::array<std::size_t, 3>{steps, rows, model<Network, double>::input_width});
    random_source random(2);
    for (std::size_t t = 0; t < steps; ++t)
    {
        for (std::size_t b = 0; b < rows; ++b)
        {
            ids(t, b) = static_cast<id>(random.bits() % model<Network, double>::input_width);
            one_hot(t, b, ids(t, b)) = 1;
        }
    }
    const std::vector<double> by_id = outputs_and_gradients<Network>(ids);
    const std::vector<double> by_row = outputs_and_gradients<Network>(one_hot);
    double worst = 0;
    CHECK(informative(by_id));
    for (std::size_t i = 0; i < by_id.size(); ++i)
    {
        worsen(worst, by_id[i], by_row.at(i));
    }
    CHECK(worst <= 1e-12);
}

/// What dropout makes of ones: its mask, [steps, rows, width].
template <class Layer>
std::vector<double> dropout_mask(const training& draw)
{
    constexpr std::size_t width = model<Layer, double>::input_width;
    const model<Layer, double> m;
    workspace<Layer, double> work(m, 25, 8);
    hidden_state<Layer, double> state(8);
    const xt::xtensor<double, 3> ones = xt::ones<double>(std::array<std::size_t, 3>{25, 8, width});
    const auto y = work.forward(m, ones, state, draw);
    return {y.begin(), y.end()};
}

} // namespace

TEST_CASE("the simple network's forward pass equals plain loops")
{
    check_forward<rnn, "h">(plain::rnn);
}

TEST_CASE("the rectifier network's forward pass equals plain loops")
{
    check_forward<relu_rnn, "h">(plain::relu_rnn);
}

TEST_CASE("the LSTM's forward pass equals plain loops")
{
    check_forward<lstm, "h", "c">(plain::lstm);
}

TEST_CASE("the peephole LSTM's forward pass equals plain loops")
{
    check_forward<peephole_lstm, "h", "c">(plain::peephole_lstm);
}

TEST_CASE("the coupled LSTM's forward pass equals plain loops")
{
    check_forward<coupled_lstm, "h", "c">(plain::coupled_lstm);
}

TEST_CASE("the GRU's forward pass equals plain loops")
{
    check_forward<gru, "h">(plain::gru);
}

TEST_CASE("the forward pass of the GRU that resets before the product equals plain loops")
{
    check_forward<gru_reset_before, "h">(plain::gru_reset_before);
}

TEST_CASE("the minimal gated unit's forward pass equals plain loops")
{
    check_forward<mgu, "h">(plain::mgu);
}

TEST_CASE("layer_norm_lstm and layer_norm_gru equal plain loops")
{
    check_report(compare_forward<layer_norm_lstm<3, 5>, "h", "c">(plain::layer_norm_lstm));
    check_report(compare_forward<layer_norm_gru<8, 16>, "h">(plain::layer_norm_gru));
}

TEST_CASE("the torture cell's forward pass equals plain loops")
{
    check_forward<torture_cell, "h", "c", "m">(plain::torture);
}

TEST_CASE("the linear layer equals plain loops")
{
    check_forward<linear>(plain::linear);
}

TEST_CASE("the embedding of dense rows equals plain loops")
{
    check_forward<embedding>(plain::embedding);
}

TEST_CASE("dropout changes nothing outside training")
{
    check_forward<dropout_of_half>(plain::dropout);
}

TEST_CASE("the embedding of an id is that row of its table")
{
    const model<embedding<7, 4>, double> m(3);
    const xt::xtensor<id, 2> ids{{6, 0}, {2, 2}, {0, 5}};
    workspace<embedding<7, 4>, double> work(m, 3, 2);
    hidden_state<embedding<7, 4>, double> state(2);
    const auto y = work.forward(m, ids, state);
    for (std::size_t t = 0; t < 3; ++t)
    {
        for (std::size_t b = 0; b < 2; ++b)
        {
            for (std::size_t j = 0; j < 4; ++j)
            {
                CHECK(y(t, b, j) == m.get<"E">()(ids(t, b), j));
            }
        }
    }
}

TEST_CASE("ids give the outputs and gradients of one-hot rows")
{
    check_ids<lstm<6, 5>>();
    check_ids<gru<6, 16>>();
    check_ids<stack<embedding<9, 4>, rnn<4, 5>>>();
}

TEST_CASE("dropout's mask is 0 or 1 / (1 - rate), with mean 1")
{
    const std::vector<double> m = dropout_mask<dropout<37, std::ratio<1, 5>>>({3, 1});
    double sum = 0;
    for (const double x : m)
    {
        CHECK((x == 0 || x == 1.25));
        sum += x;
    }
    // The standard error of the mean of 7400 elements is 0.0058.
    CHECK(std::abs(sum / static_cast<double>(m.size()) - 1) < 0.025);
}

TEST_CASE("dropout's mask is a function of seed and update")
{
    const std::vector<double> m = dropout_mask<dropout<37>>({3, 1});
    CHECK(informative(m));
    CHECK(m == dropout_mask<dropout<37>>({3, 1}));
    CHECK(m != dropout_mask<dropout<37>>({3, 2}));
    CHECK(m != dropout_mask<dropout<37>>({4, 1}));
}

TEST_CASE("dropout draws every step, row, column and layer anew")
{
    constexpr std::size_t width = 37;
    const std::vector<double> m = dropout_mask<dropout<width>>({3, 1});
    const auto agreement = [&](std::size_t distance) {
        std::size_t same = 0;
        for (std::size_t i = 0; i + distance < m.size(); ++i)
        {
            same += m[i] == m[i + distance];
        }
        return static_cast<double>(same) / static_cast<double>(m.size() - distance);
    };
    for (const std::size_t distance : {std::size_t(1), width, 8 * width})
    {
        CHECK(std::abs(agreement(distance) - 0.5) < 0.03);
    }
    // Of two masks of one half in a row, a quarter survives; of the same mask twice it would be a half.
    const std::vector<double> twice = dropout_mask<stack<dropout<width>, dropout<width>>>({3, 1});
    const auto zeros = static_cast<double>(std::count(twice.begin(), twice.end(), 0.0));
    CHECK(std::abs(zeros / static_cast<double>(twice.size()) - 0.75) < 0.03);
}
