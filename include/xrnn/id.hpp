// SPDX-License-Identifier: BSD-3-Clause
/// The type of ids: indices of classes, characters or words.
#pragma once

#include <cstdint>

namespace xrnn
{

/// The index of a class, a character or a word.
using id = std::uint32_t;

} // namespace xrnn
