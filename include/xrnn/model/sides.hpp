// SPDX-License-Identifier: BSD-3-Clause
/// What a workspace of two networks asks of its two windows, and on which side a mistake is.
#pragma once

#include "../language/mistakes.hpp"

#include <stdexcept>
#include <string>

#include "lookup.hpp"
#include "message.hpp"

namespace xrnn::detail
{

/// A text that begins with "xrnn: ", with the side behind it.
inline std::string with_side(const char* side, const char* text)
{
    const std::string_view all(text);
    constexpr std::string_view ours = "xrnn: ";
    return std::string(ours) + side + ": " + std::string(all.substr(all.starts_with(ours) ? ours.size() : 0));
}

/// Calls check(). What it throws says which side it is about.
template <class Check>
auto naming_side(const char* side, const Check& check)
{
    try
    {
        return check();
    }
    catch (const std::out_of_range& e)
    {
        throw std::out_of_range(with_side(side, e.what()));
    }
    catch (const std::invalid_argument& e)
    {
        throw std::invalid_argument(with_side(side, e.what()));
    }
}

/// Throws std::invalid_argument unless each source has a target.
inline void check_pairs(std::size_t source_rows, std::size_t target_rows)
{
    if (source_rows != target_rows)
    {
        throw std::invalid_argument("xrnn: forward: the source has " + count_text(source_rows, "row")
            + ", but the target has " + number_text(target_rows));
    }
}

/// A network with a mistake, which has been reported, has a workspace as any other.
template <class Network>
concept right_seq2seq =
    encoder_decoder<Network> && std::same_as<typename mistake_of_network<Network>::type, no_mistake>;

template <class Network, class... More>
using without_lengths =
    checked<mistake<error::a_workspace_of_seq2seq_has_two_lengths_pass_source_and_target<Network, More...>>, Network,
        Network>;

} // namespace xrnn::detail
