// SPDX-License-Identifier: BSD-3-Clause
/// What the checks of other libraries' files share: networks, a file's path, refusals, and numbers.
#pragma once

#include <filesystem>
#include <string>

#include <unistd.h>

#include <xrnn/io/file_error.hpp>
#include <xrnn/xrnn.hpp>

namespace tests
{

using namespace xrnn;

inline constexpr std::size_t in = 2;
inline constexpr std::size_t units = 3;
using lstm_network = stack<lstm<in, units>, lstm<units, units>>;
using gru_network = gru<in, units>;

inline const std::string path =
    (std::filesystem::temp_directory_path() / ("xrnn_other_libraries_" + std::to_string(::getpid()))).string();

/// Whether f throws a file_error.
template <class F>
bool refused(const F& f)
{
    try
    {
        f();
    }
    catch (const file_error&)
    {
        return true;
    }
    return false;
}

/// Numbers that count on, so that each is different.
inline double next_number()
{
    static double last = 0;
    return last += 1;
}

} // namespace tests
