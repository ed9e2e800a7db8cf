// SPDX-License-Identifier: BSD-3-Clause
// expect: deleted function.*vector<bool>|vector<bool>.*uses deleted function
#include <vector>
#include <xrnn/training/counted.hpp>

#ifdef MISTAKE
using mark = bool;
#else
using mark = char;
#endif

bool use(const std::vector<mark>& marks)
{
    return xrnn::mask(marks).counts(0);
}
