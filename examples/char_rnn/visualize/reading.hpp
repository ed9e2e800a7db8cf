// SPDX-License-Identifier: BSD-3-Clause
/// What a network sees, predicts and computes while it reads a text: all that the page shows of it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <xrnn/text/any_vocabulary.hpp>

#include "../network.hpp"

namespace char_rnn
{

inline constexpr std::size_t shown_predictions = 5;

/// A state or value of a layer. A byte b stands for low + (high - low) b / 255.
struct activations
{
    std::size_t layer = 0;
    std::string name;
    std::size_t width = 0;
    double low = -1;
    double high = 1;
    std::vector<std::uint8_t> bytes; ///< [ids, width]

    [[nodiscard]] std::uint8_t at(std::size_t step, std::size_t unit) const { return bytes[step * width + unit]; }
};

struct reading
{
    std::vector<xrnn::id> ids;
    std::vector<std::array<xrnn::id, shown_predictions>> likely;   ///< after each id, the most probable first
    std::vector<std::array<float, shown_predictions>> probability; ///< of those
    std::vector<float> next;                                       ///< the probability of the id that does come next
    std::vector<activations> values;                               ///< by layer, the states h and c before the gates

    /// The mean surprisal in nats of all ids but the first.
    [[nodiscard]] double nats() const;
};

/// Reads a text of two ids or more from a state of zero.
reading read_text(network& net, std::span<const xrnn::id> ids);

/// How each id of a text looks: a character that is spread over several bytes stands at the first of them.
std::vector<std::string> shown_text(const xrnn::any_vocabulary& vocabulary, std::span<const xrnn::id> ids);

/// How an id looks by itself.
std::string shown_id(const xrnn::any_vocabulary& vocabulary, xrnn::id letter);

} // namespace char_rnn
