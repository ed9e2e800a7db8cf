// SPDX-License-Identifier: BSD-3-Clause
#include "reading.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <utf8.h>

namespace char_rnn
{

namespace
{
    /// Gates are between 0 and 1. A memory cell c has no bounds, so tanh(c) is shown, which is what leaves the cell.
    bool is_gate(const std::string& name)
    {
        return name.size() == 1 && std::string("iforz").find(name) != std::string::npos;
    }

    std::uint8_t to_byte(const activations& of, float number)
    {
        const double bounded = of.name == "c" ? std::tanh(number) : static_cast<double>(number);
        const double share = (bounded - of.low) / (of.high - of.low);
        return static_cast<std::uint8_t>(std::lround(255 * std::clamp(share, 0.0, 1.0)));
    }

    std::vector<double> softmax(std::span<const float> logits)
    {
        const double largest = *std::max_element(logits.begin(), logits.end());
        std::vector<double> p(logits.size());
        std::transform(logits.begin(), logits.end(), p.begin(), [&](float z) { return std::exp(z - largest); });
        const double sum = std::accumulate(p.begin(), p.end(), 0.0);
        std::for_each(p.begin(), p.end(), [&](double& each) { each /= sum; });
        return p;
    }

    void add_predictions(reading& r, std::span<const float> logits)
    {
        const std::vector<double> p = softmax(logits);
        std::vector<xrnn::id> order(p.size());
        std::iota(order.begin(), order.end(), xrnn::id(0));
        const std::size_t count = std::min(shown_predictions, order.size());
        std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
            [&](xrnn::id a, xrnn::id b) { return p[a] > p[b]; });
        std::array<xrnn::id, shown_predictions> likely{};
        std::array<float, shown_predictions> probability{};
        for (std::size_t i = 0; i < count; ++i)
        {
            likely[i] = order[i];
            probability[i] = static_cast<float>(p[order[i]]);
        }
        r.likely.push_back(likely);
        r.probability.push_back(probability);
        if (r.likely.size() < r.ids.size())
        {
            r.next.push_back(static_cast<float>(p[r.ids[r.likely.size()]]));
        }
    }

    void add_values(reading& r, std::span<const value_of_step> values)
    {
        if (r.values.empty())
        {
            for (const value_of_step& v : values)
            {
                const std::string name(v.name);
                r.values.push_back({v.layer, name, v.numbers.size(), is_gate(name) ? 0.0 : -1.0, 1, {}});
                r.values.back().bytes.reserve(r.ids.size() * v.numbers.size());
            }
        }
        for (std::size_t i = 0; i < values.size(); ++i)
        {
            activations& to = r.values[i];
            std::transform(values[i].numbers.begin(), values[i].numbers.end(), std::back_inserter(to.bytes),
                [&](float number) { return to_byte(to, number); });
        }
    }
} // namespace

double reading::nats() const
{
    double sum = 0;
    for (const float p : next)
    {
        sum -= std::log(static_cast<double>(p));
    }
    return sum / static_cast<double>(next.size());
}

reading read_text(network& net, std::span<const xrnn::id> ids)
{
    reading r;
    r.ids.assign(ids.begin(), ids.end());
    net.read(ids, [&](std::span<const float> logits, std::span<const value_of_step> values) {
        add_predictions(r, logits);
        add_values(r, values);
    });
    std::stable_sort(r.values.begin(), r.values.end(), [](const activations& a, const activations& b) {
        const auto rank = [](const activations& of) {
            return std::pair(of.layer, of.name == "h" ? 0 : of.name == "c" ? 1 : 2);
        };
        return rank(a) < rank(b);
    });
    return r;
}

std::string shown_id(const xrnn::any_vocabulary& vocabulary, xrnn::id letter)
{
    const std::string text = vocabulary.decode(letter);
    if (utf8::is_valid(text))
    {
        return text;
    }
    static const char* const digits = "0123456789ABCDEF";
    std::string bytes;
    for (const char c : text)
    {
        const auto byte = static_cast<unsigned char>(c);
        bytes += {digits[byte / 16], digits[byte % 16]};
    }
    return bytes;
}

std::vector<std::string> shown_text(const xrnn::any_vocabulary& vocabulary, std::span<const xrnn::id> ids)
{
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < ids.size();)
    {
        std::string character = vocabulary.decode(ids[i]);
        std::size_t more = 0;
        while (!utf8::is_valid(character) && more < 3 && i + more + 1 < ids.size())
        {
            ++more;
            character += vocabulary.decode(ids[i + more]);
        }
        const bool is_whole = utf8::is_valid(character);
        shown.push_back(is_whole ? character : shown_id(vocabulary, ids[i]));
        i += 1;
        for (std::size_t rest = 0; is_whole && rest < more; ++rest, ++i)
        {
            shown.emplace_back();
        }
    }
    return shown;
}

} // namespace char_rnn
