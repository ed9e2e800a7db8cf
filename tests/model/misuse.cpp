// SPDX-License-Identifier: BSD-3-Clause
/// Calls in the wrong order, with the wrong object, or with one that was moved from.
#include <catch2/catch.hpp>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

using network = stack<lstm<3, 4>, linear<4, 3>>;

/// A window that has run, with all that it needs.
struct window
{
    model<network> m{1};
    workspace<network> work{4, 2, input_adjoints::yes};
    hidden_state<network> state{2};
    parameters<network> gradients;
    xt::xtensor<float, 3> x = random_sequence<float>(4, 2, 3);

    window() { work.forward(m, x, state); }
};

/// A cell with a scalar.
struct scaled
{
    static constexpr input<"x", 2> x{};
    static constexpr value<"y", 2> y{};
    static constexpr scalar<"k"> k{};
    static constexpr auto output = y;
    static constexpr auto step = equations(y = k * x);
};

template <class Object>
void assign_moved(Object& to, Object& from)
{
    to = std::move(from);
}

} // namespace

TEST_CASE("a moved-from object is refused, and can be assigned to")
{
    const auto x = random_sequence<float>(1, 1, 3);
    const std::vector<float> row{1, 2, 3};
    const auto refused = Contains("was moved from");

    model<network> m(1);
    model<network> taken = std::move(m);
    hidden_state<network> state;
    CHECK_THROWS_WITH(m.step(row, state), Contains("this model") && refused);
    CHECK_THROWS_WITH(m.all(), refused);
    CHECK_THROWS_WITH((m.get<"W_i">()), refused);
    CHECK_THROWS_WITH(m.edit([](parameters<network>&) {}), refused);
    stepper of_nothing(m);
    CHECK_THROWS_WITH(of_nothing.step(row), refused);
    const model<network> copy_of_nothing = m;
    CHECK_THROWS_WITH(copy_of_nothing.step(row, state), refused);
    m = taken;
    CHECK_NOTHROW(m.step(row, state));

    hidden_state<network> other = std::move(state);
    CHECK_THROWS_WITH(m.step(row, state), Contains("this hidden state") && refused);
    CHECK_THROWS_WITH((state.get<"h">()), refused);
    CHECK_THROWS_WITH((state.probe<"h">()), refused);
    CHECK_THROWS_WITH(state.reset(), refused);
    CHECK_THROWS_WITH(state.reset(0), refused);
    CHECK_THROWS_WITH(state.copy_row(0, other, 0), refused);
    CHECK_THROWS_WITH(other.copy_row(0, state, 0), refused);
    workspace work(m, 2, 1);
    CHECK_THROWS_WITH(work.forward(m, x, state), refused);
    state = other;
    CHECK_NOTHROW(work.forward(m, x, state));

    workspace moved = std::move(work);
    CHECK(moved.output().shape()[0] == 1);
    CHECK_THROWS_WITH(work.forward(m, x, state), Contains("this workspace") && refused);
    CHECK_THROWS_WITH(work.output(), refused);
    CHECK_THROWS_WITH(work.output_adjoint(), refused);
    parameters<network> gradients;
    CHECK_THROWS_WITH(work.backward(m, gradients), refused);
    work = std::move(moved);
    work.output_adjoint().fill(1);
    CHECK_NOTHROW(work.backward(m, gradients));

    optimiser learn(m, adam{});
    optimiser learned = std::move(learn);
    CHECK_THROWS_WITH(learn.update(m, gradients), Contains("this optimiser") && refused);
    learn = std::move(learned);
    CHECK_NOTHROW(learn.update(m, gradients));

    parameters<network> kept = std::move(gradients);
    CHECK_THROWS_WITH(learn.update(m, gradients), Contains("this parameters object") && refused);
    CHECK_THROWS_WITH((gradients.get<"W_i">()), refused);
    CHECK_THROWS_WITH(gradients.clear(), refused);
    CHECK_THROWS_WITH(gradients.span(), refused);
    CHECK_THROWS_WITH(norm(gradients), refused);
    CHECK_THROWS_WITH(clip_value(gradients, 1), refused);
    CHECK_THROWS_WITH(clip_norm(gradients, 1), refused);
    work.forward(m, x, state);
    work.output_adjoint().fill(1);
    CHECK_THROWS_WITH(work.backward(m, gradients), refused);
    CHECK_NOTHROW(work.backward(m, kept)); // the refused call has used nothing up

    stepper rnn(m);
    stepper gone = std::move(rnn);
    CHECK_THROWS_WITH(rnn.step(row), refused);
    rnn = gone;
    CHECK_NOTHROW(rnn.step(row));
}

