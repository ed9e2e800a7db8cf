// SPDX-License-Identifier: BSD-3-Clause
/// Forward and backward pass of a hand-written stack of LSTMs over some rows of a window.
#pragma once

#include <cblas.h>

#include <functional>

#include "plain_parts.hpp"

namespace benchmarks
{

using numbers = std::vector<float>;

/// c = a b, or added to it; all row-major, c [m, n], the inner size k.
inline void multiply(CBLAS_TRANSPOSE how_a, CBLAS_TRANSPOSE how_b, std::size_t m, std::size_t n, std::size_t k,
    const float* a, const float* b, float* c, bool add = false)
{
    const auto size = [](std::size_t x) { return static_cast<int>(x); };
    cblas_sgemm(CblasRowMajor, how_a, how_b, size(m), size(n), size(k), 1, a, size(how_a == CblasNoTrans ? k : m), b,
        size(how_b == CblasNoTrans ? n : k), add ? 1.0f : 0.0f, c, size(n));
}

/// A layer's parameters, or their gradients: from below [In, 4 H], recurrent [H, 4 H], bias [4 H].
struct layer_weights
{
    numbers W, U, b;

    layer_weights(std::size_t in, std::size_t hidden)
        : W(in * 4 * hidden)
        , U(hidden * 4 * hidden)
        , b(4 * hidden)
    {
    }
};

struct weights
{
    std::vector<layer_weights> layers;
    numbers matrix, bias; ///< of the linear layer

    explicit weights(const training& w)
        : matrix(w.hidden * w.vocabulary)
        , bias(w.vocabulary)
    {
        for (std::size_t l = 0; l < w.layers; ++l)
        {
            layers.emplace_back(l == 0 ? w.vocabulary : w.hidden, w.hidden);
        }
    }

    std::vector<numbers*> all()
    {
        std::vector<numbers*> blocks;
        for (layer_weights& l : layers)
        {
            blocks.insert(blocks.end(), {&l.W, &l.U, &l.b});
        }
        blocks.insert(blocks.end(), {&matrix, &bias});
        return blocks;
    }
};

/// What the backward pass reads of a layer, [steps, rows, ...]; h and c begin with the zero state before the window.
struct layer_values
{
    numbers gates, d_gates, h, c, tanh_c;

    layer_values(const training& w, std::size_t rows)
        : gates(w.steps * rows * 4 * w.hidden)
        , d_gates(gates.size())
        , h((w.steps + 1) * rows * w.hidden)
        , c(h.size())
        , tanh_c(w.steps * rows * w.hidden)
    {
    }
};

/// A part of the rows of a window: its forward and backward pass.
class part
{
public:
    part(const training& w, std::size_t rows)
        : gradients(w)
        , T_(w.steps)
        , B_(rows)
        , H_(w.hidden)
        , V_(w.vocabulary)
        , share_(w.characters())
        , layers_(w.layers, layer_values(w, rows))
        , logits_(T_ * B_ * V_)
        , dh_((T_ + 1) * B_ * H_)
        , dc_(B_ * H_)
    {
    }

    weights gradients;
    std::vector<std::uint32_t> input, target;

    /// Returns the sum of the losses.
    double run(const weights& w)
    {
        for (std::size_t l = 0; l < layers_.size(); ++l)
        {
            forward(l, w.layers[l]);
        }
        const std::size_t M = T_ * B_;
        const float* const h = layers_.back().h.data() + B_ * H_;
        fill_rows(logits_, w.bias);
        multiply(CblasNoTrans, CblasNoTrans, M, V_, H_, h, w.matrix.data(), logits_.data(), true);
        const double loss = softmax_cross_entropy(logits_, target, V_, share_);
        sum_columns(logits_, gradients.bias);
        multiply(CblasTrans, CblasNoTrans, H_, V_, M, h, logits_.data(), gradients.matrix.data());
        multiply(CblasNoTrans, CblasTrans, M, H_, V_, logits_.data(), w.matrix.data(), dh_.data() + B_ * H_);
        for (std::size_t l = layers_.size(); l-- > 0;)
        {
            backward(l, w.layers[l]);
        }
        return loss;
    }

private:
    void forward(std::size_t l, const layer_weights& w)
    {
        layer_values& v = layers_[l];
        const std::size_t M = T_ * B_;
        if (l == 0)
        {
            for (std::size_t i = 0; i < M; ++i)
            {
                const float* const row = w.W.data() + input[i] * 4 * H_;
                std::transform(row, row + 4 * H_, w.b.data(), v.gates.data() + i * 4 * H_, std::plus<>());
            }
        }
        else
        {
            fill_rows(v.gates, w.b);
            multiply(CblasNoTrans, CblasNoTrans, M, 4 * H_, H_, layers_[l - 1].h.data() + B_ * H_, w.W.data(),
                v.gates.data(), true);
        }
        for (std::size_t t = 0; t < T_; ++t)
        {
            multiply(CblasNoTrans, CblasNoTrans, B_, 4 * H_, H_, v.h.data() + t * B_ * H_, w.U.data(),
                v.gates.data() + t * B_ * 4 * H_, true);
            for (std::size_t row = t * B_; row < (t + 1) * B_; ++row)
            {
                step(v, row);
            }
        }
    }

