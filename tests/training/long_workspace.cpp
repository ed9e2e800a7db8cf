// SPDX-License-Identifier: BSD-3-Clause
/// A long workspace gives what one long window gives, from all losses, lengths and windows, and refuses the rest.
#include <catch2/catch.hpp>

#include "../support/long_problem.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

using small = stack<lstm<3, 7>, dropout<7>, gru<7, 4>>;

/// The sum of all outputs and of the states after the last step, each times its own number.
struct sum_of_everything
{
    std::size_t last_step;

    template <class Workspace>
    double operator()(Workspace& work, std::size_t first_step = 0) const
    {
        double sum = 0;
        const auto y = work.output();
        auto adjoint = work.output_adjoint();
        for (std::size_t t = 0; t < y.shape()[0]; ++t)
        {
            for (std::size_t b = 0; b < y.shape()[1]; ++b)
            {
                for (std::size_t j = 0; j < y.shape()[2]; ++j)
                {
                    adjoint(t, b, j) = std::sin(static_cast<double>((first_step + t) * 31 + b * 7 + j));
                    sum += adjoint(t, b, j) * y(t, b, j);
                }
            }
        }
        if (first_step + y.shape()[0] == last_step)
        {
            auto last = work.template final_adjoint<"h", 0>();
            last.fill(0.75);
            const auto h = work.template probe<"h", 0>();
            for (std::size_t b = 0; b < last.shape()[0]; ++b)
            {
                for (std::size_t j = 0; j < last.shape()[1]; ++j)
                {
                    sum += 0.75 * h(h.shape()[0] - 1, b, j);
                }
            }
        }
        return sum;
    }
};

} // namespace

TEST_CASE("windows of any length give what one long window gives")
{
    const problem<small> p(12, 2);
    const results whole = p.whole(sum_of_everything{12});
    for (const std::size_t window : {1u, 2u, 4u, 5u, 11u, 12u, 13u, 100u})
    {
        CAPTURE(window);
        check_equal(p.windows(window, sum_of_everything{12}), whole);
    }
}

TEST_CASE("sequences of any length run in one long workspace, one after the other")
{
    long_workspace<small, double> work(12, 2, 4, input_adjoints::yes);
    for (const std::size_t steps : {12u, 1u, 4u, 7u, 12u, 3u})
    {
        CAPTURE(steps);
        const problem<small> p(steps, 1 + steps % 2);
        hidden_state<small, double> state = p.from;
        parameters<small, double> gradients;
        const double loss = work.backpropagate(p.m, p.x, state, p.draw, gradients, sum_of_everything{steps});
        check_equal(p.read(work, loss, state, gradients), p.whole(sum_of_everything{steps}));
    }
}