TEST_CASE("a change that moves the parameters away leaves a model that is refused")
{
    model<network> m(1);
    const auto take = [](parameters<network>& p) { const parameters<network> taken = std::move(p); };
    CHECK_THROWS_WITH(m.edit(take), Contains("this model was moved from"));
    hidden_state<network> state;
    CHECK_THROWS_AS(m.step(std::vector<float>(3), state), std::logic_error);
}

TEST_CASE("an object that is moved to itself stays as it was")
{
    window w;
    auto& work = w.work;
    assign_moved(work, work);
    const xt::xtensor<id, 2> ids = xt::ones<id>({4, 2});
    CHECK(work.output().shape()[0] == 4);
    CHECK_NOTHROW(work.forward(w.m, ids, w.state));
    assign_moved(w.state, w.state);
    CHECK_NOTHROW(work.forward(w.m, w.x, w.state));
    assign_moved(w.m, w.m);
    CHECK_NOTHROW(work.forward(w.m, w.x, w.state));
}

TEST_CASE("an object moved into a larger one is refused afterwards")
{
    const model<network> m(1);
    hidden_state<network> small(1), large(5);
    large = std::move(small);
    CHECK(large.rows() == 1);
    CHECK_THROWS_WITH(small.reset(), Contains("was moved from"));
    workspace one(m, 1, 1), two(m, 4, 2);
    two = std::move(one);
    const std::vector<id> ids{1};
    CHECK_NOTHROW(two.forward(m, ids, large));
    CHECK_THROWS_WITH(one.forward(m, ids, large), Contains("was moved from"));
}

TEST_CASE("a step does not read what it writes")
{
    using square = stack<lstm<4, 4>, linear<4, 4>>;
    const model<square> m(1);
    hidden_state<square> state, other;
    const std::vector<float> x{1, 2, 3, 4};
    const auto refused = Contains("the input is part of the hidden state");
    const auto y = m.step(x, state);
    const auto before = numbers(state.get<"h">());
    CHECK_THROWS_WITH(m.step(y, state), refused);
    CHECK_THROWS_WITH(m.step(state.get<"h">(), state), refused);
    CHECK_THROWS_WITH((m.step(state.probe<"g">(), state)), refused);
    CHECK_THROWS_WITH(m.step(std::span(y.data() + 1, 4), state), refused);
    CHECK(numbers(state.get<"h">()) == before);
    CHECK_NOTHROW(m.step(y, other));
    stepper rnn(m);
    CHECK_THROWS_WITH(rnn.step(rnn.step(x)), refused);
    const xt::xtensor<float, 1> copied = rnn.step(x);
    CHECK_NOTHROW(rnn.step(copied));
}

