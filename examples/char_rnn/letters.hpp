// SPDX-License-Identifier: BSD-3-Clause
/// Text drawn from a network, a letter at a time.
#pragma once

#include <string>

#include <xrnn/model/random.hpp>
#include <xrnn/sampling/sampler.hpp>
#include <xrnn/text/any_vocabulary.hpp>

#include "network.hpp"

namespace char_rnn
{

/// Draws letters one after the other. Before the first one the network reads the prime, or a line feed if there is none, as
/// at the beginning of a line.
class letters
{
public:
    /// Throws std::out_of_range if the prime has something that the vocabulary has not.
    letters(network& net, const xrnn::any_vocabulary& vocabulary, const xrnn::sampling& how, const std::string& prime,
        std::uint64_t seed)
        : net_(&net)
        , vocabulary_(&vocabulary)
        , draw_(vocabulary.size(), how)
        , random_(seed)
    {
        net.reset();
        for (const xrnn::id letter : first_ids(vocabulary, prime))
        {
            logits_ = net.step(letter);
        }
    }

    /// The next letter, character or word.
    std::string next()
    {
        const xrnn::id letter = draw_(logits_, random_);
        logits_ = net_->step(letter);
        return vocabulary_->decode(letter);
    }

    /// What a network reads before it writes.
    static std::vector<xrnn::id> first_ids(const xrnn::any_vocabulary& vocabulary, const std::string& prime)
    {
        if (!prime.empty())
        {
            return vocabulary.encode(prime);
        }
        try
        {
            return vocabulary.encode("\n");
        }
        catch (const std::out_of_range&)
        {
            return {0}; // a text of one line
        }
    }

private:
    network* net_;
    const xrnn::any_vocabulary* vocabulary_;
    xrnn::sampler draw_;
    xrnn::random_source random_;
    std::span<const float> logits_;
};

} // namespace char_rnn
