// SPDX-License-Identifier: BSD-3-Clause
/// Packed windows: every sequence as if it were alone.
#include <catch2/catch.hpp>

#include "../support/networks.hpp"
#include "../support/torture_cell.hpp"

using namespace xrnn;
using namespace tests;

namespace
{

using network = stack<lstm<6, 17>, gru_reset_before<17, 5>, dropout<5>, layer_norm_gru<5, 5>, linear<5, 9>>;
using lengths = std::vector<std::size_t>;

/// What a window gives: of each sequence the outputs, the final states, and the adjoints of its input and initial states.
struct result
{
    std::vector<std::vector<float>> rows;
    std::vector<float> gradients;
};

std::vector<xt::xtensor<float, 2>> sequences_of(const lengths& steps, std::size_t width)
{
    random_source random(7);
    std::vector<xt::xtensor<float, 2>> all;
    for (const std::size_t t : steps)
    {
        all.emplace_back(std::array<std::size_t, 2>{t, width});
        for (float& x : all.back())
        {
            x = static_cast<float>(random.normal());
        }
    }
    return all;
}

/// Some number that depends on the sequence, the step and the column.
float adjoint_at(std::size_t row, std::size_t t, std::size_t k)
{
    return static_cast<float>((37 * row + 11 * t + 5 * k) % 23) / 16 - 0.7f;
}

template <class State>
void start(State& state, std::size_t row, std::size_t number)
{
    for (std::size_t k = 0; k < 17; ++k)
    {
        state.template get<"h", 0>()(row, k) = adjoint_at(number, 1, k);
        state.template get<"c", 0>()(row, k) = adjoint_at(number, 2, k);
    }
    for (std::size_t k = 0; k < 5; ++k)
    {
        state.template get<"h", 1>()(row, k) = adjoint_at(number, 3, k);
    }
}

template <class Work>
void set_final(Work& work, std::size_t row, std::size_t number)
{
    for (std::size_t k = 0; k < 17; ++k)
    {
        work.template final_adjoint<"c", 0>()(row, k) = adjoint_at(number, 4, k);
    }
    for (std::size_t k = 0; k < 5; ++k)
    {
        work.template final_adjoint<"h", 1>()(row, k) = adjoint_at(number, 5, k);
    }
}

template <class View>
void append(std::vector<float>& to, const View& rows, std::size_t row)
{
    for (std::size_t k = 0; k < rows.shape()[1]; ++k)
    {
        to.push_back(rows(row, k));
    }
}

/// The states after the window and the adjoints before it, of one row.
template <class State, class Work>
void append_ends(std::vector<float>& to, State& state, Work& work, std::size_t row)
{
    append(to, state.template get<"h", 0>(), row);
    append(to, state.template get<"c", 0>(), row);
    append(to, state.template get<"h", 1>(), row);
    append(to, work.template initial_adjoint<"h", 0>(), row);
    append(to, work.template initial_adjoint<"c", 0>(), row);
    append(to, work.template initial_adjoint<"h", 1>(), row);
}

result packed_run(const model<network>& m, const lengths& steps, std::size_t threads)
{
    const auto all = sequences_of(steps, 6);
    packed_sequences<float> x(30, steps.size() + 2, 6);
    x.fill(all);
    workspace<network> work(30, steps.size() + 2, input_adjoints::yes, team(threads));
    hidden_state<network> state(steps.size());
    parameters<network> gradients;
    result r;
    for (std::size_t i = 0; i < steps.size(); ++i)
    {
        start(state, i, i);
    }
    const auto y = work.forward(m, x, state, training{3, 4});
    const auto probe = work.packed_probe<"c", 0>();
    auto adjoint = work.packed_output_adjoint();
    for (std::size_t i = 0; i < steps.size(); ++i)
    {
        r.rows.emplace_back();
        for (std::size_t t = 0; t < steps[i]; ++t)
        {
            r.rows.back().insert(r.rows.back().end(), y(i, t).begin(), y(i, t).end());
            r.rows.back().insert(r.rows.back().end(), probe(i, t).begin(), probe(i, t).end());
            for (std::size_t k = 0; k < 9; ++k)
            {
                adjoint(i, t)[k] = adjoint_at(i, t, k);
            }
        }
        set_final(work, i, i);
    }
    work.backward(m, gradients);
    const auto of_input = work.packed_input_adjoint();
    for (std::size_t i = 0; i < steps.size(); ++i)
    {
        for (std::size_t t = 0; t < steps[i]; ++t)
        {
            r.rows[i].insert(r.rows[i].end(), of_input(i, t).begin(), of_input(i, t).end());
        }
        append_ends(r.rows[i], state, work, i);
    }
    r.gradients.assign(gradients.span().begin(), gradients.span().end());
    return r;
}

/// Each sequence in a window of its own; the gradients are the sum.
result alone(const model<network>& m, const lengths& steps)
{
    const auto all = sequences_of(steps, 6);
    result r;
    for (std::size_t i = 0; i < steps.size(); ++i)
    {
        workspace<network> work(steps[i], 1, input_adjoints::yes);
        hidden_state<network> state(1);
        parameters<network> gradients;
        start(state, 0, i);
        const auto y = work.forward(m, all[i], state, training{3, 4, 0, i});
        const auto probe = work.probe<"c", 0>();
        auto adjoint = work.output_adjoint();
        r.rows.emplace_back();
        for (std::size_t t = 0; t < steps[i]; ++t)
        {
            r.rows.back().insert(r.rows.back().end(), &y(t, 0, 0), &y(t, 0, 0) + 9);
            r.rows.back().insert(r.rows.back().end(), &probe(t, 0, 0), &probe(t, 0, 0) + 17);
            for (std::size_t k = 0; k < 9; ++k)
            {
                adjoint(t, 0, k) = adjoint_at(i, t, k);
            }
        }
        set_final(work, 0, i);
        work.backward(m, gradients);
        const auto of_input = work.input_adjoint();
        r.rows[i].insert(r.rows[i].end(), of_input.begin(), of_input.end());
        append_ends(r.rows[i], state, work, 0);
        r.gradients.resize(gradients.size());
        for (std::size_t k = 0; k < gradients.size(); ++k)
        {
            r.gradients[k] += gradients.span()[k];
        }
    }
    return r;
}

const std::vector<lengths> batches{{5, 5, 5}, {1}, {9}, {1, 1, 1}, {3, 20, 1, 7, 7, 2},
    {2, 30, 4, 4, 1, 30, 17, 8, 8, 8, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};

} // namespace

TEST_CASE("a sequence in a pack has the bits of the sequence alone")
{
    model<network> m;
    randomise(m);
    for (const lengths& steps : batches)
    {
        const result together = packed_run(m, steps, 1);
        const result apart = alone(m, steps);
        for (std::size_t i = 0; i < steps.size(); ++i)
        {
            CAPTURE(steps, i);
            CHECK(informative(apart.rows[i]));
            CHECK(together.rows[i] == apart.rows[i]);
        }
        CHECK(informative(apart.gradients));
        float worst = 0;
        for (std::size_t k = 0; k < apart.gradients.size(); ++k)
        {
            worst = std::max(worst,
                std::abs(together.gradients[k] - apart.gradients[k]) / std::max(1.0f, std::abs(apart.gradients[k])));
        }
        CHECK(worst < 1e-5f);
    }
}

TEST_CASE("a packed window has equal bits with any number of threads")
{
    model<network> m;
    randomise(m);
    for (const lengths& steps : batches)
    {
        const result one = packed_run(m, steps, 1);
        CHECK(informative(one.gradients));
        for (const std::size_t threads : {2u, 3u, 7u})
        {
            const result many = packed_run(m, steps, threads);
            CAPTURE(steps, threads);
            CHECK(many.rows == one.rows);
            CHECK(many.gradients == one.gradients);
        }
    }
}

TEST_CASE("sequences of equal lengths have the bits of a tensor")
{
    model<network> m;
    randomise(m);
    const lengths steps{6, 6, 6, 6, 6};
    const result packed = packed_run(m, steps, 1);
    const auto all = sequences_of(steps, 6);
    xt::xtensor<float, 3> x(std::array<std::size_t, 3>{6, 5, 6});
    workspace<network> work(6, 5);
    hidden_state<network> state(5);
    for (std::size_t i = 0; i < 5; ++i)
    {
        start(state, i, i);
        for (std::size_t j = 0; j < 36; ++j)
        {
            x(j / 6, i, j % 6) = all[i](j / 6, j % 6);
        }
    }
    parameters<network> gradients;
    work.forward(m, x, state, training{3, 4});
    auto adjoint = work.output_adjoint();
    for (std::size_t i = 0; i < 5; ++i)
    {
        for (std::size_t j = 0; j < 54; ++j)
        {
            adjoint(j / 9, i, j % 9) = adjoint_at(i, j / 9, j % 9);
        }
        set_final(work, i, i);
    }
    work.backward(m, gradients);
    CHECK(informative(packed.gradients));
    CHECK(packed.gradients == std::vector<float>(gradients.span().begin(), gradients.span().end()));
}

TEST_CASE("ids in a pack have the bits of the same ids in windows of their own")
{
    using reader = stack<embedding<5, 3>, gru<3, 4>>;
    model<reader> m;
    randomise(m);
    const std::vector<std::vector<id>> all{{1, 0, 4}, {2}, {3, 3, 1, 0, 2, 4}, {4, 1, 2}};
    packed_sequences x(6, 4);
    x.fill(all);
    workspace<reader> together(6, 4);
    hidden_state<reader> state(4);
    const auto y = together.forward(m, x, state);
    parameters<reader> gradients;
    const auto adjoint = together.packed_output_adjoint();
    parameters<reader> sum;
    for (std::size_t i = 0; i < all.size(); ++i)
    {
        workspace<reader> work(6, 1);
        hidden_state<reader> own(1);
        const auto z = work.forward(m, all[i], own);
        CHECK(informative(z));
        for (std::size_t t = 0; t < all[i].size(); ++t)
        {
            CHECK(
                std::vector<float>(y(i, t).begin(), y(i, t).end()) == std::vector<float>(&z(t, 0, 0), &z(t, 0, 0) + 4));
            std::fill(adjoint(i, t).begin(), adjoint(i, t).end(), 0.5f);
        }
        work.output_adjoint() = 0.5f;
        work.backward(m, gradients);
        for (std::size_t k = 0; k < sum.size(); ++k)
        {
            sum.span()[k] += gradients.span()[k];
        }
    }
    together.backward(m, gradients);
    CHECK(informative(sum.span()));
    for (std::size_t k = 0; k < sum.size(); ++k)
    {
        CHECK(gradients.span()[k] == Approx(sum.span()[k]).margin(1e-5));
    }
}

TEST_CASE("a workspace runs packed windows and others in turn")
{
    model<network> m;
    randomise(m);
    workspace<network> work(9, 4);
    parameters<network> gradients;
    const auto tensor = random_sequence<float>(5, 3, 6);
    const auto run_tensor = [&] {
        hidden_state<network> state(3);
        const auto y = numbers(work.forward(m, tensor, state));
        work.output_adjoint() = 0.25f;
        work.backward(m, gradients);
        return std::pair(y, std::vector<float>(gradients.span().begin(), gradients.span().end()));
    };
    const auto before = run_tensor();
    packed_sequences<float> x(9, 4, 6);
    x.fill(sequences_of({2, 9, 1, 3}, 6));
    hidden_state<network> state(4);
    work.forward(m, x, state);
    work.packed_output_adjoint().all() = 0.25f;
    work.backward(m, gradients);
    CHECK(informative(gradients.span()));
    CHECK(before == run_tensor());
    CHECK(informative(before.first));
}
