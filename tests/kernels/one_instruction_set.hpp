// SPDX-License-Identifier: BSD-3-Clause
/// A network that is compiled for several instruction sets and linked into one program.
#pragma once

#include <vector>

namespace tests
{

/// The outputs, and then the gradients, of a small window; the numbers start from one seed everywhere.
using network_run = std::vector<float>();

network_run run_without_avx;
network_run run_with_avx2;

} // namespace tests
