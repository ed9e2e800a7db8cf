// SPDX-License-Identifier: BSD-3-Clause
/// char_rnn eval.
#include "options.hpp"

#include <cmath>
#include <cstdio>
#include <optional>

#include <nlohmann/json.hpp>

#include <xrnn/text/kneser_ney.hpp>

#include "corpus.hpp"
#include "saved_model.hpp"

namespace char_rnn
{

namespace
{
    struct part_result
    {
        std::string name;
        std::size_t ids;
        double nats;
        std::optional<double> baseline; ///< nats of the n-grams
    };

    part_result evaluate(const network& net, const std::string& name, std::span<const xrnn::id> ids,
        const xrnn::kneser_ney* baseline, const eval_options& o)
    {
        const double nats = net.held_out_loss(ids, {.rows = std::clamp<std::size_t>(ids.size() / 1000, 1, o.rows)});
        return {name, ids.size(), nats, baseline ? std::optional(baseline->nats(ids)) : std::nullopt};
    }

    std::vector<part_result> evaluate_parts(const saved_model& from, const network& net, const eval_options& o)
    {
        const corpus learned = read_corpus(from.options.files, from.vocabulary);
        const auto parts = learned.parts(from.options.split);
        std::optional<xrnn::kneser_ney> baseline;
        if (o.order > 0)
        {
            baseline.emplace(parts.training, from.vocabulary.size(), o.order);
        }
        const xrnn::kneser_ney* grams = baseline ? &*baseline : nullptr;
        std::vector<part_result> results;
        if (!o.files.empty())
        {
            const corpus given = read_corpus(o.files, from.vocabulary);
            results.push_back(evaluate(net, "given text", given.ids, grams, o));
            return results;
        }
        for (const auto& [name, ids] : {std::pair("validation", parts.validation), std::pair("test", parts.test)})
        {
            if (!ids.empty())
            {
                results.push_back(evaluate(net, name, ids, grams, o));
            }
        }
        if (results.empty())
        {
            results.push_back(evaluate(net, "training", parts.training, grams, o));
        }
        return results;
    }

    void print_json(const saved_model& from, const std::vector<part_result>& results, const eval_options& o)
    {
        nlohmann::json all{{"model", from.path}, {"parts", nlohmann::json::array()}};
        for (const part_result& r : results)
        {
            nlohmann::json part{{"name", r.name}, {"ids", r.ids}, {"nats", r.nats}, {"bits", r.nats / std::log(2.0)},
                {"perplexity", std::exp(r.nats)}};
            if (r.baseline)
            {
                part["kneser_ney"] = {{"order", o.order}, {"nats", *r.baseline}};
            }
            all["parts"].push_back(part);
        }
        std::printf("%s\n", all.dump(2).c_str());
    }

    void print_row(const std::string& name, double nats)
    {
        std::printf("%-26s %10.4f %10.4f %12.4f\n", name.c_str(), nats, nats / std::log(2.0), std::exp(nats));
    }

    void print_table(const saved_model& from, const std::vector<part_result>& results, const eval_options& o)
    {
        std::printf(
            "%-26s %10s %10s %12s\n", ("for each " + unit_of(from.vocabulary)).c_str(), "nats", "bits", "perplexity");
        for (const part_result& r : results)
        {
            print_row(r.name + ", " + std::to_string(r.ids) + " ids", r.nats);
            if (r.baseline)
            {
                print_row("  Kneser-Ney, order " + std::to_string(o.order), *r.baseline);
            }
        }
    }
} // namespace

int eval(const eval_options& o)
{
    const saved_model from = read_description(o.model);
    const std::unique_ptr<network> net = load_network(from);
    const std::vector<part_result> results = evaluate_parts(from, *net, o);
    if (o.json)
    {
        print_json(from, results, o);
    }
    else
    {
        print_table(from, results, o);
    }
    return 0;
}

} // namespace char_rnn
