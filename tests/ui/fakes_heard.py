"""What was heard in an invented library: as varied as real music, and the same every time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from desktop_app.domain.heard import (
    ATTRIBUTES,
    MOODS,
    PLANE,
    Attribute,
    Heard,
    Key,
    Loudness,
    MoodPlane,
    Neighbour,
    Pictures,
    SoundTag,
    Tempo,
    Words,
)
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Refusal
from desktop_app.services.heard_words import NOT_YET

if TYPE_CHECKING:
    from tests.ui.fakes import FakeAnalysis, FakeLibrary

_TAGS = {
    "Folk": (("folk", "genre", 0.6), ("acoustic", "genre", 0.4), ("guitar", "instrument", 0.7),
             ("female voice", "voice", 0.5), ("slow", "tempo", 0.3)),
    "Ambient": (("ambient", "genre", 0.7), ("synth", "instrument", 0.4), ("instrumental", "voice", 0.6),
                ("quiet", "mood", 0.5), ("slow", "tempo", 0.6)),
    "Rock": (("metal", "genre", 0.8), ("hard rock", "genre", 0.3), ("guitar", "instrument", 0.6),
             ("drums", "instrument", 0.4), ("male voice", "voice", 0.4), ("loud", "mood", 0.4), ("fast", "tempo", 0.5)),
}  # fmt: skip
_MIDDLES = {
    "happy": (0.8, 0.6), "sad": (0.25, 0.35), "calm": (0.5, 0.2), "energetic": (0.5, 0.8), "romantic": (0.6, 0.27),
    "dark": (0.17, 0.57), "focus": (0.5, 0.35), "workout": (0.5, 0.8), "party": (0.7, 0.75), "sleep": (0.5, 0.12),
}  # fmt: skip


@dataclass
class FakeHeard:
    """Tracks that are analysed were heard; the others not yet."""

    library: FakeLibrary
    missing: tuple[str, ...] = ()
    excerpts: bool = False
    reason: str = NOT_YET
    alike: bool = True
    asked: list[TrackId] = field(default_factory=list)
    aside: list[Refusal] = field(default_factory=list)

    def state(self, track: TrackId) -> str:
        known = self.library.track(track)
        return "" if known is None or not known.analysed else "excerpts" if self.excerpts else "whole"

    def of(self, track: TrackId, neighbours: int = 10) -> Heard:
        self.asked.append(track)
        shown = self.library.tracks[track - 1]
        words = None
        if track % 2 == 0:
            words = Words(
                "en",
                (("longing", 0.5), ("sadness", 0.3), ("love", 0.2)),
                (("sea", 0.6), ("night", 0.3), ("home", 0.1)),
                (("longing", ("miss", "far away")), ("sea", ("harbour", "tide", "salt")), ("night", ("moon", "dark"))),
            )
        if not shown.analysed:
            return Heard(shown, (), (), (), None, None, None, None, words, (), False, (self.reason,))
        rng = np.random.default_rng(int(track))
        loud = {"Ambient": 0.12, "Folk": 0.35, "Rock": 0.93}.get(shown.genre, 0.6)
        values = np.clip(np.array([loud, 0.3 + 0.4 * rng.random(), loud * 0.7, 1 - loud, 0.2 + loud * 0.6, 0.5]), 0, 1)
        trust = 0.15 + 0.7 * rng.random(6)
        bare = bool(self.missing)
        tags = () if bare else tuple(SoundTag(*tag) for tag in _TAGS.get(shown.genre, _TAGS["Rock"]))
        bpm = 62.0 + 110 * loud
        place = np.arange(20)
        centre = np.log2(bpm / 42) / 0.15
        pulse = sum(h * np.exp(-((place - centre - o / 0.15) ** 2) / 1.6) for h, o in ((0.7, 0), (0.45, 1), (0.3, -1)))
        bands = -60 * np.linspace(0, 1, 32) ** (0.7 + loud) + 3 * rng.standard_normal(32)
        spread = (12 - 8 * loud) * (0.7 + 0.3 * rng.random(32))
        rows = np.stack([bands - spread, bands, bands + spread * 0.7])
        scale = np.array([1, 0.12, 0.6, 0.7, 0.15, 0.55, 0.1, 0.85, 0.4, 0.2, 0.5, 0.15])
        swell = np.abs(np.sin(np.linspace(0.2, 6, 1000))) ** 0.5 * (0.8 + 0.2 * rng.random(1000))
        others = [t for t in self.library.tracks if t.id != track and t.analysed and t.genre == shown.genre]
        return Heard(
            track=shown,
            attributes=tuple(
                Attribute(name, float(value), float(sure))
                for name, value, sure in zip(ATTRIBUTES, values, trust, strict=True)
                if not bare or name in ("energy", "brightness")
            ),
            tags=tags,
            moods=() if bare else ("energetic", "dark") if loud > 0.5 else ("calm", "romantic", "focus", "sleep"),
            tempo=None if shown.genre == "Ambient" else Tempo(bpm, bpm / 2 if bpm > 100 else bpm * 2, 0.7, 0.5),
            key=Key(int(rng.integers(12)), bool(rng.random() > 0.5), 0.2 + 0.6 * float(rng.random())),
            loudness=Loudness(-24 + 15.5 * loud, 13 - 10 * loud, 18 - 8 * loud),
            pictures=Pictures(
                None if self.excerpts else swell.astype(np.float32),
                (rows - rows.max()).astype(np.float32),
                scale.astype(np.float32),
                np.asarray(pulse, np.float32),
            ),
            words=words,
            neighbours=tuple(
                Neighbour(other, 0.93 - 0.06 * i, tuple(tag.name for tag in tags[: 3 - i % 3]))
                for i, other in enumerate(others[: neighbours if self.alike else 0])
            ),
            excerpts=self.excerpts,
            missing=self.missing,
            compared=bool(others),
            place=None if bare else (float(values[1]), float(values[0])),
        )

    def set_aside(self, limit: int | None = None) -> list[Refusal]:
        return self.aside[:limit]

    def plane(self) -> MoodPlane:
        rng = np.random.default_rng(1)
        points = rng.multivariate_normal((0.5, 0.5), ((0.06, 0.03), (0.03, 0.07)), 1300)
        fields = np.clip((points * PLANE).astype(int), 0, PLANE - 1)
        counts = np.zeros((PLANE, PLANE))
        np.add.at(counts, (fields[:, 1], fields[:, 0]), 1)
        return MoodPlane(
            (counts / counts.max()).astype(np.float32), tuple((name, *_MIDDLES[name]) for name in MOODS), 1300
        )


@dataclass
class FakeHearNext:
    analysis: FakeAnalysis
    asked: list[TrackId] = field(default_factory=list)

    def ask(self, track: TrackId) -> None:
        self.asked.append(track)
