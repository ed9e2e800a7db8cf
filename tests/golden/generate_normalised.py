#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the numbers that layer_norm_lstm and layer_norm_gru are compared with: the same steps with
torch.nn.functional.layer_norm, in double precision, and their gradients by autograd. As generate.py, which it uses.
"""

import torch
from torch.nn.functional import layer_norm

from generate import FINAL, HIDDEN, IN, INPUT, PARAMETERS, ROWS, STATE, STEPS, TARGET, Output, tensor

VECTORS = "stbc"
PARTS = {
    "layer_norm_lstm": [f"{letter}_{gate}" for letter in "WU" for gate in "ifog"]
                       + [f"{letter}_{gate}" for letter in "sb" for gate in "ifogc"],
    "layer_norm_gru": [f"{letter}_{gate}" for letter in "WU" for gate in "rzn"]
                      + ["s_r", "s_z", "s_n", "t_n", "b_r", "b_z", "b_n", "c_n"],
}
STATES = {"layer_norm_lstm": ("h", "c"), "layer_norm_gru": ("h",)}


def norm(a, gain, bias):
    return layer_norm(a, (HIDDEN,), gain, bias, eps=1e-5)


def lstm_step(w, x, states):
    h, c = states
    a = {gate: norm(x @ w[f"W_{gate}"] + h @ w[f"U_{gate}"], w[f"s_{gate}"], w[f"b_{gate}"]) for gate in "ifog"}
    c = torch.sigmoid(a["f"]) * c + torch.sigmoid(a["i"]) * torch.tanh(a["g"])
    h = torch.sigmoid(a["o"]) * torch.tanh(norm(c, w["s_c"], w["b_c"]))
    return h, [h, c]


def gru_step(w, x, states):
    h, = states
    r, z = (torch.sigmoid(norm(x @ w[f"W_{gate}"] + h @ w[f"U_{gate}"], w[f"s_{gate}"], w[f"b_{gate}"]))
            for gate in "rz")
    n = torch.tanh(norm(x @ w["W_n"], w["s_n"], w["b_n"]) + r * norm(h @ w["U_n"], w["t_n"], w["c_n"]))
    h = (1 - z) * n + z * h
    return h, [h]


def parameters(cell, layer):
    def shape(name):
        return ((IN if layer == 0 else HIDDEN) if name[0] == "W" else HIDDEN, HIDDEN)[name[0] in VECTORS:]
    return {name: tensor(shape(name), PARAMETERS + 12 * layer + k).requires_grad_()
            for k, name in enumerate(PARTS[cell])}


def write_cell(cell, step):
    out = Output(cell, "torch.nn.functional.layer_norm, by generate_normalised.py, sections layers.what.name.layer")
    for layers in (1, 2, 3):
        weights = [parameters(cell, layer) for layer in range(layers)]
        first = [[tensor((ROWS, HIDDEN), STATE[s] + layer).requires_grad_() for s in STATES[cell]]
                 for layer in range(layers)]
        x = tensor((STEPS, ROWS, IN), INPUT).requires_grad_()
        states = [list(layer) for layer in first]
        outputs = []
        for t in range(STEPS):
            y = x[t]
            for layer in range(layers):
                y, states[layer] = step(weights[layer], y, states[layer])
            outputs.append(y)
        y = torch.stack(outputs)
        loss = 0.5 * ((y - tensor(y.shape, TARGET)) ** 2).sum()
        for layer in range(layers):
            for s, values in zip(STATES[cell], states[layer]):
                loss = loss + (values * tensor((ROWS, HIDDEN), FINAL[s] + layer)).sum()
        loss.backward()

        out.add(f"{layers}.output", y)
        out.add(f"{layers}.gradient.x", x.grad)
        for layer in range(layers):
            for k, s in enumerate(STATES[cell]):
                out.add(f"{layers}.final.{s}.{layer}", states[layer][k])
                out.add(f"{layers}.initial_gradient.{s}.{layer}", first[layer][k].grad)
            for name, w in weights[layer].items():
                out.add(f"{layers}.gradient.{name}.{layer}", w.grad)
    out.close()


if __name__ == "__main__":
    write_cell("layer_norm_lstm", lstm_step)
    write_cell("layer_norm_gru", gru_step)
