#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the files of RTNeural that tests/io/rtneural.cpp reads, and what their networks answer.

    tests/io/rtneural/generate.py        (Debian 12: apt-get install python3-numpy)

The files are committed, so the tests need neither Python nor Keras. The layers below are the equations of the Keras
documentation (LSTM and GRU with reset_after=True, the defaults of TensorFlow 2), written with numpy in double precision;
the JSON has the layout of RTNeural's python/model_utils.py. Nothing here comes from xrnn.

outputs.txt has the format of tests/golden: sections of a line "name count" and so many numbers, then "end".
"""

import json
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent
STEPS = 8
random = np.random.default_rng(5)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def draw(*shape):
    """Random numbers that float holds exactly."""
    return random.uniform(-0.9, 0.9, shape).astype(np.float32).astype(np.float64)


class LSTM:
    """Gates in the order i, f, c, o, as in Keras."""

    name, activation = "lstm", "tanh"

    def __init__(self, inputs, units):
        self.units = units
        self.weights = [draw(inputs, 4 * units), draw(units, 4 * units), draw(4 * units)]

    def __call__(self, x):
        kernel, recurrent, bias = self.weights
        h = c = np.zeros(self.units)
        answers = []
        for row in x:
            i, f, g, o = np.split(row @ kernel + h @ recurrent + bias, 4)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
            answers.append(h)
        return np.array(answers)


class GRU:
    """Gates in the order z, r, h; the second row of biases belongs to the products with the state, as in Keras."""

    name, activation = "gru", "tanh"

    def __init__(self, inputs, units):
        self.units = units
        self.weights = [draw(inputs, 3 * units), draw(units, 3 * units), draw(2, 3 * units)]

    def __call__(self, x):
        kernel, recurrent, bias = self.weights
        h = np.zeros(self.units)
        answers = []
        for row in x:
            x_z, x_r, x_h = np.split(row @ kernel + bias[0], 3)
            h_z, h_r, h_h = np.split(h @ recurrent + bias[1], 3)
            z = sigmoid(x_z + h_z)
            r = sigmoid(x_r + h_r)
            h = z * h + (1 - z) * np.tanh(x_h + r * h_h)
            answers.append(h)
        return np.array(answers)


class Dense:
    name, activation = "dense", ""

    def __init__(self, inputs, units):
        self.units = units
        self.weights = [draw(inputs, units), draw(units)]

    def __call__(self, x):
        return x @ self.weights[0] + self.weights[1]


def save_model(path, inputs, layers):
    described = [{"type": layer.name, "activation": layer.activation, "shape": [None, None, layer.units],
                  "weights": [w.tolist() for w in layer.weights]} for layer in layers]
    model = {"in_shape": [None, None, inputs], "layers": described}
    path.write_text(json.dumps(model, indent=1) + "\n", encoding="ascii")


def main():
    networks = {
        "lstm": (3, [LSTM(3, 4), LSTM(4, 3), Dense(3, 2)]),
        "gru": (2, [GRU(2, 5), GRU(5, 3), Dense(3, 1)]),
    }
    lines = ["# SPDX-License-Identifier: BSD-3-Clause",
             f"# Made by generate.py with numpy in double precision: inputs and outputs of {STEPS} steps."]
    for name, (inputs, layers) in networks.items():
        save_model(FOLDER / f"{name}.json", inputs, layers)
        x = draw(STEPS, inputs)
        y = x
        for layer in layers:
            y = layer(y)
        for what, numbers in (("input", x), ("output", y)):
            lines.append(f"{name}.{what} {numbers.size}")
            lines.extend(" ".join(f"{n:.17g}" for n in row) for row in numbers)
    (FOLDER / "outputs.txt").write_text("\n".join(lines + ["end"]) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
