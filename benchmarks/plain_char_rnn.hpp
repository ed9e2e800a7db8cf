// SPDX-License-Identifier: BSD-3-Clause
/// The algorithm of min-char-rnn in plain loops over arrays, with every derivative written by hand: what
/// examples/min_char_rnn.cpp is measured against. Weights are [in][out], so that the inner loops run over neighbours and
/// the compiler can vectorise them; plain_char_rnn.cpp is compiled with -ffast-math, so that it may do so with sums too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plain
{

constexpr std::size_t hidden = 100;
constexpr std::size_t steps = 25;

template <class T>
using matrix = std::vector<std::vector<T>>;

/// Parameters, or numbers laid out like them.
template <class T>
struct weights
{
    matrix<T> W_xh, W_hh, W_hy;
    std::vector<T> b_h, b_y;

    explicit weights(std::size_t vocabulary)
        : W_xh(vocabulary, std::vector<T>(hidden))
        , W_hh(hidden, std::vector<T>(hidden))
        , W_hy(hidden, std::vector<T>(vocabulary))
        , b_h(hidden)
        , b_y(vocabulary)
    {
    }

    /// Calls f(rows of this, the same rows of others...) for every row of every parameter.
    template <class F, class... Others>
    static void for_each_row(F&& f, weights& first, Others&... others)
    {
        const auto rows = [&f](auto& w, auto&... more) {
            for (std::size_t i = 0; i < w.size(); ++i)
            {
                f(w[i], more[i]...);
            }
        };
        rows(first.W_xh, others.W_xh...);
        rows(first.W_hh, others.W_hh...);
        rows(first.W_hy, others.W_hy...);
        f(first.b_h, others.b_h...);
        f(first.b_y, others.b_y...);
    }
};

/// For float and double.
template <class T>
class char_rnn
{
public:
    explicit char_rnn(std::size_t vocabulary);

    weights<T> w;
    weights<T> memory; ///< Adagrad's

    /// The hidden state before the next window.
    std::vector<T>& state() { return h_[0]; }

    /// One iteration: the loss of a window, its gradients, clipped, and the update. Returns the loss.
    double iterate(const std::uint32_t* inputs, const std::uint32_t* targets);

private:
    double forward(std::size_t t, std::uint32_t input, std::uint32_t target);
    void backward(const std::uint32_t* inputs, const std::uint32_t* targets);
    void update();

    weights<T> d_;
    matrix<T> h_; ///< h_[0] is the state before the window
    matrix<T> p_;
    std::vector<T> dh_next_;
    std::vector<T> dh_;
};

} // namespace plain
