#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the numbers that the tests of this folder compare xrnn with, made with PyTorch in double precision.

    tests/golden/generate.py        (Debian 12: apt-get install python3-torch)

The files are committed, so the tests need neither Python nor PyTorch. Parameters, inputs, initial states and constants
are not in them: both sides make them by the formula number(), here and in golden.hpp, whose values are small rationals
that float holds exactly. Sizes, seeds and settings stand here and in the tests, and must be the same.

What is written is in xrnn's terms: matrices are [In, Out], one for each gate. PLACES says where PyTorch has each.
PyTorch's second bias is held at zero wherever xrnn has one bias only, and its gradient is left out.

Format: comment lines, then sections of a line "name count" and so many numbers with 17 significant digits, then "end".
"""

import pathlib

import torch
from torch.nn import functional
from torch.nn.utils import rnn

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

STEPS, ROWS, IN, HIDDEN = 5, 3, 3, 5

MODULES = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}

# The parameters of each cell by their names in xrnn: the tensor in which PyTorch has them, and which of the parts
# stacked there, of HIDDEN rows each, is theirs. PyTorch stacks i f g o and r z n. The order here is that of the seeds.
PLACES = {
    "rnn": {"W_xh": ("weight_ih", 0), "W_hh": ("weight_hh", 0), "b_h": ("bias_ih", 0)},
    "lstm": {f"{letter}_{gate}": (tensor, "ifgo".index(gate))
             for letter, tensor in (("W", "weight_ih"), ("U", "weight_hh"), ("b", "bias_ih"))
             for gate in "ifog"},
    "gru": {**{f"{letter}_{gate}": (tensor, "rzn".index(gate))
               for letter, tensor in (("W", "weight_ih"), ("U", "weight_hh"), ("b", "bias_ih"))
               for gate in "rzn"},
            "c_n": ("bias_hh", 2)},
}
STATES = {"rnn": ("h",), "lstm": ("h", "c"), "gru": ("h",)}

# Every tensor has a seed of its own below 101, those of layer l at PARAMETERS + 12 l, STATE + l and so on.
PARAMETERS, INPUT, TARGET = 0, 40, 41
STATE = {"h": 50, "c": 60}
FINAL = {"h": 70, "c": 80}
PACKED_INPUT, PACKED_TARGET = 90, 95  # of sequence 0


def number(i, seed):
    """Element i of a tensor: a multiple of 1/64 in [-50/64, 50/64]."""
    return ((37 * i + 5 * i * i + 29 * seed) % 101 - 50) / 64


def tensor(shape, seed):
    count = torch.Size(shape).numel()
    return torch.tensor([number(i, seed) for i in range(count)]).reshape(shape)


class Output:
    """A file of numbers, beside this one."""

    def __init__(self, name, comment):
        self.path = pathlib.Path(__file__).resolve().parent / f"{name}.txt"
        self.lines = ["# SPDX-License-Identifier: BSD-3-Clause",
                      f"# Made by generate.py with PyTorch {torch.__version__} in double precision: {comment}."]

    def add(self, name, numbers):
        flat = torch.as_tensor(numbers).detach().reshape(-1).tolist()
        self.lines.append(f"{name} {len(flat)}")
        for i in range(0, len(flat), 4):
            self.lines.append(" ".join(f"{x:.17g}" for x in flat[i:i + 4]))

    def close(self):
        self.path.write_text("\n".join(self.lines + ["end"]) + "\n", encoding="ascii")


class Recurrent:
    """PyTorch's module of one of the cells, with parameters seen by their names in xrnn."""

    def __init__(self, cell, width, layers):
        self.cell, self.layers = cell, layers
        self.module = MODULES[cell](width, HIDDEN, layers)
        with torch.no_grad():
            for parameter in self.module.parameters():
                parameter.zero_()
            for layer in range(layers):
                for k, name in enumerate(PLACES[cell]):
                    here = self.part(name, layer)
                    here.copy_(tensor(here.shape, PARAMETERS + 12 * layer + k))
        self.masks = []
        for layer in range(layers):
            self.freeze(layer)

    def part(self, name, layer, gradient=False):
        """A parameter, or its gradient, as xrnn has it: [In, Out] or [Width]."""
        where, gate = PLACES[self.cell][name]
        whole = getattr(self.module, f"{where}_l{layer}")
        rows = (whole.grad if gradient else whole)[gate * HIDDEN:(gate + 1) * HIDDEN]
        return rows.T if rows.dim() == 2 else rows

    def freeze(self, layer):
        """Zeroes the gradients of the biases that xrnn does not have. They start at zero and so stay there, with weight
        decay too."""
        frozen = getattr(self.module, f"bias_hh_l{layer}")
        used = torch.zeros_like(frozen)
        for where, gate in PLACES[self.cell].values():
            if where == "bias_hh":
                used[gate * HIDDEN:(gate + 1) * HIDDEN] = 1
        frozen.register_hook(lambda gradient: gradient * used)
        self.masks.append((frozen, used))

    def check_frozen(self):
        for frozen, used in self.masks:
            assert torch.all(frozen[used == 0] == 0), "a bias that xrnn does not have has moved"

    def __call__(self, x, states):
        """Outputs and final states, a list of [layers, rows, HIDDEN] in the order of STATES."""
        y, last = self.module(x, tuple(states) if len(states) > 1 else states[0])
        return y, list(last) if isinstance(last, tuple) else [last]


