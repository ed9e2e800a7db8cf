// SPDX-License-Identifier: BSD-3-Clause
/// Noise at rates of run time, and noise that is the same at every step.
#include <algorithm>
#include <vector>

#include "../../support/networks.hpp"
#include "check.hpp"

using namespace tests;
using namespace xrnn;

namespace
{
constexpr std::size_t width = 500;
constexpr std::size_t row_size = 4 * width; // four rows

/// What a layer makes of two steps of ones while training.
template <class Layer>
std::vector<double> trained(const model<Layer, double>& m)
{
    workspace<Layer, double> work(m, 2, 4);
    hidden_state<Layer, double> state(4);
    const xt::xtensor<double, 3> ones = xt::ones<double>({std::size_t(2), std::size_t(4), width});
    const auto y = work.forward(m, ones, state, {3, 1});
    return {y.begin(), y.end()};
}

void check_dropout()
{
    model<dropout<width, set_at_run_time>, double> m;
    m.set<"rate">(0.2);
    const auto mask = trained(m);
    const auto zeros = static_cast<double>(std::count(mask.begin(), mask.end(), 0.0));
    check(std::abs(zeros / static_cast<double>(mask.size()) - 0.2) < 0.04, "dropout drops at its rate");
    check(std::abs(*std::max_element(mask.begin(), mask.end()) - 1.25) < 1e-12, "what is kept is scaled");
    for (const double wrong : {-0.1, 1.0})
    {
        bool refused = false;
        try
        {
            m.set<"rate">(wrong);
        }
        catch (const std::invalid_argument&)
        {
            refused = true;
        }
        check(refused, "a rate outside its range is refused");
    }
}

void check_variational_dropout()
{
    const auto mask = trained(model<variational_dropout<width>, double>());
    check(std::equal(mask.begin(), mask.begin() + row_size, mask.begin() + row_size), "the same mask at every step");
    check(!std::equal(mask.begin(), mask.begin() + width, mask.begin() + width), "each row has its own mask");
}

/// With all weights zero, the gates are one half and g is zero: n is half of c, and o * tanh(n) is tanh(c / 2) / 2.
void check_zoneout()
{
    using cell = zoneout_lstm<1, width>;
    model<cell, double> m;
    m.set<"rate_c">(0.25);
    m.set<"rate_h">(0.25);
    hidden_state<cell, double> state;
    std::fill_n(state.data(), state.size(), 2.0);
    const std::vector<double> x{1};
    const double new_h = 0.5 * std::tanh(1.0);
    const auto y = m.step(x, state);
    check(std::abs(y(0, 0) - (0.25 * 2 + 0.75 * new_h)) < 1e-12, "outside training zoneout takes the mean");

    std::fill_n(state.data(), state.size(), 2.0);
    workspace<cell, double> work(m, 1, 1);
    const auto h = work.forward(m, x, state, {3, 1});
    const auto kept = static_cast<double>(std::count(h.begin(), h.end(), 2.0));
    check(std::abs(kept / width - 0.25) < 0.08, "zoneout keeps old values at its rate");
    const auto is_either = [&](double value) { return value == 2 || std::abs(value - new_h) < 1e-12; };
    check(std::all_of(h.begin(), h.end(), is_either), "h is the old one or the new one");
}
} // namespace

int main()
{
    check_dropout();
    check_variational_dropout();
    check_zoneout();
}
