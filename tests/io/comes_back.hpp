// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <catch2/catch.hpp>

#include "objects.hpp"
#include "text/temporary_folder.hpp"

namespace xrnn::tests
{

/// Saves what belongs to seed 1, loads it into what belongs to seed 2, checks that all has come back, and returns it.
template <class Network, class T>
belongings<Network, T> check_that_it_comes_back()
{
    const temporary_folder f;
    const belongings<Network, T> saved(1);
    belongings<Network, T> loaded(2);
    REQUIRE(!(saved == loaded));
    saved.save_to(f.path("file"));
    loaded.load_from(f.path("file"));
    CHECK(saved == loaded);
    return loaded;
}

} // namespace xrnn::tests
