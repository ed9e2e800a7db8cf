// SPDX-License-Identifier: BSD-3-Clause
/// How far a long computation is: one line that is drawn anew on a terminal, and now and then a line elsewhere.
#pragma once

#include <chrono>
#include <cstdio>
#include <string>

#include <sys/ioctl.h>
#include <unistd.h>

namespace xrnn
{

/// Writes to a stream of its user. On a terminal, show() draws its line anew, at most ten times a second; in a file or a
/// pipe it writes a line at most every `every`. say() writes lines that stay.
///
///     progress_line line;
///     while (...)
///     {
///         ...
///         if (line.is_due()) line.show("update " + std::to_string(n));
///     }
class progress_line
{
public:
    using clock = std::chrono::steady_clock;

    explicit progress_line(std::FILE* out = stderr, clock::duration every = std::chrono::seconds(10))
        : out_(out)
        , is_terminal_(::isatty(::fileno(out)) == 1)
        , every_(is_terminal_ ? std::chrono::milliseconds(100) : every)
    {
    }

    progress_line(const progress_line&) = delete;
    progress_line& operator=(const progress_line&) = delete;

    /// Leaves the last line on the terminal.
    ~progress_line() { finish(); }

    /// Whether show() would write something now, so that the text need not be made in vain.
    [[nodiscard]] bool is_due() const { return clock::now() >= next_; }

    /// Shows a text of ASCII, if it is due. On a terminal it is cut to the width of the window.
    void show(const std::string& text)
    {
        if (!is_due())
        {
            return;
        }
        next_ = clock::now() + every_;
        if (is_terminal_)
        {
            std::fprintf(out_, "\r%s\033[K", text.substr(0, columns()).c_str());
            is_drawn_ = true;
        }
        else
        {
            std::fprintf(out_, "%s\n", text.c_str());
        }
        std::fflush(out_);
    }

    /// Writes lines that stay, in place of the one that is drawn.
    void say(const std::string& lines)
    {
        std::fprintf(out_, "%s%s\n", is_drawn_ ? "\r\033[K" : "", lines.c_str());
        std::fflush(out_);
        is_drawn_ = false;
    }

    /// Ends the line that is drawn. What is shown or said next begins a new one.
    void finish()
    {
        if (is_drawn_)
        {
            std::fputc('\n', out_);
            std::fflush(out_);
            is_drawn_ = false;
        }
    }

private:
    /// One less than the window has, because some terminals begin a new line after the last column.
    std::size_t columns() const
    {
        winsize window{};
        const bool is_known = ::ioctl(::fileno(out_), TIOCGWINSZ, &window) == 0 && window.ws_col > 1;
        return is_known ? window.ws_col - 1U : 79U;
    }

    std::FILE* out_;
    bool is_terminal_;
    clock::duration every_;
    clock::time_point next_{};
    bool is_drawn_ = false;
};

/// "45 s", "3 min 05 s", "1 h 02 min": the nearest whole ones. Negative or not finite: "?".
[[nodiscard]] inline std::string duration_text(double seconds)
{
    if (!(seconds >= 0 && seconds < 1e9))
    {
        return "?";
    }
    const auto two_digits = [](long n) { return std::string(n < 10 ? "0" : "") += std::to_string(n); };
    const long whole = static_cast<long>(seconds + 0.5);
    if (whole < 60)
    {
        return std::to_string(whole) + " s";
    }
    if (whole < 3600)
    {
        return std::to_string(whole / 60) + " min " + two_digits(whole % 60) + " s";
    }
    return std::to_string(whole / 3600) + " h " + two_digits(whole % 3600 / 60) + " min";
}

} // namespace xrnn
