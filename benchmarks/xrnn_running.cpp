// SPDX-License-Identifier: BSD-3-Clause
#include "xrnn_workloads.hpp"

namespace benchmarks
{

namespace
{

    /// A stepper is fed the id that xrnn::sampler drew. As the peers, it draws from a softmax in float.
    template <class Network>
    bool run(const sampling& w, const options& o)
    {
        if (!o.wants(w.name))
        {
            return true;
        }
        const xrnn::model<Network> model(1);
        xrnn::stepper rnn(model, xrnn::team(o.threads));
        xrnn::sampler draw(w.vocabulary);
        xrnn::random_source random(1);
        xrnn::id letter = 0;
        const auto step = [&] { letter = draw(rnn.step(letter), random); };
        if (o.check)
        {
            for (int n = 0; n < 20; ++n)
            {
                step();
            }
            const auto logits = rnn.step(letter);
            const bool finite = std::all_of(logits.begin(), logits.end(), [](float z) { return std::isfinite(z); });
            const bool varied = std::any_of(logits.begin(), logits.end(), [&](float z) { return z != logits(0); });
            std::printf(
                "%s: after 20 letters, logits that are %s\n", w.name, finite && varied ? "finite and varied" : "not");
            return finite && varied;
        }
        const times t = measure(step, o.seconds);
        print(o, rate(w.name, "characters/s", 1, operations(w), t));
        return true;
    }

    /// On one thread, because nothing in so small a step can be divided.
    template <class Network>
    bool run(const streaming& w, const options& o)
    {
        if (!o.wants(w.name) || o.threads > 1)
        {
            return true;
        }
        const xrnn::model<Network> model(1);
        xrnn::stepper rnn(model);
        random_numbers random;
        float sum = 0;
        const auto step = [&] { sum += rnn.step(std::array{random.symmetric(1)})(0); };
        if (o.check)
        {
            for (int n = 0; n < 20; ++n)
            {
                step();
            }
            std::printf("%s: 20 outputs that add up to %.3f\n", w.name, sum);
            return std::isfinite(sum) && sum != 0;
        }
        const times t = measure(step, o.seconds);
        print(o, rate(w.name, "steps/s", 1, operations(w), t));
        return true;
    }

} // namespace

bool run_samplings(const options& o)
{
    return [&]<std::size_t... K>(std::index_sequence<K...>)
    {
        bool well = true;
        ((well = run<network_of<samplings, K>>(samplings[K], o) && well), ...);
        return well;
    }
    (std::make_index_sequence<samplings.size()>());
}

bool run_streamings(const options& o)
{
    return [&]<std::size_t... K>(std::index_sequence<K...>)
    {
        bool well = true;
        ((well = run<network<streamings[K].cell, 1, streamings[K].hidden, 1>>(streamings[K], o) && well), ...);
        return well;
    }
    (std::make_index_sequence<streamings.size()>());
}

} // namespace benchmarks
