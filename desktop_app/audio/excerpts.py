"""Stretches of a track to be heard closely: where they lie, and how they are taken from the sound that goes by."""

from __future__ import annotations

import numpy as np

from desktop_app.audio.groups import EXCERPT_S, EXCERPTS
from desktop_app.domain.tables import Float32Array

RATE = 22_050
"""Samples per second of what is given, in one channel."""
_SHORTEST_S = 0.5
_LENGTH = round(EXCERPT_S * RATE)


def places(frames: int, rate: int) -> list[tuple[int, int]]:
    """Where the excerpts of a track of so many frames lie: (first frame, number of frames), in order, not overlapping.

    Evenly spread; all of it in one piece where it is hardly longer than the excerpts together.
    """
    length = round(EXCERPT_S * rate)
    if frames <= round(1.2 * EXCERPTS * length):
        return [(0, frames)]
    return [(round((i + 0.5) * frames / EXCERPTS - length / 2), length) for i in range(EXCERPTS)]


class Excerpts:
    """Collects EXCERPTS stretches of EXCERPT_S seconds from the sound of a track, spread evenly over what was heard.

    The length need not be known: of the stretches that follow each other every second one is let go whenever there are
    too many, and at the end those nearest to the wished places are taken. At most 2 * EXCERPTS of them are held.
    Where only excerpts are decoded, each stretch begins at a gap instead.
    """

    def __init__(self) -> None:
        self._stride = 1
        self._kept: list[tuple[int, Float32Array]] = []
        self._open: list[Float32Array] = []
        self._begin = 0
        self._place = 0

    def push(self, mono: Float32Array) -> None:
        """Take samples of shape (n_samples,), at RATE, that follow the last ones."""
        while len(mono):
            room = _LENGTH - (self._place - self._begin)
            part, mono = mono[:room], mono[room:]
            if (self._begin // _LENGTH) % self._stride == 0:
                self._open.append(part.copy())
            self._place += len(part)
            if self._place - self._begin == _LENGTH:
                self._close()

    def gap(self) -> None:
        """What follows is another stretch of the track."""
        if self._place > self._begin:
            self._place = self._begin + _LENGTH  # so that the next one has a number of its own
            self._close()

    def finish(self) -> list[Float32Array]:
        """The excerpts in order; fewer where the track is short, none where nothing was heard."""
        self._close()
        kept = [(begin, part) for begin, part in self._kept if len(part) >= _SHORTEST_S * RATE]
        if len(kept) > EXCERPTS:
            begins = np.array([begin for begin, _ in kept])
            wished = (np.arange(EXCERPTS) + 0.5) * self._place / EXCERPTS - _LENGTH / 2
            chosen: list[int] = []
            for place in wished:  # each is used once
                order = np.argsort(np.abs(begins - place), kind="stable")
                chosen.append(next(int(i) for i in order if i not in chosen))
            kept = [kept[i] for i in sorted(chosen)]
        return [part for _, part in kept]

    def _close(self) -> None:
        if self._open:
            self._kept.append((self._begin, np.concatenate(self._open)))
            self._open = []
        self._begin = self._place
        while len(self._kept) > 2 * EXCERPTS:
            self._stride *= 2
            self._kept = [one for one in self._kept if (one[0] // _LENGTH) % self._stride == 0]
