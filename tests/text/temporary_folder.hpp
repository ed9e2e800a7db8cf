// SPDX-License-Identifier: BSD-3-Clause
/// A folder of its own for a test, gone after it.
#pragma once

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

namespace xrnn::tests
{

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

    std::string path() const { return path_.string(); }
    std::string path(const std::string& name) const { return (path_ / name).string(); }

    /// The path of a file that holds this; the folders that it lies in are made.
    std::string file(const std::string& name, const std::string& content) const
    {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << content;
        return path(name);
    }

private:
    std::filesystem::path path_;
};

} // namespace xrnn::tests
