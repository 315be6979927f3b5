"""What the original models say of one synthetic sound, computed without any of our code but the checkpoint reader.

    python -m tests.audio.reference_models FOLDER        with the unpacked wheels musicnn 0.1.0 and vibenet 0.1.0 in it

writes reference_models.json beside this file, which `test_learned` compares the shipped files with. The taggers are
run layer by layer in numpy on the float32 weights of the checkpoint, with the spectrum as `extractor.batch_data` makes
it, but for two of its faults: the spectrum is not squeezed through float16 (which overflows), and the layer before the
last is that of the patch itself (the original repeats the first patch's). VibeNet is its own ONNX file, unchanged,
behind its own `extract_mel` in numpy.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

ROOT = Path(__file__).resolve().parents[2]
STORED = Path(__file__).with_suffix(".json")
RATE, SAMPLES = 16_000, 47_616


def fixed_sound() -> np.ndarray:
    """Three seconds of a chord with beats, and hiss that owes nothing to a generator; float32 at RATE."""
    n = np.arange(SAMPLES)
    t = n / RATE
    beat = np.exp(-5 * (t * 2 % 1))
    chord = sum(np.sin(2 * np.pi * 110 * ratio * t) / k for k, ratio in enumerate((1, 2, 2.5, 3, 4, 7.1), 1))
    hiss = (np.sin(n * 12.9898) * 43758.5453) % 1 - 0.5
    return (0.15 * chord * (0.3 + beat) + 0.1 * hiss * beat).astype(np.float32)


def mel_filters(n_fft: int, bands: int) -> np.ndarray:
    """Triangles of equal area on Slaney's scale: linear below 1 kHz, then 27 steps for each factor of 6.4."""

    def to_hz(mel: np.ndarray) -> np.ndarray:
        return np.where(mel < 15, mel * 200 / 3, 1000 * 6.4 ** ((mel - 15) / 27))

    top = 15 + np.log(RATE / 2 / 1000) / np.log(6.4) * 27
    edges = to_hz(np.linspace(0, top, bands + 2))
    frequencies = np.arange(n_fft // 2 + 1) * RATE / n_fft
    rows = []
    for low, middle, high in zip(edges, edges[1:], edges[2:], strict=False):
        rise, fall = (frequencies - low) / (middle - low), (high - frequencies) / (high - middle)
        rows.append(np.maximum(0, np.minimum(rise, fall)) * 2 / (high - low))
    return np.array(rows)


def tagger_spectrum(sound: np.ndarray) -> np.ndarray:
    """Shape (n_frames, 96), float64."""
    frames = sliding_window_view(np.pad(sound.astype(float), 256, mode="reflect"), 512)[::256]
    window = np.hanning(513)[:-1]
    power = np.abs(np.fft.rfft(frames * window)) ** 2
    return np.log10(10_000 * power @ mel_filters(512, 96).T + 1)


def mood_spectrum(sound: np.ndarray) -> np.ndarray:
    """Shape (128, n_frames), float64."""
    frames = sliding_window_view(sound.astype(float), 640)[::320]
    power = np.abs(np.fft.rfft(frames * np.hanning(641)[:-1], 1024)) ** 2
    level = 10 * np.log10(np.maximum(1e-10, power @ mel_filters(1024, 128).T)).T
    return np.maximum(level, level.max() - 80)


def tagger(weights: dict[str, np.ndarray], spectrum: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(embedding, tags) of one patch, as `models.build_musicnn` computes them."""

    def layer(kind: str, n: int, part: str) -> np.ndarray:
        return weights[f"{kind}_{n}/{part}" if n else f"{kind}/{part}"].astype(float)

    def norm(x: np.ndarray, n: int) -> np.ndarray:
        gamma, beta, mean, variance = (
            layer("batch_normalization", n, part) for part in ("gamma", "beta", "moving_mean", "moving_variance")
        )
        return (x - mean) / np.sqrt(variance + 1e-3) * gamma + beta

    def convolved(x: np.ndarray, n: int, before: int, after: int) -> np.ndarray:
        kernel = layer("conv2d", n, "kernel")[:, :, 0]  # [time, width, filters]
        windows = sliding_window_view(np.pad(x, ((before, after), (0, 0))), kernel.shape[:2])
        found = np.tensordot(windows, kernel, 2) + layer("conv2d", n, "bias")
        return norm(np.maximum(found, 0), n + 1)

    x = norm(spectrum[..., None], 0)[..., 0]
    parts = [convolved(x, n, 3, 3).max(1) for n in (0, 1)]
    for n, length in ((2, 128), (3, 64), (4, 32)):
        before = (length - 1) // 2
        parts.append(convolved(x, n, before, length - 1 - before).max(1))
    layers = [np.concatenate(parts, 1)]
    for n in (5, 6, 7):
        found = convolved(layers[-1], n, 3, 3)[:, 0]
        layers.append(found if n == 5 else found + layers[-1])
    features = np.concatenate(layers, 1)
    pooled = norm(np.stack([features.max(0), features.mean(0)], 1).ravel(), 9)
    hidden = np.maximum(pooled @ layer("dense", 0, "kernel") + layer("dense", 0, "bias"), 0)
    embedding = norm(hidden, 10)
    logits = embedding @ layer("dense", 1, "kernel") + layer("dense", 1, "bias")
    return embedding, 1 / (1 + np.exp(-logits))


def main() -> None:
    sys.path.insert(0, str(ROOT / "packaging" / "models"))
    import onnxruntime
    from checkpoint import read_tensors

    wheels, sound = Path(sys.argv[1]), fixed_sound()
    found: dict[str, list[float]] = {}
    for name, label in (("MSD_musicnn", "msd"), ("MTT_musicnn", "mtt")):
        (folder,) = wheels.rglob(f"musicnn/{name}")
        embedding, tags = tagger(read_tensors(folder), tagger_spectrum(sound))
        found[label], found[f"{label}_tags"] = embedding.tolist(), tags.tolist()
    (file,) = wheels.rglob("efficientnet_model.onnx")
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    (logits,) = session.run(None, {"x": mood_spectrum(sound).astype(np.float32)[None]})
    likelihood = [True, False, False, True, True, False, False]
    found["mood"] = np.where(likelihood, 1 / (1 + np.exp(-logits[0])), np.clip(logits[0], 0, 1)).tolist()
    rounded = {name: [round(value, 6) for value in values] for name, values in found.items()}
    STORED.write_text(json.dumps(rounded) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
