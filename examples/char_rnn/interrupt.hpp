// SPDX-License-Identifier: BSD-3-Clause
/// Ctrl-C: the first asks the program to stop when it can, the second ends it.
#pragma once

#include <csignal>
#include <cstdlib>

namespace char_rnn
{

namespace detail
{
    inline volatile std::sig_atomic_t interrupts = 0;

    inline void on_interrupt(int signal)
    {
        interrupts = interrupts + 1;
        if (interrupts > 1)
        {
            std::_Exit(128 + signal);
        }
    }
} // namespace detail

/// From here on SIGINT and SIGTERM are counted.
inline void watch_for_interrupts()
{
    std::signal(SIGINT, detail::on_interrupt);
    std::signal(SIGTERM, detail::on_interrupt);
}

inline bool interrupted()
{
    return detail::interrupts > 0;
}

} // namespace char_rnn
