// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <sys/resource.h>
#include <sys/stat.h>

#include <xrnn/io/write_file.hpp>
#include <xrnn/text/read_file.hpp>

#include "io/child.hpp"
#include "text/temporary_folder.hpp"

using namespace xrnn;
using Catch::Matchers::Contains;
using xrnn::tests::child;
using xrnn::tests::temporary_folder;
namespace fs = std::filesystem;

namespace
{

std::vector<std::string> names_in(const temporary_folder& f)
{
    std::vector<std::string> all;
    for (const fs::directory_entry& e : fs::directory_iterator(f.path()))
    {
        all.push_back(e.path().filename().string());
    }
    std::sort(all.begin(), all.end());
    return all;
}

using names = std::vector<std::string>;

unsigned permissions(const std::string& path)
{
    struct ::stat status;
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 07777;
}

/// A user without rights, if the test runs as root.
void become_anybody()
{
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0))
    {
        throw std::runtime_error("this process must be root");
    }
}

} // namespace

TEST_CASE("pieces are written one after the other, and nothing else is left in the folder")
{
    const temporary_folder f;
    const std::string first = "one, ";
    const std::string second("\0two", 4);
    const std::array pieces{
        std::as_bytes(std::span(first)), std::span<const std::byte>(), std::as_bytes(std::span(second))};
    write_file(f.path("file"), pieces);
    CHECK(read_file(f.path("file")) == first + second);
    write_file(f.path("file"), "three");
    CHECK(read_file(f.path("file")) == "three");
    write_file(f.path("file"), "");
    CHECK(read_file(f.path("file")).empty());
    CHECK(names_in(f) == names{"file"});
}

TEST_CASE("a file is written in the folder of the program, if it has no other")
{
    const temporary_folder f;
    child in_folder([&] {
        fs::current_path(f.path());
        write_file("file", "text");
        return true;
    });
    CHECK(in_folder.succeeded());
    CHECK(read_file(f.path("file")) == "text");
}

TEST_CASE("a file keeps its permissions, and a new one gets what the umask leaves")
{
    const temporary_folder f;
    for (const ::mode_t mode : {0600u, 0640u, 0666u, 0755u})
    {
        f.file("file", "old");
        REQUIRE(::chmod(f.path("file").c_str(), mode) == 0);
        write_file(f.path("file"), "new");
        CHECK(read_file(f.path("file")) == "new");
        CHECK(permissions(f.path("file")) == mode);
        fs::remove(f.path("file"));
    }
    const ::mode_t before = ::umask(027);
    write_file(f.path("file"), "new");
    ::umask(before);
    CHECK(permissions(f.path("file")) == 0640);
}

TEST_CASE("a symbolic link stays, and the file that it leads to is written")
{
    const temporary_folder f;
    f.file("there/file", "old");
    fs::create_symlink("there/file", f.path("near"));
    fs::create_symlink(f.path("near"), f.path("link"));
    write_file(f.path("link"), "new");
    CHECK(fs::is_symlink(f.path("link")));
    CHECK(fs::is_symlink(f.path("near")));
    CHECK(read_file(f.path("there/file")) == "new");

    fs::create_symlink("there/not yet", f.path("dangling"));
    write_file(f.path("dangling"), "made");
    CHECK(fs::is_symlink(f.path("dangling")));
    CHECK(read_file(f.path("there/not yet")) == "made");

    fs::create_symlink("itself", f.path("itself"));
    CHECK_THROWS_AS(write_file(f.path("itself"), "never"), file_error);
}

TEST_CASE("a device is written to and not replaced, and a full one is an error")
{
    const temporary_folder f;
    CHECK_NOTHROW(write_file("/dev/null", "away"));
    fs::create_symlink("/dev/full", f.path("full"));
    CHECK_THROWS_WITH(
        write_file(f.path("full"), "text"), Contains(f.path("full") + ": cannot be written: No space left"));
    CHECK_THROWS_AS(write_file(f.path("full"), "text"), file_error);
    CHECK(fs::is_character_file("/dev/full"));
    CHECK(names_in(f) == names{"full"});
}

