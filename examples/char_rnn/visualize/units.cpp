// SPDX-License-Identifier: BSD-3-Clause
#include "units.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <xrnn/model/random.hpp>

namespace char_rnn
{

namespace
{
    constexpr std::size_t levels = 8;
    constexpr std::size_t shifts = 20;

    /// The activations of a unit as one of 8 classes of about the same size.
    std::vector<std::uint8_t> classes_of(const activations& values, std::size_t unit, std::size_t steps)
    {
        std::array<std::size_t, 256> count{};
        for (std::size_t t = 0; t < steps; ++t)
        {
            ++count[values.at(t, unit)];
        }
        std::array<std::uint8_t, 256> level{};
        std::size_t before = 0;
        for (std::size_t byte = 0; byte < 256; ++byte)
        {
            const std::size_t middle = before + count[byte] / 2;
            level[byte] = static_cast<std::uint8_t>(std::min(levels - 1, middle * levels / steps));
            before += count[byte];
        }
        std::vector<std::uint8_t> classes(steps);
        for (std::size_t t = 0; t < steps; ++t)
        {
            classes[t] = level[values.at(t, unit)];
        }
        return classes;
    }

    /// The entropy of counts, in bits.
    double entropy(const std::vector<std::size_t>& counts, std::size_t total)
    {
        double bits = 0;
        for (const std::size_t count : counts)
        {
            const double p = static_cast<double>(count) / static_cast<double>(total);
            bits -= count > 0 ? p * std::log2(p) : 0;
        }
        return bits;
    }

    double entropy_of(const std::vector<std::uint8_t>& classes, std::size_t kinds)
    {
        std::vector<std::size_t> counts(kinds);
        for (const std::uint8_t each : classes)
        {
            ++counts[each];
        }
        return entropy(counts, classes.size());
    }

    /// The mutual information of a and of b shifted by so many steps, in bits: H(a) + H(b) - H(a, b).
    double mutual_information(const std::vector<std::uint8_t>& a, double entropy_of_a,
        const std::vector<std::uint8_t>& b, double entropy_of_b, std::size_t kinds, std::size_t shift)
    {
        std::vector<std::size_t> together(levels * kinds);
        const std::size_t steps = a.size();
        for (std::size_t t = 0; t < steps; ++t)
        {
            const std::size_t other = t + shift < steps ? t + shift : t + shift - steps;
            ++together[a[t] * kinds + b[other]];
        }
        return entropy_of_a + entropy_of_b - entropy(together, steps);
    }

    /// A unit of a state, as classes.
    struct candidate
    {
        std::size_t value;
        std::size_t unit;
        std::vector<std::uint8_t> classes;
        double entropy;
    };

    std::vector<candidate> candidates_of(const reading& r)
    {
        std::vector<candidate> all;
        for (std::size_t v = 0; v < r.values.size(); ++v)
        {
            const bool is_state = r.values[v].name == "h" || r.values[v].name == "c";
            for (std::size_t unit = 0; is_state && unit < r.values[v].width; ++unit)
            {
                std::vector<std::uint8_t> classes = classes_of(r.values[v], unit, r.ids.size());
                const double bits = entropy_of(classes, levels);
                all.push_back({v, unit, std::move(classes), bits});
            }
        }
        return all;
    }

    /// The units that follow one property.
    std::vector<unit_match> matches_of(
        const std::vector<candidate>& all, const property& what, const std::vector<std::size_t>& at, double least_share)
    {
        std::vector<std::uint8_t> labels;
        for (const std::size_t byte : at)
        {
            labels.push_back(what.of_byte[byte]);
        }
        const double bits_of_labels = entropy_of(labels, what.classes);
        if (bits_of_labels < 0.01)
        {
            return {}; // the text hardly has it
        }
        xrnn::random_source random(1);
        double by_chance = 0;
        for (std::size_t i = 0; i < shifts; ++i)
        {
            const auto shift = 1 + static_cast<std::size_t>(random.uniform() * static_cast<double>(labels.size() - 1));
            for (const candidate& c : all)
            {
                by_chance = std::max(
                    by_chance, mutual_information(c.classes, c.entropy, labels, bits_of_labels, what.classes, shift));
            }
        }
        std::vector<unit_match> matches;
        for (const candidate& c : all)
        {
            const double bits = mutual_information(c.classes, c.entropy, labels, bits_of_labels, what.classes, 0);
            if (bits > by_chance && bits >= least_share * bits_of_labels)
            {
                matches.push_back({what.name, c.value, c.unit, bits, bits / bits_of_labels});
            }
        }
        std::sort(
            matches.begin(), matches.end(), [](const unit_match& a, const unit_match& b) { return a.share > b.share; });
        return matches;
    }
} // namespace

unit_search find_units(
    const reading& r, const std::vector<property>& properties, const std::vector<std::size_t>& at, double least_share)
{
    const std::vector<candidate> all = candidates_of(r);
    unit_search found{{}, least_share, all.size(), 0};
    std::set<std::pair<std::size_t, std::size_t>> following;
    for (const property& what : properties)
    {
        for (const unit_match& m : matches_of(all, what, at, least_share))
        {
            following.emplace(m.value, m.unit);
            found.matches.push_back(m);
        }
    }
    found.following = following.size();
    return found;
}

} // namespace char_rnn
