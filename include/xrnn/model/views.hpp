// SPDX-License-Identifier: BSD-3-Clause
/// Blocks of numbers as xtensor expressions. The one place that includes xtensor; it adds about a second to a compile.
#pragma once

#if __has_include(<xtensor/containers/xtensor.hpp>)
#include <xtensor/containers/xbuffer_adaptor.hpp>
#include <xtensor/containers/xtensor.hpp>
#else
#include <xtensor/xbuffer_adaptor.hpp>
#include <xtensor/xtensor.hpp>
#endif

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "../language/symbols.hpp"
#include "contiguous.hpp"
#include "message.hpp"

namespace xrnn
{

namespace detail
{
    /// What a view shows, for messages: the parameter "W_i" of layer 2, the output adjoint.
    struct label
    {
        std::string_view thing = "view";
        std::string_view name{};
        std::size_t layer = 0;

        std::string text() const
        {
            const std::string the_thing = "the " + std::string(thing);
            return name.empty() ? the_thing
                                : the_thing + " \"" + std::string(name) + "\" of layer " + number_text(layer);
        }
    };

    struct keep_second
    {
        template <class T>
        T operator()(T, T b) const
        {
            return b;
        }
    };

    template <class Shape, class Other>
    [[noreturn]] void refuse_shape(const label& to, const Shape& shape, const Other& other)
    {
        const bool turned = shape.size() == 2 && other.size() == 2 && shape[0] == other[1] && shape[1] == other[0];
        throw std::invalid_argument("xrnn: " + to.text() + " has the shape " + shape_text(shape)
            + ", but what is assigned to it has " + shape_text(other)
            + (turned ? "; assign its transpose" : "; assign a tensor of that shape, or one number for all"));
    }

    template <class T, std::size_t N>
    constexpr std::size_t elements(const std::array<T, N>& shape)
    {
        std::size_t product = 1;
        for (const T extent : shape)
        {
            product *= extent;
        }
        return product;
    }

    template <class T>
    using view_storage = xt::xbuffer_adaptor<T*, xt::no_ownership, std::allocator<std::remove_const_t<T>>>;
} // namespace detail

template <class T, std::size_t N, xt::layout_type Layout = xt::layout_type::row_major>
class tensor_view;

} // namespace xrnn

/// What xtensor needs to know about a container: everything is as in its own adaptor.
template <class T, std::size_t N, xt::layout_type Layout>
struct xt::xcontainer_inner_types<xrnn::tensor_view<T, N, Layout>>
    : xt::xcontainer_inner_types<xt::xtensor_adaptor<xrnn::detail::view_storage<T>, N, Layout>>
{
    using temporary_type = xt::xtensor<std::remove_const_t<T>, N>;
};

template <class T, std::size_t N, xt::layout_type Layout>
struct xt::xiterable_inner_types<xrnn::tensor_view<T, N, Layout>>
    : xt::xcontainer_iterable_types<xrnn::tensor_view<T, N, Layout>>
{
};

