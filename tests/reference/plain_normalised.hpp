// SPDX-License-Identifier: BSD-3-Clause
/// One step of the normalised cells in plain loops, as plain_cells.hpp has one of the others.
#pragma once

#include "plain_cells.hpp"

namespace plain
{

/// Ba, Kiros & Hinton 2016: the row minus its mean, over its standard deviation, times gain, plus bias.
inline numbers normalised(const weights& w, numbers row, const std::string& gain, const std::string& bias)
{
    const double size = static_cast<double>(row.size());
    double mean = 0;
    for (const double a : row)
    {
        mean += a / size;
    }
    double variance = 0;
    for (const double a : row)
    {
        variance += (a - mean) * (a - mean) / size;
    }
    for (std::size_t j = 0; j < row.size(); ++j)
    {
        row[j] = (row[j] - mean) / std::sqrt(variance + 1e-5) * w(gain, j) + w(bias, j);
    }
    return row;
}

/// x W and h U of a gate; an empty name adds nothing.
inline numbers products(
    const weights& w, const numbers& x, const std::string& of_x, const numbers& h, const std::string& of_h)
{
    numbers sums(h.size());
    for (std::size_t j = 0; j < h.size(); ++j)
    {
        sums[j] = (of_x.empty() ? 0 : w.product(x, of_x, j)) + (of_h.empty() ? 0 : w.product(h, of_h, j));
    }
    return sums;
}

inline numbers normalised_gate(const weights& w, const std::string& gate, const numbers& x, const numbers& h)
{
    return normalised(w, products(w, x, "W_" + gate, h, "U_" + gate), "s_" + gate, "b_" + gate);
}

inline numbers layer_norm_lstm(const weights& w, const numbers& x, states& s)
{
    const numbers h = s["h"];
    const numbers admit = normalised_gate(w, "i", x, h);
    const numbers keep = normalised_gate(w, "f", x, h);
    const numbers show = normalised_gate(w, "o", x, h);
    const numbers fresh = normalised_gate(w, "g", x, h);
    numbers& c = s["c"];
    for (std::size_t j = 0; j < h.size(); ++j)
    {
        c[j] = sigmoid(keep[j]) * c[j] + sigmoid(admit[j]) * std::tanh(fresh[j]);
    }
    const numbers shown = normalised(w, c, "s_c", "b_c");
    for (std::size_t j = 0; j < h.size(); ++j)
    {
        s["h"][j] = sigmoid(show[j]) * std::tanh(shown[j]);
    }
    return s["h"];
}

inline numbers layer_norm_gru(const weights& w, const numbers& x, states& s)
{
    const numbers h = s["h"];
    const numbers reset = normalised_gate(w, "r", x, h);
    const numbers keep = normalised_gate(w, "z", x, h);
    const numbers of_x = normalised(w, products(w, x, "W_n", h, ""), "s_n", "b_n");
    const numbers of_h = normalised(w, products(w, x, "", h, "U_n"), "t_n", "c_n");
    for (std::size_t j = 0; j < h.size(); ++j)
    {
        const double fresh = std::tanh(of_x[j] + sigmoid(reset[j]) * of_h[j]);
        s["h"][j] = (1 - sigmoid(keep[j])) * fresh + sigmoid(keep[j]) * h[j];
    }
    return s["h"];
}

} // namespace plain
