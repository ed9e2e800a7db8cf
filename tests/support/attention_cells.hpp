// SPDX-License-Identifier: BSD-3-Clause
/// Cells that remember a sequence, and read it in every way that the language has.
#pragma once

#include <xrnn/language.hpp>
#include <xrnn/layers/normalise.hpp>

namespace tests
{

using namespace xrnn;

/// Additive attention, equations (5) to (7) of Bahdanau, Cho and Bengio (2015), in a plain rnn.
template <std::size_t In, std::size_t Remembered, std::size_t Keys, std::size_t Hidden>
struct additive_attention
{
    static constexpr input<"x", In> x{};
    static constexpr memory<"M", Remembered> M{};
    static constexpr positions<"K", Keys> K{};
    static constexpr positions<"e"> e{};
    static constexpr positions<"a"> a{};
    static constexpr value<"q", Keys> q{};
    static constexpr value<"c", Remembered> c{};
    static constexpr state<"h", Hidden> h{};
    static constexpr parameter<"W_K", Remembered, Keys> W_K{};
    static constexpr parameter<"W_q", Hidden, Keys> W_q{};
    static constexpr parameter<"v", Keys> v{};
    static constexpr parameter<"W", In, Hidden> W{};
    static constexpr parameter<"U", Hidden, Hidden> U{};
    static constexpr parameter<"C", Remembered, Hidden> C{};
    static constexpr parameter<"b", Hidden> b{};

    static constexpr auto inputs = order(x, M);
    static constexpr auto output = h;
    static constexpr auto step = equations(K = dot(M, W_K), q = dot(prev(h), W_q), e = sum(v * tanh(K + q)),
        a = softmax(e), c = attend(a, M), h = tanh(dot(x, W) + dot(prev(h), U) + dot(c, C) + b));
};

/// Dot-product attention with keys and values apart, and the memory itself read with the same weights.
template <std::size_t In, std::size_t Remembered, std::size_t Keys, std::size_t Hidden>
struct dot_product_attention
{
    static constexpr input<"x", In> x{};
    static constexpr memory<"M", Remembered> M{};
    static constexpr positions<"K", Keys> K{};
    static constexpr positions<"V", Hidden> V{};
    static constexpr positions<"e"> e{};
    static constexpr positions<"a"> a{};
    static constexpr value<"q", Keys> q{};
    static constexpr value<"c", Hidden> c{};
    static constexpr value<"m", Remembered> m{};
    static constexpr state<"h", Hidden> h{};
    static constexpr parameter<"W_K", Remembered, Keys> W_K{};
    static constexpr parameter<"W_V", Remembered, Hidden> W_V{};
    static constexpr parameter<"W_q", Hidden, Keys> W_q{};
    static constexpr parameter<"b_V", Hidden> b_V{};
    static constexpr parameter<"W", In, Hidden> W{};
    static constexpr parameter<"U", Hidden, Hidden> U{};
    static constexpr parameter<"C", Remembered, Hidden> C{};
    static constexpr parameter<"b", Hidden> b{};

    static constexpr auto inputs = order(x, M);
    static constexpr auto output = h;
    static constexpr auto step =
        equations(K = dot(M, W_K), V = dot(M, W_V) + b_V, q = dot(prev(h), W_q), e = sum(K * q) * 0.5, a = softmax(e),
            c = attend(a, V), m = attend(a, M), h = tanh(dot(x, W) + dot(prev(h), U) + c + dot(m, C) + b));
};

/// Rows for each position that are made of other such rows, of what is held and of learned vectors: normalised, multiplied,
/// in products of their own, and made of a number for each position.
template <std::size_t Remembered, std::size_t Width>
struct rows_of_positions
{
    static constexpr input<"x", Width> x{};
    static constexpr held<"w", Width> w{};
    static constexpr memory<"M", Remembered> M{};
    static constexpr positions<"k", Width> k{};
    static constexpr positions<"K", Width> K{};
    static constexpr positions<"L", Width> L{};
    static constexpr positions<"N", Width> N{};
    static constexpr positions<"R", Width> R{};
    static constexpr positions<"e"> e{};
    static constexpr positions<"a"> a{};
    static constexpr value<"c", Width> c{};
    static constexpr value<"d", Width> d{};
    static constexpr state<"h", Width> h{};
    static constexpr parameter<"A", Remembered, Width> A{};
    static constexpr parameter<"B", Width, Width> B{};
    static constexpr parameter<"D", Width, Width> D{};
    static constexpr parameter<"U", Width, Width> U{};
    static constexpr parameter<"g", Width> g{};
    static constexpr parameter<"b", Width> b{};
    static constexpr parameter<"s", Width> s{};
    static constexpr parameter<"t", Width> t{};

