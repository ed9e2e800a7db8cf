// SPDX-License-Identifier: BSD-3-Clause
/// One allocation of numbers, aligned to a cache line, set to zero, and with room for whole batches.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "sizes.hpp"

namespace xrnn::detail
{

template <class T>
class block
{
    static_assert(std::is_floating_point_v<T>, "xrnn: numbers are float or double");

public:
    /// Throws std::bad_alloc.
    explicit block(std::size_t size = 0)
        : size_(size)
        , data_(size == 0 ? nullptr : allocate(size))
    {
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

    /// Copies in place if the sizes are equal, so that views stay valid.
    block& operator=(const block& other)
    {
        if (size_ == other.size_)
        {
            std::copy_n(other.data(), size_, data());
            return *this;
        }
        return *this = block(other);
    }

    /// Leaves `other` empty, unless it is this one.
    block& operator=(block&& other) noexcept
    {
        block taken(std::move(other));
        std::swap(size_, taken.size_);
        std::swap(data_, taken.data_);
        return *this;
    }

    ~block() = default;

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] T* data() noexcept { return data_.get(); }
    [[nodiscard]] const T* data() const noexcept { return data_.get(); }

private:
    static constexpr std::size_t whole_lines(std::size_t size) { return (size + 15) / 16 * 16; }

    static T* allocate(std::size_t size)
    {
        if (!detail::addressable({size, sizeof(T)}) || !detail::addressable({whole_lines(size), sizeof(T)}))
        {
            throw std::bad_alloc();
        }
        T* first = static_cast<T*>(::operator new(whole_lines(size) * sizeof(T), std::align_val_t(64)));
        std::fill_n(first, whole_lines(size), T(0));
        return first;
    }

    struct release
    {
        void operator()(T* p) const { ::operator delete(p, std::align_val_t(64)); }
    };

    std::size_t size_;
    std::unique_ptr<T, release> data_;
};

[[noreturn, gnu::cold]] inline void refuse_moved_from(const char* thing)
{
    throw std::logic_error(std::string("xrnn: this ") + thing
        + " was moved from and is empty; use the one it was moved to, or assign to it first");
}

/// Throws std::logic_error if an object that was moved from is used.
inline void check_owner(bool owns, const char* thing)
{
    if (!owns)
    {
        refuse_moved_from(thing);
    }
}

} // namespace xrnn::detail