TEST_CASE("a window does not read what it overwrites")
{
    window w;
    const auto before = numbers(w.work.output());
    CHECK_THROWS_WITH(w.work.forward(w.m, w.work.output(), w.state), Contains("the input is part of the workspace"));
    CHECK_THROWS_WITH(w.work.forward(w.m, w.work.output_adjoint(), w.state), Contains("part of the workspace"));
    CHECK(numbers(w.work.output()) == before);
    using square = lstm<4, 4>;
    const model<square> m(1);
    workspace work(m, 2, 2);
    hidden_state<square> state(2);
    CHECK_THROWS_WITH(work.forward(m, std::span(state.data(), 8), state), Contains("1 row"));
    xt::xtensor<float, 3> x = random_sequence<float>(1, 2, 4);
    CHECK_THROWS_WITH(work.forward(m, detail::view(state.data(), std::array<std::size_t, 3>{1, 2, 4}), state),
        Contains("the input is part of the hidden state"));
    CHECK_NOTHROW(work.forward(m, x, state));
}

TEST_CASE("the output of one workspace feeds another")
{
    window w;
    const model<linear<3, 2>> upper(2);
    workspace work(upper, 4, 2, input_adjoints::yes);
    hidden_state<linear<3, 2>> nothing(2);
    parameters<linear<3, 2>> gradients;
    work.forward(upper, w.work.output(), nothing);
    work.output_adjoint().fill(1);
    work.backward(upper, gradients);
    w.work.output_adjoint() = work.input_adjoint();
    CHECK_NOTHROW(w.work.backward(w.m, w.gradients));
    CHECK(norm(w.gradients) > 0);
}

TEST_CASE("the backward pass takes the model that the window ran with, as it was then")
{
    window w;
    w.work.output_adjoint().fill(1);
    const auto refused = Contains("not the model that the last window ran with, or it was changed in");
    const model<network> other(1); // equal in all parameters, but nobody knows
    CHECK_THROWS_WITH(w.work.backward(other, w.gradients), refused);
    model<network> copy = w.m;
    w.m.edit([](parameters<network>& p) { p.get<"b", 1>()(0) += 1; });
    CHECK_THROWS_WITH(w.work.backward(w.m, w.gradients), refused);
    CHECK_NOTHROW(w.work.backward(copy, w.gradients)); // a copy from before the change
    w.work.forward(copy, w.x, w.state);
    w.work.output_adjoint().fill(1);
    const model<network> moved = std::move(copy);
    CHECK_NOTHROW(w.work.backward(moved, w.gradients));

    w.work.forward(w.m, w.x, w.state);
    w.work.output_adjoint().fill(1);
    optimiser(w.m, sgd{}).update(w.m, w.gradients);
    CHECK_THROWS_WITH(w.work.backward(w.m, w.gradients), refused);
}

TEST_CASE("a model has a version, which copies share and every change changes")
{
    model<stack<scaled, scaled>> m;
    const auto zero = m.version();
    m.edit([](auto&) {});
    const auto edited = m.version();
    CHECK(edited != zero);
    m.set<"k", 1>(2);
    CHECK(m.version() != edited);
    const auto copy = m;
    CHECK(copy.version() == m.version());
    m.set<"k", 1>(2);
    CHECK(copy.version() != m.version());
}

TEST_CASE("a model does not run while it is edited, and its parameters are not its gradients")
{
    window w;
    w.work.output_adjoint().fill(1);
    const auto refused = Contains("this model is being edited");
    model<network> copy;
    w.m.edit([&](parameters<network>& p) {
        CHECK_THROWS_WITH(w.work.backward(w.m, p), refused);
        CHECK_THROWS_WITH(w.work.forward(w.m, w.x, w.state), refused);
        CHECK_THROWS_WITH(w.m.step(numbers(random_sequence<float>(1, 2, 3)), w.state), refused);
        CHECK(norm(p) > 0);
        copy = w.m;
    });
    CHECK_NOTHROW(w.work.forward(w.m, w.x, w.state));
    CHECK_THROWS_WITH(w.work.forward(copy, w.x, w.state), refused);
    copy.edit([](auto&) {});
    CHECK_NOTHROW(w.work.forward(copy, w.x, w.state));
}