    static constexpr auto inputs = order(x, w, M);
    static constexpr auto output = h;
    static constexpr auto step =
        equations(k = dot(M, A), K = layer_norm(k, g, b), L = sigmoid(dot(K, shared(B)) + dot(w, D) + t) * (K + w * s),
            N = tanh(dot(L, shared(B)) + mean(K * K)), R = sum(M * M) * 0.1, e = sum(L * prev(h)) + mean(N),
            a = softmax(e), c = attend(a, N), d = attend(a, R), h = tanh(x + c + d + dot(prev(h), U)));
};

/// Three memories of the same lengths, and two weights.
template <std::size_t First, std::size_t Second, std::size_t Width>
struct several_memories
{
    static constexpr input<"x", Width> x{};
    static constexpr memory<"M", First> M{};
    static constexpr memory<"N", Second> N{};
    static constexpr memory<"P", Second> P{};
    static constexpr positions<"K", Width> K{};
    static constexpr positions<"e"> e{};
    static constexpr positions<"a"> a{};
    static constexpr positions<"f"> f{};
    static constexpr value<"q", Second> q{};
    static constexpr value<"c", First> c{};
    static constexpr value<"d", Second> d{};
    static constexpr value<"p", Second> p{};
    static constexpr state<"h", Width> h{};
    static constexpr parameter<"A", First, Width> A{};
    static constexpr parameter<"B", Second, Width> B{};
    static constexpr parameter<"Q", Width, Second> Q{};
    static constexpr parameter<"C", First, Width> C{};
    static constexpr parameter<"D", Second, Width> D{};
    static constexpr parameter<"b", Width> b{};

    static constexpr auto inputs = order(x, N, M, P);
    static constexpr auto output = h;
    static constexpr auto step = equations(K = dot(M, A) + dot(N, B) + b, q = dot(prev(h), Q),
        e = sum(prev(h) * tanh(K)) + sum(N * P * q), a = softmax(e), f = sigmoid(sum(N * q)), c = attend(a, M),
        d = attend(f, P), p = attend(a, P), h = tanh(x + dot(c, C) + dot(d, shared(D)) + dot(p, shared(D))));
};

/// Numbers for each position in every part that they can play: reduced over the positions by every reduction, made of each
/// other, inside the sums of rows, and weights of attend that are no softmax; the largest and the norm of each row.
template <std::size_t Width>
struct numbers_of_positions
{
    static constexpr input<"x", Width> x{};
    static constexpr memory<"M", Width> M{};
    static constexpr positions<"e"> e{};
    static constexpr positions<"f"> f{};
    static constexpr positions<"g"> g{};
    static constexpr positions<"a"> a{};
    static constexpr value<"top"> top{};
    static constexpr value<"l"> l{};
    static constexpr value<"n"> n{};
    static constexpr value<"c", Width> c{};
    static constexpr state<"h", Width> h{};
    static constexpr state<"k"> k{};
    static constexpr parameter<"U", Width, Width> U{};
    static constexpr parameter<"v", Width> v{};
    static constexpr parameter<"w", Width> w{};

    static constexpr auto inputs = order(x, M);
    static constexpr auto output = h;
    static constexpr auto step = equations(e = mean(M * prev(h) + v) + prev(k), top = max(e), l = logsumexp(e),
        f = (e - mean(e)) / sqrt(variance(e) + 0.5),
        g = sum(tanh(M * f + prev(h)) * (e * 0.1)) + max(M * (w + prev(h))),
        a = sigmoid(f + logsumexp(M + prev(h)) * 0.1) * mean(g), n = sum(a * e) * 0.1 + mean(square(g)),
        c = attend(a, M), k = tanh(n + mean(x)), h = tanh(x + c * top + dot(prev(h), U) + l + pick<0>(c)));
};

/// Products in the sum itself: of the state, of the memory, and of what is held, beside a bias.
template <std::size_t Remembered, std::size_t Keys, std::size_t Hidden>
struct products_at_positions
{
    static constexpr input<"x", Hidden> x{};
    static constexpr memory<"M", Remembered> M{};
    static constexpr held<"w", Keys> w{};
    static constexpr positions<"K", Keys> K{};
    static constexpr positions<"e"> e{};
    static constexpr positions<"a"> a{};
    static constexpr value<"c", Remembered> c{};
    static constexpr state<"h", Hidden> h{};
    static constexpr parameter<"A", Remembered, Keys> A{};
    static constexpr parameter<"B", Remembered, Keys> B{};
    static constexpr parameter<"D", Keys, Keys> D{};
    static constexpr parameter<"E", Keys, Keys> E{};
    static constexpr parameter<"U", Hidden, Keys> U{};
    static constexpr parameter<"X", Hidden, Keys> X{};
    static constexpr parameter<"C", Remembered, Hidden> C{};
    static constexpr parameter<"R", Hidden, Hidden> R{};
    static constexpr parameter<"b", Keys> b{};
    static constexpr parameter<"d", Keys> d{};
    static constexpr parameter<"v", Keys> v{};

