// SPDX-License-Identifier: BSD-3-Clause
/// Writing a file so that it is whole at any moment: the old one, and then the new one.
#pragma once

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../model/message.hpp"
#include "file_error.hpp"

namespace xrnn
{

namespace detail
{
    using byte_pieces = std::span<const std::span<const std::byte>>;
    using file_status = struct ::stat;

    [[noreturn]] inline void refuse_to_write(const std::string& path, int reason)
    {
        throw file_error(path, std::string("cannot be written: ") + std::strerror(reason) + "; nothing was changed");
    }

    /// An open file, closed at the end. What returns a bool leaves the reason in errno.
    class open_file
    {
    public:
        open_file(const std::string& path, int flags, ::mode_t mode = 0)
            : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode))
        {
        }

        open_file(const open_file&) = delete;
        open_file& operator=(const open_file&) = delete;
        ~open_file() { close(); }

        bool is_open() const { return descriptor_ >= 0; }

        /// Errors of earlier writes may only come now.
        bool close() { return !is_open() || ::close(std::exchange(descriptor_, -1)) == 0; }

        bool write(byte_pieces pieces) const
        {
            for (std::span<const std::byte> left : pieces)
            {
                while (!left.empty())
                {
                    const ::ssize_t size = ::write(descriptor_, left.data(), left.size());
                    if (size < 0 && errno != EINTR)
                    {
                        return false;
                    }
                    left = left.subspan(size < 0 ? 0 : static_cast<std::size_t>(size));
                }
            }
            return true;
        }

        /// Waits until the bytes are on the disk. Pipes, devices and some file systems have nothing to wait for.
        bool sync() const { return ::fsync(descriptor_) == 0 || errno == EINVAL || errno == ENOTSUP; }

        /// Gives it the permissions of another file, and its owner if the system lets us.
        bool take_over(const file_status& other) const
        {
            const bool ours = ::fchown(descriptor_, other.st_uid, other.st_gid) == 0;
            // A group that the file does not get must not get the permissions that were meant for another.
            return ::fchmod(descriptor_, other.st_mode & (ours ? 0777 : 0707)) == 0;
        }

    private:
        int descriptor_;
    };

    struct removed_at_end
    {
        std::string path;

        ~removed_at_end()
        {
            if (!path.empty())
            {
                ::unlink(path.c_str());
            }
        }
    };

    /// What a path stands for now, symbolic links followed; nothing if there is no such file.
    inline std::optional<file_status> status_of(const std::string& path)
    {
        file_status status;
        if (::stat(path.c_str(), &status) == 0)
        {
            return status;
        }
        if (errno != ENOENT)
        {
            refuse_to_write(path, errno);
        }
        return std::nullopt;
    }

    /// The folder of a file, with a slash at the end.
    inline std::string folder_of(const std::string& path)
    {
        const std::size_t slash = path.rfind('/');
        return slash == std::string::npos ? "./" : path.substr(0, slash + 1);
    }

    /// Where symbolic links lead, so that they stay when the file is replaced. The path itself if it is none.
    inline std::string behind_links(const std::string& path)
    {
        std::string at = path;
        std::array<char, 4096> next;
        ::ssize_t size = ::readlink(at.c_str(), next.data(), next.size());
        for (int links = 0; size >= 0; ++links)
        {
            if (links == 40 || static_cast<std::size_t>(size) == next.size())
            {
                refuse_to_write(path, ELOOP);
            }
            const std::string to(next.data(), static_cast<std::size_t>(size));
            at = to.starts_with('/') ? to : folder_of(at) + to;
            size = ::readlink(at.c_str(), next.data(), next.size());
        }
        return at;
    }

    /// Replaces a file, or makes it. The new file lies beside it until it is complete and on the disk.
    inline void replace_file(const std::string& path, const std::optional<file_status>& old, byte_pieces pieces)
    {
        static std::atomic<unsigned> count{0};
        const std::string target = behind_links(path);
        const std::string folder = folder_of(target);
        for (;;)
        {
            removed_at_end beside{folder + ".xrnn-" + number_text(::getpid()) + "-" + number_text(++count) + ".new"};
            open_file file(beside.path, O_WRONLY | O_CREAT | O_EXCL, old ? 0600 : 0666);
            if (!file.is_open())
            {
                beside.path.clear();
                if (errno == EEXIST) // left by a process that was killed
                {
                    continue;
                }
                refuse_to_write(path, errno);
            }
            if ((old && !file.take_over(*old)) || !file.write(pieces) || !file.sync() || !file.close()
                || ::rename(beside.path.c_str(), target.c_str()) != 0)
            {
                refuse_to_write(path, errno);
            }
            beside.path.clear();
            break;
        }
        const open_file names(folder, O_RDONLY | O_DIRECTORY);
        if (names.is_open() && !names.sync())
        {
            throw file_error(path,
                std::string("was written, but its folder was not: ") + std::strerror(errno)
                    + "; the old file may be back after a power failure, so write it again");
        }
    }
} // namespace detail

/// Writes pieces of memory, one after the other, as a file. A file that is there is replaced only when the new one is
/// complete and on the disk, so that readers, and whoever comes after a crash, find one of them whole; it keeps its
/// permissions. Symbolic links are followed and stay. Devices and pipes are written to as they are.
///
/// Throws file_error if this fails, as with a full disk, and leaves the old file as it was. In between the new one lies
/// in the same folder as .xrnn-*.new; a process that is killed may leave it there.
inline void write_file(const std::string& path, std::span<const std::span<const std::byte>> pieces)
{
    const std::optional<detail::file_status> old = detail::status_of(path);
    if (!old || S_ISREG(old->st_mode))
    {
        if (old && ::access(path.c_str(), W_OK) != 0)
        {
            detail::refuse_to_write(path, errno);
        }
        detail::replace_file(path, old, pieces);
        return;
    }
    detail::open_file file(path, O_WRONLY);
    if (!file.is_open() || !file.write(pieces) || !file.sync() || !file.close())
    {
        throw file_error(path, std::string("cannot be written: ") + std::strerror(errno));
    }
}

/// The same for a text.
inline void write_file(const std::string& path, std::string_view text)
{
    const std::span<const std::byte> piece = std::as_bytes(std::span(text));
    write_file(path, std::span(&piece, 1));
}

} // namespace xrnn
