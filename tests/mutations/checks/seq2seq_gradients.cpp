// SPDX-License-Identifier: BSD-3-Clause
/// The gradients of an encoder and a decoder.
#include <xrnn/training/check_seq2seq_gradients.hpp>

#include "../../support/networks.hpp"
#include "check.hpp"

using namespace tests;
using namespace xrnn;

namespace
{

using network = seq2seq<bidirectional<rnn<3, 2>>, stack<rnn<2, 4>, linear<4, 3>>, carry<"h">>;

/// The sum of the outputs and of the encoder's final states, each times a number.
struct linear_loss_of_both
{
    template <class Workspace>
    double operator()(Workspace& work) const
    {
        double sum = 0;
        std::size_t i = 0;
        const auto add = [&](double& adjoint, double y) { sum += (adjoint = 0.3 * double(++i % 7) - 1) * y; };
        const auto y = work.output();
        auto adjoint = work.output_adjoint();
        for (std::size_t k = 0; k < y.size(); ++k)
        {
            add(adjoint.begin()[std::ptrdiff_t(k)], y.begin()[std::ptrdiff_t(k)]);
        }
        const auto h = work.template probe<"h", 0>();
        auto last = work.template final_adjoint<"h", 0>();
        for (std::size_t b = 0; b < 2; ++b)
        {
            add(last(b, 1), h(h.shape()[0] - 1, b, 1));
        }
        return sum;
    }
};

void gradients_of_both_sides()
{
    model<network, double> m;
    randomise(m);
    hidden_state<network, double> from(2);
    from.get<"h", 0>().fill(0.4);
    from.get<"h", 2>().fill(0.9);
    const auto found = xrnn::check_gradients(m, random_sequence<double>(3, 2, 3), random_sequence<double>(2, 2, 2),
        from, linear_loss_of_both(), {.capacity_rows = 3, .may_be_zero = {"h"}});
    check(static_cast<bool>(found), "gradients go back through what is carried");
}

} // namespace

int main()
{
    gradients_of_both_sides();
}
