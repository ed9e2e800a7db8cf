// SPDX-License-Identifier: BSD-3-Clause
// expect: this_output_index_is_too_large_for_the_network<.*index<2>.*count<2>
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
constexpr std::size_t head = 2;
#else
constexpr std::size_t head = 1;
#endif

using network = xrnn::heads<xrnn::rnn<3, 4>, xrnn::linear<3, 2>>;

auto output(const xrnn::workspace<network>& work)
{
    return work.output<head>();
}
