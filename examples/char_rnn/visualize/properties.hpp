// SPDX-License-Identifier: BSD-3-Clause
/// What is true of each place of a text, apart from its letter: whether it is inside quotes, how deep in brackets, and so on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace char_rnn
{

/// A number below `classes` for each byte of a text: what is true once that byte has been read.
struct property
{
    std::string name;
    std::size_t classes = 2;
    std::vector<std::uint8_t> of_byte;
};

/// - inside quotes: between two double quotes, not farther than the end of a paragraph
/// - inside brackets, and bracket depth (0, 1, 2, 3 or more): of round, square and curly ones
/// - inside a URL: from http://, https:// or www. to a blank, a quote or a bracket
/// - inside a comment: of C and C++, or of XML
/// - place in the line: by tens, the last class is from 70 on
/// - indentation of the line: 0, 1 to 4, 5 to 8, more; a tab counts for 8
/// - digit
std::vector<property> properties_of(std::string_view text);

} // namespace char_rnn
