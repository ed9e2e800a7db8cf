// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <memory>

#include <xrnn/model/choose_width.hpp>

using namespace xrnn;
using Catch::Matchers::Contains;

namespace
{

std::size_t chosen(std::size_t needed)
{
    return choose_width<64, 96, 128>(needed, []<std::size_t Width>() { return Width; });
}

} // namespace

TEST_CASE("the first width that is large enough is chosen")
{
    CHECK(chosen(0) == 64);
    CHECK(chosen(63) == 64);
    CHECK(chosen(64) == 64);
    CHECK(chosen(65) == 96);
    CHECK(chosen(96) == 96);
    CHECK(chosen(97) == 128);
    CHECK(chosen(128) == 128);
    CHECK(choose_width<7>(3, []<std::size_t Width>() { return Width; }) == 7);
}

TEST_CASE("if all widths are too small, what is needed and the largest are named, and nothing is called")
{
    bool called = false;
    const auto call = [&]<std::size_t>() { called = true; };
    CHECK_THROWS_AS((choose_width<64, 96>(97, call)), std::out_of_range);
    CHECK_THROWS_WITH((choose_width<64, 96>(97, call)),
        Contains("a width of 97 is needed") && Contains("the largest compiled is 96"));
    CHECK(!called);
    choose_width<64, 96>(96, call);
    CHECK(called);
}

TEST_CASE("what is called may be a temporary with a state that cannot be copied")
{
    auto number = std::make_unique<std::size_t>(5);
    CHECK(choose_width<2, 4>(3, [n = std::move(number)]<std::size_t Width>() mutable { return Width + *n; }) == 9);
}