    static constexpr auto inputs = order(x, M, w);
    static constexpr auto output = h;
    static constexpr auto step = equations(K = tanh(dot(M, A) + d),
        e = sum(v * tanh(dot(M, B) + dot(K, D) + dot(prev(h), shared(U)) + dot(w, E) + dot(x, X) + b))
            + sum(K * dot(prev(h), shared(U))) * 0.1,
        a = softmax(e), c = attend(a, M), h = tanh(dot(c, C) + dot(prev(h), R) + x));
};

/// Scores that are ready once a window, before the loop, and only after it; and a state that attends.
template <std::size_t Width>
struct attention_outside_the_loop
{
    static constexpr input<"x", Width> x{};
    static constexpr memory<"M", Width> M{};
    static constexpr positions<"K", Width> K{};
    static constexpr positions<"e"> e{};
    static constexpr positions<"f"> f{};
    static constexpr positions<"a"> a{};
    static constexpr positions<"g"> g{};
    static constexpr positions<"p"> p{};
    static constexpr value<"u", Width> u{};
    static constexpr value<"d", Width> d{};
    static constexpr state<"c", Width> c{};
    static constexpr state<"h", Width> h{};
    static constexpr value<"y", Width> y{};
    static constexpr parameter<"A", Width, Width> A{};
    static constexpr parameter<"X", Width, Width> X{};
    static constexpr parameter<"U", Width, Width> U{};
    static constexpr parameter<"Y", Width, Width> Y{};
    static constexpr parameter<"w", Width> w{};

    static constexpr auto inputs = order(x, M);
    static constexpr auto output = y;
    static constexpr auto step = equations(K = dot(M, A), e = sigmoid(sum(K * w)), u = attend(e, M),
        f = sum(tanh(K + dot(x, X))) + e, a = softmax(f), c = attend(a, K), h = tanh(u + c + dot(prev(h), U) + prev(c)),
        g = sum(K * h) * 0.3, p = softmax(g), d = attend(p, M), y = d + dot(h, Y) + prev(c));
};

/// Two heads: parts of the keys and of the memory, each with weights of its own.
template <std::size_t Half>
struct attention_of_two_heads
{
    static constexpr input<"x", Half> x{};
    static constexpr memory<"M", 2 * Half> M{};
    static constexpr positions<"K", 2 * Half> K{};
    static constexpr positions<"V", Half> V{};
    static constexpr positions<"W", Half> W{};
    static constexpr positions<"a"> a{};
    static constexpr positions<"b"> b{};
    static constexpr value<"q", 2 * Half> q{};
    static constexpr value<"c", Half> c{};
    static constexpr value<"d", Half> d{};
    static constexpr state<"h", Half> h{};
    static constexpr parameter<"A", 2 * Half, 2 * Half> A{};
    static constexpr parameter<"Q", Half, 2 * Half> Q{};
    static constexpr parameter<"C", Half, Half> C{};
    static constexpr parameter<"D", Half, Half> D{};

    static constexpr auto inputs = order(x, M);
    static constexpr auto output = h;
    static constexpr auto step = equations(K = dot(M, A), V = slice<0, Half>(M) + slice<Half, Half>(K),
        W = tanh(slice<Half, Half>(M)), q = dot(prev(h), Q), a = softmax(sum(slice<0, Half>(K) * slice<0, Half>(q))),
        b = softmax(sum(slice<Half, Half>(K) * slice<Half, Half>(q)) + sum(slice<0, Half>(M) * x)), c = attend(a, V),
        d = attend(b, W), h = tanh(dot(c, C) + dot(d, D) + x));
};

} // namespace tests
