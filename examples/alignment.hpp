// SPDX-License-Identifier: BSD-3-Clause
/// The picture of an attention as SVG: a row of squares for each letter that is written, a column for each that is read, the
/// darker the more it counts. It has a ground of its own, light or dark as the reader prefers.
#pragma once

#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>

namespace alignment
{

/// weight(t, j) is in [0, 1]: how much letter j of what is read counts for letter t of what is written. Throws
/// std::runtime_error if the file cannot be written. The letters are those of the examples: none needs to be escaped.
template <class Weight>
void draw(const std::string& path, const std::string& read, const std::string& written, const Weight& weight)
{
    constexpr std::size_t square = 18;
    constexpr std::size_t margin = 30;
    const std::size_t width = margin + read.size() * square + 10;
    const std::size_t height = margin + written.size() * square + 10;
    std::ofstream file(path);
    file << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << width << " " << height << "\" width=\""
         << width << "\" height=\"" << height
         << "\" role=\"img\" aria-labelledby=\"title\" font-family=\"monospace\" font-size=\"14\" "
         << "text-anchor=\"middle\">\n"
         << "<!-- SPDX-License-Identifier: BSD-3-Clause -->\n"
         << "<title id=\"title\">Which letters of &#8220;" << read << "&#8221; count for each letter of " << written
         << "</title>\n"
         << "<style>\n"
         << ".ground { fill: #fff } .cell { fill: #1f5fa8 } text { fill: #222 }\n"
         << "@media (prefers-color-scheme: dark) { .ground { fill: #1b1b1d } .cell { fill: #8ec1ff } text { fill: #ddd "
            "} }\n"
         << "</style>\n"
         << "<rect class=\"ground\" width=\"" << width << "\" height=\"" << height << "\" rx=\"6\"/>\n";
    const auto letter = [&](std::size_t x, std::size_t y, char c) {
        file << "<text x=\"" << x << "\" y=\"" << y << "\">" << c << "</text>\n";
    };
    for (std::size_t j = 0; j < read.size(); ++j)
    {
        letter(margin + j * square + square / 2, margin - 10, read[j]);
    }
    for (std::size_t t = 0; t < written.size(); ++t)
    {
        letter(margin / 2, margin + t * square + square * 3 / 4, written[t]);
        for (std::size_t j = 0; j < read.size(); ++j)
        {
            char opacity[16];
            std::snprintf(opacity, sizeof opacity, "%.2f", 0.04 + 0.96 * weight(t, j));
            file << "<rect class=\"cell\" x=\"" << margin + j * square + 1 << "\" y=\"" << margin + t * square + 1
                 << "\" width=\"" << square - 2 << "\" height=\"" << square - 2 << "\" opacity=\"" << opacity
                 << "\"/>\n";
        }
    }
    file << "</svg>\n";
    if (!file.flush())
    {
        throw std::runtime_error("cannot write " + path);
    }
}

} // namespace alignment