TEST_CASE("what cannot be written is named, with the reason")
{
    const temporary_folder f;
    CHECK_THROWS_WITH(write_file(f.path(), "text"), Contains(f.path() + ": cannot be written: Is a directory"));
    CHECK_THROWS_WITH(write_file(f.path("no/file"), "text"),
        Contains(f.path("no/file") + ": cannot be written: No such file or directory; nothing was changed"));
    f.file("file", "old");
    CHECK_THROWS_WITH(write_file(f.path("file/in"), "text"), Contains("Not a directory"));
    CHECK_THROWS_AS(write_file("", "text"), file_error);
    CHECK(names_in(f) == names{"file"});
}

TEST_CASE("a disk that is full in the middle leaves the old file, and nothing beside it")
{
    const temporary_folder f;
    const std::string old(500, 'o');
    f.file("file", old);
    child limited([&] {
        const ::rlimit most{100000, 100000};
        ::signal(SIGXFSZ, SIG_IGN);
        ::setrlimit(RLIMIT_FSIZE, &most);
        write_file(f.path("small"), std::string(100000, 's'));
        return xrnn::tests::throws<file_error>([&] { write_file(f.path("file"), std::string(100001, 'n')); },
            f.path("file") + ": cannot be written: File too large; nothing was changed");
    });
    CHECK(limited.succeeded());
    CHECK(read_file(f.path("file")) == old);
    CHECK(read_file(f.path("small")).size() == 100000);
    CHECK(names_in(f) == names{"file", "small"});
}

TEST_CASE("neither a folder nor a file that is read-only is written")
{
    const temporary_folder f;
    f.file("closed/file", "old");
    f.file("open/file", "old");
    REQUIRE(::chmod(f.path("open").c_str(), 0777) == 0);
    REQUIRE(::chmod(f.path("closed").c_str(), 0555) == 0);
    REQUIRE(::chmod(f.path("closed/file").c_str(), 0666) == 0);
    REQUIRE(::chmod(f.path("open/file").c_str(), 0444) == 0);
    REQUIRE(::chmod(f.path().c_str(), 0755) == 0);
    child anybody([&] {
        become_anybody();
        write_file(f.path("open/another"), "new");
        return xrnn::tests::throws<file_error>([&] { write_file(f.path("closed/file"), "new"); }, "Permission denied")
            && xrnn::tests::throws<file_error>(
                [&] { write_file(f.path("closed/another"), "new"); }, "Permission denied")
            && xrnn::tests::throws<file_error>([&] { write_file(f.path("open/file"), "new"); }, "Permission denied");
    });
    CHECK(anybody.succeeded());
    CHECK(read_file(f.path("closed/file")) == "old");
    CHECK(read_file(f.path("open/file")) == "old");
    CHECK(read_file(f.path("open/another")) == "new");
    REQUIRE(::chmod(f.path("closed").c_str(), 0755) == 0);
}

TEST_CASE("what a killed process with the same number left is not in the way")
{
    const temporary_folder f;
    for (int n = 0; n < 100; ++n)
    {
        f.file(".xrnn-" + std::to_string(::getpid()) + "-" + std::to_string(n) + ".new", "left");
    }
    write_file(f.path("file"), "text");
    CHECK(read_file(f.path("file")) == "text");
    CHECK(names_in(f).size() == 101);
}

TEST_CASE("a process that is killed at any moment leaves a whole file")
{
    const temporary_folder f;
    const std::array<std::string, 2> contents{std::string(300000, 'a'), std::string(200000, 'b')};
    std::minstd_rand random(1);
    std::array<int, 2> seen{};
    for (int n = 0; n < 50; ++n)
    {
        child writer([&] {
            for (;;)
            {
                write_file(f.path("file"), contents[0]);
                write_file(f.path("file"), contents[1]);
            }
            return true;
        });
        while (!fs::exists(f.path("file")))
        {
            std::this_thread::yield();
        }
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 10000));
        writer.kill();
        REQUIRE(!writer.succeeded());
        const std::string found = read_file(f.path("file"));
        REQUIRE((found == contents[0] || found == contents[1])); // the brackets keep a failure from printing it
        ++seen[found == contents[1]];
    }
    CHECK(seen[0] > 0);
    CHECK(seen[1] > 0);
}
