// SPDX-License-Identifier: BSD-3-Clause
/// A long workspace gives what one long window gives, from all kinds of cells, losses, lengths and windows, and refuses
/// the rest.
#include <catch2/catch.hpp>

#include "../support/gradient_check.hpp"
#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

/// Everything that a pass over a sequence gives.
struct results
{
    double loss = 0;
    std::vector<double> state;
    std::vector<double> gradients;
    std::vector<double> input_adjoint;
    std::vector<double> initial_adjoint;
};

bool close(const std::vector<double>& a, const std::vector<double>& b)
{
    double largest = 0;
    for (const double x : b)
    {
        largest = std::max(largest, std::abs(x));
    }
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
        [&](double x, double y) { return std::abs(x - y) <= 1e-13 * std::max(1.0, largest); });
}

void check_equal(const results& windows, const results& whole)
{
    CHECK(std::abs(windows.loss - whole.loss) <= 1e-13 * std::max(1.0, std::abs(whole.loss)));
    CHECK(windows.state == whole.state);
    CHECK(informative(whole.gradients));
    CHECK(close(windows.gradients, whole.gradients));
    CHECK(close(windows.input_adjoint, whole.input_adjoint));
    CHECK(close(windows.initial_adjoint, whole.initial_adjoint));
}

/// A model with all that a pass over it takes, all of it drawn.
template <class Network>
struct problem
{
    model<Network, double> m;
    xt::xtensor<double, 3> x;
    hidden_state<Network, double> from;
    training draw{3, 5};

    problem(std::size_t steps, std::size_t rows)
        : x(random_sequence<double>(steps, rows, decltype(m)::input_width))
        , from(rows)
    {
        random_source random(7);
        fill_parameters(m, random);
        set_scalars(m);
        fill({from.data(), from.size()}, 0.7, random);
    }

    template <class Work>
    results read(Work& work, double loss, const hidden_state<Network, double>& state,
        const parameters<Network, double>& gradients) const
    {
        results all{loss, {state.data(), state.data() + state.size()},
            {gradients.data(), gradients.data() + gradients.size()}, numbers(work.input_adjoint()), {}};
        xrnn::detail::each_named_state<Network>([&]<std::size_t L, xrnn::detail::name Name>() {
            const auto adjoint = work.template initial_adjoint<Name, L>();
            all.initial_adjoint.insert(all.initial_adjoint.end(), adjoint.begin(), adjoint.end());
        });
        return all;
    }

    /// In one window.
    template <class Loss, class... Arguments>
    results whole(const Loss& loss, const Arguments&... arguments) const
    {
        workspace<Network, double> work(x.shape()[0], x.shape()[1], input_adjoints::yes);
        hidden_state<Network, double> state = from;
        parameters<Network, double> gradients;
        work.forward(m, x, state, draw);
        const double sum = loss(work, arguments...);
        work.backward(m, gradients);
        return read(work, sum, state, gradients);
    }

    /// In windows, in a long workspace that was made for longer sequences of more rows.
    template <class Loss, class... Arguments>
    results windows(std::size_t window, const Loss& loss, const Arguments&... arguments) const
    {
        long_workspace<Network, double> work(x.shape()[0] + 9, x.shape()[1] + 1, window, input_adjoints::yes);
        hidden_state<Network, double> state = from;
        parameters<Network, double> gradients;
        fill_gradients(gradients);
        const double sum = work.backpropagate(m, x, state, draw, gradients, loss, arguments...);
        return read(work, sum, state, gradients);
    }

    /// What was there before must be gone.
    static void fill_gradients(parameters<Network, double>& gradients)
    {
        std::fill_n(gradients.data(), gradients.size(), 8.0);
    }
};

std::vector<double> random_numbers(std::size_t count, double low, double high)
{
    random_source random(11);
    std::vector<double> all(count);
    std::generate(all.begin(), all.end(), [&] { return random.uniform(low, high); });
    return all;
}

std::vector<id> random_classes(std::size_t count, id below)
{
    random_source random(12);
    std::vector<id> all(count);
    std::generate(all.begin(), all.end(), [&] { return static_cast<id>(random.bits() % below); });
    return all;
}

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

template <class Cell>
void check_cell()
{
    using network = stack<Cell, dropout<7>, linear<7, 4>>;
    const problem<network> p(23, 3);
    const auto classes = random_classes(23 * 3, 4);
    check_equal(p.windows(5, softmax_cross_entropy, classes, reduction::mean),
        p.whole(softmax_cross_entropy, classes, reduction::mean));
}

using small = stack<lstm<3, 7>, dropout<7>, gru<7, 4>>;

std::size_t evaluations = 0;

/// The identity, which counts how often it is evaluated. The backward pass has no need to.
struct counted
{
    static constexpr std::string_view name = "counted";
    static constexpr reads df_reads = reads::nothing;

    template <class V>
    static V f(V x)
    {
        ++evaluations;
        return x;
    }

    template <class V>
    static V df(V, V)
    {
        return V(1);
    }
};

struct counting
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 3> h{};
    static constexpr parameter<"p", 3> p{};

    static constexpr auto output = h;
    static constexpr auto step = equations(h = apply<counted>(p * x + prev(h)));
};

} // namespace

TEST_CASE("windows give what one long window gives: rnn, relu_rnn and lstm")
{
    check_cell<rnn<5, 7>>();
    check_cell<relu_rnn<5, 7>>();
    check_cell<lstm<5, 7>>();
}