TEST_CASE("a backward pass after no loss is refused, and one whose adjoints are zero is not")
{
    window w;
    const auto refused = Contains("no loss has been computed since forward");
    CHECK_THROWS_WITH(w.work.backward(w.m, w.gradients), refused);
    const std::vector<float> targets = numbers(w.work.output());
    CHECK(squared_error(w.work, targets) == 0);
    CHECK_NOTHROW(w.work.backward(w.m, w.gradients));
    CHECK(norm(w.gradients) == 0);

    w.work.forward(w.m, w.x, w.state);
    CHECK_THROWS_WITH(w.work.backward(w.m, w.gradients), refused);
    auto adjoint = w.work.output_adjoint();
    w.work.backward(w.m, w.gradients);
    w.work.forward(w.m, w.x, w.state);
    CHECK_THROWS_WITH(w.work.backward(w.m, w.gradients), refused);
    adjoint(3, 1, 2) = 1; // a view of an earlier window of the same size
    CHECK_NOTHROW(w.work.backward(w.m, w.gradients));
    CHECK(norm(w.gradients) > 0);

    w.work.forward(w.m, w.x, w.state);
    w.work.final_adjoint<"c">()(1, 3) = 1;
    CHECK_NOTHROW(w.work.backward(w.m, w.gradients));
    CHECK(norm(w.gradients) > 0);
}

TEST_CASE("adjoints of a window are filled in before the backward pass, and its results are read after it")
{
    window w;
    CHECK_THROWS_WITH((w.work.initial_adjoint<"h">()), Contains("call backward first"));
    CHECK_THROWS_WITH(w.work.input_adjoint(), Contains("call backward first"));
    w.work.output_adjoint().fill(1);
    w.work.backward(w.m, w.gradients);
    CHECK(xt::sum(xt::abs(w.work.initial_adjoint<"h">()))() > 0);
    CHECK(xt::sum(xt::abs(w.work.input_adjoint()))() > 0);
    CHECK_THROWS_WITH(w.work.output_adjoint(), Contains("call forward again"));
    CHECK_THROWS_WITH((w.work.final_adjoint<"h">()), Contains("call forward again"));
    CHECK_THROWS_WITH(squared_error(w.work, numbers(w.x)), Contains("call forward again"));
    w.work.forward(w.m, w.x, w.state);
    CHECK_THROWS_WITH((w.work.initial_adjoint<"h">()), Contains("call backward first"));
    CHECK_THROWS_WITH(w.work.input_adjoint(), Contains("call backward first"));
}

TEST_CASE("a state is probed after a step, and not before one or after a window")
{
    window w;
    hidden_state<network> state(2);
    CHECK_THROWS_WITH(state.probe<"c">(), Contains("no step has run with this hidden state"));
    CHECK_THROWS_WITH(w.state.probe<"c">(), Contains("was a window") && Contains("the workspace's probe"));
    w.m.step(numbers(random_sequence<float>(1, 2, 3)), w.state);
    CHECK(numbers(w.state.probe<"c">()) == numbers(w.state.get<"c">()));
    const hidden_state<network> copy = w.state;
    w.work.forward(w.m, w.x, w.state);
    CHECK_THROWS_AS(w.state.probe<"c">(), std::logic_error);
    CHECK(numbers(copy.probe<"c">()) == numbers(copy.get<"c">()));
}

TEST_CASE("gradients that are the model's own parameters are refused")
{
    model<lstm<2, 3>> m(1);
    workspace<lstm<2, 3>> work(1, 1);
    hidden_state<lstm<2, 3>> state;
    parameters<lstm<2, 3>>* own = nullptr;
    m.edit([&](auto& p) { own = &p; });
    work.forward(m, std::vector<id>{1}, state);
    work.output_adjoint().fill(1);
    CHECK_THROWS_WITH(work.backward(m, *own), Contains("the gradients are the model's own parameters"));
    parameters<lstm<2, 3>> other;
    CHECK_NOTHROW(work.backward(m, other));
}
