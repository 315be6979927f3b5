"""Builds the network of musicnn as an ONNX graph around the weights of its checkpoint.

Input `mel`, float32 [patches, frames, 96]: log10(1 + 10000 * mel power) of 16 kHz sound, n_fft 512, hop 256; the
network was trained on 187 frames (3 s). Outputs `tags` [patches, 50], 0 to 1, and `embedding` [patches, 200], the
layer before. The layers are those of `models.py` in the musicnn 0.1.0 wheel.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from checkpoint import Tensors
from onnx import TensorProto, helper, numpy_helper

_BATCH_NORM_EPSILON = np.float32(1e-3)  # what tf.layers.batch_normalization adds to the variance
_TIMBRAL, _TEMPORAL, _MIDDLE = (0, 1), (2, 3, 4), (5, 6, 7)  # numbers of the convolutions
_DENSE_NORM, _EMBEDDING_NORM = 9, 10  # numbers of the batch norms; 0 is that of the input, n + 1 that of convolution n


def musicnn(weights: Tensors, source: str, licence: str) -> onnx.ModelProto:
    """The network as a model; `source` and `licence` are written into it."""
    graph = _Graph(weights)
    spectrum = graph.add("Unsqueeze", ["mel", graph.constant(np.array([1], np.int64))])
    spectrum = graph.batch_norm(spectrum, 0, (1,))
    front = graph.add("Concat", [_front(graph, spectrum, n) for n in (*_TIMBRAL, *_TEMPORAL)], axis=1)
    layers = [front]
    for n in _MIDDLE:
        layer = _middle(graph, layers[-1], n)
        layers.append(layer if len(layers) == 1 else graph.add("Add", [layer, layers[-1]]))
    _back(graph, graph.add("Concat", layers, axis=1))
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "musicnn",
            [helper.make_tensor_value_info("mel", TensorProto.FLOAT, ["n", "frames", 96])],
            [
                helper.make_tensor_value_info("tags", TensorProto.FLOAT, ["n", 50]),
                helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", 200]),
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 13)],
        ir_version=8,
        producer_name="musicnn_to_onnx",
    )
    helper.set_model_props(model, {"source": source, "licence": licence})
    return model


class _Graph:
    """A graph that grows node by node. Constants and results share one count, from which they get their names."""

    def __init__(self, weights: Tensors) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._count = 0

    def constant(self, values: npt.NDArray[np.generic]) -> str:
        self._count += 1
        name = f"c{self._count}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, kind: str, inputs: list[str], output: str = "", **attributes: Any) -> str:
        self._count += 1
        output = output or f"t{self._count}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def layer(self, kind: str, n: int, part: str) -> npt.NDArray[np.float32]:
        """A tensor of the checkpoint; TensorFlow numbers layers of a kind, but for the first one."""
        return self.weights[f"{kind}_{n}/{part}" if n else f"{kind}/{part}"]

    def affine(self, n: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Factor and summand that batch norm `n` comes down to."""
        gamma, beta, mean, variance = (
            self.layer("batch_normalization", n, part) for part in ("gamma", "beta", "moving_mean", "moving_variance")
        )
        factor = gamma / np.sqrt(variance + _BATCH_NORM_EPSILON)
        return factor.astype(np.float32), (beta - mean * factor).astype(np.float32)

    def batch_norm(self, values: str, n: int, shape: tuple[int, ...], output: str = "") -> str:
        factor, summand = self.affine(n)
        scaled = self.add("Mul", [values, self.constant(factor.reshape(shape))])
        return self.add("Add", [scaled, self.constant(summand.reshape(shape))], output)


def _front(graph: _Graph, spectrum: str, n: int) -> str:
    """A convolution over time and frequency, then the maximum over all frequencies."""
    kernel = graph.layer("conv2d", n, "kernel")  # [time, frequency, 1, filters]
    length = kernel.shape[0]
    before = 3 if n in _TIMBRAL else (length - 1) // 2
    after = 3 if n in _TIMBRAL else length - 1 - before
    inputs = [spectrum, graph.constant(kernel.transpose(3, 2, 0, 1)), graph.constant(graph.layer("conv2d", n, "bias"))]
    convolved = graph.add("Conv", inputs, pads=[before, 0, after, 0], kernel_shape=list(kernel.shape[:2]))
    normed = graph.batch_norm(graph.add("Relu", [convolved]), n + 1, (1, -1, 1, 1))
    return graph.add("ReduceMax", [normed], axes=[3], keepdims=0)


def _middle(graph: _Graph, values: str, n: int) -> str:
    """A convolution over time that sees all channels."""
    kernel = graph.layer("conv2d", n, "kernel")  # [7, channels, 1, 64]
    weights = graph.constant(kernel[:, :, 0, :].transpose(2, 1, 0))
    bias = graph.constant(graph.layer("conv2d", n, "bias"))
    convolved = graph.add("Conv", [values, weights, bias], pads=[3, 3], kernel_shape=[7])
    return graph.batch_norm(graph.add("Relu", [convolved]), n + 1, (1, -1, 1))


def _back(graph: _Graph, values: str) -> None:
    """Maximum and mean over time, a dense layer (the embedding), another one (the tags)."""
    most = graph.add("ReduceMax", [values], "max_pool", axes=[2], keepdims=0)
    mean = graph.add("ReduceMean", [values], "mean_pool", axes=[2], keepdims=0)
    factor, summand = graph.affine(_DENSE_NORM)
    kernel, bias = graph.weights["dense/kernel"], graph.weights["dense/bias"]
    folded = (kernel * factor[:, None]).astype(np.float32)
    folded_bias = (bias + summand @ kernel).astype(np.float32)
    pooled = graph.add("Concat", [most, mean], axis=1)
    rows = np.r_[np.arange(0, len(kernel), 2), np.arange(1, len(kernel), 2)]  # TensorFlow's order: max, mean, max, ...
    dense = graph.add("Gemm", [pooled, graph.constant(folded[rows]), graph.constant(folded_bias)])
    embedding = graph.batch_norm(graph.add("Relu", [dense]), _EMBEDDING_NORM, (1, -1), "embedding")
    last = [graph.constant(graph.weights["dense_1/kernel"]), graph.constant(graph.weights["dense_1/bias"])]
    graph.add("Sigmoid", [graph.add("Gemm", [embedding, *last])], "tags")
