// SPDX-License-Identifier: BSD-3-Clause
/// Letters of a pen, for 10_handwriting: written by many hands, read again, and drawn as SVG.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <xrnn/model/random.hpp>

namespace strokes
{

struct point
{
    double x = 0, y = 0;
};

/// Where the pen goes from where it is: to the right, up, and 1 if it is lifted there, otherwise 0.
using movement = std::array<double, 3>;

/// How somebody writes.
struct hand
{
    double slant = 0;
    double size = 4;  ///< of small letters, so that movements are about 1 long
    double shake = 0; ///< of the points that a letter goes through, as a part of the size
};

inline constexpr std::string_view letters = "adehlnorsu";

/// Each letter is one stroke through these points.
// clang-format off
inline const std::array<std::vector<point>, letters.size()> shapes{{
    {{.85, .8}, {.5, 1}, {.12, .7}, {.1, .25}, {.4, 0}, {.75, .3}, {.87, .95}, {.87, .3}, {1.1, .02}},
    {{.8, .8}, {.45, 1}, {.1, .65}, {.1, .25}, {.4, 0}, {.75, .3}, {.85, 1.3}, {.87, 2}, {.87, 1}, {.87, .3}, {1.1, .02}},
    {{.1, .5}, {.5, .5}, {.85, .65}, {.7, .95}, {.4, 1}, {.1, .65}, {.15, .2}, {.5, 0}, {.9, .2}},
    {{.1, 2}, {.1, 1}, {.1, 0}, {.1, .5}, {.35, .95}, {.65, .95}, {.8, .6}, {.8, 0}},
    {{0, .4}, {.35, 1.1}, {.45, 1.8}, {.25, 2}, {.1, 1.6}, {.1, .4}, {.3, 0}, {.55, .15}},
    {{.1, 1}, {.1, .5}, {.1, 0}, {.1, .5}, {.35, .95}, {.65, .95}, {.8, .6}, {.8, 0}},
    {{.5, 1}, {.15, .8}, {.1, .35}, {.4, 0}, {.8, .2}, {.9, .6}, {.7, .95}, {.45, 1}},
    {{.1, 1}, {.1, .5}, {.1, 0}, {.12, .55}, {.35, .9}, {.65, .95}},
    {{.75, .85}, {.45, 1}, {.15, .8}, {.3, .55}, {.65, .4}, {.75, .15}, {.4, 0}, {.05, .15}},
    {{.1, 1}, {.1, .4}, {.3, .03}, {.6, .05}, {.85, .4}, {.9, 1}, {.9, .4}, {1.1, .02}},
}};
// clang-format on

/// A curve through points (Catmull & Rom 1974), as a fine polygon.
inline std::vector<point> smooth(const std::vector<point>& through)
{
    constexpr int pieces = 16;
    std::vector<point> curve{through.front()};
    for (std::size_t i = 0; i + 1 < through.size(); ++i)
    {
        const point a = through[i == 0 ? 0 : i - 1], b = through[i], c = through[i + 1];
        const point d = through[std::min(i + 2, through.size() - 1)];
        const auto at = [](double s, double p, double q, double r, double t) {
            return q + s / 2 * (r - p + s * (2 * p - 5 * q + 4 * r - t + s * (3 * (q - r) + t - p)));
        };
        for (int k = 1; k <= pieces; ++k)
        {
            const double s = double(k) / pieces;
            curve.push_back({at(s, a.x, b.x, c.x, d.x), at(s, a.y, b.y, c.y, d.y)});
        }
    }
    return curve;
}

/// So many points of a polygon, the same way apart; the last is its end, the first one step from its beginning.
inline std::vector<point> evenly(const std::vector<point>& polygon, std::size_t count)
{
    std::vector<double> way{0};
    for (std::size_t i = 1; i < polygon.size(); ++i)
    {
        way.push_back(way.back() + std::hypot(polygon[i].x - polygon[i - 1].x, polygon[i].y - polygon[i - 1].y));
    }
    std::vector<point> points;
    std::size_t i = 1;
    for (std::size_t k = 1; k <= count; ++k)
    {
        const double wanted = way.back() * double(k) / double(count);
        while (i + 1 < polygon.size() && way[i] < wanted)
        {
            ++i;
        }
        const double share = way[i] > way[i - 1] ? std::min(1.0, (wanted - way[i - 1]) / (way[i] - way[i - 1])) : 1;
        points.push_back(
            {std::lerp(polygon[i - 1].x, polygon[i].x, share), std::lerp(polygon[i - 1].y, polygon[i].y, share)});
    }
    return points;
}

/// A letter, written: its first point is where the pen comes down.
inline std::vector<point> write_letter(std::size_t letter, const hand& how, xrnn::random_source& random)
{
    std::vector<point> through = shapes[letter];
    for (point& p : through)
    {
        p.x += how.shake * random.normal();
        p.y += how.shake * random.normal();
        p = {how.size * (p.x + how.slant * p.y), how.size * p.y};
    }
    const std::vector<point> curve = smooth(through);
    std::vector<point> points = evenly(curve, shapes[letter].size() + 7);
    points.insert(points.begin(), curve.front());
    return points;
}

/// The movements of a text of these letters and blanks.
inline std::vector<movement> write(std::string_view text, const hand& how, xrnn::random_source& random)
{
    std::vector<movement> movements;
    point pen, origin;
    for (const char letter : text)
    {
        if (letter == ' ')
        {
            origin.x += 0.75 * how.size;
            continue;
        }
        double right = 0;
        for (const point& p : write_letter(letters.find(letter), how, random))
        {
            const point to{origin.x + p.x, origin.y + p.y};
            movements.push_back({to.x - pen.x, to.y - pen.y, 0});
            pen = to;
            right = std::max(right, p.x - how.slant * p.y);
        }
        movements.back()[2] = 1;
        origin.x += right + how.size * (0.3 + how.shake * random.normal());
    }
    return movements;
}

/// Which letter these movements look most like. The first only brings the pen there.
inline char read_letter(const std::vector<movement>& movements)
{
    const auto centred = [](std::vector<point> points) {
        points = evenly(points, 24);
        point mean;
        for (const point& p : points)
        {
            mean.x += p.x / 24, mean.y += p.y / 24;
        }
        for (point& p : points)
        {
            p = {p.x - mean.x, p.y - mean.y};
        }
        return points;
    };
    std::vector<point> path{{}};
    for (std::size_t i = 1; i < movements.size(); ++i)
    {
        path.push_back({path.back().x + movements[i][0], path.back().y + movements[i][1]});
    }
    if (path.size() < 2)
    {
        return '.';
    }
    const std::vector<point> seen = centred(path);
    double least = std::numeric_limits<double>::infinity();
    char best = '?';
    xrnn::random_source unused(1);
    for (std::size_t letter = 0; letter < letters.size(); ++letter)
    {
        for (const double slant : {-0.2, 0.0, 0.2, 0.4, 0.6})
        {
            const std::vector<point> known = centred(write_letter(letter, {.slant = slant}, unused));
            double apart = 0;
            for (std::size_t i = 0; i < seen.size(); ++i)
            {
                apart += std::pow(seen[i].x - known[i].x, 2) + std::pow(seen[i].y - known[i].y, 2);
            }
            best = apart < least ? letters[letter] : best;
            least = std::min(least, apart);
        }
    }
    return best;
}

/// Lines of writing as an SVG.
class sheet
{
public:
    /// Adds a line, with a word about it beside it.
    void add(const std::string& about, const std::vector<movement>& movements)
    {
        constexpr double scale = 6;
        height_ += 72;
        print("<text x=\"16\" y=\"%.0f\">", height_ - 14);
        svg_ += about + "</text>\n<path d=\"";
        double x = 150, y = height_ - 10;
        bool down = false;
        for (const movement& m : movements)
        {
            x += scale * m[0];
            y -= scale * m[1];
            svg_ += down ? 'L' : 'M';
            print("%.1f %.1f", x, y);
            down = m[2] == 0;
            width_ = std::max(width_, x + 24);
        }
        svg_ += "\"/>\n";
    }

    /// Throws std::runtime_error if the file cannot be written.
    void save(const std::string& path, const std::string& title) const
    {
        std::ofstream file(path);
        file << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << std::ceil(width_) << ' ' << height_ + 20
             << "\" role=\"img\" aria-labelledby=\"title\">\n<!-- SPDX-License-Identifier: BSD-3-Clause -->\n"
             << "<title id=\"title\">" << title << "</title>\n"
             << "<style>text { font: 14px Helvetica, Arial, sans-serif; fill: #52606d } path { fill: none; stroke: "
                "#1d3d6b; "
                "stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }</style>\n"
             << "<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"#fdfcf7\"/>\n"
             << svg_ << "</svg>\n";
        file.close();
        if (!file)
        {
            throw std::runtime_error("cannot write " + path);
        }
    }

private:
    template <class... Numbers>
    void print(const char* format, Numbers... numbers)
    {
        std::array<char, 80> text{};
        std::snprintf(text.data(), text.size(), format, numbers...);
        svg_ += text.data();
    }

    std::string svg_;
    double width_ = 0;
    double height_ = 0;
};

} // namespace strokes
