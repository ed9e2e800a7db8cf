// SPDX-License-Identifier: BSD-3-Clause
/// Small things to save, and comparing them bit by bit.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <xrnn/io/save.hpp>
#include <xrnn/xrnn.hpp>

namespace xrnn::tests
{

/// A cell with scalars that are set at run time.
struct scaled
{
    static constexpr input<"x", 2> x{};
    static constexpr state<"h", 3> h{};
    static constexpr parameter<"W", 2, 3> W{};
    static constexpr parameter<"b", 3> b{};
    static constexpr scalar<"k"> k{};
    static constexpr scalar<"decay"> decay{};
    static constexpr auto output = h;
    static constexpr auto step = equations(h = tanh(k * dot(x, W) + decay * prev(h) + b));
};

template <class A, class B>
bool same_bits(const A& a, const B& b)
{
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(*a.data())) == 0;
}

/// Different numbers everywhere, among them all that are not ordinary.
template <class T>
void fill_oddly(T* numbers, std::size_t size, std::uint64_t seed)
{
    random_source random(seed);
    std::generate_n(numbers, size, [&] { return static_cast<T>(random.normal()); });
    using limits = std::numeric_limits<T>;
    const std::vector<T> odd{limits::infinity(), -limits::infinity(), limits::quiet_NaN(), -limits::quiet_NaN(),
        T(-0.0), limits::denorm_min(), limits::max(), limits::lowest()};
    std::copy_n(odd.begin(), std::min(size, odd.size()), numbers);
}

/// Everything that a file can hold, with numbers of its own for each seed.
template <class Network, class T>
struct belongings
{
    model<Network, T> m;
    optimiser<Network, adam, T> learn{m, adam{}};
    hidden_state<Network, T> state{3};
    random_source random;
    streams data{text(), 2, 2};
    notes words;

    explicit belongings(std::uint64_t seed)
        : random(seed)
    {
        m.edit([&](parameters<Network, T>& p) { fill_oddly(p.data(), p.size(), seed); });
        fill_oddly(learn.memory(0).data(), learn.memory(0).size(), seed + 1);
        fill_oddly(learn.memory(1).data(), learn.memory(1).size(), seed + 2);
        learn.set_updates(seed + 100);
        fill_oddly(state.data(), state.size(), seed + 3);
        data.seek(seed % data.windows());
        words["seed"] = std::to_string(seed);
    }

    static std::vector<id> text() { return {0, 1, 2, 3, 2, 1, 0, 2, 3, 1, 0, 1, 2, 3, 3, 2, 1, 0, 1}; }

    friend bool operator==(const belongings& a, const belongings& b)
    {
        return same_bits(a.m.all(), b.m.all()) && same_bits(a.learn.memory(0), b.learn.memory(0))
            && same_bits(a.learn.memory(1), b.learn.memory(1)) && a.learn.updates() == b.learn.updates()
            && same_bits(a.state, b.state) && a.random.state() == b.random.state()
            && a.data.upcoming() == b.data.upcoming() && a.words == b.words;
    }

    void save_to(const std::string& path) const { save(path, m, learn, state, random, data, words); }
    void load_from(const std::string& path) { load(path, words, data, random, state, learn, m); }
};

} // namespace xrnn::tests
