// SPDX-License-Identifier: BSD-3-Clause
/// Networks that are graphs of cells: ids read backwards, rows of different lengths, and the text.
#include <xrnn/model/network_text.hpp>

#include "../../support/networks.hpp"
#include "check.hpp"

using namespace tests;
using namespace xrnn;

namespace
{

using both = bidirectional<rnn<4, 3>>;

std::vector<double> outputs(const std::vector<id>& ids)
{
    model<both, double> m;
    randomise(m);
    workspace<both, double> work(m, 5, 1);
    hidden_state<both, double> state;
    return numbers(work.forward(m, ids, state));
}

void ids_are_turned_round()
{
    const auto y = outputs({0, 1, 2});
    const auto alone = outputs({2});
    check(std::equal(alone.begin() + 3, alone.end(), y.begin() + 15), "what reads backwards begins with the last id");
    check(!std::equal(alone.begin(), alone.begin() + 3, y.begin() + 12), "and what reads forward does not");
}

void each_row_has_its_own_last_step()
{
    const std::vector<std::vector<id>> all{{3, 1, 0, 2}, {2, 1}};
    model<both, double> m;
    randomise(m);
    workspace<both, double> work(m, 5, 2);
    hidden_state<both, double> state(2);
    packed_sequences<id> x(5, 2, 1);
    x.fill(all);
    const auto together = work.forward(m, x, state);
    for (std::size_t row = 0; row < 2; ++row)
    {
        const auto alone = outputs(all[row]);
        for (std::size_t i = 0; i < alone.size(); ++i)
        {
            check(together(row, i / 6)[i % 6] == alone[i], "each sequence is read as if it were alone");
        }
    }
}

} // namespace

int main()
{
    check(network_text<both>() != (network_text<concat<rnn<4, 3>, rnn<4, 3>>>()), "the text says what reads backwards");
    check(network_text<both>().find("1 from backwards input") != std::string::npos, "the text says where a cell reads");
    check(xrnn::detail::network_plan<residual<stack<rnn<3, 3>>>>::inputs[0].read_elementwise,
        "a residual layer reads its input element by element");
    ids_are_turned_round();
    each_row_has_its_own_last_step();
}
