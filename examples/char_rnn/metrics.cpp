// SPDX-License-Identifier: BSD-3-Clause
#include "metrics.hpp"

#include <filesystem>
#include <sstream>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include <xrnn/io/write_file.hpp>
#include <xrnn/text/read_file.hpp>

#include "../chart.hpp"

namespace char_rnn
{

namespace
{
    nlohmann::json to_line(const evaluation_record& r)
    {
        nlohmann::json line{{"update", r.update}, {"epoch", r.epoch}, {"training", r.training}, {"rate", r.rate},
            {"seconds", r.seconds}, {"sample", r.sample}};
        line["validation"] = r.validation ? nlohmann::json(*r.validation) : nlohmann::json();
        return line;
    }

    evaluation_record from_line(const nlohmann::json& line)
    {
        evaluation_record r{line.at("update"), line.at("epoch"), line.at("training"), std::nullopt, line.at("rate"),
            line.at("seconds"), line.at("sample")};
        if (!line.at("validation").is_null())
        {
            r.validation = line.at("validation").get<double>();
        }
        return r;
    }

    /// Bytes that are no UTF-8 have no place in JSON and are replaced.
    std::string text_of(const std::vector<evaluation_record>& all)
    {
        std::string text;
        for (const evaluation_record& each : all)
        {
            text += to_line(each).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
        }
        return text;
    }
} // namespace

std::vector<evaluation_record> read_metrics(const std::string& path)
{
    std::vector<evaluation_record> all;
    if (!std::filesystem::exists(path))
    {
        return all;
    }
    std::istringstream lines(xrnn::read_file(path));
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);)
    {
        ++number;
        try
        {
            all.push_back(from_line(nlohmann::json::parse(line)));
        }
        catch (const nlohmann::json::exception& error)
        {
            throw std::runtime_error(path + ": line " + std::to_string(number) + ": " + error.what()
                + "; remove the line, or the file, to go on");
        }
    }
    return all;
}

metrics::metrics(const std::string& folder, std::uint64_t updates)
    : folder_(folder)
{
    if (updates > 0)
    {
        all_ = read_metrics(folder + "/metrics.jsonl");
        std::erase_if(all_, [updates](const evaluation_record& r) { return r.update > updates; });
    }
}

void metrics::add(const evaluation_record& record)
{
    all_.push_back(record);
    write();
}

void metrics::write() const
{
    xrnn::write_file(folder_ + "/metrics.jsonl", text_of(all_));
    charts::series training{{"training", 0}, {}};
    charts::series validation{{"validation", 1}, {}};
    for (const evaluation_record& r : all_)
    {
        training.points.emplace_back(static_cast<double>(r.update), r.training);
        if (r.validation)
        {
            validation.points.emplace_back(static_cast<double>(r.update), *r.validation);
        }
    }
    if (all_.size() > 1)
    {
        charts::draw_lines(folder_ + "/loss.svg", "Loss", folder_, "updates", "nats", {training, validation},
            charts::ticks::at_round_numbers);
    }
}

} // namespace char_rnn
