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

namespace detail
{

    [[noreturn]] inline void refuse_to_read(const std::string& name)
    {
        throw std::runtime_error("xrnn: cannot read " + name + ": " + std::strerror(errno));
    }

    /// What is left in a stream. Throws std::runtime_error, which names it.
    inline std::string read_stream(std::FILE* stream, const std::string& name)
    {
        std::string text;
        std::array<char, 65536> part;
        while (const std::size_t size = std::fread(part.data(), 1, part.size(), stream))
        {
            text.append(part.data(), size);
        }
        if (std::ferror(stream) != 0)
        {
            refuse_to_read(name);
        }
        return text;
    }

} // namespace detail

/// All bytes of a file. Throws std::runtime_error, which names the file and why it cannot be read.
inline std::string read_file(const std::string& path)
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
    if (file == nullptr)
    {
        detail::refuse_to_read(path);
    }
    return detail::read_stream(file.get(), path);
}

} // namespace xrnn
