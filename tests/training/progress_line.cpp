// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <cmath>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <xrnn/training/progress_line.hpp>

using namespace xrnn;

namespace
{
/// All that a stream has received.
std::string content(std::FILE* file)
{
    std::fflush(file);
    std::rewind(file);
    std::string text;
    for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file))
    {
        text += static_cast<char>(c);
    }
    return text;
}

/// The side of a terminal that a program writes to, and the one that shows it.
struct terminal
{
    int screen = ::posix_openpt(O_RDWR | O_NOCTTY);
    std::FILE* out = nullptr;

    explicit terminal(unsigned short columns)
    {
        REQUIRE(screen >= 0);
        REQUIRE(::grantpt(screen) == 0);
        REQUIRE(::unlockpt(screen) == 0);
        out = std::fopen(::ptsname(screen), "w");
        REQUIRE(out != nullptr);
        winsize size{};
        size.ws_col = columns;
        REQUIRE(::ioctl(screen, TIOCSWINSZ, &size) == 0);
    }

    terminal(const terminal&) = delete;
    terminal& operator=(const terminal&) = delete;

    ~terminal()
    {
        std::fclose(out);
        ::close(screen);
    }

    std::string shown() const
    {
        char text[1000];
        const ssize_t size = ::read(screen, text, sizeof text);
        return {text, text + (size > 0 ? size : 0)};
    }
};
} // namespace

TEST_CASE("in a file there is a line now and then, and what is said stays")
{
    std::FILE* file = std::tmpfile();
    REQUIRE(file != nullptr);
    {
        progress_line line(file, std::chrono::hours(1));
        line.show("one");
        CHECK_FALSE(line.is_due());
        line.show("two");
        line.say("said");
    }
    CHECK(content(file) == "one\nsaid\n");
    std::fclose(file);

    file = std::tmpfile();
    progress_line line(file, std::chrono::seconds(0));
    line.show("one");
    line.show("two");
    CHECK(content(file) == "one\ntwo\n");
    std::fclose(file);
}

TEST_CASE("on a terminal the line is drawn anew, cut to its width, and ended")
{
    const terminal t(11);
    {
        progress_line line(t.out);
        CHECK(line.is_due());
        line.show("0123456789 and more");
        CHECK(t.shown() == "\r0123456789\033[K");
        CHECK_FALSE(line.is_due());
        line.show("too early");
        line.say("said");
        CHECK(t.shown() == "\r\033[Ksaid\r\n"); // the terminal makes two characters of a line feed
        while (!line.is_due())
        {
            ::usleep(1000);
        }
        line.show("again");
        CHECK(t.shown() == "\ragain\033[K");
    }
    CHECK(t.shown() == "\r\n");
}

TEST_CASE("durations are told as people do")
{
    CHECK(duration_text(0) == "0 s");
    CHECK(duration_text(59.4) == "59 s");
    CHECK(duration_text(59.6) == "1 min 00 s");
    CHECK(duration_text(185) == "3 min 05 s");
    CHECK(duration_text(3725) == "1 h 02 min");
    CHECK(duration_text(100 * 3600) == "100 h 00 min");
    CHECK(duration_text(-1) == "?");
    CHECK(duration_text(NAN) == "?");
    CHECK(duration_text(INFINITY) == "?");
}
