// SPDX-License-Identifier: BSD-3-Clause
/// How often this program has asked for memory, by any operator new; a program that includes this is linked with
/// counted_allocations.cpp, which replaces them all.
#pragma once

#include <atomic>
#include <cstddef>

namespace tests
{

extern std::atomic<std::size_t> allocations;

} // namespace tests
