// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <atomic>
#include <cstdlib>
#include <new>

#include <xrnn/kernels/bfloat16.hpp>
#include <xrnn/kernels/narrow_weights.hpp>
#include <xrnn/sampling/beam.hpp>

#include "../support/networks.hpp"

namespace
{
std::atomic<std::size_t> allocations{0};

void* counted(std::size_t size, std::size_t alignment)
{
    ++allocations;
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

using namespace xrnn;
using namespace tests;

TEST_CASE("the counter counts")
{
    const std::size_t before = allocations;
    const detail::block<float> b(10);
    CHECK(allocations == before + 1);
}

TEST_CASE("after set-up a training step allocates nothing")
{
    using network = stack<lstm<6, 17>, dropout<17>, gru<17, 5>, linear<5, 6>>;
    model<network> m(1);
    workspace work(m, 8, 3);
    parameters<network> gradients;
    optimiser learn(m, adamw{}, cosine_decay{});
    hidden_state<network> state(3);
    streams data(std::vector<id>(200, 2), 8, 3);
    const xt::xtensor<float, 3> dense = random_sequence<float>(5, 3, 6);
    const std::vector<float> numbers(5 * 3 * 6, 0.5f);
    const std::vector<char> marks(5 * 3, 1);
    const std::size_t before = allocations;
    for (int update = 0; update < 3; ++update)
    {
        data.next();
        work.forward(m, data.input(), state, training{1, learn.updates()});
        const double loss = softmax_cross_entropy(work, data.target());
        work.backward(m, gradients);
        clip_value(gradients, 5);
        clip_norm(gradients, 1);
        learn.update(m, gradients, loss, {.value = 0.5, .norm = 0.5});
        work.forward(m, dense, state);
        squared_error(work, numbers, reduction::mean, mask(marks));
        binary_cross_entropy(work, numbers);
        work.backward(m, gradients);
        state.reset(1);
    }
    CHECK(allocations == before);
}

TEST_CASE("after set-up long sequences allocate nothing")
{
    using network = stack<lstm<6, 17>, dropout<17>, gru<17, 5>, linear<5, 6>>;
    const model<network> m(1);
    long_workspace work(m, 20, 3, 6, input_adjoints::yes);
    sliding_workspace of_ids(m, 2, 5, 3, sequence_of::ids);
    sliding_workspace of_numbers(m, 2, 5, 3, sequence_of::numbers);
    parameters<network> gradients;
    hidden_state<network> state(3);
    const xt::xtensor<float, 3> dense = random_sequence<float>(20, 3, 6);
    const xt::xtensor<float, 3> next = random_sequence<float>(2, 3, 6);
    const xt::xtensor<id, 2> ids = xt::ones<id>({2, 3});
    const std::vector<float> numbers(20 * 3 * 6, 0.5f);
    const std::vector<char> marks(20 * 3, 1);
    const auto loss = [](auto& window, std::size_t) {
        window.output_adjoint().fill(1);
        return 1.0;
    };
    float sum = 0;
    const std::size_t before = allocations;
    for (std::uint64_t update = 0; update < 4; ++update)
    {
        work.backpropagate(m, dense, state, gradients, squared_error, numbers, reduction::mean, mask(marks));
        work.backpropagate(m, dense, state, training{1, update}, gradients, loss);
        sum += work.input_adjoint()(19, 2, 5);
        of_ids.forward(m, ids, training{1, update});
        softmax_cross_entropy(of_ids, ids);
        of_ids.backward(m, gradients);
        of_numbers.forward(m, next);
        of_numbers.output_adjoint().fill(1);
        of_numbers.backward(m, gradients);
        of_numbers.reset(of_ids.state());
    }
    CHECK(allocations == before);
    CHECK(std::abs(sum) > 0);
}

TEST_CASE("after set-up sampling allocates nothing")
{
    using network = stack<lstm<6, 17>, linear<17, 6>>;
    const model<network> m(1);
    stepper rnn(m);
    random_source random(1);
    sampler draw(6, {.temperature = 0.5, .top_k = 4, .top_p = 0.9});
    const std::size_t before = allocations;
    id letter = 0;
    for (int i = 0; i < 10; ++i)
    {
        letter = draw(rnn.step(letter), random);
    }
    CHECK(allocations == before);
    CHECK(letter < 6);
}

TEST_CASE("after set-up a beam search allocates nothing")
{
    using network = stack<lstm<6, 17>, linear<17, 6>>;
    const model<network> m(1);
    beam_search search(m, {.width = 9, .length = 40, .stop = 3, .length_power = 1});
    const hidden_state<network> start;
    const std::size_t before = allocations;
    std::size_t ids = 0;
    for (const id first : {0u, 5u})
    {
        for (const continuation& each : search(start, first))
        {
            ids += each.ids.size();
        }
    }
    CHECK(allocations == before);
    CHECK(ids >= 18);
}

TEST_CASE("after set-up a streaming step allocates nothing")
{
    using network = stack<lstm<6, 17>, linear<17, 6>>;
    const model<network> m(1);
    stepper rnn(m);
    const std::vector<float> x(6, 0.5f);
    const std::size_t before = allocations;
    float sum = 0;
    for (std::size_t i = 0; i < 10; ++i)
    {
        sum += rnn.step(i % 6)(0) + rnn.step(x)(1);
    }
    CHECK(allocations == before);
    CHECK(sum == sum);
}

TEST_CASE("after set-up narrow products allocate nothing")
{
    using network = stack<lstm<6, 17>, linear<17, 6>>;
    model<network, float, bfloat16_products> m(1);
    workspace work(m, 8, 3);
    parameters<network> gradients;
    optimiser learn(m, rmsprop{});
    hidden_state<network> state(3);
    streams data(std::vector<id>(200, 2), 8, 3);
    model<network, float, bfloat16_weights> half;
    model<network, float, int8_weights> quarter;
    hidden_state<network> one;
    const std::vector<float> x(6, 0.5f);
    const std::size_t before = allocations;
    data.next();
    work.forward(m, data.input(), state);
    const double loss = softmax_cross_entropy(work, data.target());
    work.backward(m, gradients);
    learn.update(m, gradients, loss);
    half.edit([&](auto& p) { p = m.all(); });
    quarter.edit([&](auto& p) { p = m.all(); });
    const float sum = half.step(x, one)(0, 0) + quarter.step(x, one)(0, 0);
    CHECK(allocations == before);
    CHECK(sum != 0);
}
