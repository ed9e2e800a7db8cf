// SPDX-License-Identifier: BSD-3-Clause
/// The page without its data: page/report.html with style and script, put together by CMake.
#pragma once

#include <string>

namespace char_rnn
{

extern const std::string page_begin;
extern const std::string page_end;

} // namespace char_rnn
