// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <xrnn/text/read_texts.hpp>

#include "text/temporary_folder.hpp"

using namespace xrnn;
using Catch::Matchers::Contains;
using tests::temporary_folder;

namespace
{

std::vector<std::string> names(const texts& found)
{
    std::vector<std::string> all;
    for (const text_file& file : found.files)
    {
        all.push_back(file.name);
    }
    return all;
}

/// "NAME: WHY" of what was left out.
std::vector<std::string> left_out(const texts& found)
{
    std::vector<std::string> all;
    for (const left_out_file& file : found.left_out)
    {
        all.push_back(file.name + ": " + file.why);
    }
    return all;
}

using strings = std::vector<std::string>;

} // namespace

TEST_CASE("files are one text, in the order in which they are named")
{
    const temporary_folder f;
    const std::string b = f.file("b", "two\n");
    const std::string a = f.file("a", "one\n");
    const texts found = read_texts({b, a, b});
    CHECK(found.text == "two\none\ntwo\n");
    CHECK(names(found) == strings{b, a, b});
    CHECK(found.files[1].first == 4);
    CHECK(found.files[1].size == 4);
    CHECK(found.files[2].first == 8);
    CHECK(found.left_out.empty());
}

TEST_CASE("a line feed is put between texts where there is none")
{
    const temporary_folder f;
    const texts found = read_texts({f.file("a", "one"), f.file("empty", ""), f.file("b", "two"), f.file("c", "\n")});
    CHECK(found.text == "one\ntwo\n\n");
    REQUIRE(found.files.size() == 4);
    for (const text_file& file : found.files)
    {
        CHECK(found.text.substr(file.first, file.size) == read_file(file.name));
    }
}

TEST_CASE("a folder is read with the folders in it, sorted by name")
{
    const temporary_folder f;
    f.file("b/2", "4\n");
    f.file("b/10", "3\n");
    f.file("b/sub/deep", "5\n");
    f.file("a.txt", "2\n");
    f.file("B", "1\n");
    f.file("c", "6\n");
    const texts found = read_texts({f.path()});
    CHECK(found.text == "1\n2\n3\n4\n5\n6\n");
    CHECK(names(found)
        == strings{f.path("B"), f.path("a.txt"), f.path("b/10"), f.path("b/2"), f.path("b/sub/deep"), f.path("c")});
}

TEST_CASE("hidden and binary files of folders are left out and reported, but read if they are named")
{
    const temporary_folder f;
    const std::string hidden = f.file(".hidden", "h\n");
    const std::string binary = f.file("binary", std::string("b\0\n", 3));
    f.file(".git/config", "g\n");
    f.file("text", "t\n");
    const texts found = read_texts({f.path()});
    CHECK(found.text == "t\n");
    CHECK(left_out(found) == strings{f.path(".git") + ": hidden", hidden + ": hidden", binary + ": binary"});
    CHECK(read_texts({hidden, binary}).text == std::string("h\nb\0\n", 5));
    CHECK(read_texts({f.path(".git")}).text == "g\n");
}

TEST_CASE("links to files are read, links to folders are not, so that no loop is endless")
{
    const temporary_folder f;
    f.file("folder/text", "t\n");
    namespace fs = std::filesystem;
    fs::create_directory_symlink("..", f.path("folder/loop"));
    fs::create_symlink("itself", f.path("folder/itself"));
    fs::create_symlink("nowhere", f.path("folder/broken"));
    fs::create_symlink("text", f.path("folder/link"));
    const texts found = read_texts({f.path("folder")});
    CHECK(names(found) == strings{f.path("folder/link"), f.path("folder/text")});
    CHECK(left_out(found)
        == strings{f.path("folder/broken") + ": not a file", f.path("folder/itself") + ": not a file",
            f.path("folder/loop") + ": a link to a folder"});
    fs::create_directory_symlink("folder", f.path("named"));
    CHECK(read_texts({f.path("named")}).text == "t\nt\n");
}

TEST_CASE("a pipe in a folder is left out, so that nobody waits for it")
{
    const temporary_folder f;
    f.file("text", "t\n");
    REQUIRE(mkfifo(f.path("pipe").c_str(), 0600) == 0);
    CHECK(left_out(read_texts({f.path()})) == strings{f.path("pipe") + ": not a file"});
}

TEST_CASE("what cannot be read is named, and so is a list without text")
{
    const temporary_folder f;
    const std::string missing = f.path("missing");
    CHECK_THROWS_AS(read_texts({missing}), std::runtime_error);
    CHECK_THROWS_WITH(read_texts({missing}), Contains("cannot read " + missing + ": No such file"));
    CHECK_THROWS_AS(read_texts({""}), std::runtime_error);
    CHECK_THROWS_AS(read_texts({}), std::invalid_argument);
    f.file("empty", "");
    f.file(".hidden", "h");
    CHECK_THROWS_AS(read_texts({f.path()}), std::runtime_error);
    CHECK_THROWS_WITH(read_texts({f.path()}), Contains("no text in " + f.path() + ": 1 empty file, 1 left out"));
}

TEST_CASE("a minus is standard input")
{
    const temporary_folder f;
    REQUIRE(std::freopen(f.file("input", "from standard input").c_str(), "r", stdin) != nullptr);
    const texts found = read_texts({"-"});
    CHECK(found.text == "from standard input");
    CHECK(names(found) == strings{"-"});
}
