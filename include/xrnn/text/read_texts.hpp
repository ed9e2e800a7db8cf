// SPDX-License-Identifier: BSD-3-Clause
/// Files and folders as one text.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "../model/message.hpp"
#include "read_file.hpp"

namespace xrnn
{

/// A file that is part of a text.
struct text_file
{
    std::string name;      ///< its path as given, or found below a folder that was given; "-" is standard input
    std::size_t first = 0; ///< where its text begins in the whole
    std::size_t size = 0;  ///< in bytes
};

/// What was found in a folder and is not part of the text.
struct left_out_file
{
    std::string name;
    std::string why; ///< "hidden", "binary", "a link to a folder" or "not a file"
};

/// What read_texts returns.
struct texts
{
    std::string text;
    std::vector<text_file> files; ///< in the order of the text; empty files too
    std::vector<left_out_file> left_out;
};

namespace detail
{

    class text_reader
    {
    public:
        void read(const std::string& path)
        {
            if (path == "-")
            {
                append(path, read_stream(stdin, "standard input"));
                return;
            }
            std::error_code ignored; // what is no folder is for read_file to judge
            if (std::filesystem::is_directory(path, ignored))
            {
                read_folder(path);
                return;
            }
            append(path, read_file(path));
        }

        texts& found() { return found_; }

    private:
        using path_type = std::filesystem::path;

        void append(const std::string& name, const std::string& text)
        {
            if (!found_.text.empty() && found_.text.back() != '\n' && !text.empty())
            {
                found_.text += '\n';
            }
            found_.files.push_back({name, found_.text.size(), text.size()});
            found_.text += text;
        }

        void leave_out(const path_type& path, const char* why) { found_.left_out.push_back({path.string(), why}); }

        void read_folder(const path_type& folder)
        {
            for (const path_type& path : sorted_content(folder))
            {
                std::error_code broken; // a link to nowhere, or to itself
                const std::filesystem::file_status status = std::filesystem::status(path, broken);
                const bool is_folder = std::filesystem::is_directory(status);
                if (path.filename().string().starts_with('.'))
                {
                    leave_out(path, "hidden");
                }
                else if (is_folder && std::filesystem::is_symlink(std::filesystem::symlink_status(path, broken)))
                {
                    leave_out(path, "a link to a folder"); // which may lead back here
                }
                else if (is_folder)
                {
                    read_folder(path);
                }
                else if (!std::filesystem::is_regular_file(status))
                {
                    leave_out(path, "not a file"); // a pipe would block
                }
                else
                {
                    read_found(path);
                }
            }
        }

        void read_found(const path_type& path)
        {
            const std::string text = read_file(path.string());
            if (text.find('\0') != std::string::npos)
            {
                leave_out(path, "binary");
                return;
            }
            append(path.string(), text);
        }

        static std::vector<path_type> sorted_content(const path_type& folder)
        {
            std::error_code error;
            std::vector<path_type> paths;
            for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
            {
                paths.push_back(at->path());
            }
            if (error)
            {
                throw std::runtime_error("xrnn: cannot read the folder " + folder.string() + ": " + error.message());
            }
            std::sort(paths.begin(), paths.end());
            return paths;
        }

        texts found_;
    };

} // namespace detail

/// The files and folders of a list as one text, in the order of the list. A folder stands for the files in it and below
/// it, those of each folder in the order of their names, byte by byte; what is hidden (the name begins with a dot),
/// binary (it contains a zero byte), a link to a folder, or neither file nor folder is left out and reported. A file
/// that is named in the list is always read, whatever it is, and so is a folder. "-" is standard input; a file of that
/// name is "./-". Where a text does not end with a line feed, one is put between it and the next.
///
/// Throws std::runtime_error, which names the path, for what cannot be read, and if there is no text in all of it;
/// std::invalid_argument for an empty list.
[[nodiscard]] inline texts read_texts(const std::vector<std::string>& paths)
{
    if (paths.empty())
    {
        throw std::invalid_argument("xrnn: read_texts: there is nothing to read; name a file or a folder");
    }
    detail::text_reader reader;
    for (const std::string& path : paths)
    {
        reader.read(path);
    }
    texts& found = reader.found();
    if (found.text.empty())
    {
        throw std::runtime_error("xrnn: there is no text in " + paths[0] + (paths.size() > 1 ? " and the others" : "")
            + ": " + detail::count_text(found.files.size(), "empty file") + ", "
            + detail::number_text(found.left_out.size()) + " left out (hidden, binary, or not a file)");
    }
    return std::move(found);
}

} // namespace xrnn
