// SPDX-License-Identifier: BSD-3-Clause
/// Softmax cross-entropy: the loss of a next-character model.
#pragma once

#include <algorithm>
#include <cmath>
#include <iterator>
#include <stdexcept>
#include <string>

#include "../engine/pass.hpp"

namespace xrnn
{

/// The sum over all steps and rows of -log softmax(logits)[target], in nats; equation (3) of docs/mathematics.md. The
/// adjoint is set to its gradient, softmax(logits) - onehot(target). The largest logit is subtracted first, so that exp
/// does not overflow. logits and adjoint are [T, B, Classes]; targets are T * B ids, rows of a step side by side.
/// Throws std::invalid_argument or std::out_of_range before anything is written.
template <class Logits, class Targets, class Adjoint>
double softmax_cross_entropy(const Logits& logits, const Targets& targets, Adjoint&& adjoint)
{
    using number = typename Logits::value_type;
    const std::size_t steps = logits.shape()[0];
    const std::size_t rows = logits.shape()[1];
    const std::size_t classes = logits.shape()[2];
    if (!std::equal(logits.shape().begin(), logits.shape().end(), adjoint.shape().begin(), adjoint.shape().end()))
    {
        throw std::invalid_argument("xrnn: the adjoint has another shape than the logits");
    }
    if (std::size(targets) != steps * rows)
    {
        throw std::invalid_argument("xrnn: " + std::to_string(std::size(targets)) + " targets for "
            + std::to_string(steps * rows) + " outputs");
    }
    const auto* target = std::data(targets);
    for (std::size_t i = 0; i < steps * rows; ++i)
    {
        if (static_cast<std::size_t>(target[i]) >= classes)
        {
            throw std::out_of_range("xrnn: the target " + std::to_string(target[i]) + " at step "
                + std::to_string(i / rows) + ", row " + std::to_string(i % rows) + " is not below the "
                + std::to_string(classes) + " classes");
        }
    }
    double loss = 0;
    for (std::size_t i = 0; i < steps * rows; ++i)
    {
        const number* z = &logits(i / rows, i % rows, 0);
        number* d = &adjoint(i / rows, i % rows, 0);
        const number largest = *std::max_element(z, z + classes);
        const number wanted = z[target[i]];
        number sum = 0;
        for (std::size_t k = 0; k < classes; ++k)
        {
            d[k] = std::exp(z[k] - largest);
            sum += d[k];
        }
        for (std::size_t k = 0; k < classes; ++k)
        {
            d[k] /= sum;
        }
        loss += static_cast<double>(std::log(sum) + largest - wanted);
        d[target[i]] -= 1;
    }
    return loss;
}

/// The same for the last window of a workspace, whose output adjoint is set.
template <class Workspace, class Targets>
double softmax_cross_entropy(Workspace& work, const Targets& targets)
{
    return softmax_cross_entropy(work.output(), targets, work.output_adjoint());
}

} // namespace xrnn
