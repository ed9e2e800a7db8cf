// SPDX-License-Identifier: BSD-3-Clause
/// One step of every cell in plain loops over doubles: the formulas of the papers, unit by unit, and nothing of xrnn.
///
/// A second way to the same numbers. It shares no code with the equations of the cells, so that a gate swapped there,
/// which the derived gradients follow without complaint, shows up here.
#pragma once

#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace plain
{

using numbers = std::vector<double>;

/// The states of one row by name. A step reads the old ones and leaves the new ones.
using states = std::map<std::string, numbers>;

/// The parameters by name. A matrix [in, out] is row-major.
class weights
{
public:
    void set(const std::string& name, const double* data, std::size_t size, std::size_t columns)
    {
        parameters_[name] = {numbers(data, data + size), columns};
    }

    /// Column j of x W.
    double product(const numbers& x, const std::string& name, std::size_t j) const
    {
        const parameter& w = parameters_.at(name);
        double sum = 0;
        for (std::size_t i = 0; i < x.size(); ++i)
        {
            sum += x[i] * w.data.at(i * w.columns + j);
        }
        return sum;
    }

    /// Element j of a vector.
    double operator()(const std::string& name, std::size_t j) const { return parameters_.at(name).data.at(j); }

    std::size_t columns(const std::string& name) const { return parameters_.at(name).columns; }

private:
    struct parameter
    {
        numbers data;
        std::size_t columns = 0;
    };

    std::map<std::string, parameter> parameters_;
};

/// A step of one row: the output for the input x.
using step = numbers (*)(const weights& w, const numbers& x, states& s);

inline double sigmoid(double x)
{
    return 1 / (1 + std::exp(-x));
}

/// Column j of x W_gate + h U_gate + b_gate.
inline double gate(const weights& w, const std::string& gate, const numbers& x, const numbers& h, std::size_t j)
{
    return w.product(x, "W_" + gate, j) + w.product(h, "U_" + gate, j) + w("b_" + gate, j);
}

/// Elman 1990: h = tanh(x W_xh + h W_hh + b_h).
inline numbers rnn(const weights& w, const numbers& x, states& s)
{
    const numbers before = s["h"];
    for (std::size_t j = 0; j < before.size(); ++j)
    {
        s["h"][j] = std::tanh(w.product(x, "W_xh", j) + w.product(before, "W_hh", j) + w("b_h", j));
    }
    return s["h"];
}

/// Le, Jaitly & Hinton 2015: a rectifier instead.
inline numbers relu_rnn(const weights& w, const numbers& x, states& s)
{
    const numbers before = s["h"];
    for (std::size_t j = 0; j < before.size(); ++j)
    {
        s["h"][j] = std::fmax(0, w.product(x, "W_xh", j) + w.product(before, "W_hh", j) + w("b_h", j));
    }
    return s["h"];
}

/// Gers, Schmidhuber & Cummins 2000.
inline numbers lstm(const weights& w, const numbers& x, states& s)
{
    const numbers h = s["h"];
    for (std::size_t j = 0; j < h.size(); ++j)
    {
        const double admit = sigmoid(gate(w, "i", x, h, j));
        const double keep = sigmoid(gate(w, "f", x, h, j));
        const double show = sigmoid(gate(w, "o", x, h, j));
        double& c = s["c"][j];
        c = keep * c + admit * std::tanh(gate(w, "g", x, h, j));
        s["h"][j] = show * std::tanh(c);
    }
    return s["h"];
}

/// Gers & Schmidhuber 2000: the gates i and f see the old cell through a peephole, the gate o sees the new one.
inline numbers peephole_lstm(const weights& w, const numbers& x, states& s)
{
    const numbers h = s["h"];
    for (std::size_t j = 0; j < h.size(); ++j)
    {
        double& c = s["c"][j];
        const double admit = sigmoid(gate(w, "i", x, h, j) + w("p_i", j) * c);
        const double keep = sigmoid(gate(w, "f", x, h, j) + w("p_f", j) * c);
        c = keep * c + admit * std::tanh(gate(w, "g", x, h, j));
        const double show = sigmoid(gate(w, "o", x, h, j) + w("p_o", j) * c);
        s["h"][j] = show * std::tanh(c);
    }
    return s["h"];
}

/// Greff et al. 2017, CIFG: what is not kept is admitted.
inline numbers coupled_lstm(const weights& w, const numbers& x, states& s)
{
    const numbers h = s["h"];
    for (std::size_t j = 0; j < h.size(); ++j)
    {
        const double keep = sigmoid(gate(w, "f", x, h, j));
        const double show = sigmoid(gate(w, "o", x, h, j));
        double& c = s["c"][j];
        c = keep * c + (1 - keep) * std::tanh(gate(w, "g", x, h, j));
        s["h"][j] = show * std::tanh(c);
    }
    return s["h"];
}

/// The GRU of cuDNN and PyTorch: the reset gate scales the product, bias included.
inline numbers gru(const weights& w, const numbers& x, states& s)
{
    const numbers h = s["h"];
    for (std::size_t j = 0; j < h.size(); ++j)
    {
        const double reset = sigmoid(gate(w, "r", x, h, j));
        const double keep = sigmoid(gate(w, "z", x, h, j));
        const double recurrent = w.product(h, "U_n", j) + w("c_n", j);
        const double fresh = std::tanh(w.product(x, "W_n", j) + w("b_n", j) + reset * recurrent);
        s["h"][j] = keep * h[j] + (1 - keep) * fresh;
    }
    return s["h"];
}

/// Cho et al. 2014: the reset gate scales the state before the product.
inline numbers gru_reset_before(const weights& w, const numbers& x, states& s)
{
    const numbers h = s["h"];
    numbers partly = h;
    for (std::size_t j = 0; j < h.size(); ++j)
    {
        partly[j] *= sigmoid(gate(w, "r", x, h, j));
    }
    for (std::size_t j = 0; j < h.size(); ++j)
    {
        const double keep = sigmoid(gate(w, "z", x, h, j));
        s["h"][j] = keep * h[j] + (1 - keep) * std::tanh(gate(w, "n", x, partly, j));
    }
    return s["h"];
}

/// Zhou et al. 2016: one gate resets and admits.
inline numbers mgu(const weights& w, const numbers& x, states& s)
{
    const numbers h = s["h"];
    numbers admit = h;
    numbers partly = h;
    for (std::size_t j = 0; j < h.size(); ++j)
    {
        admit[j] = sigmoid(gate(w, "f", x, h, j));
        partly[j] *= admit[j];
    }
    for (std::size_t j = 0; j < h.size(); ++j)
    {
        s["h"][j] = (1 - admit[j]) * h[j] + admit[j] * std::tanh(gate(w, "n", x, partly, j));
    }
    return s["h"];
}

inline numbers linear(const weights& w, const numbers& x, states&)
{
    numbers y(w.columns("W"));
    for (std::size_t j = 0; j < y.size(); ++j)
    {
        y[j] = w.product(x, "W", j) + w("b", j);
    }
    return y;
}

inline numbers embedding(const weights& w, const numbers& x, states&)
{
    numbers y(w.columns("E"));
    for (std::size_t j = 0; j < y.size(); ++j)
    {
        y[j] = w.product(x, "E", j);
    }
    return y;
}

/// Outside training.
inline numbers dropout(const weights&, const numbers& x, states&)
{
    return x;
}

/// The equations of tests/support/torture_cell.hpp with k = 0.7.
inline numbers torture(const weights& w, const numbers& x, states& s)
{
    const numbers h = s["h"];
    const numbers m = s["m"];
    numbers u = x;
    for (std::size_t j = 0; j < u.size(); ++j)
    {
        u[j] = x[j] * w("a", j) + 0.25 * x[j] * x[j];
    }
    numbers e = h;
    for (std::size_t j = 0; j < h.size(); ++j)
    {
        double& c = s["c"][j];
        const double i = sigmoid(w.product(x, "W_i", j) + w.product(m, "U_i", j) + w("p", j) * c + w("b", j));
        c = (1 - i) * c + i * std::tanh(w.product(u, "V", j) + w("b", j));
        const double xw = w.product(x, "W_i", j);
        s["h"][j] = 0.7 * std::tanh(c) * xw * xw + sigmoid(w("q", j) * c) * std::fmax(c + w("s", j), h[j]);
        const double d = (s["h"][j] - h[j]) / (2 + c * c);
        e[j] = d * std::tanh(w.product(u, "V", j) - w.product(x, "V", j));
    }
    numbers y = m;
    for (std::size_t j = 0; j < m.size(); ++j)
    {
        s["m"][j] = std::tanh(w.product(s["h"], "R", j)) + 0.5 * m[j];
        y[j] = s["m"][j] + w.product(e, "Q", j) * m[j] + w.product(h, "R", j);
    }
    return y;
}

} // namespace plain