def write_cell(cell):
    """Outputs, final states and all gradients, for 1, 2 and 3 layers. The loss reads every output and, of every layer,
    the final states: 0.5 sum (y - target)^2 + sum of each final state times constants."""
    out = Output(cell, f"torch.nn.{MODULES[cell].__name__}, sections layers.what.name.layer")
    for layers in (1, 2, 3):
        network = Recurrent(cell, IN, layers)
        x = tensor((STEPS, ROWS, IN), INPUT).requires_grad_()
        first = [torch.stack([tensor((ROWS, HIDDEN), STATE[s] + layer) for layer in range(layers)]).requires_grad_()
                 for s in STATES[cell]]
        y, last = network(x, first)
        loss = 0.5 * ((y - tensor(y.shape, TARGET)) ** 2).sum()
        for s, values in zip(STATES[cell], last):
            for layer in range(layers):
                loss = loss + (values[layer] * tensor((ROWS, HIDDEN), FINAL[s] + layer)).sum()
        loss.backward()

        out.add(f"{layers}.output", y)
        out.add(f"{layers}.gradient.x", x.grad)
        for layer in range(layers):
            for k, s in enumerate(STATES[cell]):
                out.add(f"{layers}.final.{s}.{layer}", last[k][layer])
                out.add(f"{layers}.initial_gradient.{s}.{layer}", first[k].grad[layer])
            for name in PLACES[cell]:
                out.add(f"{layers}.gradient.{name}.{layer}", network.part(name, layer, gradient=True))
    out.close()


LENGTHS = (3, 5, 1, 5, 2)


def write_packed(cell):
    """The same for two layers and sequences of different lengths, which PyTorch packs: sections what.sequence, and
    what.name.layer. The loss reads the outputs that exist."""
    out = Output(f"packed_{cell}", f"torch.nn.{MODULES[cell].__name__} and pack_padded_sequence, two layers")
    network = Recurrent(cell, IN, 2)
    xs = [tensor((length, IN), PACKED_INPUT + i).requires_grad_() for i, length in enumerate(LENGTHS)]
    first = [torch.stack([tensor((len(LENGTHS), HIDDEN), STATE[s] + layer) for layer in range(2)]).requires_grad_()
             for s in STATES[cell]]
    packed = rnn.pack_padded_sequence(rnn.pad_sequence(xs), LENGTHS, enforce_sorted=False)
    y, last = network(packed, first)
    y, lengths = rnn.pad_packed_sequence(y)
    assert tuple(lengths) == LENGTHS
    loss = 0
    for i, length in enumerate(LENGTHS):
        out.add(f"output.{i}", y[:length, i])
        loss = loss + 0.5 * ((y[:length, i] - tensor((length, HIDDEN), PACKED_TARGET + i)) ** 2).sum()
    for s, values in zip(STATES[cell], last):
        for layer in range(2):
            loss = loss + (values[layer] * tensor((len(LENGTHS), HIDDEN), FINAL[s] + layer)).sum()
    loss.backward()
    for i, x in enumerate(xs):
        out.add(f"gradient.x.{i}", x.grad)
    for layer in range(2):
        for k, s in enumerate(STATES[cell]):
            out.add(f"final.{s}.{layer}", last[k][layer])
            out.add(f"initial_gradient.{s}.{layer}", first[k].grad[layer])
        for name in PLACES[cell]:
            out.add(f"gradient.{name}.{layer}", network.part(name, layer, gradient=True))
    out.close()


