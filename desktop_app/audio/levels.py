"""The level of a track over time, at the stream's own rate: the shape on the seek bar."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from desktop_app.domain.tables import Float32Array, FloatArray

WINDOWS_PER_SECOND = 50
_LOUDNESS_EXPONENT = 0.3
"""The power law of loudness: about twice as loud for every 10 dB, so the 0.3rd power of sound power."""
_SILENT_POWER = 1e-9
"""-90 dB below full scale; a track that nowhere exceeds it has a flat shape of zeros."""
_ROUNDING = 2e-5
"""Less than this share of a window's power is what float32 leaves of a constant or a slow swing, up to 192 kHz."""


class Levels:
    """Collects powers of short windows from blocks of samples, in any cut.

    What counts is the power around the line that fits a window of 20 ms best. That is a high-pass of 12 dB an octave
    which takes 3.7 dB at 40 Hz and 13 dB at 20 Hz, like the one of the K-weighting (ITU-R BS.1770-5): a constant or a
    swing too slow to be heard does not bend the shape.
    """

    def __init__(self, rate: int) -> None:
        self._window = max(4, rate // WINDOWS_PER_SECOND)
        self._rest = np.empty(0, np.float32)
        self._powers: list[Float32Array] = []
        self.frames = 0
        """How many frames were seen."""

    def push(self, samples: Float32Array) -> None:
        """Take samples of one channel, shape (n_frames,)."""
        self.frames += len(samples)
        begin = min(len(samples), self._window - len(self._rest)) if len(self._rest) else 0
        if begin:
            self._rest = np.concatenate([self._rest, samples[:begin]])
            if len(self._rest) < self._window:
                return
            self._powers.append(self._power(self._rest, self._window))
        end = begin + (len(samples) - begin) // self._window * self._window
        if end > begin:
            self._powers.append(self._power(samples[begin:end], self._window))
        self._rest = samples[end:].copy()

    @staticmethod
    def _power(samples: Float32Array, window: int) -> Float32Array:
        """Mean power of each window around its line."""
        rows = samples.reshape(-1, window)
        total = np.einsum("ij,ij->i", rows, rows)
        left = total - np.square(rows @ _line(window)).sum(axis=1)
        left[left < _ROUNDING * total] = 0.0
        return np.asarray(left / np.float32(window), np.float32)

    def shape(self, points: int, total_frames: int) -> Float32Array:
        """Loudness at `points` equal stretches of the whole track, 0 (silence) to 1 (its loudest stretch).

        Args:
            total_frames: the length of the track; what lies behind the last pushed sample is taken for silence.
        Returns:
            Shape (points,), float32.
        """
        powers = [*self._powers]
        if len(self._rest):
            powers.append(self._power(self._rest, len(self._rest)))
        if not powers:
            return np.zeros(points, np.float32)
        power = np.concatenate(powers).astype(np.float64)
        edges = np.minimum(np.arange(len(power) + 1) * self._window, self.frames)
        energy = np.concatenate([[0.0], np.cumsum(power * np.diff(edges))])
        cuts = np.linspace(0.0, max(total_frames, self.frames), points + 1)
        mean: FloatArray = np.diff(np.interp(cuts, edges, energy)) / np.diff(cuts)
        mean = np.maximum(mean, 0.0)
        loudest = float(mean.max())
        if loudest < _SILENT_POWER:
            return np.zeros(points, np.float32)
        return np.asarray((mean / loudest) ** _LOUDNESS_EXPONENT, np.float32)


@lru_cache(maxsize=8)
def _line(window: int) -> Float32Array:
    """What to multiply a window by to get its constant and its slope; shape (window, 2)."""
    basis = np.stack([np.ones(window), np.arange(window) - (window - 1) / 2], 1)
    return np.asarray(basis / np.maximum(np.linalg.norm(basis, axis=0), 1e-12), np.float32)
