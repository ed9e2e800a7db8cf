// SPDX-License-Identifier: BSD-3-Clause
/// Charts as SVG: lines, and bars to both sides of 1, on logarithmic scales. They have a ground of their own, light or dark
/// as the reader prefers.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace charts
{

/// What a line or a bar stands for. There are four colours, 0 to 3; the last one's lines are dashed.
struct legend_entry
{
    std::string name;
    int colour = 0;

    /// Of the colour in the style sheet.
    std::string style() const { return std::string("c") += std::to_string(colour); }
};

/// A number of an axis: "1000", "0.05".
inline std::string tick_text(double number)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), number < 1000 ? "%.3g" : "%.0f", number);
    return text.data();
}

/// An SVG file in the making. Places are in pixels from the upper left corner.
class drawing
{
public:
    drawing(double width, double height, const std::string& title)
    {
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %g %g\" width=\"%g\" height=\"%g\" role=\"img\" "
            "aria-labelledby=\"title\"\n     font-family=\"Helvetica, Arial, sans-serif\" font-size=\"14\">\n",
            width, height, width, height);
        svg_ += "  <!-- SPDX-License-Identifier: BSD-3-Clause -->\n  <title id=\"title\">" + title + "</title>\n";
        svg_ += style;
        add("  <rect class=\"ground\" width=\"%g\" height=\"%g\" rx=\"6\"/>\n", width, height);
    }

    void line(double x1, double y1, double x2, double y2, const char* kind)
    {
        add("  <path class=\"%s\" d=\"M %.1f %.1f L %.1f %.1f\"/>\n", kind, x1, y1, x2, y2);
    }

    void bar(double x, double y, double width, double height, const std::string& kind)
    {
        add("  <rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n", kind.c_str(), x, y, width,
            height);
    }

    void dot(double x, double y, const std::string& kind)
    {
        add("  <circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>\n", kind.c_str(), x, y);
    }

    /// `anchor` is start, middle or end: the part of the text that stands at x.
    void text(double x, double y, const char* anchor, const std::string& words, const char* kind = "words")
    {
        add("  <text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", kind, x, y, anchor);
        svg_ += words + "</text>\n";
    }

    /// Names with their colours, side by side.
    void legend(double x, double y, const std::vector<legend_entry>& entries)
    {
        for (const legend_entry& entry : entries)
        {
            bar(x, y - 10, 18, 10, entry.style());
            text(x + 24, y, "start", entry.name);
            x += 60 + 8 * static_cast<double>(entry.name.size());
        }
    }

    /// Throws std::runtime_error.
    void save(const std::string& path) const
    {
        std::ofstream file(path);
        file << svg_ << "</svg>\n";
        if (!file.flush())
        {
            throw std::runtime_error("cannot write " + path);
        }
    }

