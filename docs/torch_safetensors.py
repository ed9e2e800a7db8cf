# SPDX-License-Identifier: BSD-3-Clause
"""The state_dict of a PyTorch model as a safetensors file, for xrnn::load_torch, and back, after xrnn::save_torch.

    import torch_safetensors
    torch_safetensors.save("model.safetensors", model.state_dict())
    model.load_state_dict(torch_safetensors.load("model.safetensors"))

With the package safetensors, safetensors.torch.save_file and load_file do the same.
"""

import json
import struct

import numpy
import torch

TYPES = {"F32": "<f4", "F64": "<f8"}


def save(path, state_dict):
    header, data = {}, b""
    for name, tensor in state_dict.items():
        array = tensor.detach().cpu().numpy()
        dtype = {"float32": "F32", "float64": "F64"}[array.dtype.name]
        numbers = array.astype(TYPES[dtype]).tobytes()
        header[name] = {"dtype": dtype, "shape": array.shape, "data_offsets": (len(data), len(data) + len(numbers))}
        data += numbers
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def load(path):
    with open(path, "rb") as file:
        size, = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            numbers = numpy.frombuffer(data[begin:end], TYPES[entry["dtype"]])
            tensors[name] = torch.tensor(numbers.reshape(entry["shape"]))
    return tensors
