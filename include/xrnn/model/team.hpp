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
            run([](const team_member&) {}, true);
            join();
        }

        /// Calls f(member) in every thread, this one included, and returns when all are done. f throws nothing.
        template <class F>
        void run(const F& f, bool last = false)
        {
            task_ = [](const void* function, const team_member& member) { (*static_cast<const F*>(function))(member); };
            function_ = &f;
            last_ = last;
            const team_member member{0, workers_.size() + 1, &point_};
            start_.meet();
            f(member);
            point_.meet();
        }

    private:
        void work(const team_member& member)
        {
            for (bool last = false; !last && start_.meet();)
            {
                last = last_;
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
        bool last_ = false;
    };
} // namespace detail

/// A number of threads that a workspace divides its rows and products among: the one that calls it and, from the team's
/// construction to its end, size() - 1 others that sleep between passes. Results have the same bits for any number of
/// threads.
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
            pool_ = std::make_unique<detail::thread_pool>(threads);
            size_ = threads;
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    template <class, class, class>
    friend class workspace;

    /// Calls f(member) in every thread.
    template <class F>
    void run(const F& f)
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

    std::unique_ptr<detail::thread_pool> pool_;
    std::size_t size_ = 1;
};

} // namespace xrnn