namespace xrnn
{

/// Numbers that another object owns, as an xtensor expression, valid as long as they are. A copy refers to the same
/// numbers. An assignment copies elements from an expression of the same shape, or one number to all elements; another
/// shape throws std::invalid_argument, because nothing is broadcast. Assigning a tensor or another view allocates
/// nothing.
template <class T, std::size_t N, xt::layout_type Layout>
class tensor_view : public xt::xstrided_container<tensor_view<T, N, Layout>>,
                    public xt::xcontainer_semantic<tensor_view<T, N, Layout>>
{
    using base = xt::xstrided_container<tensor_view>;
    using semantics = xt::xcontainer_semantic<tensor_view>;

public:
    using shape_type = typename base::shape_type;
    using strides_type = typename base::strides_type;
    using tensor_type = typename semantics::temporary_type;
    using expression_tag = xt::xtensor_expression_tag;
    static constexpr std::size_t rank = N;

    tensor_view(T* data, const shape_type& shape, const detail::label& of)
        : storage_(data, detail::elements(shape))
        , of_(of)
    {
        base::resize(shape);
    }

    /// xtensor expects the size of the shape here, not of the memory that the strides span; it only reads through the
    /// strides.
    tensor_view(T* data, const shape_type& shape, const strides_type& strides, const detail::label& of)
        : storage_(data, detail::elements(shape))
        , of_(of)
    {
        base::resize(shape, strides);
    }

    tensor_view(const tensor_view&) = default;
    ~tensor_view() = default;

    tensor_view& operator=(const tensor_view& other) { return change(other, detail::keep_second()); }
    tensor_view& operator=(const tensor_type& other) { return change(other, detail::keep_second()); }

    template <class E>
    tensor_view& operator=(const xt::xexpression<E>& e)
    {
        return assign(e);
    }

    template <detail::number Number>
    tensor_view& operator=(Number number)
    {
        return change(number, detail::keep_second());
    }

    template <class E>
    tensor_view& operator+=(const E& e)
    {
        return change(e, std::plus<T>());
    }

    template <class E>
    tensor_view& operator-=(const E& e)
    {
        return change(e, std::minus<T>());
    }

    template <class E>
    tensor_view& operator*=(const E& e)
    {
        return change(e, std::multiplies<T>());
    }

    template <class E>
    tensor_view& operator/=(const E& e)
    {
        return change(e, std::divides<T>());
    }

    /// What xt::noalias calls.
    template <class E>
    tensor_view& assign(const xt::xexpression<E>& e)
    {
        return change(e.derived_cast(), detail::keep_second());
    }

    /// xtensor calls this before it assigns. The shape of a view cannot change.
    template <class Shape>
    void resize(const Shape& shape, bool = false) const
    {
        check_shape(shape);
    }

private:
    friend class xt::xcontainer<tensor_view>;

    detail::view_storage<T>& storage_impl() noexcept { return storage_; }
    const detail::view_storage<T>& storage_impl() const noexcept { return storage_; }

    /// Every element becomes f(element, element of e).
    template <class E, class F>
    tensor_view& change(const E& e, const F& f)
    {
        static_assert(!std::is_const_v<T>,
            "xrnn: this view is read-only; copy it to an xtensor, or write parameters inside model.edit");
        if constexpr (std::is_const_v<T>)
        {
            return *this;
        }
        else if constexpr (std::is_arithmetic_v<E>)
        {
            std::transform(this->begin(), this->end(), this->begin(), [&](T a) { return f(a, static_cast<T>(e)); });
            return *this;
        }
        else
        {
            check_shape(e.shape());
            if constexpr (detail::shaped<E>)
            {
                if (!detail::overlap(detail::memory_of(*this), detail::memory_of(e)))
                {
                    return change_elements(e, f);
                }
            }
            return change_elements(tensor_type(e), f); // e may read what is being written
        }
    }

    template <class E, class F>
    tensor_view& change_elements(const E& e, const F& f)
    {
        constexpr xt::layout_type order = xt::layout_type::row_major;
        std::transform(this->template begin<order>(), this->template end<order>(), e.template begin<order>(),
            this->template begin<order>(), [&](T a, auto b) { return f(a, static_cast<T>(b)); });
        return *this;
    }

    template <class Shape>
    void check_shape(const Shape& other) const
    {
        if (!std::equal(this->shape().begin(), this->shape().end(), other.begin(), other.end()))
        {
            detail::refuse_shape(of_, this->shape(), other);
        }
    }

    detail::view_storage<T> storage_;
    detail::label of_;
};

namespace detail
{
    template <class T, std::size_t N, xt::layout_type Layout>
    inline constexpr bool refers_only<tensor_view<T, N, Layout>> = true;

    /// A view of memory that another object owns, as an xtensor expression of that shape; row-major.
    template <class T, std::size_t N>
    tensor_view<T, N> view(T* data, const std::array<std::size_t, N>& shape, const detail::label& of = {})
    {
        return {data, shape, of};
    }

    /// Rows [rows, width] that are `stride` elements apart.
    template <class T>
    auto rows_view(T* data, std::size_t rows, std::size_t width, std::size_t stride)
    {
        using strided = tensor_view<T, 2, xt::layout_type::dynamic>;
        return strided(data, {rows, width}, {static_cast<std::ptrdiff_t>(stride), 1}, {});
    }

    /// A sequence [steps, rows, width] whose rows are `stride` elements apart.
    template <class T>
    auto sequence_view(T* data, std::size_t steps, std::size_t rows, std::size_t width, std::size_t stride)
    {
        using strided = tensor_view<T, 3, xt::layout_type::dynamic>;
        const auto apart = static_cast<std::ptrdiff_t>(stride);
        return strided(data, {steps, rows, width}, {static_cast<std::ptrdiff_t>(rows) * apart, apart, 1}, {});
    }
} // namespace detail

} // namespace xrnn
