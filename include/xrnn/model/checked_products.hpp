// SPDX-License-Identifier: BSD-3-Clause
/// Whether products suit a network. Products that are for one type of numbers only say so by `number`, those that cannot
/// train by `only_runs`; others need say nothing.
#pragma once

#include "../language/mistakes.hpp"

#include <type_traits>

#include "../kernels/products.hpp"

namespace xrnn::detail
{

template <class Products, class T>
constexpr auto find_mistake_of_products()
{
    if constexpr (requires { typename Products::number; })
    {
        using right = std::is_same<typename Products::number, T>;
        using sentence = error::these_products_are_for_other_numbers_take_native_products<T>;
        return std::conditional_t<right::value, no_mistake, mistake<sentence>>{};
    }
    else
    {
        return no_mistake{};
    }
}

/// The products of a network with numbers of type T.
template <class Products, class T>
using checked_products = checked<decltype(find_mistake_of_products<Products, T>()), Products, native_products>;

template <class Products>
constexpr auto find_mistake_of_training()
{
    if constexpr (requires { typename Products::only_runs; })
    {
        return mistake<error::a_model_with_narrow_weights_only_runs_train_one_with_native_products<>>{};
    }
    else
    {
        return no_mistake{};
    }
}

/// Whether a network with these products can be trained.
template <class Products>
using checked_training = checked<decltype(find_mistake_of_training<Products>()), std::true_type, std::false_type>;

} // namespace xrnn::detail
