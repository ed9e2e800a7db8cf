// SPDX-License-Identifier: BSD-3-Clause
/// What users do wrong with models, states, workspaces and their views.
#include <limits>

#include <xrnn/cells/rnn.hpp>
#include <xrnn/model/recorder.hpp>
#include <xrnn/model/workspace.hpp>

#include "check.hpp"

using namespace xrnn;
using tests::check;

namespace
{

struct scaled
{
    static constexpr input<"x", 4> x{};
    static constexpr value<"y", 4> y{};
    static constexpr scalar<"k"> k{};
    static constexpr auto output = y;
    static constexpr auto step = equations(y = k * x);
};

using network = rnn<4, 4>;
using tensor = xt::xtensor<double, 2>;

/// Whether f throws a std::logic_error.
template <class F>
bool refused(const F& f)
{
    try
    {
        f();
    }
    catch (const std::logic_error&)
    {
        return true;
    }
    return false;
}

void check_views()
{
    parameters<network, double> p;
    for (std::size_t i = 0; i < p.size(); ++i)
    {
        p.data()[i] = static_cast<double>(i);
    }
    p.get<"W_hh">() = p.get<"W_xh">();
    check(p.get<"W_hh">()(2, 3) == 11, "a view that is assigned to another copies its elements");
    p.get<"W_hh">() = xt::transpose(p.get<"W_hh">());
    check(p.get<"W_hh">()(3, 2) == 11 && p.get<"W_hh">()(2, 3) == 14, "an expression may read what is assigned to");
    auto later = detail::view(p.data() + 1, std::array<std::size_t, 1>{4});
    later = detail::view(p.data(), std::array<std::size_t, 1>{4});
    check(p.data()[1] == 0 && p.data()[4] == 3, "views may lie in the same memory");
    const tensor wrong(std::array<std::size_t, 2>{2, 8});
    check(refused([&] { p.get<"W_hh">() = wrong; }), "a tensor of another shape is refused");
}

void check_moved()
{
    model<network, double> m(1);
    const model<network, double> taken = std::move(m);
    hidden_state<network, double> state;
    const std::array<double, 4> x{};
    check(refused([&] { m.step(x, state); }), "a model that was moved from is refused");
    hidden_state<network, double> other = std::move(state);
    check(refused([&] { taken.step(x, state); }), "a state that was moved from is refused");
    hidden_state<network, double> larger(9);
    larger = std::move(other);
    check(refused([&] { taken.step(x, other); }), "a state that was assigned elsewhere by moving is refused");
}

void check_step()
{
    const model<network, double> m(1);
    hidden_state<network, double> state;
    const std::array<double, 4> x{1, 2, 3, 4};
    check(refused([&] { state.probe<"h">(); }), "a state is not probed before a step");
    const auto y = m.step(x, state);
    check(refused([&] { m.step(y, state); }), "a step does not read what it writes");
    workspace<network, double> work(1, 1);
    work.forward(m, x, state);
    check(refused([&] { state.probe<"h">(); }), "a state is not probed after a window");
    check(refused([&] { work.forward(m, std::span(work.output().data(), 4), state); }), "a window does not either");
    model<scaled, double> k;
    hidden_state<scaled, double> nothing;
    check(refused([&] { k.step(x, nothing); }), "nothing runs before a scalar is set");
}

void check_backward()
{
    model<network, double> m(1);
    workspace<network, double> work(1, 1, input_adjoints::yes);
    hidden_state<network, double> state;
    parameters<network, double> gradients;
    const std::array<double, 4> x{1, 2, 3, 4};
    const auto backward = [&] { work.backward(m, gradients); };
    work.forward(m, x, state);
    work.output_adjoint().fill(0);
    check(refused([&] { work.input_adjoint(); }), "adjoints are not read before the backward pass");
    check(!refused(backward), "a loss may have a gradient of zero");
    check(refused([&] { work.output_adjoint(); }), "adjoints are not written after the backward pass");
    work.forward(m, x, state);
    check(refused(backward), "there is no backward pass without a loss");
    auto adjoint = work.output_adjoint();
    check(!refused(backward), "the adjoint is set");
    work.forward(m, x, state);
    adjoint.fill(1);
    check(!refused(backward), "a view of the adjoint may be older than the window");
    work.forward(m, x, state);
    work.output_adjoint().fill(1);
    m.edit([&](auto&) { check(refused([&] { m.step(x, state); }), "a model does not run while it is edited"); });
    check(refused(backward), "the model is as it was in the forward pass");
    model<scaled, double> k;
    k.set<"k">(1);
    const auto version = k.version();
    k.set<"k">(2);
    check(k.version() != version, "a scalar that is set changes the model");
}

void check_recorder()
{
    const model<network, double> m(1);
    hidden_state<network, double> state;
    m.step(std::array<double, 4>{1, 2, 3, 4}, state);
    using recorder = xrnn::recorder<network, double>;
    recorder seen;
    const recorder taken = std::move(seen);
    check(refused([&] { seen.add(state); }), "a recorder that was moved from is refused");
    check(refused([&] { seen.clear(); }), "it is not cleared either");
    check(refused([&] { seen.values(); }), "and has no values");
    check(refused([] { recorder([](std::size_t, std::string_view) { return false; }); }), "it keeps something");
}

void check_sizes()
{
    const std::size_t largest = std::numeric_limits<std::size_t>::max();
    using work = workspace<network, double>;
    using state = hidden_state<network, double>;
    check(refused([&] { work(largest, largest); }), "a workspace that fits in no memory is refused");
    check(refused([&] { state(largest / 4 + 2); }), "a state that fits in no memory is refused");
}

} // namespace

int main()
{
    check_views();
    check_moved();
    check_step();
    check_backward();
    check_recorder();
    check_sizes();
}
