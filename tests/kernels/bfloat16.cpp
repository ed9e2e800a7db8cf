// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <cstring>

#include <xrnn/kernels/bfloat16.hpp>
#include <xrnn/xrnn.hpp>

#include "plain_products.hpp"

using namespace tests;

namespace
{
using emulated_products = detail::basic_bfloat16_products<detail::bfloat16_emulation>;
constexpr bool has_instruction = !std::is_same_v<bfloat16_products, emulated_products>;
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

bool equal_bits(const std::vector<float>& a, const std::vector<float>& b)
{
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

/// The operands of the three products, of two weights side by side, and their results.
template <std::size_t K, std::size_t First, std::size_t Second>
struct products_of
{
    static constexpr std::size_t n = First + Second;
    random_source random{1};
    std::size_t rows;
    gapped a{rows, K, 3, random};
    gapped w1{K, First, 0, random};
    gapped w2{K, Second, 0, random};
    gapped c{rows, n, 2, random};
    gapped forward = c;
    gapped backward = a;
    gapped gradient{K, n, 0, random};
    gapped gradient_before = gradient;

    /// What is left over in a packed form has no effect.
    template <class Products>
    [[nodiscard]] std::vector<float> packed() const
    {
        std::vector<float> all(Products::template packed_size<float>(K, n), not_a_number);
        Products::pack(K, n, 0, First, w1.data(), all.data());
        Products::pack(K, n, First, Second, w2.data(), all.data());
        return all;
    }

    template <class Products>
    void run(kernels::write how)
    {
        Products::template multiply<float, K, n>(
            rows, a.data(), a.stride, packed<Products>().data(), forward.data(), c.stride, how);
        std::vector<float> transposed(Products::template packed_size<float>(n, K), not_a_number);
        Products::pack_transposed(K, n, First, Second, w2.data(), transposed.data());
        Products::pack_transposed(K, n, 0, First, w1.data(), transposed.data());
        Products::template multiply<float, n, K>(
            rows, c.data(), c.stride, transposed.data(), backward.data(), a.stride, how);
        const std::size_t panels = Products::template panel_count<float>(n);
        for (const detail::range some : {detail::range{panels / 2, panels}, detail::range{0, panels / 2}})
        {
            Products::template weight_gradient<float, K, n>(
                some, rows, a.data(), a.stride, c.data(), c.stride, gradient.data(), how);
        }
    }
};

/// Calls f<K, First, Second>(rows) for many shapes.
template <class F>
void each_shape(F&& f)
{
    for (const std::size_t rows : {1u, 2u, 3u, 4u, 5u, 6u, 7u, 13u, 65u})
    {
        f.template operator()<1, 1, 1>(rows);
        f.template operator()<2, 3, 4>(rows);
        f.template operator()<7, 3, 5>(rows);
        f.template operator()<16, 16, 16>(rows);
        f.template operator()<33, 17, 40>(rows);
        f.template operator()<31, 64, 65>(rows);
    }
    f.template operator()<5, 150, 200>(1);  // more panels than a row takes at a time
    f.template operator()<301, 9, 60>(150); // several blocks of rows and of the inner size
    f.template operator()<150, 60, 91>(301);
    f.template operator()<16390, 2, 1>(1); // an inner size above that of a block
}

template <class Products>
void check_products()
{
    const auto narrow = [](float x) { return static_cast<double>(detail::round_to_bfloat16(x)); };
    each_shape([&]<std::size_t K, std::size_t First, std::size_t Second>(std::size_t rows) {
        for (const kernels::write how : {kernels::write::set, kernels::write::add})
        {
            CAPTURE(rows, K, First, Second, how == kernels::write::add);
            products_of<K, First, Second> p{.rows = rows};
            p.template run<Products>(how);
            const elements w = [&](std::size_t i, std::size_t j) {
                return narrow(j < First ? p.w1(i, j) : p.w2(i, j - First));
            };
            const elements a = [&](std::size_t i, std::size_t j) { return narrow(p.a(i, j)); };
            const elements c = [&](std::size_t i, std::size_t j) { return narrow(p.c(i, j)); };
            const elements w_transposed = [&](std::size_t i, std::size_t j) { return w(j, i); };
            const elements a_transposed = [&](std::size_t i, std::size_t j) { return a(j, i); };
            CHECK(equals_product(p.forward, p.c, K, a, w, how));
            CHECK(equals_product(p.backward, p.a, p.n, c, w_transposed, how));
            CHECK(equals_product(p.gradient, p.gradient_before, rows, a_transposed, c, how));
        }
    });
}

/// Any bits, so that a sample has all kinds of numbers.
float any_float(random_source& random)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(random.bits() >> 32));
}
} // namespace

