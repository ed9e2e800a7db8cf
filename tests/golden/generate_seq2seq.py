#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the numbers that seq2seq.cpp compares xrnn with: two LSTMs that read, and two that begin where those have ended.

    tests/golden/generate_seq2seq.py

As generate.py, which has the formula of all inputs, the format and the layouts.
"""

import torch

from generate import FINAL, HIDDEN, IN, PARAMETERS, PLACES, ROWS, STATE, STATES, STEPS, Output, tensor

LAYERS = 2
TARGET_STEPS, TARGET_IN = 4, 2
SOURCE, INPUT, TARGET = 95, 97, 96


def part(module, name, layer, gradient=False):
    """A parameter of a layer of an LSTM, or its gradient, as xrnn has it."""
    where, gate = PLACES["lstm"][name]
    whole = getattr(module, f"{where}_l{layer}")
    rows = (whole.grad if gradient else whole)[gate * HIDDEN:(gate + 1) * HIDDEN]
    return rows.T if rows.dim() == 2 else rows


def lstm(width, first):
    """Its layers are those of the whole network from `first` on."""
    module = torch.nn.LSTM(width, HIDDEN, LAYERS)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.zero_()
        for layer in range(LAYERS):
            for k, name in enumerate(PLACES["lstm"]):
                here = part(module, name, layer)
                here.copy_(tensor(here.shape, PARAMETERS + 12 * (first + layer) + k))
    return module


def add_gradients(out, module, first):
    for layer in range(LAYERS):
        for name in PLACES["lstm"]:
            out.add(f"gradient.{name}.{first + layer}", part(module, name, layer, gradient=True))


if __name__ == "__main__":
    encoder, decoder = lstm(IN, 0), lstm(TARGET_IN, LAYERS)
    source = tensor((STEPS, ROWS, IN), SOURCE).requires_grad_()
    given = tensor((TARGET_STEPS, ROWS, TARGET_IN), INPUT).requires_grad_()
    initial = tuple(torch.stack([tensor((ROWS, HIDDEN), STATE[s] + layer) for layer in range(LAYERS)]).requires_grad_()
                    for s in STATES["lstm"])
    _, carried = encoder(source, initial)
    y, last = decoder(given, carried)
    loss = 0.5 * ((y - tensor(y.shape, TARGET)) ** 2).sum()
    for s, of_encoder, of_decoder in zip(STATES["lstm"], carried, last):
        for layer in range(LAYERS):
            loss = loss + (of_encoder[layer] * tensor((ROWS, HIDDEN), FINAL[s] + layer)).sum()
            loss = loss + (of_decoder[layer] * tensor((ROWS, HIDDEN), FINAL[s] + LAYERS + layer)).sum()
    loss.backward()
    out = Output("seq2seq", "torch.nn.LSTM that reads and another one that begins with its final states")
    out.add("output", y)
    out.add("gradient.source", source.grad)
    out.add("gradient.input", given.grad)
    for s, of_encoder, of_decoder, before in zip(STATES["lstm"], carried, last, initial):
        for layer in range(LAYERS):
            out.add(f"final.{s}.{layer}", of_encoder[layer])
            out.add(f"final.{s}.{LAYERS + layer}", of_decoder[layer])
            out.add(f"initial_gradient.{s}.{layer}", before.grad[layer])
    add_gradients(out, encoder, 0)
    add_gradients(out, decoder, LAYERS)
    out.close()
