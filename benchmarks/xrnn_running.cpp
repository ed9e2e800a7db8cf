// SPDX-License-Identifier: BSD-3-Clause
#include "xrnn_workloads.hpp"

namespace benchmarks
{

namespace
{

    // A step of one row runs on one thread, so nothing is measured with several.

    /// A stepper is fed the id that xrnn::sampler drew; the sampler computes its probabilities in double. The peers draw
    /// from a softmax in float.
    template <class Network>
    bool run(const sampling& w, const options& o)
    {
        if (!o.wants(w.name) || o.threads > 1)
        {
            return true;
        }
        const xrnn::model<Network> model(1);
        xrnn::stepper rnn(model);
        xrnn::sampler draw(w.vocabulary);
        xrnn::random_source random(1);
        xrnn::id letter = 0;
        const auto step = [&] { letter = draw(rnn.step(letter), random); };
        if (o.check)
        {
            std::vector<bool> drawn(w.vocabulary);
            for (int n = 0; n < 200; ++n)
            {
                step();
                drawn[letter] = true;
            }
            const auto different = std::count(drawn.begin(), drawn.end(), true);
            std::printf(
                "%.*s: %td different letters of 200\n", static_cast<int>(w.name.size()), w.name.data(), different);
            return different > 1;
        }
        const times t = measure(step, o.seconds);
        print(o, rate(w.name, "characters/s", 1, operations(w), t));
        return true;
    }

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
            for (int n = 0; n < 200; ++n)
            {
                step();
            }
            std::printf("%.*s: 200 outputs that add up to %.3f\n", static_cast<int>(w.name.size()), w.name.data(), sum);
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