CLASSES, WINDOW, UPDATES = 7, 6, 100

# Rates at which the loss falls and a small difference does not grow, which write_training() checks. The other constants
# are not the defaults: they are large enough for an epsilon in a wrong place, say, to show in the losses.
OPTIMISERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.3),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.8),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1, eps=1e-3),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.95, eps=1e-3),
    "adam": lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.8, 0.98), eps=1e-3),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.02, betas=(0.8, 0.98), eps=1e-3, weight_decay=0.1),
    "groups": lambda p: torch.optim.AdamW(
        [{"params": [x for x in p if x.dim() == 2]}, {"params": [x for x in p if x.dim() == 1], "lr": 0.05, "weight_decay": 0}],
        lr=0.02, betas=(0.8, 0.98), eps=1e-3, weight_decay=0.1),
}
LIMIT = 0.3  # of the norm, with "groups"


def clip(parameters):
    """Clips by the norm, and returns whether it was above the limit. clip_grad_norm_ would add 1e-6 to it."""
    norm = sum((p.grad ** 2).sum() for p in parameters).sqrt().item()
    for p in parameters:
        p.grad *= min(1.0, LIMIT / norm)
    return norm > LIMIT


def train(cell, optimiser, nudge=0.0):
    """The losses of 100 updates of cell and linear layer on three periodic sequences of ids. Window after window; the
    state is carried, its gradient is not. The loss is the mean cross-entropy. `nudge` is added to one weight. With
    "groups" the matrices that the input is multiplied by are frozen, vectors have a rate of their own and do not decay,
    and the norm of the gradients of what learns is clipped."""
    network = Recurrent(cell, CLASSES, 1)
    decoder = torch.nn.Linear(HIDDEN, CLASSES)
    with torch.no_grad():
        for k, parameter in enumerate((decoder.weight.T, decoder.bias)):
            parameter.copy_(tensor(parameter.shape, PARAMETERS + 12 + k))
        network.part(next(iter(PLACES[cell])), 0)[0, 0] += nudge
    network.module.weight_ih_l0.requires_grad_(optimiser != "groups")
    learning = [p for p in [*network.module.parameters(), *decoder.parameters()] if p.requires_grad]
    learn = OPTIMISERS[optimiser](learning)
    states = [torch.zeros(1, ROWS, HIDDEN) for _ in STATES[cell]]
    losses, clipped = [], 0
    for update in range(UPDATES):
        at = torch.arange(update * WINDOW, (update + 1) * WINDOW + 1)
        ids = torch.stack([(at * at + at + 3 * b) % CLASSES for b in range(ROWS)], dim=1)
        y, states = network(functional.one_hot(ids[:-1], CLASSES).to(torch.float64), states)
        states = [s.detach() for s in states]
        loss = functional.cross_entropy(decoder(y).reshape(-1, CLASSES), ids[1:].reshape(-1))
        losses.append(loss.item())
        learn.zero_grad()
        loss.backward()
        if optimiser == "groups":
            clipped += clip(learning)
        learn.step()
    network.check_frozen()
    assert optimiser != "groups" or 10 < clipped < 90, clipped
    return losses


