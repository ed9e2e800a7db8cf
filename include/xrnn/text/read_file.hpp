// SPDX-License-Identifier: BSD-3-Clause
/// A whole file as text.
#pragma once

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

namespace xrnn
{

/// All bytes of a file. Throws std::runtime_error, which names the file and why it cannot be read.
inline std::string read_file(const std::string& path)
{
    const auto fail = [&path]() -> void {
        throw std::runtime_error("xrnn: cannot read " + path + ": " + std::strerror(errno));
    };
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
    if (file == nullptr)
    {
        fail();
    }
    std::string text;
    std::array<char, 65536> part;
    while (const std::size_t size = std::fread(part.data(), 1, part.size(), file.get()))
    {
        text.append(part.data(), size);
    }
    if (std::ferror(file.get()) != 0)
    {
        fail();
    }
    return text;
}

} // namespace xrnn
