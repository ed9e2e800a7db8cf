# SPDX-License-Identifier: BSD-3-Clause
"""Writes sample.safetensors as docs/files.md describes it, with nothing of xrnn and no package: python3 generate.py

The numbers of a tensor are k / 8 for k = first, first + 1, ..., which a float holds exactly; the first number of 0.b_h is
minus infinity. tests/io/sample.cpp knows them.
"""

import json
import pathlib
import struct


def numbers(letter, first, count):
    return b"".join(struct.pack("<" + letter, (first + k) / 8) for k in range(count))


def crc64(data):
    """CRC-64/XZ, bit by bit."""
    crc = 2**64 - 1
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xC96C5795D7870F42 if crc & 1 else 0)
    return crc ^ 2**64 - 1


def checksum(words, tensors):
    """The checksum of metadata and of tensors {name: (dtype, shape, bytes)}."""
    data = b"".join(f"{key}\0{words[key]}\0".encode() for key in sorted(words))
    for name in sorted(tensors):
        dtype, shape, content = tensors[name]
        data += f"{name}\0{dtype}\0{shape}\0".encode() + content
    return f"{crc64(data):016x}"


def write(path, words, tensors):
    header, data = {"__metadata__": words}, b""
    for name, (dtype, shape, content) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header, indent=1).encode()
    text += b" " * (-len(text) % 8)
    pathlib.Path(path).write_bytes(struct.pack("<Q", len(text)) + text + data)


words = {
    "format": "xrnn",
    "version": "1",
    "parts": "notes model hidden_state optimiser random_source",
    "network": "0: x[2]: h[3] = tanh(dot(x, W_xh[2, 3]) + dot(prev(h), W_hh[3, 3]) + b_h[3]); output h\n"
    "1: x[3]: y[2] = dot(x, W[3, 2]) + b[2]; output y",
    "optimiser.memories": "1",
    "optimiser.updates": "12345678901",
    "random_source.state": "18446744073709551615",
    "state.rows": "2",
    "note.écrit": "en Python\n\"à la main\"",
}
shapes = {"0.W_xh": [2, 3], "0.W_hh": [3, 3], "0.b_h": [3], "1.W": [3, 2], "1.b": [2]}
tensors = {"state.0.h": ("F64", [2, 3], numbers("d", -3, 6))}
first = 0
for prefix in ["", "optimiser.0."]:
    for name, shape in shapes.items():
        count = shape[0] * (shape[1] if len(shape) > 1 else 1)
        tensors[prefix + name] = ("F32", shape, numbers("f", first, count))
        first += 100
tensors["0.b_h"] = ("F32", [3], struct.pack("<f", float("-inf")) + tensors["0.b_h"][2][4:])

words["checksum"] = checksum(words, tensors)
write(pathlib.Path(__file__).with_name("sample.safetensors"), words, tensors)
