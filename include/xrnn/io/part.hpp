// SPDX-License-Identifier: BSD-3-Clause
/// What a type needs to be saved. network_parts.hpp and program_parts.hpp have the types that can be.
#pragma once

#include "checkpoint.hpp"

namespace xrnn::detail
{

/// A specialisation for X has
///   name: what it is called in the file and in messages,
///   network: the network it belongs to, or void,
///   put(x, file): adds it to a checkpoint_to_write,
///   take(x, file): checks everything in a checkpoint_read, and returns a function that changes x and cannot fail.
/// save.hpp includes it; nothing else has to know of it.
template <class X>
struct part;

} // namespace xrnn::detail