    /// Row t B + b: the gates i, f, o and g lie side by side, first as sums and then as values.
    void step(layer_values& v, std::size_t row) const
    {
        float* const q = v.gates.data() + row * 4 * H_;
        const float* const c_before = v.c.data() + row * H_;
        float* const c_after = v.c.data() + (row + B_) * H_;
        float* const h = v.h.data() + (row + B_) * H_;
        float* const tanh_c = v.tanh_c.data() + row * H_;
#pragma omp simd
        for (std::size_t j = 0; j < H_; ++j)
        {
            const float i = sigmoid(q[j]);
            const float f = sigmoid(q[H_ + j]);
            const float o = sigmoid(q[2 * H_ + j]);
            const float g = tangent(q[3 * H_ + j]);
            q[j] = i;
            q[H_ + j] = f;
            q[2 * H_ + j] = o;
            q[3 * H_ + j] = g;
            c_after[j] = f * c_before[j] + i * g;
            tanh_c[j] = tangent(c_after[j]);
            h[j] = o * tanh_c[j];
        }
    }

    /// dh_ holds the adjoints of the outputs, from the second step's place on, and then those of the layer below.
    void backward(std::size_t l, const layer_weights& w)
    {
        layer_values& v = layers_[l];
        layer_weights& d = gradients.layers[l];
        const std::size_t M = T_ * B_;
        std::fill(dc_.begin(), dc_.end(), 0.0f);
        for (std::size_t t = T_; t-- > 0;)
        {
            for (std::size_t b = 0; b < B_; ++b)
            {
                step_back(v, t * B_ + b, dc_.data() + b * H_);
            }
            if (t > 0)
            {
                multiply(CblasNoTrans, CblasTrans, B_, H_, 4 * H_, v.d_gates.data() + t * B_ * 4 * H_, w.U.data(),
                    dh_.data() + t * B_ * H_, true);
            }
        }
        multiply(CblasTrans, CblasNoTrans, H_, 4 * H_, M, v.h.data(), v.d_gates.data(), d.U.data());
        sum_columns(v.d_gates, d.b);
        if (l > 0)
        {
            multiply(CblasTrans, CblasNoTrans, H_, 4 * H_, M, layers_[l - 1].h.data() + B_ * H_, v.d_gates.data(),
                d.W.data());
            multiply(CblasNoTrans, CblasTrans, M, H_, 4 * H_, v.d_gates.data(), w.W.data(), dh_.data() + B_ * H_);
            return;
        }
        std::fill(d.W.begin(), d.W.end(), 0.0f);
        for (std::size_t i = 0; i < M; ++i)
        {
            float* const row = d.W.data() + input[i] * 4 * H_;
            std::transform(row, row + 4 * H_, v.d_gates.data() + i * 4 * H_, row, std::plus<>());
        }
    }

    void step_back(layer_values& v, std::size_t row, float* dc) const
    {
        const float* const q = v.gates.data() + row * 4 * H_;
        const float* const c_before = v.c.data() + row * H_;
        const float* const tanh_c = v.tanh_c.data() + row * H_;
        const float* const dh = dh_.data() + (row + B_) * H_;
        float* const d = v.d_gates.data() + row * 4 * H_;
#pragma omp simd
        for (std::size_t j = 0; j < H_; ++j)
        {
            const float i = q[j];
            const float f = q[H_ + j];
            const float o = q[2 * H_ + j];
            const float g = q[3 * H_ + j];
            const float all = dc[j] + dh[j] * o * (1 - tanh_c[j] * tanh_c[j]);
            d[j] = all * g * i * (1 - i);
            d[H_ + j] = all * c_before[j] * f * (1 - f);
            d[2 * H_ + j] = dh[j] * tanh_c[j] * o * (1 - o);
            d[3 * H_ + j] = all * i * (1 - g * g);
            dc[j] = all * f;
        }
    }

    std::size_t T_, B_, H_, V_, share_;
    std::vector<layer_values> layers_;
    numbers logits_, dh_, dc_;
};

} // namespace benchmarks