TEST_CASE("windows give what one long window gives: the variants of the lstm and mgu")
{
    check_cell<peephole_lstm<5, 7>>();
    check_cell<coupled_lstm<5, 7>>();
    check_cell<mgu<5, 7>>();
}

TEST_CASE("windows give what one long window gives: gru, gru_reset_before, and a cell with everything in it")
{
    check_cell<gru<5, 7>>();
    check_cell<gru_reset_before<5, 7>>();
    check_cell<torture<5, 6, 7>>();
}

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

TEST_CASE("ids, in float, with the square root for a window")
{
    using network = stack<embedding<9, 6>, lstm<6, 8>, dropout<8>, linear<8, 9>>;
    const model<network> m(4);
    xt::xtensor<id, 2> x(std::array<std::size_t, 2>{50, 3});
    const auto classes = random_classes(150, 9);
    std::copy_n(random_classes(150, 9).begin(), 150, x.begin());
    workspace one(m, 50, 3);
    hidden_state<network> state(3);
    parameters<network> expected;
    one.forward(m, x, state, training{1, 2});
    const double loss = softmax_cross_entropy(one, classes);
    one.backward(m, expected);

    long_workspace work(m, 50, 3);
    CHECK(work.window() == 8);
    hidden_state<network> last(3);
    parameters<network> gradients;
    CHECK(work.backpropagate(m, x, last, training{1, 2}, gradients, softmax_cross_entropy, classes)
        == Approx(loss).epsilon(1e-12));
    CHECK(std::equal(state.data(), state.data() + state.size(), last.data()));
    CHECK(informative(expected.span()));
    for (std::size_t i = 0; i < gradients.size(); ++i)
    {
        REQUIRE(gradients.span()[i] == Approx(expected.span()[i]).epsilon(1e-4).margin(1e-4));
    }
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

TEST_CASE("the gradients of a long window with dropout are those of finite differences")
{
    using network = stack<lstm<2, 4>, dropout<4>, gru<4, 3>, dropout<3, std::ratio<1, 4>>, linear<3, 3>>;
    problem<network> p(40, 2);
    const auto classes = random_classes(40 * 2, 3);
    long_workspace<network, double> work(40, 2, input_adjoints::yes);
    parameters<network, double> unused;
    const auto loss = [&] {
        hidden_state<network, double> state = p.from;
        return work.backpropagate(p.m, p.x, state, p.draw, unused, softmax_cross_entropy, classes, reduction::mean);
    };
    const auto slope = [&](auto&& move) {
        constexpr double h = 1e-3;
        const auto at = [&](double by) {
            move(by);
            const double value = loss();
            move(-by);
            return value;
        };
        return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    };
    const auto agree = [](double a, double n) {
        return std::abs(a - n) <= 1e-6 * std::max({1.0, std::abs(a), std::abs(n)});
    };
    loss();
    const auto of_input = numbers(work.input_adjoint());
    const auto of_state = numbers(work.initial_adjoint<"c", 0>());
    const std::vector<double> of_parameters(unused.data(), unused.data() + unused.size());
    CHECK(informative(of_input));
    CHECK(informative(of_state));
    CHECK(informative(of_parameters));
    for (std::size_t i = 0; i < of_parameters.size(); ++i)
    {
        const double n = slope([&](double by) { p.m.edit([&](auto& all) { all.data()[i] += by; }); });
        CAPTURE(i, n);
        REQUIRE(agree(of_parameters[i], n));
    }
    for (std::size_t i = 0; i < of_input.size(); i += 3)
    {
        const double n = slope([&](double by) { p.x.data()[i] += by; });
        CAPTURE(i, n);
        REQUIRE(agree(of_input[i], n));
    }
    for (std::size_t i = 0; i < of_state.size(); ++i)
    {
        const double n = slope([&](double by) { p.from.get<"c", 0>().data()[i] += by; });
        CAPTURE(i, n);
        REQUIRE(agree(of_state[i], n));
    }
}

TEST_CASE("three windows cost two more forward passes, of a window each")
{
    const model<counting, double> m(1);
    const auto x = random_sequence<double>(12, 2, 3);
    const auto classes = random_classes(24, 3);
    workspace whole(m, 12, 2);
    long_workspace work(m, 12, 2, 4);
    hidden_state<counting, double> state(2);
    parameters<counting, double> gradients;
    evaluations = 0;
    whole.forward(m, x, state);
    const std::size_t once = evaluations;
    softmax_cross_entropy(whole, classes);
    whole.backward(m, gradients);
    CHECK(once > 0);
    CHECK(evaluations == once);
    evaluations = 0;
    work.backpropagate(m, x, state, gradients, softmax_cross_entropy, classes);
    CHECK(evaluations == once + once / 3 * 2);
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

TEST_CASE("a long workspace takes the memory of a window and of the states between windows")
{
    using network = stack<lstm<4, 8>, linear<8, 4>>;
    const long_workspace<network> work(10000, 1);
    const std::size_t states = (100 + 2) * 2 * 8 * sizeof(float);
    const std::size_t gradients = parameters<network>().size() * sizeof(float);
    CHECK(work.bytes() == workspace<network>(100, 1).bytes() + states + gradients);
    CHECK(work.bytes() < workspace<network>(10000, 1).bytes() / 50);
    CHECK(long_workspace<network>(10000, 1, 100, input_adjoints::yes).bytes()
        == workspace<network>(100, 1, input_adjoints::yes).bytes() + states + gradients + 10000 * 4 * sizeof(float));
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
