#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the numbers that networks.cpp compares xrnn with: a cell with several inputs, and LSTMs in both directions.

    tests/golden/generate_networks.py

As generate.py, which has the formula of all inputs, the format and the layouts.
"""

import torch

from generate import FINAL, HIDDEN, IN, PARAMETERS, PLACES, ROWS, STATE, STATES, STEPS, Output, tensor

CONTEXT, HELD = 2, 4
INPUT, TARGET, CONTEXT_INPUT, HELD_INPUT = 95, 96, 97, 98


def write_inputs():
    """An RNN of PyTorch whose input is a sequence, another one, and a row that is repeated at every step."""
    out = Output("inputs", "torch.nn.RNN over x, context and v side by side")
    rnn = torch.nn.RNN(IN + CONTEXT + HELD, HIDDEN)
    weights = [tensor((width, HIDDEN), PARAMETERS + k) for k, width in enumerate((IN, CONTEXT, HELD))]
    with torch.no_grad():
        rnn.weight_ih_l0.copy_(torch.cat(weights).T)
        rnn.weight_hh_l0.copy_(tensor((HIDDEN, HIDDEN), PARAMETERS + 3).T)
        rnn.bias_ih_l0.copy_(tensor((HIDDEN,), PARAMETERS + 4))
        rnn.bias_hh_l0.zero_()
    x = tensor((STEPS, ROWS, IN), INPUT).requires_grad_()
    context = tensor((STEPS, ROWS, CONTEXT), CONTEXT_INPUT).requires_grad_()
    held = tensor((ROWS, HELD), HELD_INPUT).requires_grad_()
    first = tensor((1, ROWS, HIDDEN), STATE["h"]).requires_grad_()
    y, _ = rnn(torch.cat((x, context, held.expand(STEPS, ROWS, HELD)), dim=2), first)
    (0.5 * ((y - tensor(y.shape, TARGET)) ** 2).sum()).backward()
    out.add("output", y)
    for name, given in (("x", x), ("context", context), ("v", held), ("h", first)):
        out.add(f"gradient.{name}", given.grad)
    for name, part in zip("WCV", rnn.weight_ih_l0.grad.T.split((IN, CONTEXT, HELD))):
        out.add(f"gradient.{name}", part)
    out.add("gradient.U", rnn.weight_hh_l0.grad.T)
    out.add("gradient.b", rnn.bias_ih_l0.grad)
    out.close()


def part(module, name, cell, gradient=False):
    """A parameter of a bidirectional LSTM, or its gradient, as xrnn has it. Cells: forward, backward, layer by layer."""
    where, gate = PLACES["lstm"][name]
    whole = getattr(module, f"{where}_l{cell // 2}{'_reverse' if cell % 2 else ''}")
    rows = (whole.grad if gradient else whole)[gate * HIDDEN:(gate + 1) * HIDDEN]
    return rows.T if rows.dim() == 2 else rows


def write_bidirectional(layers, out):
    lstm = torch.nn.LSTM(IN, HIDDEN, layers, bidirectional=True)
    with torch.no_grad():
        for parameter in lstm.parameters():
            parameter.zero_()
        for cell in range(2 * layers):
            for k, name in enumerate(PLACES["lstm"]):
                here = part(lstm, name, cell)
                here.copy_(tensor(here.shape, PARAMETERS + 12 * cell + k))
    x = tensor((STEPS, ROWS, IN), INPUT).requires_grad_()
    first = [torch.stack([tensor((ROWS, HIDDEN), STATE[s] + cell) for cell in range(2 * layers)]).requires_grad_()
             for s in STATES["lstm"]]
    y, last = lstm(x, tuple(first))
    loss = 0.5 * ((y - tensor(y.shape, TARGET)) ** 2).sum()
    for s, values in zip(STATES["lstm"], last):
        for cell in range(2 * layers):
            loss = loss + (values[cell] * tensor((ROWS, HIDDEN), FINAL[s] + cell)).sum()
    loss.backward()
    out.add(f"{layers}.output", y)
    out.add(f"{layers}.gradient.x", x.grad)
    for cell in range(2 * layers):
        for k, s in enumerate(STATES["lstm"]):
            out.add(f"{layers}.final.{s}.{cell}", last[k][cell])
            out.add(f"{layers}.initial_gradient.{s}.{cell}", first[k].grad[cell])
        for name in PLACES["lstm"]:
            out.add(f"{layers}.gradient.{name}.{cell}", part(lstm, name, cell, gradient=True))


if __name__ == "__main__":
    write_inputs()
    both = Output("bidirectional", "torch.nn.LSTM in both directions, sections layers.what.name.cell")
    for count in (1, 2):
        write_bidirectional(count, both)
    both.close()
