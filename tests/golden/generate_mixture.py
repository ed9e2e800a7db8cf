#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the numbers that mixture_density.cpp compares xrnn with: mixtures of torch.distributions, and their gradients.

    tests/golden/generate_mixture.py

As generate.py, which has the formula of all inputs and the format.
"""

import torch
from torch import distributions

from generate import Output, tensor

ROWS, OUTPUTS, TARGETS = 6, 1, 2


def losses(y, target, parts):
    """-log p of each row, whose outputs are [p | mu_x | mu_y | s_x | s_y | r | e]."""
    p, mu_x, mu_y, s_x, s_y, r = y[:, :-1].split(parts, dim=1)
    sigma_x, sigma_y, rho = s_x.exp(), s_y.exp(), r.tanh()
    lower = torch.stack((torch.stack((sigma_x, torch.zeros_like(rho)), -1),
                         torch.stack((sigma_y * rho, sigma_y * (1 - rho ** 2).sqrt()), -1)), -2)
    normals = distributions.MultivariateNormal(torch.stack((mu_x, mu_y), -1), scale_tril=lower)
    mixture = distributions.MixtureSameFamily(distributions.Categorical(logits=p), normals)
    end = distributions.Bernoulli(logits=y[:, -1])
    return -mixture.log_prob(target[:, :2]) - end.log_prob(target[:, 2])


if __name__ == "__main__":
    out = Output("mixture_density", "torch.distributions, a mixture of normals and a Bernoulli, sections parts.scale.what")
    for parts in (1, 3, 20):
        for scale in (1, 4):
            y = (scale * tensor((ROWS, 6 * parts + 1), OUTPUTS)).requires_grad_()
            target = scale * tensor((ROWS, 3), TARGETS)
            target[:, 2] = torch.arange(ROWS) % 2
            by_row = losses(y, target, parts)
            by_row.sum().backward()
            out.add(f"{parts}.{scale}.losses", by_row)
            out.add(f"{parts}.{scale}.gradient", y.grad)
    out.close()
