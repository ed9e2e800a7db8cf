// SPDX-License-Identifier: BSD-3-Clause
/// Stochastic gradient descent.
#pragma once

#include "../model/model.hpp"

namespace xrnn
{

/// w -= rate * gradient: Robbins & Monro 1951.
struct sgd
{
    double rate = 0.1;

    template <class Network, class T, class Products>
    void update(model<Network, T, Products>& m, const parameters<Network, T>& gradients) const
    {
        m.edit([&](parameters<Network, T>& p) {
            for (std::size_t i = 0; i < p.size(); ++i)
            {
                p.data()[i] -= static_cast<T>(rate) * gradients.data()[i];
            }
        });
    }
};

} // namespace xrnn
