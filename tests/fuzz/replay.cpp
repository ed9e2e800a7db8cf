// SPDX-License-Identifier: BSD-3-Clause
/// replay FOLDER...: runs a fuzz target, to which this is linked, on all files of the folders.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include <xrnn/text/read_file.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int count, char** arguments)
{
    try
    {
        int files = 0;
        for (int i = 1; i < count; ++i)
        {
            for (const auto& entry : std::filesystem::directory_iterator(arguments[i]))
            {
                const std::string content = xrnn::read_file(entry.path().string());
                LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(content.data()), content.size());
                ++files;
            }
        }
        std::printf("%d files\n", files);
        return files > 0 ? 0 : 1;
    }
    catch (const std::exception& error)
    {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
