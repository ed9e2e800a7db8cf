// SPDX-License-Identifier: BSD-3-Clause
/// The checks that must notice the seeded mistakes: small programs that stop at the first claim that does not hold.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace tests
{

/// Ends the program, and says which claim it was, if the claim does not hold.
inline void check(bool holds, const char* claim)
{
    if (!holds)
    {
        std::printf("%s\n", claim);
        std::fflush(stdout);
        std::_Exit(1);
    }
}

} // namespace tests
