// SPDX-License-Identifier: BSD-3-Clause
/// What char_rnn visualize says of a text and of units, by hand and on units that are known to follow something.
#include <catch2/catch.hpp>

#include <cmath>

#include <xrnn/model/random.hpp>

#include "visualize/units.hpp"

using namespace char_rnn;

namespace
{

/// The classes of a property as digits, one for each byte.
std::string classes(std::string_view text, std::string_view name)
{
    for (const property& p : properties_of(text))
    {
        if (p.name == name)
        {
            std::string digits;
            for (const std::uint8_t each : p.of_byte)
            {
                digits += static_cast<char>('0' + each);
            }
            return digits;
        }
    }
    return "no such property";
}

/// Two units of h over a text: one is high in brackets, with some noise, the other is nothing but noise.
reading known_reading(std::string_view text)
{
    reading r;
    activations h{0, "h", 2, -1, 1, {}};
    xrnn::random_source random(3);
    const std::string inside = classes(text, "inside brackets");
    for (const char c : inside)
    {
        const double follows = (c == '1' ? 190 : 60) + 50 * (random.uniform() - 0.5);
        h.bytes.push_back(static_cast<std::uint8_t>(follows));
        h.bytes.push_back(static_cast<std::uint8_t>(255 * random.uniform()));
    }
    r.ids.resize(text.size());
    r.values = {h};
    return r;
}

} // namespace

TEST_CASE("the properties of a text are those that a reader would name", "[visualize]")
{
    CHECK(classes("a \"b\" c", "inside quotes") == "0011000");
    CHECK(classes("\"a\\\"b\" c", "inside quotes") == "11111000");
    CHECK(classes("\"a\n\nb", "inside quotes") == "11100");
    CHECK(classes("f(x[1])+2", "inside brackets") == "011111000");
    CHECK(classes("f(x[1])+2", "bracket depth") == "011221000");
    CHECK(classes("))((((x", "bracket depth") == "0012333");
    CHECK(classes("see https://a.b/c.", "inside a URL") == "000011111111111111");
    CHECK(classes("<http://a> b", "inside a URL") == "011111111000");
    CHECK(classes("a /* b */ c", "inside a comment") == "00011111000");
    CHECK(classes("/*/ a */", "inside a comment") == "01111110");
    CHECK(classes("http://a //b\nc", "inside a comment") == "00000000001100");
    CHECK(classes("<!-- a --> b", "inside a comment") == "000111111000");
    CHECK(classes("012345678901\nab", "place in the line") == "000000000111000");
    CHECK(classes("  a b\n\tc\n         d", "indentation of the line")
        == "111110"
           "220"
           "1111222233");
    CHECK(classes("a12b", "digit") == "0110");
}

TEST_CASE("a unit that follows a property is found, and noise is not", "[visualize]")
{
    std::string text;
    for (int i = 0; i < 200; ++i)
    {
        text += i % 3 == 0 ? "some words (in brackets) " : i % 7 == 0 ? "and a list [of, things] " : "and so on ";
    }
    const reading r = known_reading(text);
    std::vector<std::size_t> at(text.size());
    for (std::size_t i = 0; i < at.size(); ++i)
    {
        at[i] = i;
    }
    const unit_search found = find_units(r, properties_of(text), at, 0.25);
    CHECK(found.units == 2);
    CHECK(found.following == 1);
    REQUIRE_FALSE(found.matches.empty());
    for (const unit_match& m : found.matches)
    {
        CHECK(m.unit == 0);
        CHECK(m.share >= 0.25);
        CHECK(m.share <= 1 + 1e-12);
        CHECK(m.property.find("bracket") != std::string::npos);
    }
    CHECK(found.matches.front().share > 0.8);
    CHECK(find_units(r, properties_of(text), at, 1.01).matches.empty());
}
