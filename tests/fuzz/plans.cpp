// SPDX-License-Identifier: BSD-3-Clause
/// plans [COUNT [SEED]]: makes the plans of random cells, and runs them beside the equations themselves: so many cells, and
/// then half as many that remember a sequence.
///
/// Each cell runs as a window forward and backward and step by step. A cell that goes wrong is printed, and then a
/// smaller one if there is one.
#include <cstdio>
#include <cstdlib>
#include <span>

#include "plain_interpreter.hpp"
#include "plan_interpreter.hpp"

#include "../support/well_formed.hpp"

using namespace tests;

namespace
{

/// A sentence on the first difference, or nothing.
std::string compare(const std::string& what, const numbers& a, const numbers& b)
{
    if (a.size() != b.size())
    {
        return what + ": " + std::to_string(a.size()) + " numbers instead of " + std::to_string(b.size());
    }
    for (std::size_t i = 0; i < a.size(); ++i)
    {
        if (!(std::abs(a[i] - b[i]) <= 1e-8 * std::max({1.0, std::abs(a[i]), std::abs(b[i])})))
        {
            return what + ", number " + std::to_string(i) + ": the plan gives " + std::to_string(a[i])
                + ", the equations give " + std::to_string(b[i]);
        }
    }
    return {};
}

/// What a case comes to: a failure in words, or nothing; or it was too large to be compared.
struct outcome
{
    std::string failure{};
    bool compared = true;
};

template <class Plan>
std::string compare_window(const Plan& plan, const problem& run, const result& expected)
{
    plan_interpreter<Plan> window(plan, run, purpose::training);
    const result forward = window.forward();
    for (std::size_t k = 0; k < Plan::equation_count; ++k)
    {
        if (!forward.values[k].empty())
        {
            const std::string name(plan.graph.symbol_of(plan.graph.equations[k]).name);
            if (const std::string text = compare("window, " + name, forward.values[k], expected.values[k]);
                !text.empty())
            {
                return text;
            }
        }
    }
    if (forward.values[plan.output].empty())
    {
        return "window: the output is not kept";
    }
    const result backward = window.backward();
    for (const std::string& text : {compare("window, final states", forward.final_state, expected.final_state),
             compare("gradients", backward.gradients, expected.gradients),
             compare("adjoint of the input", backward.input_adjoint, expected.input_adjoint),
             compare("adjoint of what is held", backward.held_adjoint, expected.held_adjoint),
             compare("adjoint of what is remembered", backward.memory_adjoint, expected.memory_adjoint),
             compare("adjoint of the initial states", backward.initial_adjoint, expected.initial_adjoint)})
    {
        if (!text.empty())
        {
            return text;
        }
    }
    return {};
}

template <class Plan>
std::string compare_steps(const Plan& plan, const problem& run, const result& expected)
{
    problem step = run;
    step.steps = 1;
    step.noisy = false;
    for (std::size_t t = 0; t < run.steps; ++t)
    {
        const std::size_t size = run.x.size() / run.steps;
        step.x.assign(run.x.begin() + std::ptrdiff_t(t * size), run.x.begin() + std::ptrdiff_t((t + 1) * size));
        const result found = plan_interpreter<Plan>(plan, step, purpose::inference).forward();
        for (std::size_t k = 0; k < Plan::equation_count; ++k)
        {
            const auto first = expected.values[k].begin() + std::ptrdiff_t(t * found.values[k].size());
            const std::string name(plan.graph.symbol_of(plan.graph.equations[k]).name);
            const std::string text = compare("step " + std::to_string(t) + ", " + name, found.values[k],
                numbers(first, first + std::ptrdiff_t(found.values[k].size())));
            if (!text.empty())
            {
                return text;
            }
        }
        step.initial_state = found.final_state;
    }
    return {};
}

/// The output has a name and a row at every step, and no row for each position may need it.
template <class Graph>
bool may_be_output(const Graph& g, std::size_t output)
{
    const auto once = find_once(g, output);
    for (std::size_t k = 0; k < Graph::equation_count; ++k)
    {
        if (g.has_positions(k) && !g.is_number(k) && !once[k])
        {
            return false;
        }
    }
    return !g.symbol_of(g.equations[output]).is_hidden && !g.has_positions(output);
}

template <std::size_t Equations, std::size_t Nodes>
outcome run_case(std::uint64_t seed, bool with_memory, std::string* text = nullptr)
{
    random_source random(seed);
    const auto g = graph_drawer<Equations, Nodes>(random).draw(random.bits() % 2 == 0, with_memory);
    std::size_t output = random.bits() % 100 < 60 ? Equations - 1 : random.bits() % Equations;
    output = may_be_output(g, output) ? output : Equations - 1;
    const bool many_rows = random.bits() % 16 == 0; // more than a block of rows of the gradients
    const std::size_t rows = many_rows ? 17 + random.bits() % 3 : 1 + random.bits() % 3;
    const std::size_t steps = 1 + random.bits() % (many_rows ? 2 : 4);
    if (text != nullptr)
    {
        *text = graph_text(g) + "  output " + std::string(g.symbol_of(g.equations[output]).name) + ", "
            + std::to_string(steps) + " steps of " + std::to_string(rows) + " rows\n";
    }
    const auto plan = make_plan(g, g.equations[output].symbol);
    if (const std::string_view defect = find_defect(plan); !defect.empty())
    {
        return {"the plan is not well-formed: " + std::string(defect)};
    }
    problem run = draw_problem(g, output, steps, rows, 0.6, random);
    const bool noisy = run.noisy;
    using interpreter = plain_interpreter<std::remove_const_t<decltype(g)>>;
    interpreter plain(g, output, run);
    const result expected = plain.run();
    run.noisy = false;
    interpreter plain_without_noise(g, output, run);
    const result expected_steps = plain_without_noise.run();
    if (!(plain.largest() < 1e4 && plain_without_noise.largest() < 1e4)) // rounding would drown everything else
    {
        return {{}, false};
    }
    run.noisy = noisy;
    const std::string failure = compare_window(plan, run, expected);
    return {failure.empty() ? compare_steps(plan, run, expected_steps) : failure};
}

struct size_of_case
{
    std::size_t equations;
    std::size_t nodes;
    outcome (*run)(std::uint64_t, bool, std::string*);
};

template <std::size_t Equations, std::size_t Nodes>
constexpr size_of_case size = {Equations, Nodes, &run_case<Equations, Nodes>};

/// Small ones first, for a small cell that goes wrong is easy to read.
constexpr std::array sizes{size<1, 4>, size<2, 6>, size<3, 10>, size<4, 16>, size<6, 30>, size<9, 50>};

void show(const size_of_case& s, std::uint64_t seed, bool with_memory)
{
    std::string text;
    const outcome o = s.run(seed, with_memory, &text);
    std::printf("case %llu of %zu equations and %zu nodes%s: %s\n%s", static_cast<unsigned long long>(seed),
        s.equations, s.nodes, with_memory ? " with a memory" : "", o.failure.c_str(), text.c_str());
}

/// The sizes of cells that may have a memory: not the first, for one equation has no room for attention.
std::span<const size_of_case> sizes_of(bool with_memory)
{
    return std::span(sizes).subspan(with_memory ? 1 : 0);
}

/// Shows a case that goes wrong, and a smaller one if one is found soon.
void report(const size_of_case& s, std::uint64_t seed, bool with_memory)
{
    show(s, seed, with_memory);
    for (const size_of_case& smaller : sizes_of(with_memory))
    {
        for (std::uint64_t other = 0; smaller.nodes < s.nodes && other < 20000; ++other)
        {
            if (!smaller.run(other, with_memory, nullptr).failure.empty())
            {
                std::printf("a smaller one:\n");
                show(smaller, other, with_memory);
                return;
            }
        }
    }
}

/// Runs so many cases from a seed on. False if one of them goes wrong, or if too few could be compared.
bool run_cases(std::size_t count, std::uint64_t seed, bool with_memory)
{
    const auto all = sizes_of(with_memory);
    std::size_t compared = 0;
    for (std::size_t i = 0; i < count; ++i)
    {
        const size_of_case& s = all[i % all.size()];
        const std::uint64_t now = seed * 1000000000 + i;
        const outcome o = s.run(now, with_memory, nullptr);
        compared += o.compared;
        if (!o.failure.empty())
        {
            report(s, now, with_memory);
            return false;
        }
    }
    std::printf("%zu random plans%s, %zu of them run and compared: no difference\n", count,
        with_memory ? " with a memory" : "", compared);
    return compared * 10 >= count * 8; // most must have been compared
}

} // namespace

int main(int argc, char** argv)
{
    const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 30000;
    const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
    return run_cases(count, seed, false) && run_cases(count / 2, seed, true) ? 0 : 1;
}
