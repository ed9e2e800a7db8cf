// SPDX-License-Identifier: BSD-3-Clause
/// Threads that share the work of a pass.
#pragma once

#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "../engine/team_member.hpp"
#include "message.hpp"

namespace xrnn
{

namespace detail
{
    /// Threads that wait, asleep, for something to do together with the one that calls run.
    class thread_pool
    {
    public:
        explicit thread_pool(std::size_t threads)
            : start_(threads)
            , point_(threads)
        {
            workers_.reserve(threads - 1);
            try
            {
                for (std::size_t i = 1; i < threads; ++i)
                {
                    workers_.emplace_back([this, i, threads] { work({i, threads, &point_}); });
                }
            }
            catch (...)
            {
                // Those that are there wait for threads that will never come.
                start_.give_up();
                join();
                throw;
            }
        }

        thread_pool(const thread_pool&) = delete;
        thread_pool& operator=(const thread_pool&) = delete;

        ~thread_pool()
        {
            last_ = true;
            start_.meet();
            join();
        }

        [[nodiscard]] std::size_t size() const noexcept { return workers_.size() + 1; }

        /// Calls f(member) in every thread, this one included, and returns when all are done. f throws nothing.
        template <class F>
        void run(const F& f)
        {
            if (busy_.exchange(true))
            {
                throw std::logic_error(
                    "xrnn: this team is at work; threads that run passes at the same time need a team "
                    "each");
            }
            task_ = [](const void* function, const team_member& member) { (*static_cast<const F*>(function))(member); };
            function_ = &f;
            start_.meet();
            f(team_member{0, size(), &point_});
            point_.meet();
            busy_ = false;
        }

    private:
        void work(const team_member& member)
        {
            while (start_.meet() && !last_)
            {
                task_(function_, member);
                point_.meet();
            }
        }

        void join()
        {
            for (std::thread& worker : workers_)
            {
                worker.join();
            }
        }

        using task = void (*)(const void*, const team_member&);

        std::vector<std::thread> workers_;
        meeting_point start_;
        meeting_point point_;
        task task_ = nullptr;
        const void* function_ = nullptr;
        std::atomic<bool> busy_{false};
        bool last_ = false;
    };
} // namespace detail

/// A number of threads that divide a pass among them: the one that calls and, as long as the team exists, size() - 1
/// others that sleep between passes. Results have the same bits for any number of threads. A copy is the same team; it
/// does one pass at a time.
class team
{
public:
    /// Throws std::invalid_argument for no thread, and std::system_error if the system does not start so many.
    explicit team(std::size_t threads = 1)
    {
        if (threads == 0)
        {
            throw std::invalid_argument("xrnn: a team needs at least one thread, the one that calls");
        }
        if (threads > 1)
        {
            pool_ = std::make_shared<detail::thread_pool>(threads);
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return pool_ == nullptr ? 1 : pool_->size(); }

private:
    template <class, class, class>
    friend class model;
    template <class, class, class>
    friend class workspace;

    /// Calls f(member) in every thread. Throws std::logic_error if the team is at work.
    template <class F>
    void run(const F& f) const
    {
        if (pool_ == nullptr)
        {
            f(detail::team_member());
        }
        else
        {
            pool_->run(f);
        }
    }

    std::shared_ptr<detail::thread_pool> pool_;
};

} // namespace xrnn
