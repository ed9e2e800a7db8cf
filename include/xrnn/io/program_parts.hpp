// SPDX-License-Identifier: BSD-3-Clause
/// How what surrounds a network in a program is saved: random numbers, the position in a text, notes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "../model/random.hpp"
#include "../text/streams.hpp"
#include "notes.hpp"
#include "part.hpp"

namespace xrnn::detail
{

template <>
struct part<random_source>
{
    using network = void;
    static constexpr std::string_view name = "random_source";

    static void put(const random_source& r, checkpoint_to_write& file)
    {
        file.add_number("random_source.state", r.state());
    }

    static auto take(random_source& r, const checkpoint_read& file)
    {
        return [&r, state = file.number("random_source.state")] { r.set_state(state); };
    }
};

/// The position. The text is that of the program, and must be the one that was read when the file was saved.
template <>
struct part<streams>
{
    using network = void;
    static constexpr std::string_view name = "streams";

    static void put(const streams& s, checkpoint_to_write& file)
    {
        file.add_number("streams.steps", s.steps());
        file.add_number("streams.rows", s.rows());
        file.add_number("streams.windows", s.windows());
        file.add_number("streams.upcoming", s.upcoming());
        file.add_text("streams.text", text_of(s));
    }

    static auto take(streams& s, const checkpoint_read& file)
    {
        check(file, "steps", s.steps());
        check(file, "rows", s.rows());
        check(file, "windows", s.windows());
        if (file.text("streams.text") != text_of(s))
        {
            file.refuse(
                "the streams in this file read another text of the same length; load with the text that was saved "
                "from, or without the streams");
        }
        const std::uint64_t upcoming = file.number("streams.upcoming");
        if (upcoming >= s.windows())
        {
            file.refuse("streams.upcoming in its metadata is " + number_text(upcoming) + ", but there are "
                + count_text(s.windows(), "window"));
        }
        return [&s, upcoming] { s.seek(static_cast<std::size_t>(upcoming)); };
    }

private:
    static std::string text_of(const streams& s)
    {
        checksum sum;
        sum.add(std::as_bytes(std::span(s.ids())));
        return sum.text();
    }

    static void check(const checkpoint_read& file, const std::string& what, std::size_t mine)
    {
        if (const std::uint64_t theirs = file.number("streams." + what); theirs != mine)
        {
            file.refuse("the streams in this file have " + number_text(theirs) + " " + what + ", and yours "
                + number_text(mine)
                + "; load with the text and the windows that were saved from, or without the streams");
        }
    }
};

/// Each under its key, with "note." before it.
template <>
struct part<notes>
{
    using network = void;
    static constexpr std::string_view name = "notes";

    static void put(const notes& all, checkpoint_to_write& file)
    {
        for (const auto& [key, text] : all)
        {
            file.add_text(std::string(prefix) + key, text);
        }
    }

    static auto take(notes& all, const checkpoint_read& file)
    {
        notes loaded;
        for (const auto& [key, text] : file.metadata())
        {
            if (key.starts_with(prefix))
            {
                loaded[key.substr(prefix.size())] = text;
            }
        }
        return [&all, loaded = std::move(loaded)]() mutable { all.swap(loaded); };
    }

private:
    static constexpr std::string_view prefix = "note.";
};

} // namespace xrnn::detail
