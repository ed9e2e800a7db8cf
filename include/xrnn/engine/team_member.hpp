// SPDX-License-Identifier: BSD-3-Clause
/// One of the threads that work on a pass together: which part of the rows is its own, and where they wait for each
/// other.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "../kernels/range.hpp"

namespace xrnn::detail
{

using kernels::range;

/// Where the threads of a team wait for each other. One that waits long goes to sleep.
class meeting_point
{
public:
    explicit meeting_point(std::size_t threads)
        : threads_(static_cast<std::uint32_t>(threads))
    {
    }

    /// Returns when all threads have come: whether they still may.
    bool meet()
    {
        const std::uint32_t round = round_.load(std::memory_order_acquire);
        if (come_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_)
        {
            come_.store(0, std::memory_order_relaxed);
            next_round();
        }
        else
        {
            wait_for_round_after(round);
        }
        return !given_up_.load(std::memory_order_acquire);
    }

    /// Sends those who wait away.
    void give_up()
    {
        given_up_.store(true, std::memory_order_release);
        next_round();
    }

private:
    void next_round()
    {
        round_.fetch_add(1, std::memory_order_acq_rel);
        round_.notify_all();
    }

    /// Looks for some ten microseconds, which most waits are shorter than; then it sleeps.
    void wait_for_round_after(std::uint32_t round)
    {
        for (int look = 0; look < 1000; ++look)
        {
            if (round_.load(std::memory_order_acquire) != round)
            {
                return;
            }
            pause();
        }
        round_.wait(round, std::memory_order_acquire);
    }

    /// Lets another thread of this core run, where the machine has such an instruction.
    static void pause()
    {
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#endif
    }

    std::uint32_t threads_;
    std::atomic<std::uint32_t> come_{0};
    std::atomic<std::uint32_t> round_{0};
    std::atomic<bool> given_up_{false};
};

/// A thread of a team, and its part of things that are shared.
struct team_member
{
    std::size_t number = 0;
    std::size_t threads = 1;
    meeting_point* point = nullptr;

    /// This thread's part of `count` things that cost the same.
    constexpr range part_of(std::size_t count) const
    {
        return {count * number / threads, count * (number + 1) / threads};
    }

    void meet() const
    {
        if (threads > 1)
        {
            point->meet();
        }
    }
};

} // namespace xrnn::detail
