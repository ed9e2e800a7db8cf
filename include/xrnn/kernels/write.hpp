// SPDX-License-Identifier: BSD-3-Clause
/// How a kernel writes its result.
#pragma once

namespace xrnn::kernels
{

/// A result replaces what was in its place, or is added to it.
enum class write
{
    set,
    add
};

} // namespace xrnn::kernels
