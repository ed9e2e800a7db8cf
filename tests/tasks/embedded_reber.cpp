// SPDX-License-Identifier: BSD-3-Clause
/// The embedded Reber grammar: Hochreiter & Schmidhuber 1997, experiment 1.
///
/// The network reads a string and predicts the next symbol. The last symbol but one, a T or a P, repeats the second,
/// which is 6 to some 40 steps back. A string is right if after each of its symbols all that may follow are more
/// probable than all that may not.
///
/// Unlike the paper: a softmax, a gradient that is not truncated (but for Elman's network), Adam with weight decay,
/// batches, 48 units for all. Strings are all different, which makes them longer, and 2,000 of them that are neither
/// trained on nor tested say when to stop.
#include <catch2/catch.hpp>

#include <limits>
#include <span>

#include <xtensor/xview.hpp>

#include "reber_strings.hpp"

using namespace xrnn;
using namespace tests;

namespace
{

constexpr std::uint64_t seed = 1;
constexpr std::size_t batch_size = 32;

/// Are all that may follow each symbol more probable than all that may not?
template <class Network>
bool is_right(stepper<Network>& net, const embedded_string& s)
{
    net.reset();
    for (std::size_t t = 0; t < s.legal.size(); ++t)
    {
        const auto y = net.step(static_cast<id>(letters.find(s.text[t])));
        float legal = std::numeric_limits<float>::max();
        float illegal = std::numeric_limits<float>::lowest();
        for (std::size_t k = 0; k < letters.size(); ++k)
        {
            const bool may_follow = s.legal[t].find(letters[k]) != std::string::npos;
            if (!std::isfinite(y(k)))
            {
                return false;
            }
            (may_follow ? legal : illegal) = may_follow ? std::min(legal, y(k)) : std::max(illegal, y(k));
        }
        if (legal <= illegal)
        {
            return false;
        }
    }
    return true;
}

template <class Network>
std::size_t count_right(const model<Network>& m, const std::vector<embedded_string>& strings)
{
    stepper<Network> net(m);
    return static_cast<std::size_t>(
        std::count_if(strings.begin(), strings.end(), [&](const embedded_string& s) { return is_right(net, s); }));
}

/// Updates until all strings of training and validation are right, but at most so many. Returns how many.
template <class Trainee>
std::size_t train(Trainee& net, const language& data, std::size_t most, random_source& random)
{
    for (std::size_t n = 0; n < most; ++n)
    {
        if (n % 20 == 0 && count_right(net.model, data.training) == data.training.size()
            && count_right(net.model, data.validation) == data.validation.size())
        {
            return n;
        }
        const batch_of_strings strings(data.training, batch_size, random);
        net.run(strings.x);
        net.update(softmax_cross_entropy(net.work, strings.target, reduction::mean, mask(strings.counts)));
    }
    return most;
}

} // namespace

TEST_CASE("an LSTM trained on 256 strings of the embedded Reber grammar gets all 256 others right")
{
    random_source random(seed);
    const language data(random);
    using network = stack<lstm<7, 48>, linear<48, 7>>;
    trainee<network, adamw> net(seed, data.steps, batch_size, {.rate = 0.01, .weight_decay = 0.5});
    net.start_gates(3, 0);
    CHECK(count_right(net.model, data.test) == 0);
    const std::size_t updates = train(net, data, 5000, random);
    CAPTURE(seed, updates, count_right(net.model, data.training), count_right(net.model, data.validation));
    CHECK(count_right(net.model, data.test) == 256);
}

/// Elman 1990: the gradient of a step goes no further back, but the hidden units are carried on. Such a network learns
/// the inner grammar and guesses the last T or P, so that about half of the strings are right: 108 to 139 of 256 with
/// ten seeds, and 120 to 137 with 15 units and five. The paper reports no success in 200,000 strings with 15 units;
/// here are as many.
TEST_CASE("Elman's network, whose gradient is truncated to one step, does not learn the embedded Reber grammar")
{
    random_source random(seed);
    const language data(random);
    using network = stack<rnn<7, 48>, linear<48, 7>>;
    trainee<network> net(seed, 1, batch_size, {0.001});
    for (std::size_t n = 0; n < 200000 / batch_size; ++n)
    {
        const batch_of_strings strings(data.training, batch_size, random);
        hidden_state<network> context(batch_size);
        for (std::size_t t = 0; t < strings.x.shape()[0]; ++t)
        {
            const auto x = xt::view(strings.x, xt::range(t, t + 1), xt::all());
            const auto target = std::span(strings.target).subspan(t * batch_size, batch_size);
            const auto counts = std::span(strings.counts).subspan(t * batch_size, batch_size);
            net.work.forward(net.model, x, context);
            net.update(softmax_cross_entropy(net.work, target, reduction::mean, mask(counts)));
        }
    }
    const std::size_t training = count_right(net.model, data.training);
    const std::size_t test = count_right(net.model, data.test);
    CAPTURE(seed);
    CHECK(test > 64);
    CHECK(test < 192);
    CHECK(training < 208);
}

/// It is the truncation that fails above and not the cell: with the whole gradient it learns the training strings (248
/// to 256 with ten seeds) and sometimes the language. Two seeds of ten got all 256 test strings right after about 1,000
/// updates; the others had 179 to 226 after 6,250, because they had learned the training strings by heart.
TEST_CASE("the same network with the whole gradient learns the strings that it is trained on")
{
    random_source random(seed);
    const language data(random);
    using network = stack<rnn<7, 48>, linear<48, 7>>;
    trainee<network> net(seed, data.steps, batch_size, {0.001});
    const std::size_t updates = train(net, data, 6250, random);
    CAPTURE(seed, updates, count_right(net.model, data.test));
    CHECK(count_right(net.model, data.training) > 208);
}
