// SPDX-License-Identifier: BSD-3-Clause
/// A process of its own, for what a test must not do to itself: limits, other users, being killed.
#pragma once

#include <csignal>
#include <exception>
#include <stdexcept>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace xrnn::tests
{

class child
{
public:
    /// Runs f(), which returns whether all went as it should.
    template <class F>
    explicit child(F&& f)
        : id_(::fork())
    {
        if (id_ < 0)
        {
            throw std::runtime_error("no second process could be started");
        }
        if (id_ == 0)
        {
            bool right = false;
            try
            {
                right = f();
            }
            catch (const std::exception&)
            {
            }
            ::_exit(right ? 0 : 1);
        }
    }

    child(const child&) = delete;
    child& operator=(const child&) = delete;
    ~child() { wait(); }

    /// Whether it ended by itself, and all went as it should.
    bool succeeded()
    {
        const int status = wait();
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

    void kill() { ::kill(id_, SIGKILL); }

private:
    int wait()
    {
        if (!ended_)
        {
            ::waitpid(id_, &status_, 0);
            ended_ = true;
        }
        return status_;
    }

    ::pid_t id_;
    int status_ = 0;
    bool ended_ = false;
};

/// Whether f() throws an E whose message contains this.
template <class E, class F>
bool throws(F&& f, const std::string& text)
{
    try
    {
        f();
    }
    catch (const E& error)
    {
        return std::string(error.what()).find(text) != std::string::npos;
    }
    return false;
}

} // namespace xrnn::tests
