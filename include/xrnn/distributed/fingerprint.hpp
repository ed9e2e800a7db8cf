// SPDX-License-Identifier: BSD-3-Clause
/// Do all ranks hold the same bits? Link xrnn::mpi.
#pragma once

#include <mpi.h>

#include <bit>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <vector>

#include "../engine/noise.hpp"
#include "../instruction_set.hpp"
#include "../model/message.hpp"
#include "../version.hpp"
#include "communicator.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// A type whose name contains that of the instruction set.
struct compiled_for
{
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET

namespace xrnn::detail
{

/// Two that differ in a single number have different fingerprints; others share one with a probability of 2^-64.
template <std::floating_point T>
std::uint64_t fingerprint(std::span<const T> numbers)
{
    using bits = std::conditional_t<sizeof(T) == sizeof(std::uint32_t), std::uint32_t, std::uint64_t>;
    std::uint64_t mixed = numbers.size();
    for (const T x : numbers)
    {
        mixed = mix_bits(mixed ^ std::bit_cast<bits>(x));
    }
    return mixed;
}

inline std::uint64_t fingerprint(std::string_view text)
{
    std::uint64_t mixed = text.size();
    for (const char c : text)
    {
        mixed = mix_bits(mixed ^ static_cast<unsigned char>(c));
    }
    return mixed;
}

/// What must be the same on all ranks, and how it is said of a rank that it is not.
struct fact
{
    const char* difference;
    std::uint64_t mine;
};

/// Ranks that round differently drift apart.
inline fact build()
{
    const std::string text = __VERSION__ + std::string(typeid(compiled_for).name()) + "/"
        + number_text(XRNN_VERSION_MAJOR) + "." + number_text(XRNN_VERSION_MINOR) + "."
        + number_text(XRNN_VERSION_PATCH);
    return {" has another version of xrnn, compiler or instruction set", fingerprint(std::string_view(text))};
}

/// Throws std::runtime_error, on all ranks alike, if a fact is not the same everywhere.
inline void compare(const communicator& all, std::initializer_list<fact> facts)
{
    std::vector<std::uint64_t> theirs(all.size());
    std::string differences;
    for (const fact& f : facts)
    {
        all.gather(f.mine, std::span(theirs));
        for (std::size_t r = 1; r < all.size(); ++r)
        {
            if (theirs[r] != theirs[0])
            {
                differences += (differences.empty() ? "rank " : ", rank ") + number_text(r) + f.difference;
            }
        }
    }
    if (!differences.empty())
    {
        throw std::runtime_error("xrnn: check_same: compared with rank 0, " + differences
            + "; start one program on all ranks, and call broadcast before training");
    }
}

} // namespace xrnn::detail
