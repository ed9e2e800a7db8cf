// SPDX-License-Identifier: BSD-3-Clause
/// Training runs in files of any content with a right checksum: all is loaded, or nothing is changed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <xrnn/io/save.hpp>

#include "io/objects.hpp"

namespace
{

using network = xrnn::stack<xrnn::tests::scaled, xrnn::linear<3, 2>>;
using things = xrnn::tests::belongings<network, float>;

/// The file with all that is needed to get past the first checks.
xrnn::detail::checkpoint_read made_plausible(const xrnn::safetensors& file)
{
    std::map<std::string, std::string> words = file.metadata();
    words["format"] = "xrnn";
    words["version"] = "1";
    words["checksum"] = xrnn::detail::checksum_of(words, file.tensors());
    return {"input", xrnn::safetensors::parse(xrnn::safetensors::format(words, file.tensors()), "input")};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const things before(1);
    static things mine(1);
    try
    {
        const auto file =
            made_plausible(xrnn::safetensors::parse(std::string(reinterpret_cast<const char*>(data), size), "input"));
        xrnn::detail::load_parts(file, mine.m, mine.learn, mine.state, mine.random, mine.data, mine.words);
        mine = before;
    }
    catch (const xrnn::file_error&)
    {
        if (!(mine == before))
        {
            std::abort();
        }
    }
    return 0;
}
