// SPDX-License-Identifier: BSD-3-Clause
/// Greedy answers: where they begin and end.
#include "../../support/networks.hpp"
#include "check.hpp"

using namespace tests;
using namespace xrnn;

namespace
{

void answers_end()
{
    using chain = linear<4, 4>;
    model<chain> m;
    m.edit([](auto& p) {
        for (std::size_t j = 0; j < 4; ++j)
        {
            p.template get<"W">()(j, (j + 1) % 4) = 1;
        }
    });
    const hidden_state<chain> start(2);
    greedy_search search(m, 2, {.length = 5, .stop = 3});
    check(search(start, 1)[1] == std::vector<id>{2, 3}, "an answer ends with the stop id");
    check(search(start, 3)[0] == std::vector<id>{0, 1, 2, 3}, "each answer begins anew");
    greedy_search endless(m, 2, {.length = 5});
    check(endless(start, 3)[0] == std::vector<id>{0, 1, 2, 3, 0}, "or at the length");
    using talker = stack<gru<4, 6>, linear<6, 4>>;
    model<talker> t;
    randomise(t, 1, 0.9);
    hidden_state<talker> states(8);
    random_source random(2);
    for (float& each : std::span(states.data(), states.size()))
    {
        each = static_cast<float>(random.normal());
    }
    greedy_search together(t, 8, {.length = 9, .stop = 3});
    greedy_search alone(t, 1, {.length = 9, .stop = 3});
    for (std::size_t row = 0; row < 8; ++row)
    {
        hidden_state<talker> one;
        one.copy_row(0, states, row);
        check(together(states, 1)[row] == alone(one, 1)[0], "each row ends where it would end alone");
    }
}

} // namespace

int main()
{
    answers_end();
}
