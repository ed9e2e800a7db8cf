// SPDX-License-Identifier: BSD-3-Clause
/// One run writes to a folder at a time.
#pragma once

#include <cerrno>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace char_rnn
{

/// A folder that no other process locks as long as this lives. The system unlocks it when a process ends, however it ends.
class locked_folder
{
public:
    /// Throws std::runtime_error if another process has locked it. File systems without locks are taken as they are.
    explicit locked_folder(const std::string& folder)
        : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    {
        if (descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        {
            ::close(descriptor_);
            throw std::runtime_error(
                folder + " has a training run that is at work now; wait until it has ended, or name another folder");
        }
    }

    locked_folder(const locked_folder&) = delete;
    locked_folder& operator=(const locked_folder&) = delete;

    ~locked_folder()
    {
        if (descriptor_ >= 0)
        {
            ::close(descriptor_);
        }
    }

private:
    int descriptor_;
};

} // namespace char_rnn