def write_training():
    out = Output("training", "the losses of 100 updates, sections cell.optimiser; defaults of torch.optim")
    for cell in MODULES:
        for optimiser in OPTIMISERS:
            losses = train(cell, optimiser)
            nudged = train(cell, optimiser, nudge=1e-7)
            growth = max(abs(a - b) for a, b in zip(losses, nudged)) / 1e-7
            print(f"{cell} {optimiser}: loss {losses[0]:.3f} to {losses[-1]:.3f}, nudge times {growth:.2g}")
            assert sum(losses[-10:]) < 0.95 * sum(losses[:10]), "the loss does not fall"
            assert growth < 10, "this training is chaotic"
            out.add(f"{cell}.{optimiser}", losses)
    one = [torch.zeros(1)]
    for name, made, keys in (("adagrad", torch.optim.Adagrad(one), ("lr", "eps")),
                             ("rmsprop", torch.optim.RMSprop(one), ("lr", "alpha", "eps")),
                             ("adam", torch.optim.Adam(one), ("lr", "betas", "eps")),
                             ("adamw", torch.optim.AdamW(one), ("lr", "betas", "eps", "weight_decay"))):
        numbers = []
        for key in keys:
            value = made.defaults[key]
            numbers += value if isinstance(value, tuple) else [value]
        out.add(f"defaults.{name}", numbers)
    out.close()


def write_losses():
    """Losses and their gradients at mild outputs and at outputs for which a plain exp overflows; clipping."""
    out = Output("losses", "torch.nn.functional, sections loss.reduction.scale.what; clipping of torch.nn.utils")
    steps, rows, width = 2, 3, 11
    numbers = tensor((steps * rows, width), 2)
    classes = torch.tensor([(5 * i + 3) % width for i in range(steps * rows)])
    answers = torch.tensor([i * i % 5 / 4 for i in range(steps * rows * width)]).reshape(steps * rows, width)
    losses = {"softmax_cross_entropy": (functional.cross_entropy, classes),
              "squared_error": (functional.mse_loss, numbers),
              "binary_cross_entropy": (functional.binary_cross_entropy_with_logits, answers)}
    for name, (loss, target) in losses.items():
        for reduction in ("sum", "mean"):
            for scale in (1, 1024):
                y = (tensor((steps * rows, width), 1) * scale).requires_grad_()
                value = loss(y, target, reduction=reduction)
                value.backward()
                out.add(f"{name}.{reduction}.{scale}.loss", value)
                out.add(f"{name}.{reduction}.{scale}.gradient", y.grad)

    def gradients():
        """Those of a linear layer from 5 to 3, in xrnn's layout."""
        given = [torch.nn.Parameter(torch.zeros(5, 3)), torch.nn.Parameter(torch.zeros(3))]
        for k, parameter in enumerate(given):
            parameter.grad = tensor(parameter.shape, 3 + k)
        return given

    for limit in (1, 100):
        given = gradients()
        norm = torch.nn.utils.clip_grad_norm_(given, limit)
        for name, values in (("norm", norm), ("W", given[0].grad), ("b", given[1].grad)):
            out.add(f"clip_norm.{limit}.{name}", values)
    given = gradients()
    torch.nn.utils.clip_grad_value_(given, 0.25)
    for name, values in (("W", given[0].grad), ("b", given[1].grad)):
        out.add(f"clip_value.{name}", values)
    out.close()


def write_ctc():
    """Labels spread over rows of different lengths. Steps behind a row's end have no gradient."""
    lengths, labels, classes = [7, 4, 6], [[1, 2, 2, 4], [3], []], 5
    logits = (4 * tensor((7, 3, classes), 1)).requires_grad_()
    losses = functional.ctc_loss(functional.log_softmax(logits, 2), torch.tensor([k for row in labels for k in row]),
                                 torch.tensor(lengths), torch.tensor([len(row) for row in labels]), reduction="none")
    losses.sum().backward()
    out = Output("ctc", "torch.nn.functional.ctc_loss of each row, and the gradient of their sum")
    out.add("losses", losses)
    out.add("gradient", logits.grad)
    out.close()


if __name__ == "__main__":
    for cell_name in MODULES:
        write_cell(cell_name)
    write_packed("lstm")
    write_packed("gru")
    write_training()
    write_losses()
    write_ctc()
