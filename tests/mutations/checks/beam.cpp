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

using network = stack<rnn<3, 4>, linear<4, 3>>;
using memory = hidden_state<network, double>;
using ids = std::vector<id>;

/// Sets the log-probability of each continuation that ends with id 2 or has `length` ids.
void enumerate(const model<network, double>& m, const memory& before, id last, std::size_t length, const ids& so_far,
    double log_probability, std::map<ids, double>& all)
{
    memory now = before;
    const auto y = m.step(std::array{last}, now);
    const double sum = std::log(std::exp(y(0, 0)) + std::exp(y(0, 1)) + std::exp(y(0, 2)));
    for (id k = 0; k < 3; ++k)
    {
        ids extended = so_far;
        extended.push_back(k);
        const double here = log_probability + y(0, k) - sum;
        if (k == 2 || extended.size() == length)
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

void check_beside_all(std::uint64_t seed)
{
    const model<network, double> m(seed);
    const memory start;
    std::map<ids, double> all;
    enumerate(m, start, 0, 4, {}, 0, all);
    for (const double power : {0.0, 1.0})
    {
        beam_search search(m, {.width = 31, .length = 4, .stop = 2, .length_power = power});
        const auto found = search(start, 0);
        check(found.size() == 31, "all continuations are found");
        check(std::abs(found[0].score - best(all, power)) < 1e-9, "the best comes first");
        for (const continuation& each : found)
        {
            check(all.count(each.ids) == 1 && std::abs(all[each.ids] - each.log_probability) < 1e-9,
                "a continuation has its probability");
        }
    }
}

void check_means()
{
    model<network, double> m;
    m.edit([](parameters<network, double>& p) {
        p.get<"b", 1>()(0) = 2;
        p.get<"b", 1>()(1) = 1;
    });
    beam_search search(m, {.width = 1, .length = 30, .stop = 2, .length_power = 1});
    check(search(memory(), 0)[0].ids == ids(30, 0u), "the most probable id again and again has the best mean");
}

} // namespace

int main()
{
    for (const std::uint64_t seed : {1u, 2u, 3u})
    {
        check_beside_all(seed);
    }
    check_means();
}
