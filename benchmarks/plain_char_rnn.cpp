// SPDX-License-Identifier: BSD-3-Clause
#include "plain_char_rnn.hpp"

#include <algorithm>
#include <cmath>

namespace plain
{

namespace
{

    /// y += x W
    template <class T>
    void add_product(const std::vector<T>& x, const matrix<T>& W, std::vector<T>& y)
    {
        for (std::size_t i = 0; i < x.size(); ++i)
        {
            for (std::size_t j = 0; j < y.size(); ++j)
            {
                y[j] += x[i] * W[i][j];
            }
        }
    }

} // namespace

template <class T>
char_rnn<T>::char_rnn(std::size_t vocabulary)
    : w(vocabulary)
    , memory(vocabulary)
    , d_(vocabulary)
    , h_(steps + 1, std::vector<T>(hidden))
    , p_(steps, std::vector<T>(vocabulary))
    , dh_next_(hidden)
    , dh_(hidden)
{
}

template <class T>
double char_rnn<T>::iterate(const std::uint32_t* inputs, const std::uint32_t* targets)
{
    double loss = 0;
    for (std::size_t t = 0; t < steps; ++t)
    {
        loss += forward(t, inputs[t], targets[t]);
    }
    backward(inputs, targets);
    h_[0] = h_[steps];
    update();
    return loss;
}

template <class T>
double char_rnn<T>::forward(std::size_t t, std::uint32_t input, std::uint32_t target)
{
    std::vector<T>& h = h_[t + 1];
    for (std::size_t j = 0; j < hidden; ++j)
    {
        h[j] = w.W_xh[input][j] + w.b_h[j];
    }
    add_product(h_[t], w.W_hh, h);
    for (T& e : h)
    {
        e = std::tanh(e);
    }
    std::vector<T>& p = p_[t];
    p = w.b_y;
    add_product(h, w.W_hy, p);
    const T largest = *std::max_element(p.begin(), p.end());
    T sum = 0;
    for (T& e : p)
    {
        e = std::exp(e - largest);
        sum += e;
    }
    for (T& e : p)
    {
        e /= sum;
    }
    return -std::log(static_cast<double>(p[target]));
}

template <class T>
void char_rnn<T>::backward(const std::uint32_t* inputs, const std::uint32_t* targets)
{
    weights<T>::for_each_row([](std::vector<T>& row) { std::fill(row.begin(), row.end(), T(0)); }, d_);
    std::fill(dh_next_.begin(), dh_next_.end(), T(0));
    for (std::size_t t = steps; t-- > 0;)
    {
        std::vector<T>& dy = p_[t];
        dy[targets[t]] -= 1;
        const std::vector<T>& h = h_[t + 1];
        for (std::size_t i = 0; i < hidden; ++i)
        {
            T sum = dh_next_[i];
            for (std::size_t k = 0; k < dy.size(); ++k)
            {
                d_.W_hy[i][k] += h[i] * dy[k];
                sum += w.W_hy[i][k] * dy[k];
            }
            dh_[i] = (1 - h[i] * h[i]) * sum;
        }
        for (std::size_t k = 0; k < dy.size(); ++k)
        {
            d_.b_y[k] += dy[k];
        }
        for (std::size_t i = 0; i < hidden; ++i)
        {
            T sum = 0;
            for (std::size_t j = 0; j < hidden; ++j)
            {
                d_.W_hh[i][j] += h_[t][i] * dh_[j];
                sum += w.W_hh[i][j] * dh_[j];
            }
            dh_next_[i] = sum;
        }
        for (std::size_t j = 0; j < hidden; ++j)
        {
            d_.W_xh[inputs[t]][j] += dh_[j];
            d_.b_h[j] += dh_[j];
        }
    }
}

template <class T>
void char_rnn<T>::update()
{
    weights<T>::for_each_row(
        [](std::vector<T>& row, std::vector<T>& d, std::vector<T>& s) {
            for (std::size_t i = 0; i < row.size(); ++i)
            {
                const T g = std::min(std::max(d[i], T(-5)), T(5));
                s[i] += g * g;
                row[i] -= T(0.1) * g / std::sqrt(s[i] + T(1e-8));
            }
        },
        w, d_, memory);
}

template class char_rnn<float>;
template class char_rnn<double>;

} // namespace plain
