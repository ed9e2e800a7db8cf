// SPDX-License-Identifier: BSD-3-Clause
/// Dates as people write them, for 08_translation.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include <xrnn/model/random.hpp>

namespace dates
{

enum class form
{
    in_words,       ///< "the third of march nineteen eighty four"
    with_a_weekday, ///< "saturday, march third nineteen eighty four"
    in_america,     ///< "march 3, 1984"
    short_month     ///< "3 mar 1984"
};

struct date
{
    std::string text;
    std::string digits; ///< "1984-03-03"
};

inline constexpr std::size_t longest_text = 64;

inline constexpr std::array<std::string_view, 12> months{"january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december"};
inline constexpr std::array<std::string_view, 7> weekdays{
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
inline constexpr std::array<std::string_view, 20> small_numbers{"", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen"};
inline constexpr std::array<std::string_view, 10> tens{
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};
inline constexpr std::array<std::string_view, 20> small_ordinals{"", "first", "second", "third", "fourth", "fifth",
    "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth",
    "sixteenth", "seventeenth", "eighteenth", "nineteenth"};

/// Below 100.
inline std::string in_words(int number)
{
    const auto n = static_cast<std::size_t>(number);
    if (n < 20)
    {
        return std::string(small_numbers[n]);
    }
    std::string text(tens[n / 10]);
    return n % 10 == 0 ? text : text.append(" ").append(small_numbers[n % 10]);
}

/// Of a month.
inline std::string day_in_words(unsigned day)
{
    if (day < 20)
    {
        return std::string(small_ordinals[day]);
    }
    if (day % 10 == 0)
    {
        return day == 20 ? "twentieth" : "thirtieth";
    }
    return (day < 30 ? "twenty " : "thirty ") + std::string(small_ordinals[day % 10]);
}

/// From 1950 to 2049.
inline std::string year_in_words(int year)
{
    const std::string rest = in_words(year % 100);
    return year < 2000 ? "nineteen " + rest : rest.empty() ? "two thousand" : "two thousand and " + rest;
}

inline date of(int year, unsigned month, unsigned day, form written)
{
    std::array<char, 16> digits{};
    std::snprintf(digits.data(), digits.size(), "%04d-%02u-%02u", year, month, day);
    date all{{}, digits.data()};
    const std::string name(months[month - 1]);
    const std::chrono::sys_days when =
        std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month), std::chrono::day(day));
    switch (written)
    {
    case form::in_words: all.text = "the " + day_in_words(day) + " of " + name + " " + year_in_words(year); break;
    case form::with_a_weekday:
        all.text = std::string(weekdays[std::chrono::weekday(when).c_encoding()]) + ", " + name + " "
            + day_in_words(day) + " " + year_in_words(year);
        break;
    case form::in_america: all.text = name + " " + std::to_string(day) + ", " + std::to_string(year); break;
    case form::short_month:
        all.text = std::to_string(day) + " " + name.substr(0, 3) + " " + std::to_string(year);
        break;
    }
    return all;
}

/// Any day of a hundred years, in any form. A tenth of the days are unseen: those whose number since 1970 divides by 10.
inline date draw(xrnn::random_source& random, bool unseen)
{
    using namespace std::chrono;
    constexpr sys_days first = year(1950) / January / 1;
    constexpr sys_days behind = year(2050) / January / 1;
    for (;;)
    {
        const sys_days when =
            first + days(static_cast<int>(random.bits() % static_cast<unsigned>((behind - first).count())));
        if ((when.time_since_epoch().count() % 10 == 0) == unseen)
        {
            const year_month_day day(when);
            return of(
                int(day.year()), unsigned(day.month()), unsigned(day.day()), static_cast<form>(random.bits() % 4));
        }
    }
}

} // namespace dates
