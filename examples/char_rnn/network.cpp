// SPDX-License-Identifier: BSD-3-Clause
#include "network.hpp"

#include <set>
#include <stdexcept>

namespace char_rnn
{

namespace
{
    /// "lstm with 64, 128 or 256 units" for each cell.
    std::string compiled_sizes()
    {
        std::string text;
        std::set<std::string> told;
        for (const compiled_network& first : compiled_networks())
        {
            if (!told.insert(first.cell).second)
            {
                continue;
            }
            std::string units;
            for (const compiled_network& each : compiled_networks())
            {
                if (each.cell == first.cell)
                {
                    units += (units.empty() ? "" : ", ") + std::to_string(each.hidden) + " (vocabulary up to "
                        + std::to_string(each.vocabulary) + ")";
                }
            }
            text += "\n  --cell " + first.cell + " --hidden " + units;
        }
        return text;
    }

    /// The next power of two from 128 on.
    std::size_t width_for(std::size_t vocabulary)
    {
        std::size_t width = 128;
        while (width < vocabulary)
        {
            width *= 2;
        }
        return width;
    }
} // namespace

std::unique_ptr<network> make_network(const network_size& size)
{
    for (const compiled_network& each : compiled_networks())
    {
        if (each.cell == size.cell && each.hidden == size.hidden && each.vocabulary >= size.vocabulary)
        {
            return each.make(size.layers, size.vocabulary);
        }
    }
    throw std::out_of_range("no " + size.cell + " with " + std::to_string(size.hidden) + " units and a vocabulary of "
        + std::to_string(size.vocabulary) + " was compiled. These were:" + compiled_sizes()
        + "\nThis builds it:\n  cmake --preset release -DXRNN_CHAR_RNN_NETWORKS=" + size.cell + "-"
        + std::to_string(size.hidden) + "-" + std::to_string(width_for(size.vocabulary))
        + " && cmake --build --preset release --target xrnn_char_rnn");
}

} // namespace char_rnn
