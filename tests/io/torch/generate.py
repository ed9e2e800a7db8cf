#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the state_dicts that tests/io/torch.cpp reads, and what their models answer.

    tests/io/torch/generate.py          (Debian 12: apt-get install python3-torch)
    tests/io/torch/generate.py check .  loads what `test_torch "files for PyTorch"` has written in this folder, and
                                        compares what the models answer then

The files are committed, so the tests need neither Python nor PyTorch. The answers are computed in double precision.
outputs.txt has the format of tests/golden: sections of a line "name count" and so many numbers, then "end".
"""

import pathlib
import sys

import torch

FOLDER = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(FOLDER.parents[2] / "docs"))
import torch_safetensors  # noqa: E402

STEPS = 6


class LSTM(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(3, 4, num_layers=2, dropout=0.5)
        self.out = torch.nn.Linear(4, 2)

    def forward(self, x):
        return self.out(self.lstm(x)[0])


class GRU(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.letters = torch.nn.Embedding(7, 3)
        self.gru = torch.nn.GRU(3, 5)
        self.out = torch.nn.Linear(5, 7)

    def forward(self, x):
        return self.out(self.gru(self.letters(x))[0])


class RNN(torch.nn.Module):
    """Two modules of one kind, a third without biases, and numbers of type double."""

    def __init__(self):
        super().__init__()
        self.first = torch.nn.RNN(2, 3)
        self.second = torch.nn.RNN(3, 3)
        self.third = torch.nn.RNN(3, 4, nonlinearity="relu", bias=False)
        self.double()

    def forward(self, x):
        return self.third(self.second(self.first(x)[0])[0])[0]


def make(kind):
    """A model with parameters that float holds exactly."""
    torch.manual_seed(3)
    model = kind()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.empty(parameter.shape, dtype=torch.float32).uniform_(-0.9, 0.9))
    return model.eval()


def make_input(kind):
    if kind is GRU:
        return torch.tensor([3, 0, 6, 6, 1, 4])
    return torch.empty(STEPS, 3 if kind is LSTM else 2, dtype=torch.float32).uniform_(-1, 1).double()


def write():
    lines = ["# SPDX-License-Identifier: BSD-3-Clause",
             f"# Made by generate.py with PyTorch {torch.__version__}: inputs and outputs of {STEPS} steps."]
    for kind in (LSTM, GRU, RNN):
        name = kind.__name__.lower()
        model = make(kind)
        torch_safetensors.save(FOLDER / f"{name}.safetensors", model.state_dict())
        x = make_input(kind)
        with torch.no_grad():
            y = model.double()(x)
        for what, numbers in (("input", x), ("output", y)):
            lines.append(f"{name}.{what} {numbers.numel()}")
            lines.extend(" ".join(f"{n:.17g}" for n in row) for row in numbers.reshape(STEPS, -1).tolist())
    (FOLDER / "outputs.txt").write_text("\n".join(lines + ["end"]) + "\n", encoding="ascii")


def check(folder):
    """What xrnn has read and written again is loaded by PyTorch, and answers as before."""
    for kind in (LSTM, GRU, RNN):
        path = pathlib.Path(folder) / f"{kind.__name__.lower()}.safetensors"
        before, after = make(kind), make(kind)
        x = make_input(kind)
        state = torch_safetensors.load(path)
        if kind is RNN:
            after.third = torch.nn.RNN(3, 4, nonlinearity="relu").double()  # xrnn has its biases, which are zero
        after.load_state_dict(state)
        with torch.no_grad():
            error = (before.double()(x) - after.double()(x)).abs().max().item()
        print(f"{path}: largest difference {error:.2g}")
        assert error < 1e-6


if __name__ == "__main__":
    check(sys.argv[2]) if sys.argv[1:2] == ["check"] else write()
