// SPDX-License-Identifier: BSD-3-Clause
/// Which workspaces run whole sequences, for losses that are not the sum of losses over parts of them.
#pragma once

#include "../language/mistakes.hpp"

#include <type_traits>

namespace xrnn::detail
{

/// A loss over a whole sequence is not the sum of losses over its parts.
template <class Workspace>
constexpr auto find_mistake_of_whole_sequences()
{
    if constexpr (requires(Workspace & work) { work.is_packed(); })
    {
        return no_mistake{};
    }
    else
    {
        return mistake<error::this_loss_reads_whole_sequences_run_them_in_a_workspace<Workspace>>{};
    }
}

template <class Workspace>
using checked_whole_sequences =
    checked<decltype(find_mistake_of_whole_sequences<Workspace>()), std::true_type, std::false_type>;

} // namespace xrnn::detail
