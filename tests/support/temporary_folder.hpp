// SPDX-License-Identifier: BSD-3-Clause
/// A folder for the files of a test.
#pragma once

#include <filesystem>
#include <random>
#include <string>

namespace tests
{

/// A folder of its own for a test, gone after it.
class temporary_folder
{
public:
    temporary_folder()
        : path_(std::filesystem::temp_directory_path() / ("xrnn_test_" + std::to_string(std::random_device()())))
    {
        std::filesystem::create_directory(path_);
    }

    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder() { std::filesystem::remove_all(path_); }

    /// The path of a file in it.
    std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

} // namespace tests
