"""The level of a track over time, at the stream's own rate: for its length and for the shape on the seek bar."""

from __future__ import annotations

import numpy as np

from desktop_app.domain.tables import Float32Array, FloatArray

WINDOWS_PER_SECOND = 50
_LOUDNESS_EXPONENT = 0.3
"""The power law of loudness: about twice as loud for every 10 dB, so the 0.3rd power of sound power."""
_SILENT_POWER = 1e-9
"""-90 dB below full scale; a track that nowhere exceeds it has a flat shape of zeros."""


class Levels:
    """Collects mean powers of short windows from blocks of samples, in any cut."""

    def __init__(self, rate: int, channels: int) -> None:
        self._window = max(1, rate // WINDOWS_PER_SECOND)
        self._channels = channels
        self._rest = np.empty((0, channels), np.float32)
        self._powers: list[Float32Array] = []
        self.frames = 0
        """How many frames were seen."""

    def push(self, samples: Float32Array) -> None:
        """Take samples of shape (n_frames, channels)."""
        self.frames += len(samples)
        joined = np.concatenate([self._rest, samples]) if len(self._rest) else samples
        whole = len(joined) // self._window
        if whole:
            rows = joined[: whole * self._window].reshape(whole, -1)
            self._powers.append(np.einsum("ij,ij->i", rows, rows) / np.float32(rows.shape[1]))
        self._rest = joined[whole * self._window :].copy()

    def shape(self, points: int, total_frames: int) -> Float32Array:
        """Loudness at `points` equal stretches of the whole track, 0 (silence) to 1 (its loudest stretch).

        Args:
            total_frames: the length of the track; what lies behind the last pushed sample is taken for silence.
        Returns:
            Shape (points,), float32.
        """
        powers = [*self._powers]
        if len(self._rest):
            powers.append(np.array([np.mean(np.square(self._rest))], np.float32))
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
