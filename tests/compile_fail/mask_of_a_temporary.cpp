// SPDX-License-Identifier: BSD-3-Clause
// expect: a mask refers to its marks; give the temporary marks a name
#include <vector>
#include <xrnn/training/counted.hpp>

bool use()
{
#ifdef MISTAKE
    const xrnn::mask where(std::vector<char>{1, 0});
#else
    const std::vector<char> marks{1, 0};
    const xrnn::mask where(marks);
#endif
    return where.counts(0);
}
