// SPDX-License-Identifier: BSD-3-Clause
/// Files of any bytes, read by safetensors: what is accepted is what it says, and comes back when it is written.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include <xrnn/io/safetensors.hpp>

namespace
{

void require(bool holds)
{
    if (!holds)
    {
        std::abort();
    }
}

bool equal(const xrnn::safetensors::tensor& a, const xrnn::safetensors::tensor& b)
{
    return a.name == b.name && a.type == b.type && a.shape == b.shape && a.bytes.size() == b.bytes.size()
        && (a.bytes.empty() || std::memcmp(a.bytes.data(), b.bytes.data(), a.bytes.size()) == 0);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using xrnn::safetensors;
    try
    {
        const safetensors file = safetensors::parse(std::string(reinterpret_cast<const char*>(data), size), "input");
        std::size_t bytes = 0;
        for (const safetensors::tensor& t : file.tensors())
        {
            bytes += t.bytes.size();
        }
        require(bytes < size);
        const safetensors again = safetensors::parse(safetensors::format(file.metadata(), file.tensors()), "copy");
        require(again.metadata() == file.metadata() && again.tensors().size() == file.tensors().size());
        for (const safetensors::tensor& t : file.tensors())
        {
            require(again.find(t.name) != nullptr && equal(*again.find(t.name), t));
        }
    }
    catch (const xrnn::file_error&)
    {
    }
    return 0;
}
