"""Two files of one recording: found, offered to the person, joined or kept apart. Every join can be undone."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from desktop_app.audio import groups
from desktop_app.domain.acts import Act, SameOffer
from desktop_app.domain.errors import NotFound, WrongUse
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Track
from desktop_app.domain.tables import Float32Array
from desktop_app.library import same
from desktop_app.library.same import Heard, Same
from desktop_app.store import Store

_VERSIONS = {name: groups.VERSIONS[name] for name in same.GROUPS}
_SEARCHED = {name: groups.VERSIONS[name] for name in ("dynamics", "tonal")}
_MOST_HEARD = 2_000
"""Tracks whose sound is in memory at once."""


class SameRecordings:
    """Pairs of tracks that seem to be one recording. Thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._works = store.works
        self._lock = threading.Lock()
        self._found: tuple[object, list[Same]] = (None, [])
        self._alike: tuple[object, list[tuple[int, int]]] = (None, [])

    def offers(self) -> list[SameOffer]:
        """Pairs to be asked about, surest first; none that was refused. The same until something changes."""
        found = self._current()
        rows = {track.id: track for track in self._store.tracks.rows([t for one in found for t in (one.a, one.b)])}
        return [
            SameOffer(a, b, one.confidence, _why(one, a, b))
            for one in found
            if (a := rows.get(TrackId(one.a))) is not None and (b := rows.get(TrackId(one.b))) is not None
        ]

    def join(self, a: TrackId, b: TrackId) -> Act:
        """These are one recording. Raises NotFound and WrongUse."""
        one, other = self._pair(a, b)
        words = f"One recording: {_name(one)}, as {_file(other)} too"
        return self._works.decide("recording", [(int(one.id), int(other.id))], True, "join-recordings", words)

    def refuse(self, a: TrackId, b: TrackId) -> Act:
        """These are two recordings; it is not asked again. Raises NotFound and WrongUse."""
        one, other = self._pair(a, b)
        words = f"Two recordings: {_name(one)}, {_name(other)}"
        return self._works.decide("recording", [(int(one.id), int(other.id))], False, "refuse-recordings", words)

    def join_surely(self) -> Act | None:
        """Join what leaves no doubt; None where nothing does."""
        pairs = [(one.a, one.b, one.confidence) for one in self._current() if one.sure]
        if not pairs:
            return None
        tracks = "1 recording" if len(pairs) == 1 else f"{len(pairs)} recordings"
        return self._works.join_found(pairs, "join-recordings", f"Joined {tracks} found in two files")

    def _pair(self, a: TrackId, b: TrackId) -> tuple[Track, Track]:
        """The tracks under which these are shown: one that was joined since they were offered speaks for both."""
        if a == b:
            raise WrongUse("It takes two tracks to be joined.", remedy="Name another one.")
        shown = [self._works.shown_as(track) for track in (a, b)]
        found = {track.id: track for track in self._store.tracks.rows(shown)}
        for track, seen in zip((a, b), shown, strict=True):
            if seen not in found:
                raise NotFound(f"There is no track {track}.")
        if shown[0] == shown[1]:
            raise WrongUse(f"{_name(found[shown[0]])} is one track already.", remedy="undo parts it again.")
        return found[shown[0]], found[shown[1]]

    def _current(self) -> list[Same]:
        with self._lock:
            state = self._works.state()
            if self._found[0] != state:
                self._found = (state, self._look())
            return self._found[1]

    def _look(self) -> list[Same]:
        """Compare all pairs of which names or sound say that they may be one recording."""
        refused = {(said.a, said.b) for said in self._works.decided("recording") if not said.same}
        by_song: dict[tuple[str, str], list[Heard]] = defaultdict(list)
        known: dict[int, Heard] = {}
        for row in self._works.namesakes():
            known[row[0]] = _heard(row)
            by_song[row[5], row[6]].append(known[row[0]])
        pairs = {(one.track, other.track) for one, other in same.pairs_within(by_song.values())}
        pairs |= set(self._sounding_alike())
        wanted = sorted({(min(pair), max(pair)) for pair in pairs} - refused)
        missing = {track for pair in wanted for track in pair} - known.keys()
        known |= {row[0]: _heard(row) for row in self._works.named(missing)}
        wanted = [(a, b) for a, b in wanted if a in known and b in known]
        return same.offers(found for some in _portions(wanted) for found in self._compare(some, known))

    def _compare(self, pairs: Sequence[tuple[int, int]], known: dict[int, Heard]) -> list[Same]:
        tracks = sorted({track for pair in pairs for track in pair})
        table = self._store.features.table(_VERSIONS, tracks, whole=True)
        values = {name: table.groups[name] for name in same.GROUPS if len(table)}
        sounds: dict[int, dict[str, Float32Array]] = {
            int(track): {name: values[name][place] for name in same.GROUPS} for place, track in enumerate(table.ids)
        }
        heard = {
            t: Heard(t, o.title, o.artist, o.album, o.duration_ms, sounds.get(t)) for t in tracks for o in (known[t],)
        }
        found = (same.compare(heard[a], heard[b]) for a, b in pairs)
        return [one for one in found if one is not None]

    def _sounding_alike(self) -> list[tuple[int, int]]:
        """Pairs that may be one recording by sound and length, whatever they are called."""
        state = self._works.sound_state()
        if self._alike[0] != state:
            table = self._store.features.table(_SEARCHED, whole=True)
            pairs: list[tuple[int, int]] = []
            if len(table):
                lengths = self._works.lengths()
                length = np.array([lengths.get(int(track), 0) for track in table.ids], np.int64)
                rows = same.alike(length, table.groups["dynamics"], table.groups["tonal"])
                pairs = [(int(table.ids[a]), int(table.ids[b])) for a, b in rows]
            self._alike = (state, pairs)
        return self._alike[1]


def _portions(pairs: Iterable[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Pairs in portions of few enough tracks."""
    portions: list[list[tuple[int, int]]] = []
    tracks: set[int] = set()
    for pair in pairs:
        if not portions or len(tracks) >= _MOST_HEARD:
            portions.append([])
            tracks = set()
        portions[-1].append(pair)
        tracks |= set(pair)
    return portions


def _heard(row: tuple[int, str, str, int, int | None, str, str]) -> Heard:
    track, title, artist, album, duration_ms = row[:5]
    return Heard(track, title, artist, album, duration_ms)


def _why(found: Same, a: Track, b: Track) -> str:
    named = a.title.casefold() == b.title.casefold() and a.artist_key == b.artist_key
    if found.heard:
        return "They sound the same and have one name." if named else "They sound the same, but have two names."
    return "They have one name and one length; their sound is not compared yet."


def _name(track: Track) -> str:
    return f"{track.artist} – {track.title}" if track.artist else track.title


def _file(track: Track) -> str:
    return f"{track.codec or 'another file'} of {_name(track)}"
