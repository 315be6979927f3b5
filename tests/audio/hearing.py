"""Hear a sound made for a test in this process."""

from __future__ import annotations

import numpy as np

from desktop_app.audio import groups, without_numba
from tests.audio import sounds

without_numba.install()

from desktop_app.audio.extract import Extractor  # noqa: E402


def features(sound: np.ndarray, rate: int = sounds.RATE, block: int = 1 << 16) -> dict[str, np.ndarray]:
    """All measured groups of a sound of shape (n, channels), pushed in blocks of a size."""
    extractor = Extractor(rate, sound.shape[1])
    for begin in range(0, len(sound), block):
        extractor.push(sound[begin : begin + block])
    return extractor.finish().features


def read(found: dict[str, np.ndarray]) -> dict[str, float]:
    """What a person may read, by name."""
    return dict(zip(groups.READINGS, found[groups.READING].tolist(), strict=True))


def reading(sound: np.ndarray, rate: int = sounds.RATE) -> dict[str, float]:
    return read(features(sound, rate))


def of_stretches(stretches: list[np.ndarray], rate: int = sounds.RATE) -> dict[str, np.ndarray]:
    """The groups that excerpts give."""
    extractor = Extractor(rate, stretches[0].shape[1])
    for stretch in stretches:
        extractor.gap()
        extractor.push(stretch)
    analysis = extractor.finish(excerpts=True)
    assert analysis.excerpts and analysis.duration_ms is None
    return analysis.features
