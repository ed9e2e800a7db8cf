// SPDX-License-Identifier: BSD-3-Clause
/// Packed windows beside windows of each sequence, losses over them, and batches of lines.
#include <algorithm>
#include <set>

#include <xrnn/xrnn.hpp>

#include "../../support/informative.hpp"
#include "check.hpp"

using namespace xrnn;
using tests::check;
using tests::informative;

namespace
{

using network = stack<lstm<3, 5>, dropout<5>, linear<5, 2>>;
using numbers = std::vector<double>;

const std::vector<std::size_t> lengths{2, 5, 1, 5, 3};

std::vector<numbers> sequences()
{
    random_source random(3);
    std::vector<numbers> all;
    for (const std::size_t length : lengths)
    {
        all.emplace_back(3 * length);
        std::generate(all.back().begin(), all.back().end(), [&] { return random.normal(); });
    }
    return all;
}

/// The states of a row, and the adjoints of the state before it.
void append_states(numbers& to, hidden_state<network, double>& state, workspace<network, double>& work, std::size_t row)
{
    for (std::size_t j = 0; j < 5; ++j)
    {
        to.push_back(state.get<"c", 0>()(row, j));
        to.push_back(work.initial_adjoint<"h", 0>()(row, j));
    }
}

/// The outputs, input adjoints and states of each sequence, then the gradients.
std::vector<numbers> packed(const model<network, double>& m, std::size_t threads)
{
    packed_sequences<double> x(6, 6, 3);
    x.fill(sequences());
    workspace<network, double> work(6, 6, input_adjoints::yes, team(threads));
    hidden_state<network, double> state(5);
    for (std::size_t i = 0; i < 5; ++i)
    {
        state.get<"h", 0>()(i, 2) = 0.1 * static_cast<double>(i);
    }
    work.forward(m, x, state, training{5, 6});
    x.fill(std::vector<numbers>(5, numbers(3, 0.0))); // the window has its own lengths
    const auto y = work.packed_output();
    std::vector<numbers> all(6);
    for (std::size_t i = 0; i < 5; ++i)
    {
        for (std::size_t t = 0; t < lengths[i]; ++t)
        {
            std::copy_n(y(i, t).begin(), 2, work.packed_output_adjoint()(i, t).begin());
            all[i].insert(all[i].end(), y(i, t).begin(), y(i, t).end());
        }
        work.final_adjoint<"c", 0>()(i, 1) = static_cast<double>(i) + 1;
    }
    x.fill(sequences());
    parameters<network, double> gradients;
    work.backward(m, gradients);
    const auto of_input = work.packed_input_adjoint();
    for (std::size_t i = 0; i < 5; ++i)
    {
        for (std::size_t t = 0; t < lengths[i]; ++t)
        {
            all[i].insert(all[i].end(), of_input(i, t).begin(), of_input(i, t).end());
        }
        append_states(all[i], state, work, i);
    }
    all[5].assign(gradients.span().begin(), gradients.span().end());
    return all;
}

std::vector<numbers> alone(const model<network, double>& m)
{
    const std::vector<numbers> x = sequences();
    std::vector<numbers> all(6);
    for (std::size_t i = 0; i < 5; ++i)
    {
        workspace<network, double> work(lengths[i], 1, input_adjoints::yes);
        hidden_state<network, double> state(1);
        state.get<"h", 0>()(0, 2) = 0.1 * static_cast<double>(i);
        const auto y = work.forward(m, x[i], state, training{5, 6, 0, i});
        all[i].assign(y.begin(), y.end());
        work.output_adjoint() = y;
        work.final_adjoint<"c", 0>()(0, 1) = static_cast<double>(i) + 1;
        parameters<network, double> gradients;
        work.backward(m, gradients);
        const auto of_input = work.input_adjoint();
        all[i].insert(all[i].end(), of_input.begin(), of_input.end());
        append_states(all[i], state, work, 0);
        all[5].resize(gradients.size());
        std::transform(all[5].begin(), all[5].end(), gradients.span().begin(), all[5].begin(), std::plus<double>());
    }
    return all;
}

void check_windows()
{
    const model<network, double> m(2);
    const std::vector<numbers> apart = alone(m);
    const std::vector<numbers> together = packed(m, 1);
    for (std::size_t i = 0; i < 5; ++i)
    {
        check(informative(apart[i]) && together[i] == apart[i],
            "a sequence in a pack has the bits of the sequence alone");
    }
    check(informative(apart[5]), "gradients that are numbers");
    for (std::size_t k = 0; k < apart[5].size(); ++k)
    {
        check(std::abs(together[5][k] - apart[5][k]) < 1e-12,
            "gradients of a pack are the sum of those of its sequences");
    }
    for (const std::size_t threads : {2u, 3u, 7u})
    {
        check(packed(m, threads) == together, "threads share the rows of a packed window");
    }
}

/// A network whose outputs are its inputs, on 1 2 | 5 | 4 6 7.
void check_losses()
{
    model<linear<1, 1>, double> m;
    m.edit([](auto& p) { p.template get<"W">() = 1; });
    packed_sequences<double> x(3, 3);
    packed_sequences<double> targets(3, 3);
    packed_sequences<char> marks(3, 3);
    x.fill(std::vector<numbers>{{1, 2}, {5}, {4, 6, 7}});
    targets.fill(std::vector<numbers>{{1, 3}, {3}, {4, 3, 7}});
    marks.fill(std::vector<std::vector<char>>{{0, 1}, {0}, {1, 1, 1}});
    workspace<linear<1, 1>, double> work(3, 3);
    hidden_state<linear<1, 1>, double> state(3);
    work.forward(m, x, state);
    check(squared_error(work, targets) == 14, "a target for each step");
    check(work.packed_output_adjoint()(2, 1)[0] == 6, "an adjoint for each step");
    check(squared_error(work, targets, mask(marks)) == 10, "marks select steps");
    check(squared_error(work, numbers{1, 2, 3}, last_step) == 1 + 9 + 16, "a target for each last step");
    bool refused = false;
    targets.fill(std::vector<numbers>{{1, 3}, {4, 3, 7}, {3}});
    try
    {
        squared_error(work, targets);
    }
    catch (const std::invalid_argument&)
    {
        refused = true;
    }
    check(refused, "targets of other lengths are refused");
}

void check_lines()
{
    line_batches data({1, 2, 0, 0, 3, 0, 1, 1, 1, 1, 0, 2, 0, 4, 0}, 0, 4, 2, 1);
    check(data.lines() == 4 && data.too_long() == 1 && data.batches() == 2, "empty lines and long ones are left out");
    std::set<std::vector<id>> orders;
    for (int round = 0; round < 8; ++round)
    {
        std::vector<id> begins;
        for (int batch = 0; batch < 2; ++batch)
        {
            data.next();
            for (std::size_t row = 0; row < 2; ++row)
            {
                begins.push_back(data.target()(row, 0)[0]);
                check(data.input()(row, 0)[0] == 0, "a line is fed from the end before it");
                check(data.target()(row, data.target().length(row) - 1)[0] == 0, "the last target is the end");
                check(data.input()(row, 1)[0] == begins.back(), "a target is fed next");
            }
        }
        orders.insert(begins);
        std::sort(begins.begin(), begins.end());
        check(begins == std::vector<id>{1, 2, 3, 4}, "a round draws each line once");
    }
    check(orders.size() > 4, "each round has its own order");
}

} // namespace

int main()
{
    check_windows();
    check_losses();
    check_lines();
}