TEST_CASE("bfloat16 rounds to nearest, ties to even")
{
    const auto rounded = [](float x) { return detail::round_to_bfloat16(x); };
    CHECK(rounded(1 + 0x1p-7f) == 1 + 0x1p-7f);
    CHECK(rounded(1 + 0x1p-8f) == 1);
    CHECK(rounded(1 + 0x1p-8f + 0x1p-23f) == 1 + 0x1p-7f);
    CHECK(rounded(1 + 3 * 0x1p-8f) == 1 + 0x1p-6f);
    CHECK(rounded(-1 - 3 * 0x1p-8f) == -1 - 0x1p-6f);
    CHECK(rounded(std::numeric_limits<float>::max()) == infinity);
    CHECK(rounded(-infinity) == -infinity);
    CHECK(std::isnan(rounded(not_a_number)));
    CHECK(std::isnan(rounded(std::bit_cast<float>(0x7f800001u)))); // whose upper half alone would be infinity
    CHECK(rounded(0x1p-126f) == 0x1p-126f);
    CHECK(std::bit_cast<std::uint32_t>(rounded(-0x1p-127f)) == 0x80000000u);
}

TEST_CASE("bfloat16 products equal plain loops on rounded operands")
{
    check_products<bfloat16_products>();
}

TEST_CASE("emulated bfloat16 products equal plain loops on rounded operands")
{
    check_products<emulated_products>();
}

TEST_CASE("emulated bfloat16 products have the bits of the instruction")
{
    if (!has_instruction)
    {
        WARN("compiled for a machine without AVX-512 BF16: nothing is compared");
    }
    each_shape([]<std::size_t K, std::size_t First, std::size_t Second>(std::size_t rows) {
        CAPTURE(rows, K, First, Second);
        products_of<K, First, Second> one{.rows = rows};
        products_of<K, First, Second> two{.rows = rows};
        one.template run<bfloat16_products>(kernels::write::add);
        two.template run<emulated_products>(kernels::write::add);
        CHECK(equal_bits(one.forward.numbers, two.forward.numbers));
        CHECK(equal_bits(one.backward.numbers, two.backward.numbers));
        CHECK(equal_bits(one.gradient.numbers, two.gradient.numbers));
    });
}

TEST_CASE("bfloat16 products of one row have the bits of that row among others, also in parts")
{
    products_of<301, 117, 483> all{.rows = 70};
    all.run<bfloat16_products>(kernels::write::add);
    const std::vector<float> packed = all.packed<bfloat16_products>();
    for (const std::size_t row : {0u, 5u, 63u, 69u})
    {
        const float* from = all.c.data() + row * all.c.stride;
        const float* a = all.a.data() + row * all.a.stride;
        std::vector<float> alone(from, from + all.n);
        bfloat16_products::multiply<float, 301, all.n>(
            1, a, all.a.stride, packed.data(), alone.data(), all.n, kernels::write::add);
        const float* among = all.forward.data() + row * all.c.stride;
        CHECK(equal_bits(alone, std::vector<float>(among, among + all.n)));
        std::vector<float> in_parts(from, from + all.n);
        const std::size_t parts = bfloat16_products::row_parts<float>(all.n);
        for (const detail::range some : {detail::range{1, parts}, detail::range{0, 1}, detail::range{parts, parts}})
        {
            bfloat16_products::multiply_row<float, 301, all.n>(
                some, a, packed.data(), in_parts.data(), kernels::write::add);
        }
        CHECK(equal_bits(alone, in_parts));
    }
}

TEST_CASE("the machine's conversions to bfloat16 are those of one number")
{
    random_source random(5);
    bool equal = true;
    for (std::size_t i = 0; i < 20000; ++i)
    {
        // A row of ones gives the sum of one number and zeros.
        const std::vector<float> a{any_float(random), 0, 0};
        const std::vector<float> w{1, 1, 1};
        std::vector<float> packed(bfloat16_products::packed_size<float>(3, 1));
        bfloat16_products::pack(3, 1, 0, 1, w.data(), packed.data());
        float c = 0;
        bfloat16_products::multiply<float, 3, 1>(1, a.data(), 3, packed.data(), &c, 1, kernels::write::set);
        const float expected = detail::round_to_bfloat16(a[0]);
        equal = equal && (c == expected || (std::isnan(c) && std::isnan(expected)));
    }
    CHECK(equal);
}

