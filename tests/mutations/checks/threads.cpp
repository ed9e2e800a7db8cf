// SPDX-License-Identifier: BSD-3-Clause
/// Passes that several threads share.
#include <algorithm>

#include <xrnn/xrnn.hpp>

#include "../../support/informative.hpp"
#include "check.hpp"

using namespace xrnn;
using tests::check;
using tests::informative;

namespace
{

/// Outputs, final states, gradients and input adjoints of a window.
template <class Network>
std::vector<double> pass_through(
    const model<Network, double>& m, std::size_t steps, std::size_t rows, std::size_t threads)
{
    xt::xtensor<double, 3> x(std::array<std::size_t, 3>{steps, rows, m.input_width});
    random_source random(9);
    std::generate_n(x.data(), x.size(), [&] { return random.normal(); });
    workspace<Network, double> work(steps, rows, input_adjoints::yes, team(threads));
    hidden_state<Network, double> state(rows);
    const auto y = work.forward(m, x, state);
    std::vector<double> all(y.begin(), y.end());
    all.insert(all.end(), state.data(), state.data() + state.size());
    work.output_adjoint() = y;
    parameters<Network, double> gradients;
    work.backward(m, gradients);
    all.insert(all.end(), gradients.span().begin(), gradients.span().end());
    const auto adjoint = work.input_adjoint();
    all.insert(all.end(), adjoint.begin(), adjoint.end());
    return all;
}

template <class Network>
void check_network(std::size_t steps, std::size_t rows, const char* claim)
{
    const model<Network, double> m(2);
    const std::vector<double> alone = pass_through(m, steps, rows, 1);
    check(informative(alone), "outputs, states, gradients and adjoints that are numbers");
    for (const std::size_t threads : {2u, 3u})
    {
        check(pass_through(m, steps, rows, threads) == alone, claim);
    }
}

} // namespace

int main()
{
    check_network<stack<peephole_lstm<3, 20>, linear<20, 5>>>(4, 7, "threads share the rows of a window");
    check_network<lstm<2, 256>>(2, 1, "threads share the columns of a row");
}
