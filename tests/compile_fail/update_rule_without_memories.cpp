// SPDX-License-Identifier: BSD-3-Clause
// expect: this_update_rule_lacks_rate_memories_or_at<.*my_rule
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

struct my_rule
{
    double rate = 0.1;
#ifndef MISTAKE
    static constexpr std::size_t memories = 0;
#endif

    template <class T>
    auto at(std::uint64_t, double now) const
    {
        return [r = static_cast<T>(now)](auto w, auto g) { return w - r * g; };
    }
};

void train(xrnn::model<network>& m, const xrnn::parameters<network>& gradients)
{
    xrnn::optimiser learn(m, my_rule{});
    learn.update(m, gradients);
}
