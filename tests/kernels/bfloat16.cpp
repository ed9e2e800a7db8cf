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

struct shape
{
    std::size_t rows;
    std::size_t k;
    std::size_t first; // columns of two weights that are packed side by side
    std::size_t second;
};

std::vector<shape> shapes()
{
    std::vector<shape> all;
    for (const std::size_t rows : {1u, 2u, 3u, 4u, 5u, 6u, 7u, 13u, 65u})
    {
        for (const shape s :
            {shape{0, 1, 1, 1}, {0, 2, 3, 4}, {0, 7, 3, 5}, {0, 16, 16, 16}, {0, 33, 17, 40}, {0, 31, 64, 65}})
        {
            all.push_back({rows, s.k, s.first, s.second});
        }
    }
    all.push_back({1, 5, 150, 200});  // more panels than a row takes at a time
    all.push_back({150, 301, 9, 60}); // several blocks of rows and of the inner size
    all.push_back({301, 150, 60, 90});
    all.push_back({1, 16390, 2, 1}); // an inner size above that of a block
    return all;
}

bool equal_bits(const std::vector<float>& a, const std::vector<float>& b)
{
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

/// The operands of the three products of a shape, and their results.
struct products_of
{
    random_source random{1};
    shape s;
    std::size_t n = s.first + s.second;
    gapped a{s.rows, s.k, 3, random};
    gapped w1{s.k, s.first, 0, random};
    gapped w2{s.k, s.second, 0, random};
    gapped c{s.rows, n, 2, random};
    gapped forward = c;
    gapped backward = a;
    gapped gradient{s.k, n, 0, random};
    gapped gradient_before = gradient;

    template <class Products>
    void run(kernels::write how)
    {
        std::vector<float> packed(Products::template packed_size<float>(s.k, n));
        Products::pack(s.k, n, 0, s.first, w1.data(), packed.data());
        Products::pack(s.k, n, s.first, s.second, w2.data(), packed.data());
        Products::multiply(s.rows, s.k, n, a.data(), a.stride, packed.data(), forward.data(), c.stride, how);
        std::vector<float> transposed(Products::template packed_size<float>(n, s.k));
        Products::pack_transposed(s.k, n, 0, s.first, w1.data(), transposed.data());
        Products::pack_transposed(s.k, n, s.first, s.second, w2.data(), transposed.data());
        Products::multiply(s.rows, n, s.k, c.data(), c.stride, transposed.data(), backward.data(), a.stride, how);
        Products::weight_gradient(s.rows, s.k, n, a.data(), a.stride, c.data(), c.stride, gradient.data());
    }
};

template <class Products>
void check_products()
{
    const auto narrow = [](float x) { return static_cast<double>(detail::round_to_bfloat16(x)); };
    for (const shape& s : shapes())
    {
        for (const kernels::write how : {kernels::write::set, kernels::write::add})
        {
            CAPTURE(s.rows, s.k, s.first, s.second, how == kernels::write::add);
            products_of p{.s = s};
            p.run<Products>(how);
            const elements w = [&](std::size_t i, std::size_t j) {
                return narrow(j < s.first ? p.w1(i, j) : p.w2(i, j - s.first));
            };
            const elements a = [&](std::size_t i, std::size_t j) { return narrow(p.a(i, j)); };
            const elements c = [&](std::size_t i, std::size_t j) { return narrow(p.c(i, j)); };
            const elements w_transposed = [&](std::size_t i, std::size_t j) { return w(j, i); };
            const elements a_transposed = [&](std::size_t i, std::size_t j) { return a(j, i); };
            CHECK(equals_product(p.forward, p.c, s.k, a, w, how));
            CHECK(equals_product(p.backward, p.a, p.n, c, w_transposed, how));
            CHECK(equals_product(p.gradient, p.gradient_before, s.rows, a_transposed, c, kernels::write::add));
        }
    }
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
    for (const shape& s : shapes())
    {
        CAPTURE(s.rows, s.k, s.first, s.second);
        products_of one{.s = s};
        products_of two{.s = s};
        one.run<bfloat16_products>(kernels::write::add);
        two.run<emulated_products>(kernels::write::add);
        CHECK(equal_bits(one.forward.numbers, two.forward.numbers));
        CHECK(equal_bits(one.backward.numbers, two.backward.numbers));
        CHECK(equal_bits(one.gradient.numbers, two.gradient.numbers));
    }
}

TEST_CASE("bfloat16 products of one row have the bits of that row among others")
{
    const shape s{70, 301, 17, 83};
    products_of all{.s = s};
    all.run<bfloat16_products>(kernels::write::add);
    std::vector<float> packed(bfloat16_products::packed_size<float>(s.k, all.n));
    bfloat16_products::pack(s.k, all.n, 0, s.first, all.w1.data(), packed.data());
    bfloat16_products::pack(s.k, all.n, s.first, s.second, all.w2.data(), packed.data());
    for (const std::size_t row : {0u, 5u, 63u, 69u})
    {
        std::vector<float> alone(all.c.data() + row * all.c.stride, all.c.data() + row * all.c.stride + all.n);
        bfloat16_products::multiply(1, s.k, all.n, all.a.data() + row * all.a.stride, all.a.stride, packed.data(),
            alone.data(), all.n, kernels::write::add);
        const float* among = all.forward.data() + row * all.c.stride;
        CHECK(equal_bits(alone, std::vector<float>(among, among + all.n)));
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
        bfloat16_products::multiply(1, 3, 1, a.data(), 3, packed.data(), &c, 1, kernels::write::set);
        const float expected = detail::round_to_bfloat16(a[0]);
        equal = equal && (c == expected || (std::isnan(c) && std::isnan(expected)));
    }
    CHECK(equal);
}

TEST_CASE("NaN and infinity pass through bfloat16 products, and only where they belong")
{
    const auto is_nan = [](float x) { return std::isnan(x); };
    for (const std::size_t k : {4u, 5u})
    {
        const std::size_t n = 3;
        std::vector<float> w(k * n, 1);
        std::vector<float> packed(bfloat16_products::packed_size<float>(k, n));
        std::vector<float> a(2 * k, 1);
        std::vector<float> c(2 * n);
        const auto multiply = [&] {
            std::fill(packed.begin(), packed.end(), 0.0f);
            bfloat16_products::pack(k, n, 0, n, w.data(), packed.data());
            bfloat16_products::multiply(2, k, n, a.data(), k, packed.data(), c.data(), n, kernels::write::set);
        };
        a[2 * k - 1] = infinity; // beside it, if k is odd, lies the half of a pair that is not there
        multiply();
        CHECK(c == std::vector<float>{float(k), float(k), float(k), infinity, infinity, infinity});
        a[2 * k - 1] = not_a_number;
        multiply();
        CHECK(std::count_if(c.begin(), c.end(), is_nan) == 3);
        a[2 * k - 1] = 1;
        w[1] = -infinity;
        multiply();
        CHECK(c == std::vector<float>{float(k), -infinity, float(k), float(k), -infinity, float(k)});
        std::vector<float> gradient(k * n);
        a[k] = infinity; // in the second of 2 rows, then in the last of 1
        bfloat16_products::weight_gradient(
            2, k, n, a.data(), k, std::vector<float>(2 * n, 1).data(), n, gradient.data());
        bfloat16_products::weight_gradient(
            1, k, n, a.data() + k, k, std::vector<float>(n, 1).data(), n, gradient.data());
        CHECK(std::count(gradient.begin(), gradient.end(), infinity) == 3);
        CHECK(std::count_if(gradient.begin(), gradient.end(), is_nan) == 0);
    }
}

namespace
{
using network = stack<lstm<32, 40>, lstm<40, 24>, linear<24, 32>>;

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
course train()
{
    model<network, float, Products> m(3);
    workspace work(m, 20, 8);
    parameters<network> gradients;
    optimiser learn(m, adam{0.004});
    streams data(words_text(), 20, 8);
    hidden_state<network> state(8);
    course result;
    for (int update = 0; update < 200; ++update)
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
        result.last += update >= 180 ? loss / 20 : 0;
        learn.update(m, gradients, loss);
    }
    return result;
}
} // namespace

TEST_CASE("training with bfloat16 products follows training in float")
{
    const course wide = train<native_products>();
    const course narrow = train<bfloat16_products>();
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
    // Each number is rounded by at most 2^-8 of its size, and in sums such errors partly cancel.
    CHECK(std::sqrt(difference / length) < 0x1p-8);
    CHECK(difference > 0);
}