TEST_CASE("every loss counts what it counts in one long window, and a mean is over the whole sequence")
{
    const problem<small> p(11, 2);
    const auto classes = random_classes(11 * 2, 4);
    const std::vector<id> last_classes(classes.end() - 2, classes.end());
    const auto targets = random_numbers(11 * 2 * 4, 0.0, 1.0);
    const std::vector<double> last_targets(targets.end() - 2 * 4, targets.end());
    std::vector<char> marks(11 * 2);
    for (std::size_t i = 0; i < marks.size(); ++i)
    {
        marks[i] = i % 3 == 1 || (i > 6 && i < 13);
    }
    const std::vector<char> early{1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    const reduction how = GENERATE(reduction::sum, reduction::mean);
    const auto compare = [&](const auto& loss, const auto& all, const auto& last) {
        check_equal(p.windows(3, loss, all, how), p.whole(loss, all, how));
        check_equal(p.windows(3, loss, all, every_step, how), p.whole(loss, all, how));
        check_equal(p.windows(3, loss, last, how, last_step), p.whole(loss, last, how, last_step));
        check_equal(p.windows(3, loss, all, how, mask(marks)), p.whole(loss, all, how, mask(marks)));
        check_equal(p.windows(3, loss, all, mask(early), how), p.whole(loss, all, how, mask(early)));
    };
    compare(softmax_cross_entropy, classes, last_classes);
    compare(squared_error, targets, last_targets);
    compare(binary_cross_entropy, targets, last_targets);
}

TEST_CASE("a loss by windows gives the outputs the adjoints that it gives them all at once, bit for bit")
{
    const auto y = random_sequence<float>(7, 3, 4);
    const auto classes = random_classes(7 * 3, 4);
    xt::xtensor<float, 3> whole = y;
    softmax_cross_entropy(y, classes, whole, reduction::mean);
    const auto loss = xrnn::detail::make_loss_over_parts<losses::softmax_cross_entropy, float>(
        std::span<const id>(classes), 7, 3, 4, reduction::mean);
    xt::xtensor<float, 3> parts = xt::zeros<float>({7, 3, 4});
    for (const std::array<std::size_t, 2> part : {std::array<std::size_t, 2>{5, 2}, {2, 3}, {0, 2}})
    {
        const std::array<std::size_t, 3> shape{part[1], 3, 4};
        loss(xrnn::detail::view(&std::as_const(y)(part[0], 0, 0), shape),
            xrnn::detail::view(&parts(part[0], 0, 0), shape), part[0]);
    }
    CHECK(informative(parts));
    CHECK(numbers(parts) == numbers(whole));
}

TEST_CASE("the square root is rounded up, and a window is at most as long as the sequence")
{
    CHECK(long_workspace<small>(1, 1).window() == 1);
    CHECK(long_workspace<small>(100, 1).window() == 10);
    CHECK(long_workspace<small>(101, 1).window() == 11);
    CHECK(long_workspace<small>(110, 1, 200).window() == 110);
    CHECK(long_workspace<small>(110, 2, 20).steps() == 110);
    CHECK(long_workspace<small>(110, 2, 20).rows() == 2);
}

TEST_CASE("a loss of one's own is called for each window, from the last to the first")
{
    const problem<small> p(11, 2);
    long_workspace<small, double> work(11, 2, 4);
    hidden_state<small, double> state = p.from;
    parameters<small, double> gradients;
    std::vector<std::size_t> firsts;
    std::vector<std::size_t> lengths;
    const double loss =
        work.backpropagate(p.m, p.x, state, gradients, [&](workspace<small, double>& window, std::size_t first) {
            firsts.push_back(first);
            lengths.push_back(window.output().shape()[0]);
            window.output_adjoint().fill(1);
            return 0.5;
        });
    CHECK(loss == 1.5);
    CHECK(firsts == std::vector<std::size_t>{8, 4, 0});
    CHECK(lengths == std::vector<std::size_t>{3, 4, 4});
    hidden_state<small, double> plain = p.from;
    workspace<small, double> one(11, 2);
    one.forward(p.m, p.x, plain);
    CHECK(std::equal(plain.data(), plain.data() + plain.size(), state.data()));
}

TEST_CASE("windows that continue each other draw the noise of one long window")
{
    const problem<small> p(9, 2);
    workspace<small, double> work(9, 2);
    hidden_state<small, double> state = p.from;
    const auto whole = numbers(work.forward(p.m, p.x, state, training{1, 2}));
    state = p.from;
    const auto part = [&](std::size_t first, std::size_t steps) {
        const auto x = xrnn::detail::view(&p.x(first, 0, 0), std::array<std::size_t, 3>{steps, 2, 3});
        return numbers(work.forward(p.m, x, state, training{1, 2, first}));
    };
    auto parts = part(0, 4);
    const auto rest = part(4, 5);
    parts.insert(parts.end(), rest.begin(), rest.end());
    CHECK(informative(whole));
    CHECK(parts == whole);
    state = p.from;
    CHECK(numbers(work.forward(p.m, p.x, state, training{1, 2, 1})) != whole);
}

TEST_CASE("a long workspace says what does not fit, and state and gradients are as they were")
{
    const problem<small> p(6, 2);
    long_workspace<small, double> work(6, 2, 2);
    hidden_state<small, double> state = p.from;
    parameters<small, double> gradients;
    gradients.get<"b_f", 0>().fill(3);
    const auto run = [&](const auto& x, auto& from, const auto&... loss) {
        work.backpropagate(p.m, x, from, gradients, loss...);
    };
    const auto classes = random_classes(12, 4);
    CHECK_THROWS_WITH(run(random_sequence<double>(7, 2, 3), state, softmax_cross_entropy, random_classes(14, 4)),
        Contains("7 steps of 2 rows") && Contains("6 steps of 2 rows"));
    CHECK_THROWS_WITH(run(random_sequence<double>(6, 3, 3), state, softmax_cross_entropy, random_classes(18, 4)),
        Contains("6 steps of 3 rows"));
    hidden_state<small, double> narrow(1);
    CHECK_THROWS_WITH(run(p.x, narrow, softmax_cross_entropy, classes), Contains("the hidden state has 1"));
    CHECK_THROWS_WITH(
        run(p.x, state, softmax_cross_entropy, random_classes(11, 4)), Contains("12 targets") && Contains("11"));
    CHECK_THROWS_WITH(run(p.x, state, softmax_cross_entropy, classes, last_step), Contains("2 targets"));
    const std::vector<char> marks(4, 1);
    CHECK_THROWS_WITH(run(p.x, state, softmax_cross_entropy, classes, mask(marks)), Contains("the mask has 4 marks"));
    auto wrong = classes;
    wrong[1] = 4;
    CHECK_THROWS_WITH(run(p.x, state, softmax_cross_entropy, wrong), Contains("target 1 is the class 4"));
    CHECK_THROWS_WITH(run(p.x, state, squared_error, random_numbers(12, 0, 1)), Contains("48 targets"));
    CHECK_THROWS_WITH(run(xrnn::detail::view(std::as_const(state).data(), std::array<std::size_t, 3>{2, 2, 3}), state,
                          softmax_cross_entropy, random_classes(4, 4)),
        Contains("part of the hidden state"));
    CHECK(std::equal(p.from.data(), p.from.data() + p.from.size(), state.data()));
    CHECK(gradients.get<"b_f", 0>()(0) == 3);
}

TEST_CASE("a loss that throws, or asks for no adjoint, leaves the state as it was")
{
    const problem<small> p(6, 2);
    long_workspace<small, double> work(6, 2, 2);
    hidden_state<small, double> state = p.from;
    parameters<small, double> gradients;
    const auto throws = [](auto& window, std::size_t first) -> double {
        window.output_adjoint().fill(1);
        return first == 0 ? throw std::runtime_error("no more") : 1;
    };
    CHECK_THROWS_WITH(work.backpropagate(p.m, p.x, state, gradients, throws), "no more");
    CHECK(std::equal(p.from.data(), p.from.data() + p.from.size(), state.data()));
    CHECK_THROWS_WITH(work.initial_adjoint<"h">(), Contains("call backpropagate first"));
    CHECK_THROWS_WITH(work.backpropagate(p.m, p.x, state, gradients, [](auto&, std::size_t) { return 1.0; }),
        Contains("no loss has been computed"));
    CHECK(std::equal(p.from.data(), p.from.data() + p.from.size(), state.data()));
}

TEST_CASE("a long workspace is refused what makes no sense")
{
    CHECK_THROWS_WITH(long_workspace<small>(0, 1), Contains("at least one step"));
    CHECK_THROWS_WITH(long_workspace<small>(5, 0), Contains("at least one step, one row"));
    CHECK_THROWS_WITH(long_workspace<small>(5, 1, 0), Contains("one step a window"));
    CHECK_THROWS_WITH(long_workspace<small>(SIZE_MAX, 1), Contains("does not fit in memory"));
    CHECK_THROWS_WITH(long_workspace<small>(SIZE_MAX / 2, 4, 1), Contains("does not fit in memory"));

    problem<small> p(6, 2);
    long_workspace<small, double> work(6, 2, 2);
    hidden_state<small, double> state = p.from;
    parameters<small, double> gradients;
    CHECK_THROWS_WITH(work.initial_adjoint<"h">(), Contains("call backpropagate first"));
    CHECK_THROWS_WITH(work.input_adjoint(), Contains("pass input_adjoints::yes"));
    parameters<small, double>* own = nullptr;
    p.m.edit([&](auto& all) { own = &all; });
    CHECK_THROWS_WITH(work.backpropagate(p.m, p.x, state, *own, sum_of_everything{6}), Contains("own parameters"));

    const long_workspace<small, double> taken = std::move(work);
    CHECK_THROWS_WITH(work.backpropagate(p.m, p.x, state, gradients, sum_of_everything{6}), Contains("moved from"));

    long_workspace<stack<rnn<3, 2>>, double> of_ids(4, 1, input_adjoints::yes);
    const model<stack<rnn<3, 2>>, double> m(1);
    hidden_state<stack<rnn<3, 2>>, double> h;
    parameters<stack<rnn<3, 2>>, double> g;
    CHECK_THROWS_WITH(of_ids.input_adjoint(), Contains("call backpropagate first"));
    of_ids.backpropagate(m, std::vector<id>{0, 1, 2}, h, g, softmax_cross_entropy, std::vector<id>{0, 1, 1});
    CHECK_THROWS_WITH(of_ids.input_adjoint(), Contains("ids, which have no adjoint"));
}