namespace
{
template <std::size_t K>
void check_not_finite()
{
    const auto is_nan = [](float x) { return std::isnan(x); };
    constexpr std::size_t n = 3;
    constexpr auto sum = static_cast<float>(K);
    std::vector<float> w(K * n, 1);
    std::vector<float> a(2 * K, 1);
    std::vector<float> c(2 * n);
    const auto multiply = [&] {
        std::vector<float> packed(bfloat16_products::packed_size<float>(K, n), not_a_number);
        bfloat16_products::pack(K, n, 0, n, w.data(), packed.data());
        bfloat16_products::multiply<float, K, n>(2, a.data(), K, packed.data(), c.data(), n, kernels::write::set);
    };
    a[2 * K - 1] = infinity; // beside it, if K is odd, lies the half of a pair that is not there
    multiply();
    CHECK(c == std::vector<float>{sum, sum, sum, infinity, infinity, infinity});
    a[2 * K - 1] = not_a_number;
    multiply();
    CHECK(std::count_if(c.begin(), c.end(), is_nan) == 3);
    a[2 * K - 1] = 1;
    w[1] = -infinity;
    multiply();
    CHECK(c == std::vector<float>{sum, -infinity, sum, sum, -infinity, sum});

    std::vector<float> gradient(K * n);
    const std::vector<float> ones(2 * n, 1);
    const std::size_t panels = bfloat16_products::panel_count<float>(n);
    for (const std::size_t rows : {2u, 1u})
    {
        a.assign(2 * K, 1);
        a[(rows - 1) * K] = infinity; // in the last row
        bfloat16_products::weight_gradient<float, K, n>(
            {0, panels}, rows, a.data(), K, ones.data(), n, gradient.data(), kernels::write::set);
        CHECK(std::count(gradient.begin(), gradient.end(), infinity) == 3);
        CHECK(std::count(gradient.begin(), gradient.end(), static_cast<float>(rows)) == static_cast<long>(K * n - 3));
    }
}
} // namespace

TEST_CASE("NaN and infinity pass through bfloat16 products, and only where they belong")
{
    check_not_finite<4>();
    check_not_finite<5>();
}

namespace
{
using network = stack<lstm<32, 41>, lstm<41, 23>, linear<23, 32>>;

/// A text of words in an order that has to be learnt.
std::vector<id> words_text()
{
    random_source random(9);
    std::vector<std::vector<id>> vocabulary(12);
    for (auto& word : vocabulary)
    {
        for (std::size_t i = 0; i < 3 + random.bits() % 5; ++i)
        {
            word.push_back(static_cast<id>(1 + random.bits() % 31));
        }
    }
    std::vector<id> text;
    for (std::size_t at = 0; text.size() < 6000; at = (3 * at + random.bits() % 2) % vocabulary.size())
    {
        text.insert(text.end(), vocabulary[at].begin(), vocabulary[at].end());
        text.push_back(0);
    }
    return text;
}

struct course
{
    double first = 0;
    double last = 0;             // mean over the last 20 updates
    std::vector<float> gradient; // of the first update
};

template <class Products>
course train(int updates, const team& threads = team())
{
    model<network, float, Products> m(3);
    workspace work(m, 20, 8, threads);
    parameters<network> gradients;
    optimiser learn(m, adam{0.004});
    streams data(words_text(), 20, 8);
    hidden_state<network> state(8);
    course result;
    for (int update = 0; update < updates; ++update)
    {
        data.next();
        work.forward(m, data.input(), state);
        const double loss = softmax_cross_entropy(work, data.target(), reduction::mean);
        work.backward(m, gradients);
        if (update == 0)
        {
            result.first = loss;
            result.gradient.assign(gradients.span().begin(), gradients.span().end());
        }
        result.last += update >= updates - 20 ? loss / 20 : 0;
        learn.update(m, gradients, loss);
    }
    return result;
}
} // namespace

TEST_CASE("training with bfloat16 products follows training in float")
{
    const course wide = train<native_products>(200);
    const course narrow = train<bfloat16_products>(200);
    REQUIRE(wide.first == Approx(std::log(32.0)).epsilon(0.1));
    REQUIRE(wide.last < 0.6 * wide.first);
    CHECK(narrow.last == Approx(wide.last).epsilon(0.05));

    double difference = 0;
    double length = 0;
    for (std::size_t i = 0; i < wide.gradient.size(); ++i)
    {
        difference += std::pow(narrow.gradient[i] - wide.gradient[i], 2);
        length += std::pow(wide.gradient[i], 2);
    }
    // Both factors of a term are rounded, each by at most 2^-8 of its size; in sums such errors partly cancel.
    CHECK(std::sqrt(difference / length) < 0x1p-7);
    CHECK(difference > 0);
}

TEST_CASE("a team of threads gives bfloat16 products the bits of one thread")
{
    const course alone = train<bfloat16_products>(3);
    const course together = train<bfloat16_products>(3, team(3));
    CHECK(equal_bits(alone.gradient, together.gradient));
    CHECK(std::bit_cast<std::uint64_t>(alone.last) == std::bit_cast<std::uint64_t>(together.last));
    CHECK(alone.last > 0.1);
}
