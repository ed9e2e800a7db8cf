#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the numbers that attention.cpp compares xrnn with: additive and dot-product attention, written by hand with
PyTorch's functions, for sequences and memories that have lengths of their own.

    tests/golden/generate_attention.py

As generate.py, which has the formula of all inputs and the format. A sequence at a time, so that there is no padding.
"""

import torch

from generate import HIDDEN, IN, PARAMETERS, STATE, Output, tensor

REMEMBERED, KEYS = 4, 6
STEPS, POSITIONS = (5, 2, 4), (4, 7, 1)
INPUT, TARGET, MEMORY = 90, 95, 101
SHAPES = {
    "additive": {"W_K": (REMEMBERED, KEYS), "W_q": (HIDDEN, KEYS), "v": (KEYS,), "W": (IN, HIDDEN),
                 "U": (HIDDEN, HIDDEN), "C": (REMEMBERED, HIDDEN), "b": (HIDDEN,)},
    "dot_product": {"W_K": (REMEMBERED, KEYS), "W_V": (REMEMBERED, HIDDEN), "b_V": (HIDDEN,), "W_q": (HIDDEN, KEYS),
                    "W": (IN, HIDDEN), "U": (HIDDEN, HIDDEN), "C": (REMEMBERED, HIDDEN), "b": (HIDDEN,)},
}


def additive_step(w, x, h, memory):
    """Equations (5) to (7) of Bahdanau, Cho and Bengio (2015), in a plain RNN."""
    weights = torch.softmax(torch.tanh(memory @ w["W_K"] + h @ w["W_q"]) @ w["v"], dim=0)
    h = torch.tanh(x @ w["W"] + h @ w["U"] + weights @ memory @ w["C"] + w["b"])
    return h, weights


def dot_product_step(w, x, h, memory):
    """Keys and values apart; the memory itself is read with the same weights."""
    weights = torch.softmax(memory @ w["W_K"] @ (h @ w["W_q"]) * 0.5, dim=0)
    values = memory @ w["W_V"] + w["b_V"]
    h = torch.tanh(x @ w["W"] + h @ w["U"] + weights @ values + weights @ memory @ w["C"] + w["b"])
    return h, weights


def write_attention(name, step, out):
    w = {key: tensor(shape, PARAMETERS + k).requires_grad_() for k, (key, shape) in enumerate(SHAPES[name].items())}
    first = tensor((len(STEPS), HIDDEN), STATE["h"]).requires_grad_()
    inputs, memories = [], []
    for row, (steps, positions) in enumerate(zip(STEPS, POSITIONS)):
        x = tensor((steps, IN), INPUT + row).requires_grad_()
        memory = tensor((positions, REMEMBERED), MEMORY + row).requires_grad_()
        h, outputs, weights = first[row], [], []
        for t in range(steps):
            h, a = step(w, x[t], h, memory)
            outputs.append(h)
            weights.append(a)
        y = torch.stack(outputs)
        (0.5 * ((y - tensor(y.shape, TARGET + row)) ** 2).sum()).backward()
        out.add(f"{name}.output.{row}", y)
        out.add(f"{name}.weights.{row}", torch.stack(weights))
        inputs.append(x)
        memories.append(memory)
    for row, (x, memory) in enumerate(zip(inputs, memories)):
        out.add(f"{name}.gradient.x.{row}", x.grad)
        out.add(f"{name}.gradient.M.{row}", memory.grad)
    out.add(f"{name}.gradient.h", first.grad)
    for key, values in w.items():
        out.add(f"{name}.gradient.{key}", values.grad)


if __name__ == "__main__":
    written = Output("attention", "torch.softmax, torch.tanh and products, by generate_attention.py, sections cell.what.row")
    write_attention("additive", additive_step, written)
    write_attention("dot_product", dot_product_step, written)
    written.close()
