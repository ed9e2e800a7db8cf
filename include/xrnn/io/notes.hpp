// SPDX-License-Identifier: BSD-3-Clause
/// A program's own words in a file. Needs nothing of what reads and writes files.
#pragma once

#include <map>
#include <string>

namespace xrnn
{

/// What a program wants to remember beside the objects it saves, in its own words. All UTF-8.
using notes = std::map<std::string, std::string>;

} // namespace xrnn
