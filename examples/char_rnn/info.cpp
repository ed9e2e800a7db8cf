// SPDX-License-Identifier: BSD-3-Clause
/// char_rnn info.
#include "options.hpp"

#include <cmath>
#include <cstdio>

#include <xrnn/training/progress_line.hpp>

#include "saved_model.hpp"

namespace char_rnn
{

int info(const info_options& o)
{
    const saved_model from = read_description(o.model);
    const std::unique_ptr<network> net = load_network(from);
    std::printf("%s\n", from.path.c_str());
    std::printf("network:     %s, %zu x %zu, %zu parameters\n", from.options.cell.c_str(), from.options.layers,
        from.options.hidden, net->parameter_count());
    std::printf("vocabulary:  %zu %s\n", from.vocabulary.size(), std::string(from.vocabulary.kind()).c_str());
    std::printf("trained for: %llu updates, %s\n", static_cast<unsigned long long>(from.state.updates),
        xrnn::duration_text(from.state.seconds).c_str());
    if (std::isfinite(from.state.best_validation))
    {
        std::printf("validation:  %.4f nats, %.3f bits at best\n", from.state.best_validation,
            from.state.best_validation / std::log(2.0));
    }
    std::printf("text:       ");
    for (const std::string& file : from.options.files)
    {
        std::printf(" %s", file.c_str());
    }
    std::printf("%s\n", from.options.files.empty() ? " the built-in one" : "");
    std::printf("options:     %s\n", to_json(from.options).c_str());
    return 0;
}

} // namespace char_rnn
