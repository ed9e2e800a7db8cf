// SPDX-License-Identifier: BSD-3-Clause
/// How a kernel leaves its result.
#pragma once

namespace xrnn::kernels
{

/// A result replaces what lies in its place, or is added to it.
enum class write
{
    set,
    add
};

} // namespace xrnn::kernels
