// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <xrnn/text/read_file.hpp>

#include "text/temporary_folder.hpp"

using namespace xrnn;
using Catch::Matchers::Contains;
using tests::temporary_folder;

TEST_CASE("all bytes of a file are read, zero, line ends and those above 127 too")
{
    const temporary_folder f;
    std::string all;
    for (int b = 0; b < 256; ++b)
    {
        all += static_cast<char>(b);
    }
    all += "\r\n\n\r\x1a end";
    CHECK(read_file(f.file("file", all)) == all);
}

TEST_CASE("an empty file is an empty text")
{
    const temporary_folder f;
    CHECK(read_file(f.file("file", "")).empty());
}

TEST_CASE("files as large as a part, larger and just beside it are read whole")
{
    const temporary_folder f;
    for (const std::size_t size : {65535u, 65536u, 65537u, 131072u, 200001u})
    {
        std::string text(size, '\0');
        for (std::size_t i = 0; i < size; ++i)
        {
            text[i] = static_cast<char>(i * 2654435761u >> 13);
        }
        CHECK((read_file(f.file("file", text)) == text)); // the brackets keep a failure from printing it
    }
}

TEST_CASE("a file that cannot be read is named, with the reason")
{
    const temporary_folder f;
    const std::string missing = f.path() + "/not there";
    CHECK_THROWS_AS(read_file(missing), std::runtime_error);
    CHECK_THROWS_WITH(read_file(missing), Contains("cannot read " + missing + ": No such file or directory"));
    CHECK_THROWS_AS(read_file(f.path()), std::runtime_error);
    CHECK_THROWS_WITH(read_file(f.path()), Contains("cannot read " + f.path() + ": "));
    CHECK_THROWS_AS(read_file(""), std::runtime_error);
}
