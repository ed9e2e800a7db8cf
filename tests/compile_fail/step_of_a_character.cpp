// SPDX-License-Identifier: BSD-3-Clause
// expect: a character is not an id; encode it with the vocabulary first
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

float use(xrnn::stepper<network>& rnn, [[maybe_unused]] const xrnn::vocabulary& letters)
{
#ifdef MISTAKE
    return rnn.step('a')(0);
#else
    return rnn.step(letters.encode('a'))(0);
#endif
}
