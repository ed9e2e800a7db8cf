// SPDX-License-Identifier: BSD-3-Clause
/// The embedding layer.
#pragma once

#include "../language.hpp"

namespace xrnn
{

/// y = x E; fed with ids, it looks up row x of E. Input: ids below Vocabulary; output y [rows, Width].
template <std::size_t Vocabulary, std::size_t Width>
struct embedding
{
    static constexpr input<"x", Vocabulary> x{};
    static constexpr value<"y", Width> y{};
    static constexpr parameter<"E", Vocabulary, Width> E{};

    static constexpr auto output = y;
    static constexpr auto step = equations(y = dot(x, E));
};

} // namespace xrnn
