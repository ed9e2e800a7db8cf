// SPDX-License-Identifier: BSD-3-Clause
/// The record of a training run: metrics.jsonl, a line of JSON for each evaluation, and the curve of the losses as SVG.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace char_rnn
{

struct evaluation_record
{
    std::uint64_t update = 0;
    double epoch = 0;
    double training = 0; ///< mean loss in nats since the last evaluation
    std::optional<double> validation{};
    double rate = 0;    ///< learning rate
    double seconds = 0; ///< spent on training
    std::string sample{};
};

/// The records of a file; none if there is no such file. Throws std::runtime_error, which names the line, if it is something
/// else.
std::vector<evaluation_record> read_metrics(const std::string& path);

class metrics
{
public:
    /// Goes on with the file in this folder: what it says of later updates than `updates` is dropped. Throws
    /// std::runtime_error if it cannot be read or written.
    metrics(const std::string& folder, std::uint64_t updates);

    /// Adds a line, and draws the curve anew.
    void add(const evaluation_record& record);

private:
    void write() const;

    std::string folder_;
    std::vector<evaluation_record> all_;
};

} // namespace char_rnn
