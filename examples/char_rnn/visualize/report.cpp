// SPDX-License-Identifier: BSD-3-Clause
#include "report.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include <nlohmann/json.hpp>

#include "page.hpp"

namespace char_rnn
{

namespace
{
    using nlohmann::json;

    std::string base64(std::span<const std::uint8_t> bytes)
    {
        static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        std::string text;
        text.reserve((bytes.size() + 2) / 3 * 4);
        for (std::size_t i = 0; i < bytes.size(); i += 3)
        {
            const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
            std::uint32_t bits = 0;
            for (std::size_t k = 0; k < 3; ++k)
            {
                bits = bits << 8 | (k < count ? bytes[i + k] : 0u);
            }
            for (std::size_t k = 0; k < 4; ++k)
            {
                text += k <= count ? digits[bits >> (18 - 6 * k) & 63] : '=';
            }
        }
        return text;
    }

    /// Numbers as the little-endian bytes of their type.
    template <class Number>
    std::string base64_of(const std::vector<Number>& numbers)
    {
        const auto* first = reinterpret_cast<const std::uint8_t*>(numbers.data());
        return base64({first, numbers.size() * sizeof(Number)});
    }

    /// The activations unit by unit, all steps of each.
    std::string activations_of(const report& r)
    {
        std::vector<std::uint8_t> bytes;
        for (std::size_t v = 0; v < r.units.size(); ++v)
        {
            for (const std::size_t unit : r.units[v])
            {
                for (std::size_t t = 0; t < r.what.ids.size(); ++t)
                {
                    bytes.push_back(r.what.values[v].at(t, unit));
                }
            }
        }
        return base64(bytes);
    }

    json values_of(const report& r)
    {
        json values = json::array();
        for (std::size_t v = 0; v < r.units.size(); ++v)
        {
            if (!r.units[v].empty())
            {
                const activations& a = r.what.values[v];
                values.push_back(
                    {{"layer", a.layer}, {"name", a.name}, {"low", a.low}, {"high", a.high}, {"units", r.units[v]}});
            }
        }
        return values;
    }

    /// The number of a value among those that are shown.
    std::size_t shown_number(const report& r, std::size_t value)
    {
        return static_cast<std::size_t>(std::count_if(r.units.begin(),
            r.units.begin() + static_cast<std::ptrdiff_t>(value), [](const auto& units) { return !units.empty(); }));
    }

    json search_of(const report& r)
    {
        json matches = json::array();
        for (const unit_match& m : r.search.matches)
        {
            const std::vector<std::size_t>& shown = r.units[m.value];
            if (std::binary_search(shown.begin(), shown.end(), m.unit))
            {
                matches.push_back({{"property", m.property}, {"value", shown_number(r, m.value)}, {"unit", m.unit},
                    {"bits", m.bits}, {"share", m.share}});
            }
        }
        return {{"matches", matches}, {"units", r.search.units}, {"following", r.search.following},
            {"share", r.search.least_share}};
    }

    json training_of(const report& r)
    {
        json records = json::array();
        for (const evaluation_record& e : r.training)
        {
            json record{{"update", e.update}, {"training", e.training}, {"sample", e.sample}};
            record["validation"] = e.validation ? json(*e.validation) : json();
            records.push_back(record);
        }
        return records;
    }

    void add_gradients(json& all, const report& r)
    {
        all["flow"] = json::array();
        for (const gradient_norms& f : r.flow)
        {
            all["flow"].push_back({{"layer", f.layer}, {"name", f.name}, {"norms", f.norms}});
        }
        all["norms"] = json::array();
        for (const xrnn::recurrent_norm& n : r.norms)
        {
            all["norms"].push_back({{"layer", n.layer}, {"name", n.name}, {"norm", n.norm}});
        }
        all["flow_words"] =
            "The loss of one letter, followed back in time: the norm of its gradient with respect to the "
            "sum that each gate is a function of, so many steps before. A curve that falls fast is a "
            "gradient that vanishes, one that rises a gradient that explodes.";
    }

    /// So that no text can end the script element that the data stand in.
    std::string without_markup(const std::string& text)
    {
        std::string safe;
        for (const char c : text)
        {
            safe += c == '<' ? std::string("\\u003c") : std::string(1, c);
        }
        return safe;
    }
} // namespace

std::vector<std::vector<std::size_t>> choose_units(const reading& what, const unit_search& search, std::size_t bytes)
{
    std::size_t left = bytes / what.ids.size();
    std::size_t all = 0;
    for (const activations& a : what.values)
    {
        all += a.width;
    }
    std::vector<std::set<std::size_t>> chosen(what.values.size());
    const auto choose = [&](std::size_t value, std::size_t unit) {
        left -= left > 0 && chosen[value].insert(unit).second ? 1 : 0;
    };
    for (const unit_match& m : search.matches)
    {
        choose(m.value, m.unit);
    }
    for (std::size_t v = 0; v < what.values.size(); ++v)
    {
        const bool is_state = what.values[v].name == "h" || what.values[v].name == "c";
        for (std::size_t unit = 0; unit < what.values[v].width && (is_state || all <= bytes / what.ids.size()); ++unit)
        {
            choose(v, unit);
        }
    }
    std::vector<std::vector<std::size_t>> units;
    for (const std::set<std::size_t>& of_value : chosen)
    {
        units.emplace_back(of_value.begin(), of_value.end());
    }
    return units;
}

std::string page_of(const report& r, const xrnn::any_vocabulary& vocabulary)
{
    const std::size_t guesses = std::min(shown_predictions, vocabulary.size());
    std::vector<xrnn::id> likely;
    std::vector<float> probability;
    for (std::size_t t = 0; t < r.what.ids.size(); ++t)
    {
        likely.insert(
            likely.end(), r.what.likely[t].begin(), r.what.likely[t].begin() + static_cast<std::ptrdiff_t>(guesses));
        probability.insert(probability.end(), r.what.probability[t].begin(),
            r.what.probability[t].begin() + static_cast<std::ptrdiff_t>(guesses));
    }
    json all{{"title", r.title}, {"summary", r.summary}, {"text", r.text}, {"guesses", guesses},
        {"likely", base64_of(likely)}, {"probability", base64_of(probability)}, {"next", base64_of(r.what.next)},
        {"values", values_of(r)}, {"activations", activations_of(r)}, {"search", search_of(r)},
        {"training", training_of(r)}};
    for (xrnn::id each = 0; each < vocabulary.size(); ++each)
    {
        all["vocabulary"].push_back(shown_id(vocabulary, each));
    }
    add_gradients(all, r);
    return page_begin + without_markup(all.dump(-1, ' ', false, json::error_handler_t::replace)) + page_end;
}

} // namespace char_rnn
