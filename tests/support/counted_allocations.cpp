// SPDX-License-Identifier: BSD-3-Clause
/// Every operator new and delete of a program, counted.
#include "counted_allocations.hpp"

#include <cstdlib>
#include <new>

std::atomic<std::size_t> tests::allocations{0};

namespace
{

void* counted(std::size_t size, std::size_t alignment)
{
    ++tests::allocations;
    void* p = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
    if (p == nullptr)
    {
        throw std::bad_alloc();
    }
    return p;
}

// Not inlined, for g++ warns of a free that it sees to belong to a new.
[[gnu::noinline]] void release(void* p)
{
    std::free(p);
}

} // namespace

void* operator new(std::size_t size)
{
    return counted(size, alignof(std::max_align_t));
}
void* operator new[](std::size_t size)
{
    return counted(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t a)
{
    return counted(size, static_cast<std::size_t>(a));
}
void* operator new[](std::size_t size, std::align_val_t a)
{
    return counted(size, static_cast<std::size_t>(a));
}
void operator delete(void* p) noexcept
{
    release(p);
}
void operator delete[](void* p) noexcept
{
    release(p);
}
void operator delete(void* p, std::size_t) noexcept
{
    release(p);
}
void operator delete[](void* p, std::size_t) noexcept
{
    release(p);
}
void operator delete(void* p, std::align_val_t) noexcept
{
    release(p);
}
void operator delete[](void* p, std::align_val_t) noexcept
{
    release(p);
}
void operator delete(void* p, std::size_t, std::align_val_t) noexcept
{
    release(p);
}
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept
{
    release(p);
}
