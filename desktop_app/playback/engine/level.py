"""Loudness: the volume scale, and gains that move without a click."""

from __future__ import annotations

import numpy as np

from desktop_app.domain.tables import Float32Array

FADE_MS = 30
"""Length of the rise when sound goes on in the middle of an item: after a pause or a seek."""


def amplitude(volume: float) -> float:
    """The factor on samples for a volume in 0..1: its cube, so that equal steps sound about equal (0.5 is -18 dB).

    Source: the cubic mapping that PulseAudio uses for its own volume sliders (`pa_sw_volume_to_linear`).
    """
    return float(min(max(volume, 0.0), 1.0)) ** 3


class Ramp:
    """A gain that moves in a straight line to its target, sample by sample."""

    def __init__(self, value: float) -> None:
        self.value = value
        self.target = value
        self._step = 0.0

    def set(self, value: float) -> None:
        """Be there at once."""
        self.value = self.target = value

    def go(self, target: float, frames: int) -> None:
        """Move to `target` within `frames` frames from now on."""
        self.target = target
        self._step = (target - self.value) / max(1, frames)

    @property
    def frames_left(self) -> int:
        """Frames until the target is reached."""
        if self.value == self.target:
            return 0
        return max(1, round((self.target - self.value) / self._step))

    def apply(self, samples: Float32Array) -> None:
        """Scale `samples`, shape (n_frames, channels), in place, and move on by n_frames."""
        moving = min(self.frames_left, len(samples))
        if moving:
            gains = self.value + self._step * np.arange(1, moving + 1)
            samples[:moving] *= gains[:, None].astype(np.float32)
            self.value = self.target if moving == self.frames_left else float(gains[-1])
        if self.value != 1.0:
            samples[moving:] *= np.float32(self.value)
