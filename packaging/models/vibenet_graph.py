"""Slims the ONNX file inside the VibeNet wheel: same network, less work, one output more.

Input `mel`, float32 [1, 128, frames]: mel power in dB of 16 kHz sound, n_fft 1024, window 640, hop 320, at most 80 dB
below its maximum. Outputs `scores` [1, 7] (logits of acousticness, instrumentalness and liveness; the others are meant
to be clipped to 0..1) and `embedding` [1, 256], from which they are computed.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

_NEW_NAMES = {"x": "mel", "out": "scores"}
Weights = dict[str, npt.NDArray[np.generic]]


def vibenet(original: onnx.ModelProto, source: str, licence: str) -> onnx.ModelProto:
    """The slimmed model; `source` and `licence` are written into it, what the exporter noted is not kept."""
    graph = original.graph
    weights: Weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    dropped = _fold_batch_norms(graph, weights) + _fold_grey_to_rgb(graph, weights)
    embedding = next(node for node in graph.node if node.op_type == "Gelu").output[0]
    names = {**_NEW_NAMES, embedding: "embedding"}
    nodes = [_renamed(node, names) for node in graph.node if not any(node is one for one in dropped)]
    used = {name for node in nodes for name in node.input}
    model = helper.make_model(
        helper.make_graph(
            nodes,
            "vibenet",
            [helper.make_tensor_value_info("mel", TensorProto.FLOAT, [1, 128, "frames"])],
            [
                helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, 7]),
                helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [1, 256]),
            ],
            [numpy_helper.from_array(np.ascontiguousarray(v), name) for name, v in weights.items() if name in used],
        ),
        opset_imports=[helper.make_opsetid("", 20)],
        ir_version=9,
        producer_name="vibenet_slim",
    )
    helper.set_model_props(model, {"source": source, "licence": licence})
    return model


def _fold_batch_norms(graph: onnx.GraphProto, weights: Weights) -> list[onnx.NodeProto]:
    """Put each batch norm that follows a convolution into its weights; returns the nodes that are now for nothing."""
    makers, users = _makers(graph), _users(graph)
    folded = []
    for norm in graph.node:
        if norm.op_type != "BatchNormalization":
            continue
        convolution = makers[norm.input[0]]
        if convolution.op_type != "Conv" or len(users[convolution.output[0]]) != 1:
            continue
        scale, shift, mean, variance = (weights[name].astype(np.float64) for name in norm.input[1:5])
        epsilon = next((a.f for a in norm.attribute if a.name == "epsilon"), 1e-5)
        factor = scale / np.sqrt(variance + epsilon)
        image, kernel, *bias = convolution.input
        old_bias = weights[bias[0]].astype(np.float64) if bias else 0.0
        new_bias = convolution.output[0] + ".bias"
        weights[kernel] = (weights[kernel].astype(np.float64) * factor.reshape(-1, 1, 1, 1)).astype(np.float32)
        weights[new_bias] = (shift + (old_bias - mean) * factor).astype(np.float32)
        convolution.input[:] = [image, kernel, new_bias]
        convolution.output[0] = norm.output[0]
        folded.append(norm)
    return folded


def _fold_grey_to_rgb(graph: onnx.GraphProto, weights: Weights) -> list[onnx.NodeProto]:
    """The network was made for colour: its one channel is copied three times. Sum the first kernel over them."""
    makers, users = _makers(graph), _users(graph)
    tile = next(node for node in graph.node if node.op_type == "Tile")
    expand = makers[tile.input[0]]
    unsqueeze = makers[expand.input[0]]
    (first,) = users[tile.output[0]]
    if (expand.op_type, unsqueeze.op_type, first.op_type) != ("Expand", "Unsqueeze", "Conv"):
        raise ValueError("the network does not begin as that of vibenet 0.1.0 does")
    weights[first.input[1]] = weights[first.input[1]].sum(1, keepdims=True)
    first.input[0] = unsqueeze.output[0]
    return [tile, expand]


def _makers(graph: onnx.GraphProto) -> dict[str, onnx.NodeProto]:
    """The node that each value comes from."""
    return {output: node for node in graph.node for output in node.output}


def _users(graph: onnx.GraphProto) -> dict[str, list[onnx.NodeProto]]:
    """The nodes that each value goes into."""
    users: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    return users


def _renamed(node: onnx.NodeProto, names: dict[str, str]) -> onnx.NodeProto:
    inputs, outputs = ([names.get(name, name) for name in side] for side in (node.input, node.output))
    renamed = helper.make_node(node.op_type, inputs, outputs)
    renamed.attribute.extend(node.attribute)
    return renamed
