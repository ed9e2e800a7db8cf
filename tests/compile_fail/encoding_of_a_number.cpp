// SPDX-License-Identifier: BSD-3-Clause
// expect: deleted.*encode
#include <xrnn/text/vocabulary.hpp>

xrnn::id use(const xrnn::vocabulary& letters)
{
#ifdef MISTAKE
    return letters.encode(97);
#else
    return letters.encode('a');
#endif
}
