// SPDX-License-Identifier: BSD-3-Clause
/// One allocation of numbers, aligned to a cache line and set to zero.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace xrnn
{

template <class T>
class block
{
    static_assert(std::is_floating_point_v<T>, "xrnn: numbers are float or double");

public:
    /// Throws std::bad_alloc.
    explicit block(std::size_t size = 0)
        : size_(size)
        , data_(size == 0 ? nullptr : static_cast<T*>(::operator new(size * sizeof(T), std::align_val_t(64))))
    {
        std::fill_n(data(), size_, T(0));
    }

    block(const block& other)
        : block(other.size_)
    {
        std::copy_n(other.data(), size_, data());
    }

    block(block&& other) noexcept
        : size_(std::exchange(other.size_, 0))
        , data_(std::move(other.data_))
    {
    }

    block& operator=(block other) noexcept
    {
        std::swap(size_, other.size_);
        std::swap(data_, other.data_);
        return *this;
    }

    ~block() = default;

    std::size_t size() const { return size_; }
    T* data() { return data_.get(); }
    const T* data() const { return data_.get(); }
    std::span<T> span() { return {data(), size_}; }
    std::span<const T> span() const { return {data(), size_}; }

private:
    struct release
    {
        void operator()(T* p) const { ::operator delete(p, std::align_val_t(64)); }
    };

    std::size_t size_;
    std::unique_ptr<T, release> data_;
};

} // namespace xrnn
