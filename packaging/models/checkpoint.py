"""Reads the float32 tensors of a TensorFlow V2 checkpoint, without TensorFlow.

A checkpoint is a table in LevelDB's format (`.index`) whose values are protocol buffers (`BundleEntryProto`) that name
a shape and a range of bytes in the data file. Sources: tensorflow/core/protobuf/tensor_bundle.proto and LevelDB's
doc/table_format.md.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

Tensors = dict[str, npt.NDArray[np.float32]]

_FOOTER_BYTES = 48
_FLOAT32 = 1  # DT_FLOAT
_ENTRY_TYPE, _ENTRY_SHAPE, _ENTRY_OFFSET, _ENTRY_SIZE = 1, 2, 4, 5
_SHAPE_DIMENSION, _DIMENSION_SIZE = 2, 1


def read_tensors(folder: Path) -> Tensors:
    """The float32 tensors of the checkpoint `.index`, `.data-00000-of-00001` in a folder, by name."""
    index = (folder / ".index").read_bytes()
    data = (folder / ".data-00000-of-00001").read_bytes()
    footer = index[-_FOOTER_BYTES:]
    _, place = _varint(footer, 0)  # two numbers say where the list of lists lies, two where the list of blocks does
    _, place = _varint(footer, place)
    offset, place = _varint(footer, place)
    size, _ = _varint(footer, place)
    tensors: Tensors = {}
    for _, handle in _block(index, offset, size):
        block_offset, place = _varint(handle, 0)
        block_size, _ = _varint(handle, place)
        for name, value in _block(index, block_offset, block_size):
            entry = _fields(value)
            if name and entry.get(_ENTRY_TYPE, [0])[0] == _FLOAT32:  # the entry without a name is the header
                tensors[name.decode()] = _tensor(entry, data)
    return tensors


def _tensor(entry: dict[int, list[int | bytes]], data: bytes) -> npt.NDArray[np.float32]:
    dimensions: list[int | bytes] = []
    for shape in entry.get(_ENTRY_SHAPE, []):
        dimensions = _fields(_bytes(shape)).get(_SHAPE_DIMENSION, [])
    sizes = [_int(_fields(_bytes(dimension)).get(_DIMENSION_SIZE, [0])[0]) for dimension in dimensions]
    offset, size = _int(entry.get(_ENTRY_OFFSET, [0])[0]), _int(entry[_ENTRY_SIZE][0])
    return np.frombuffer(data[offset : offset + size], "<f4").reshape(sizes)


def _block(table: bytes, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values of one block; each key says how much of the key before it is kept."""
    if table[offset + size] != 0:
        raise ValueError("the table is compressed, which TensorFlow does not do")
    block = table[offset : offset + size]
    (restarts,) = struct.unpack("<I", block[-4:])
    end = len(block) - 4 - 4 * restarts
    place, key = 0, b""
    while place < end:
        kept, place = _varint(block, place)
        new, place = _varint(block, place)
        length, place = _varint(block, place)
        key = key[:kept] + block[place : place + new]
        place += new
        yield key, block[place : place + length]
        place += length


def _fields(message: bytes) -> dict[int, list[int | bytes]]:
    """The fields of a protocol buffer by number: numbers, or the bytes of strings, messages and fixed-size values."""
    found: dict[int, list[int | bytes]] = {}
    place = 0
    while place < len(message):
        tag, place = _varint(message, place)
        kind = tag & 7
        if kind == 0:
            number, place = _varint(message, place)
            found.setdefault(tag >> 3, []).append(number)
            continue
        if kind == 2:
            size, place = _varint(message, place)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            raise ValueError(f"a field of an unknown kind, {kind}")
        found.setdefault(tag >> 3, []).append(message[place : place + size])
        place += size
    return found


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """A number of seven bits a byte, lowest first, and where the next thing begins."""
    number = shift = 0
    while True:
        byte = data[place]
        place += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return number, place


def _int(value: int | bytes) -> int:
    if isinstance(value, bytes):
        raise ValueError("a number was expected in the checkpoint")
    return value


def _bytes(value: int | bytes) -> bytes:
    if isinstance(value, int):
        raise ValueError("a message was expected in the checkpoint")
    return value