private:
    static constexpr const char* style = R"(  <style>
    .ground { fill: #ffffff; } .words { fill: #1f2933; } .small { fill: #52606d; font-size: 12px; }
    .grid { stroke: #dde2e8; fill: none; } .axis { stroke: #7b8794; fill: none; }
    .c0 { fill: #1d5fa8; stroke: #1d5fa8; } .c1 { fill: #c2410c; stroke: #c2410c; }
    .c2 { fill: #2f855a; stroke: #2f855a; } .c3 { fill: #8a94a0; stroke: #8a94a0; }
    path.c0, path.c1, path.c2, path.c3 { stroke-width: 2; fill: none; } path.c3 { stroke-dasharray: 5 4; }
    rect.c0, rect.c1, rect.c2, rect.c3 { stroke: none; }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #161b22; } .words { fill: #e6edf3; } .small { fill: #9ba7b4; }
      .grid { stroke: #30363d; } .axis { stroke: #7d8590; }
      .c0 { fill: #6cb2ff; stroke: #6cb2ff; } .c1 { fill: #ff9466; stroke: #ff9466; }
      .c2 { fill: #68d391; stroke: #68d391; } .c3 { fill: #a0aec0; stroke: #a0aec0; }
    }
  </style>
)";

    template <class... Values>
    void add(const char* format, Values... values)
    {
        std::array<char, 400> text{};
        std::snprintf(text.data(), text.size(), format, values...);
        svg_ += text.data();
    }

    std::string svg_;
};

/// A logarithmic scale from numbers to pixels.
class scale
{
public:
    scale(double low, double high, double from, double to)
        : low_(std::log(low))
        , high_(std::log(high))
        , from_(from)
        , to_(to)
    {
    }

    double operator()(double number) const
    {
        return from_ + (to_ - from_) * (std::log(number) - low_) / (high_ - low_);
    }

    /// The numbers 1, 2 and 5 times powers of ten that lie on it; only the powers if there are many of them, and numbers at
    /// equal distances if there are few.
    std::vector<double> ticks() const
    {
        if (high_ - low_ < std::log(5))
        {
            return even_ticks();
        }
        std::vector<double> all;
        const bool wide = high_ - low_ > std::log(200);
        for (double power = 1e-9; power < 1e12; power *= 10)
        {
            for (const double factor : {1, 2, 5})
            {
                const double at = std::log(power * factor);
                if ((factor == 1 || !wide) && at > low_ - 1e-6 && at < high_ + 1e-6)
                {
                    all.push_back(power * factor);
                }
            }
        }
        return all;
    }

private:
    /// Three to seven.
    std::vector<double> even_ticks() const
    {
        const double range = std::exp(high_) - std::exp(low_);
        const double power = std::pow(10.0, std::floor(std::log10(range / 3)));
        const double step = power * (range / power > 15 ? 5 : range / power > 6 ? 2 : 1);
        std::vector<double> all;
        for (double number = std::ceil(std::exp(low_) / step) * step; std::log(number) <= high_; number += step)
        {
            all.push_back(number);
        }
        return all;
    }

    double low_, high_, from_, to_;
};

/// A line: pairs of x and y, by rising x.
struct series
{
    legend_entry legend;
    std::vector<std::pair<double, double>> points;
};

/// Where an axis has ticks.
enum class ticks
{
    at_each_x,
    at_round_numbers
};

/// Lines over two logarithmic axes. There must be two different x at least, and all numbers must be above zero.
inline void draw_lines(const std::string& path, const std::string& title, const std::string& note,
    const std::string& x_words, const std::string& y_words, const std::vector<series>& lines,
    ticks x_ticks = ticks::at_each_x)
{
    constexpr double left = 70, top = 112, right = 610, bottom = 350;
    std::vector<double> x, y;
    std::vector<legend_entry> names;
    for (const series& s : lines)
    {
        names.push_back(s.legend);
        for (const auto& [at, value] : s.points)
        {
            x.push_back(at);
            y.push_back(value);
        }
    }
    std::sort(x.begin(), x.end());
    x.erase(std::unique(x.begin(), x.end()), x.end());
    const bool has_dots = x.size() <= 12;
    const auto [lowest, highest] = std::minmax_element(y.begin(), y.end());
    const scale across(x.front(), x.back(), left + 15, right - 15);
    const scale up(*lowest * 0.8, *highest * 1.25, bottom, top);
    if (x_ticks == ticks::at_round_numbers)
    {
        x = across.ticks();
    }
    drawing d(640, 415, title);
    d.text(left, 30, "start", title);
    d.text(left, 50, "start", note, "small");
    d.legend(left, 78, names);
    for (const double number : up.ticks())
    {
        d.line(left, up(number), right, up(number), "grid");
        d.text(left - 8, up(number) + 5, "end", tick_text(number));
    }
    for (const double number : x)
    {
        d.line(across(number), bottom, across(number), bottom + 5, "axis");
        d.text(across(number), bottom + 22, "middle", tick_text(number));
    }
    d.line(left, bottom, right, bottom, "axis");
    d.text((left + right) / 2, bottom + 46, "middle", x_words);
    d.text(left, top - 10, "start", y_words, "small");
    for (const series& s : lines)
    {
        const std::string kind = s.legend.style();
        for (std::size_t k = 0; k < s.points.size(); ++k)
        {
            const double px = across(s.points[k].first);
            const double py = up(s.points[k].second);
            if (k > 0)
            {
                d.line(across(s.points[k - 1].first), up(s.points[k - 1].second), px, py, kind.c_str());
            }
            if (has_dots)
            {
                d.dot(px, py, kind);
            }
        }
    }
    d.save(path);
}

/// A group of bars: a number for each name that has one.
struct bar_group
{
    std::string name;
    std::vector<std::optional<double>> numbers;
};

/// Bars from 1 to each number on a logarithmic axis, in groups from top to bottom.
inline void draw_bars(const std::string& path, const std::string& title, const std::string& note,
    const std::vector<legend_entry>& names, const std::vector<bar_group>& groups)
{
    constexpr double left = 150, top = 110, right = 680, thickness = 9, gap = 10;
    double low = 0.5, high = 2;
    for (const bar_group& g : groups)
    {
        for (const std::optional<double>& number : g.numbers)
        {
            low = std::min(low, number.value_or(1) * 0.8);
            high = std::max(high, number.value_or(1) * 1.25);
        }
    }
    double height = top + 20;
    for (const bar_group& g : groups)
    {
        height += gap
            + thickness * static_cast<double>(std::count_if(g.numbers.begin(), g.numbers.end(), [](const auto& number) {
                  return number.has_value();
              }));
    }
    const scale across(low, high, left, right);
    drawing d(720, height, title);
    d.text(20, 30, "start", title);
    d.text(20, 50, "start", note, "small");
    d.legend(left, 78, names);
    for (const double number : across.ticks())
    {
        d.line(across(number), top - 4, across(number), height - 20, number == 1 ? "axis" : "grid");
        d.text(across(number), top - 10, "middle", tick_text(number), "small");
    }
    double y = top;
    for (const bar_group& g : groups)
    {
        const double first = y;
        for (std::size_t k = 0; k < g.numbers.size(); ++k)
        {
            if (g.numbers[k])
            {
                const double at = across(*g.numbers[k]);
                d.bar(std::min(at, across(1)), y, std::abs(at - across(1)), thickness - 1, names[k].style());
                y += thickness;
            }
        }
        d.text(left - 10, (first + y) / 2 + 4, "end", g.name);
        y += gap;
    }
    d.save(path);
}

} // namespace charts
