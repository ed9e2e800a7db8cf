// SPDX-License-Identifier: BSD-3-Clause
/// char_rnn visualize.
#include "../options.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include <xrnn/io/write_file.hpp>

#include "../corpus.hpp"
#include "report.hpp"

namespace char_rnn
{

namespace
{
    constexpr std::array<std::size_t, 6> printed_steps_back{0, 1, 5, 10, 20, 50};

    /// The first ids of the text, and the last byte of each in it.
    struct places_of_ids
    {
        std::vector<xrnn::id> all; ///< of the whole text
        std::vector<xrnn::id> ids;
        std::vector<std::size_t> last_byte;
        std::string text;
    };

    places_of_ids encode(const xrnn::any_vocabulary& vocabulary, const visualize_options& o)
    {
        places_of_ids p;
        p.all = read_corpus({o.text}, vocabulary).ids;
        if (p.all.size() < o.steps + 2)
        {
            throw std::runtime_error(o.text + " has " + std::to_string(p.all.size()) + " " + unit_of(vocabulary)
                + "s, and gradients are followed back over " + std::to_string(o.steps)
                + " steps; name a longer text, or fewer --steps");
        }
        p.ids.assign(p.all.begin(), p.all.begin() + static_cast<std::ptrdiff_t>(std::min(p.all.size(), o.length)));
        for (const xrnn::id each : p.ids)
        {
            p.text += vocabulary.decode(each);
            p.last_byte.push_back(p.text.size() - 1);
        }
        return p;
    }

    std::string name_of(const saved_model& from)
    {
        return from.options.cell + ", " + std::to_string(from.options.layers) + " x "
            + std::to_string(from.options.hidden);
    }

    std::string number_text(const char* format, double number)
    {
        std::array<char, 64> text;
        std::snprintf(text.data(), text.size(), format, number);
        return text.data();
    }

    /// What the model file's folder has of its training.
    std::vector<evaluation_record> training_of(const saved_model& from)
    {
        const std::filesystem::path folder = std::filesystem::path(from.path).parent_path();
        return read_metrics((folder / "metrics.jsonl").string());
    }

    void print_units(const report& r)
    {
        std::printf("%zu of %zu units of the states (%.1f %%) tell at least %.0f %% of a property, and more than any "
                    "unit tells by chance\n",
            r.search.following, r.search.units,
            100 * static_cast<double>(r.search.following) / static_cast<double>(r.search.units),
            100 * r.search.least_share);
        std::string before;
        for (const unit_match& m : r.search.matches)
        {
            if (m.property != before) // the clearest of each property
            {
                const activations& a = r.what.values[m.value];
                std::printf("  %-24s %s of layer %zu, unit %zu: %.0f %%\n", m.property.c_str(), a.name.c_str(),
                    a.layer + 1, m.unit, 100 * m.share);
                before = m.property;
            }
        }
    }

    /// How the gradient fades on its way back.
    void print_gradients(const report& r)
    {
        std::printf("gradient norm, steps back");
        for (const std::size_t k : printed_steps_back)
        {
            std::printf(" %9zu", k);
        }
        for (const gradient_norms& f : r.flow)
        {
            std::printf("\n  layer %zu, sum of %-10s", f.layer + 1, f.name.c_str());
            for (const std::size_t k : printed_steps_back)
            {
                std::printf(" %9s", k < f.norms.size() ? number_text("%.2e", f.norms[k]).c_str() : "");
            }
        }
        std::printf("\nlargest singular values  ");
        for (const xrnn::recurrent_norm& n : r.norms)
        {
            std::printf(" %s %.2f (layer %zu)", n.name.c_str(), n.norm, n.layer + 1);
        }
        std::printf("\n");
    }
} // namespace

int visualize(const visualize_options& o)
{
    const saved_model from = read_description(o.model);
    const std::unique_ptr<network> net = load_network(from);
    const places_of_ids text = encode(from.vocabulary, o);

    report r;
    r.what = read_text(*net, text.ids);
    r.text = shown_text(from.vocabulary, text.ids);
    r.search = find_units(r.what, properties_of(text.text), text.last_byte, o.share);
    r.units = choose_units(r.what, r.search, static_cast<std::size_t>(o.megabytes * 1e6));
    r.training = training_of(from);
    r.flow = net->gradient_flow(text.all, o.steps);
    r.norms = net->recurrent_norms();
    r.title = name_of(from) + ", reading " + std::filesystem::path(o.text).filename().string();
    r.summary = std::to_string(net->parameter_count()) + " parameters, " + std::to_string(from.state.updates)
        + " updates. The first " + std::to_string(text.ids.size()) + " " + unit_of(from.vocabulary)
        + "s of the text cost it " + number_text("%.4f", r.what.nats()) + " nats each, "
        + number_text("%.3f", r.what.nats() / std::log(2.0)) + " bits.";

    const std::string page = page_of(r, from.vocabulary);
    xrnn::write_file(o.out, page);
    print_units(r);
    print_gradients(r);
    std::printf("%s: %.2f MB, %zu %ss, %.4f nats each\n", o.out.c_str(), static_cast<double>(page.size()) / 1e6,
        text.ids.size(), unit_of(from.vocabulary).c_str(), r.what.nats());
    return 0;
}

} // namespace char_rnn
