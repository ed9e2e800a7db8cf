// SPDX-License-Identifier: BSD-3-Clause
/// Sequences that run in several windows: with checkpoints, and with windows that overlap.
#include <numeric>

#include <xrnn/xrnn.hpp>

#include "../../support/informative.hpp"
#include "check.hpp"

using namespace xrnn;
using tests::check;
using tests::informative;

namespace
{

using network = stack<lstm<3, 4>, dropout<4>, linear<4, 3>>;
using tensor = xt::xtensor<double, 3>;
using list = std::vector<double>;

constexpr std::size_t steps = 8;
constexpr std::size_t rows = 2;

tensor random_sequence(std::size_t count)
{
    tensor x(std::array<std::size_t, 3>{count, rows, 3});
    random_source random(9);
    std::generate_n(x.data(), x.size(), [&] { return random.normal(); });
    return x;
}

bool close(const list& a, const list& b)
{
    return informative(b) && std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
        return std::abs(x - y) < 1e-12;
    });
}

template <class E>
list all_of(const E& e)
{
    return {e.data(), e.data() + e.size()};
}

/// Loss, final state, gradients and the adjoint of the input.
template <class Work>
list all_of(
    Work& work, double loss, const hidden_state<network, double>& state, const parameters<network, double>& gradients)
{
    list all{loss};
    for (const list& some :
        {all_of(state), all_of(gradients), all_of(work.input_adjoint()), all_of(work.template initial_adjoint<"c">())})
    {
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

hidden_state<network, double> first_state()
{
    hidden_state<network, double> state(rows);
    std::generate_n(state.data(), state.size(), [n = 0]() mutable { return 0.1 * ++n; });
    return state;
}

/// One window and several give the same.
template <class Loss, class... Arguments>
void compare(const char* claim, const Loss& loss, const Arguments&... arguments)
{
    const model<network, double> m(1);
    const tensor x = random_sequence(steps);
    const training draw{1, 2};
    workspace<network, double> one(steps, rows, input_adjoints::yes);
    parameters<network, double> gradients;
    auto state = first_state();
    one.forward(m, x, state, draw);
    const double whole = loss(one, arguments...);
    one.backward(m, gradients);
    const list expected = all_of(one, whole, state, gradients);

    long_workspace<network, double> work(steps, rows, input_adjoints::yes);
    state = first_state();
    const double sum = work.backpropagate(m, x, state, draw, gradients, loss, arguments...);
    check(close(all_of(work, sum, state, gradients), expected), claim);
}

/// Reads the outputs, and the states in the middle and at the end.
struct sum_of_states
{
    double operator()(workspace<network, double>& work, std::size_t first_step = 0) const
    {
        const auto y = work.output();
        work.output_adjoint().fill(1);
        if (first_step == 0)
        {
            work.output_adjoint()(0, 0, 0) = 5;
        }
        if (first_step + y.shape()[0] == steps)
        {
            work.final_adjoint<"c">().fill(0.5);
        }
        return std::accumulate(y.begin(), y.end(), 0.0) + (first_step == 0 ? 4 * y(0, 0, 0) : 0);
    }
};

void check_far_places()
{
    const std::uint64_t far = std::uint64_t(1) << 32;
    const auto drawn = [](std::uint64_t step, std::uint64_t row) {
        return detail::noise_source(training{1, 2, step, row}).draw(0, 0, 0, 0, 0);
    };
    check(drawn(far, 0) != drawn(0, 0), "a step far away has noise of its own");
    check(drawn(0, far) != drawn(0, 0) && drawn(0, far) != drawn(1, 0), "a row far away has noise of its own");
}

void check_checkpoints()
{
    const std::vector<id> classes{0, 1, 2, 2, 1, 0, 0, 1, 1, 2, 0, 2, 1, 1, 2, 0};
    const std::vector<id> last_classes{2, 1};
    const std::vector<char> marks{0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 1, 0};
    const list numbers(steps * rows * 3, 0.25);
    compare("a sum over windows", sum_of_states());
    compare("a mean over the whole sequence", softmax_cross_entropy, classes, reduction::mean);
    compare("a mean over elements", squared_error, numbers, reduction::mean);
    compare("the last step of the sequence", softmax_cross_entropy, last_classes, last_step);
    compare("a mask over the sequence", softmax_cross_entropy, classes, mask(marks));

    const model<network, double> m(1);
    const tensor x = random_sequence(steps);
    long_workspace<network, double> work(steps, rows);
    parameters<network, double> gradients;
    auto state = first_state();
    const auto inner = [](workspace<network, double>& window, std::size_t first) {
        window.output_adjoint().fill(0);
        window.final_adjoint<"h">().fill(first == 3 ? 1 : 0);
        return 0.0;
    };
    work.backpropagate(m, x, state, gradients, inner);
    check(informative(gradients.span()), "a loss may read a state between windows");
    const auto fails = [](workspace<network, double>& window, std::size_t first) -> double {
        window.output_adjoint().fill(1);
        return first == 0 ? throw 1 : 1.0;
    };
    state = first_state();
    try
    {
        work.backpropagate(m, x, state, gradients, fails);
        check(false, "a loss may throw");
    }
    catch (int)
    {
    }
    check(all_of(state) == all_of(first_state()), "a loss that throws leaves the state as it was");
}

/// Three windows of two new steps and two older ones against plain windows.
void check_overlap()
{
    const model<network, double> m(1);
    const tensor x = random_sequence(6);
    const auto part = [&](std::size_t first, std::size_t count) {
        tensor some(std::array<std::size_t, 3>{count, rows, 3});
        std::copy_n(&x(first, 0, 0), some.size(), some.data());
        return some;
    };
    workspace<network, double> plain(4, rows);
    hidden_state<network, double> state(rows);
    parameters<network, double> gradients;
    const tensor begin = part(0, 2);
    plain.forward(m, begin, state);
    const tensor last = part(2, 4);
    const auto y = plain.forward(m, last, state);
    const list outputs(&y(2, 0, 0), &y(2, 0, 0) + 2 * rows * 3);
    std::fill_n(&plain.output_adjoint()(2, 0, 0), 2 * rows * 3, 1.0);
    plain.backward(m, gradients);
    const list expected = all_of(gradients);

    sliding_workspace<network, double> work(2, 4, rows, sequence_of::numbers);
    const auto pass = [&](std::size_t first) {
        const auto newest = work.forward(m, part(first, 2));
        const list found(newest.begin(), newest.end());
        work.output_adjoint().fill(1);
        work.backward(m, gradients);
        return found;
    };
    for (int again = 0; again < 2; ++again)
    {
        work.reset();
        pass(0);
        pass(2);
        check(pass(4) == outputs, "the outputs of the new steps");
        check(informative(outputs) && all_of(work.state()) == all_of(state), "the state after the new steps");
        check(informative(expected) && all_of(gradients) == expected, "a window starts two steps before the new ones");
    }
    work.forward(m, part(4, 2));
    auto broken = m;
    broken.edit([&](auto&) {
        try
        {
            work.forward(broken, part(0, 2));
        }
        catch (const std::logic_error&)
        {
        }
    });
    try
    {
        work.output_adjoint();
        check(false, "a forward pass that failed leaves no window");
    }
    catch (const std::logic_error&)
    {
    }
}

} // namespace

int main()
{
    check_far_places();
    check_checkpoints();
    check_overlap();
}
