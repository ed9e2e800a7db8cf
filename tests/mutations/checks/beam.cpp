// SPDX-License-Identifier: BSD-3-Clause
/// Beam search beside all continuations, one by one.
#include <array>
#include <cmath>
#include <map>

#include <xrnn/cells/rnn.hpp>
#include <xrnn/layers/linear.hpp>
#include <xrnn/layers/stack.hpp>
#include <xrnn/sampling/beam.hpp>

#include "check.hpp"

using namespace xrnn;
using tests::check;

namespace
{

using network = stack<rnn<2, 3>, linear<3, 2>>;
using memory = hidden_state<network, double>;
using ids = std::vector<id>;

/// Sets the log-probability of each continuation that ends with id 1 or has `length` ids.
void enumerate(const model<network, double>& m, const memory& before, id last, std::size_t length, const ids& so_far,
    double log_probability, std::map<ids, double>& all)
{
    memory now = before;
    const auto y = m.step(std::array{last}, now);
    const double sum = std::log(std::exp(y(0, 0)) + std::exp(y(0, 1)));
    for (id k = 0; k < 2; ++k)
    {
        ids extended = so_far;
        extended.push_back(k);
        const double here = log_probability + y(0, k) - sum;
        if (k == 1 || extended.size() == length)
        {
            all[extended] = here;
        }
        else
        {
            enumerate(m, now, k, length, extended, here, all);
        }
    }
}

/// The largest score among these.
double best(const std::map<ids, double>& all, double power)
{
    double highest = -1e9;
    for (const auto& [each, log_probability] : all)
    {
        highest = std::max(highest, log_probability / std::pow(static_cast<double>(each.size()), power));
    }
    return highest;
}

} // namespace

int main()
{
    for (const std::uint64_t seed : {1u, 2u, 3u})
    {
        model<network, double> m(seed);
        m.edit([](parameters<network, double>& p) { p.get<"b", 1>()(0) = 2; }); // the mean rises with the length
        const memory start;
        std::map<ids, double> all;
        enumerate(m, start, 0, 6, {}, 0, all);
        for (const double power : {0.0, 1.0})
        {
            beam_search search(m, {.width = 7, .length = 6, .stop = 1, .length_power = power});
            const auto found = search(start, 0);
            check(found.size() == 7, "all continuations are found");
            check(std::abs(found[0].score - best(all, power)) < 1e-9, "the best comes first");
            for (const continuation& each : found)
            {
                check(all.count(each.ids) == 1 && std::abs(all[each.ids] - each.log_probability) < 1e-9,
                    "a continuation has its probability");
            }
            beam_search narrow(m, {.width = 2, .length = 6, .stop = 1, .length_power = power});
            check(std::abs(narrow(start, 0)[0].score - best(all, power)) < 1e-9, "two rows find the best of so few");
        }
    }
}
