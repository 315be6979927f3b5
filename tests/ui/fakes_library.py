"""Albums, covers, acts and versions made of memory, over the invented library of fakes.py."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage, QPainter

from desktop_app.domain.acts import Act, Details, SameOffer, Version
from desktop_app.domain.browse import AlbumRow, AlbumSort, ArtistRow, ArtistSort, GenreRow
from desktop_app.domain.ids import RootId, TrackId
from desktop_app.domain.records import Changes, Presence, Track
from desktop_app.domain.tables import Int64Array
from desktop_app.domain.text import fold
from desktop_app.ui import cover_art

if TYPE_CHECKING:
    from tests.ui.fakes import FakeFeed, FakeLibrary


def cover_of(album: str) -> bytes:
    """Two albums of three have a picture."""
    digest = hashlib.sha256(album.encode()).digest()
    return digest if digest[0] % 3 else b""


def picture(seed: str, side: int = 256) -> bytes:
    """A drawn picture as JPEG."""
    image = QImage(side, side, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    cover_art.draw(painter, seed, side)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "JPG", 90)
    return bytes(buffer.data().data())


@dataclass
class FakeCovers:
    """Every cover that is asked for by a known SHA-256 is there."""

    asked: list[bytes] = field(default_factory=list)
    missing: set[bytes] = field(default_factory=set)
    chosen: list[Path] = field(default_factory=list)

    def image(self, sha: bytes) -> bytes | None:
        self.asked.append(sha)
        return None if sha in self.missing else picture(sha.hex())

    def own(self, path: Path) -> bytes:
        self.chosen.append(path)
        return hashlib.sha256(str(path).encode()).digest()


@dataclass
class FakeBrowse:
    library: FakeLibrary

    def _albums(self) -> dict[int, list[Track]]:
        keys = {key: code for code, key in enumerate(dict.fromkeys(t.album_key for t in self.library.tracks), 1)}
        albums: dict[int, list[Track]] = {}
        for track in self.library.shown():
            albums.setdefault(keys[track.album_key], []).append(track)
        return albums

    def _artists(self) -> dict[int, list[Track]]:
        keys = {key: code for code, key in enumerate(dict.fromkeys(t.artist_key for t in self.library.tracks), 1)}
        artists: dict[int, list[Track]] = {}
        for track in self.library.shown():
            artists.setdefault(keys[track.artist_key], []).append(track)
        return artists

    def albums(self, text: str = "", sort: AlbumSort = AlbumSort.ARTIST, descending: bool = False) -> Int64Array:
        words = fold(text).split()
        found = [
            self._album(code, tracks)
            for code, tracks in self._albums().items()
            if all(any(word in fold(f"{t.title} {t.artist} {t.album}") for t in tracks) for word in words)
        ]
        plays = {code: sum(t.plays for t in tracks) for code, tracks in self._albums().items()}
        keys: dict[AlbumSort, Callable[[AlbumRow], tuple[object, ...]]] = {
            AlbumSort.ARTIST: lambda row: (fold(row.artist), row.year or 0, row.code),
            AlbumSort.TITLE: lambda row: (fold(row.title), row.code),
            AlbumSort.YEAR: lambda row: (row.year or 0, row.code),
            AlbumSort.ADDED: lambda row: (row.added_at, row.code),
            AlbumSort.PLAYS: lambda row: (plays[row.code], row.code),
        }
        found.sort(key=keys[sort], reverse=descending)  # type: ignore[arg-type]
        return np.array([row.code for row in found], dtype=np.int64)

    def _album(self, code: int, tracks: list[Track]) -> AlbumRow:
        artists = {track.album_artist for track in tracks}
        return AlbumRow(
            code=code,
            title=tracks[0].album,
            artist=artists.pop() if len(artists) == 1 else "Various Artists",
            year=tracks[0].year,
            tracks=len(tracks),
            duration_ms=sum(track.duration_ms or 0 for track in tracks),
            cover=tracks[0].cover,
            away=all(track.presence is Presence.AWAY for track in tracks),
            added_at=max(track.added_at for track in tracks),
        )

    def album_rows(self, codes: Sequence[int]) -> list[AlbumRow]:
        albums = self._albums()
        return [self._album(code, albums[code]) for code in codes if code in albums]

    def album_tracks(self, code: int) -> Int64Array:
        tracks = sorted(self._albums().get(code, []), key=lambda t: (t.disc or 1, t.number or 0))
        return np.array([track.id for track in tracks], dtype=np.int64)

    def album_of(self, track: TrackId) -> int | None:
        return next((code for code, tracks in self._albums().items() if any(t.id == track for t in tracks)), None)

    def album_artist(self, code: int) -> int | None:
        artists = {t.artist_key for t in self._albums().get(code, [])}
        found = [c for c, tracks in self._artists().items() if tracks[0].artist_key in artists]
        return found[0] if len(found) == 1 else None

    def artist_of(self, track: TrackId) -> int | None:
        return next((code for code, tracks in self._artists().items() if any(t.id == track for t in tracks)), None)

    def artists(self, text: str = "", sort: ArtistSort = ArtistSort.NAME, descending: bool = False) -> Int64Array:
        words = fold(text).split()
        rows = [self._artist(code, tracks) for code, tracks in self._artists().items()]
        rows = [row for row in rows if all(word in fold(row.name) for word in words)]
        keys: dict[ArtistSort, Callable[[ArtistRow], tuple[object, ...]]] = {
            ArtistSort.NAME: lambda row: (fold(row.name),),
            ArtistSort.TRACKS: lambda row: (row.tracks, fold(row.name)),
            ArtistSort.PLAYS: lambda row: (row.plays, fold(row.name)),
        }
        rows.sort(key=keys[sort], reverse=descending)  # type: ignore[arg-type]
        return np.array([row.code for row in rows], dtype=np.int64)

    def _artist(self, code: int, tracks: list[Track]) -> ArtistRow:
        covers = tuple(dict.fromkeys(track.cover for track in tracks if track.cover))[:4]
        return ArtistRow(
            code,
            tracks[0].artist,
            len({t.album_key for t in tracks}),
            len(tracks),
            sum(t.plays for t in tracks),
            covers,
        )

    def artist_rows(self, codes: Sequence[int]) -> list[ArtistRow]:
        artists = self._artists()
        return [self._artist(code, artists[code]) for code in codes if code in artists]

    def artist_tracks(self, code: int) -> Int64Array:
        return np.array([track.id for track in self._artists().get(code, [])], dtype=np.int64)

    def artist_albums(self, code: int) -> Int64Array:
        name = self._artists()[code][0].artist
        return self._of(name, own=True)

    def appears_on(self, code: int) -> Int64Array:
        name = self._artists()[code][0].artist
        return self._of(name, own=False)

    def _of(self, name: str, *, own: bool) -> Int64Array:
        rows = [
            self._album(code, tracks)
            for code, tracks in self._albums().items()
            if any(t.artist == name for t in tracks) and all(t.album_artist == name for t in tracks) is own
        ]
        rows.sort(key=lambda row: row.year or 0)
        return np.array([row.code for row in rows], dtype=np.int64)

    def genres(self) -> list[GenreRow]:
        counts: dict[str, int] = {}
        for track in self.library.shown():
            counts[track.genre] = counts.get(track.genre, 0) + 1
        return [GenreRow(name, PARENTS.get(name, ""), count) for name, count in sorted(counts.items())]

    def genre_tracks(self, name: str) -> Int64Array:
        return np.array([t.id for t in self.library.shown() if t.genre == name], dtype=np.int64)


PARENTS = {"Ambient": "Electronic", "Indie": "Rock", "Piano": "Classical"}


@dataclass
class FakeEdits:
    """Acts on the list in memory; undone from a copy of what was before."""

    library: FakeLibrary
    feed: FakeFeed
    done: list[Act] = field(default_factory=list)
    before: dict[int, tuple[list[Track], set[TrackId], list[bytes]]] = field(default_factory=dict)
    never: list[bytes] = field(default_factory=list)

    def _act(self, kind: str, words: str, change: Callable[[], None]) -> Act:
        from tests.ui.fakes import START

        act = Act(len(self.done) + 1, kind, words, START)
        self.before[act.id] = (list(self.library.tracks), set(self.library.removed), list(self.never))
        change()
        self.done.append(act)
        self.feed.publish(Changes(tracks=True, settings=True))
        return act

    def correct(self, ids: Sequence[TrackId], fields: Mapping[str, str | None]) -> Act:
        def change() -> None:
            for track in ids:
                old = self.library.tracks[track - 1]
                new = {k: v for k, v in fields.items() if k in ("title", "artist", "album", "album_artist", "genre")}
                given = {k: (v or "") for k, v in new.items() if v is not None}
                corrected = old.corrected | {k for k, v in fields.items() if v is not None}
                corrected -= {k for k, v in fields.items() if v is None}
                self.library.tracks[track - 1] = replace(old, **given, corrected=corrected)  # type: ignore[arg-type]

        return self._act("correct", f"Corrected: {', '.join(fields)} of {len(ids)} tracks", change)

    def details(self, ids: Sequence[TrackId]) -> list[Details]:
        tracks = [self.library.tracks[track - 1] for track in ids]
        return [Details(t.id, _values(t), _values(t, before=True), t.corrected) for t in tracks]

    def remove(self, ids: Sequence[TrackId]) -> Act:
        return self._act("remove", f"Removed {len(ids)} tracks", lambda: self.library.removed.update(ids))

    def remove_root(self, root: RootId) -> Act:
        def change() -> None:
            self.library.folders = [known for known in self.library.folders if known.id != root]

        return self._act("remove-root", "Removed the folder", change)

    def set_rule(self, path: bytes, never: bool) -> Act:
        change = (lambda: self.never.append(path)) if never else (lambda: self.never.remove(path))
        return self._act("rule", f"{'Never recommend' if never else 'Recommend again'} from {path.decode()}", change)

    def rules(self) -> list[bytes]:
        return sorted(self.never)

    def relocate(self, root: RootId, new: Path) -> Act:
        def change() -> None:
            self.library.folders = [
                replace(known, path=str(new).encode(), presence=Presence.PRESENT) if known.id == root else known
                for known in self.library.folders
            ]

        return self._act("relocate", f"Moved the folder to {new}", change)

    def rate(self, ids: Sequence[TrackId], stars: float | None) -> Act:
        def change() -> None:
            for track in ids:
                rating = None if stars is None else stars / 5
                self.library.tracks[track - 1] = replace(self.library.tracks[track - 1], rating=rating)

        return self._act("rating", f"{stars or 'No'} stars for {len(ids)} tracks", change)

    def undo(self, act: int) -> Changes:
        tracks, removed, never = self.before[act]
        self.library.tracks[:] = tracks
        self.library.removed.clear()
        self.library.removed.update(removed)
        self.never[:] = never
        self.done = [replace(one, undone=True) if one.id == act else one for one in self.done]
        return self.feed.publish(Changes(tracks=True, settings=True))

    def acts(self, limit: int = 100) -> list[Act]:
        return self.done[::-1][:limit]


def _values(track: Track, *, before: bool = False) -> dict[str, str]:
    words = {
        "title": track.title, "artist": track.artist, "album": track.album, "album_artist": track.album_artist,
        "genre": track.genre, "year": str(track.year or ""), "disc": str(track.disc or ""),
        "number": str(track.number or ""), "compilation": "0", "sort_artist": "", "cover": track.cover.hex(),
    }  # fmt: skip
    if before:
        words |= {name: f"{words[name]} (file)" for name in track.corrected if name in words}
    return words


@dataclass
class FakeWorks:
    """Tracks of one title are versions of one song; two offers."""

    library: FakeLibrary
    edits: FakeEdits
    settled: list[tuple[TrackId, TrackId]] = field(default_factory=list)

    def versions(self, track: TrackId) -> list[Version]:
        title = self.library.tracks[track - 1].title
        same = [other for other in self.library.shown() if other.title == title and other.id != track]
        kinds = ("live", "remix", "")
        return [Version(other, kinds[n % 3], 0.97 - 0.07 * n) for n, other in enumerate(same[:4])]

    def split(self, track: TrackId) -> Act:
        return self.edits._act("split", "Not the same song", lambda: None)

    def join(self, tracks: Sequence[TrackId]) -> Act:
        return self.edits._act("join", "The same song", lambda: None)

    def offers(self) -> list[SameOffer]:
        pairs = [(3, 8, 0.99), (12, 17, 0.93), (21, 26, 0.81)]
        whys = ("Sound and length are equal: FLAC and MP3", "Sounds alike, 0.4 s apart", "Sounds alike, other master")
        return [
            SameOffer(self.library.tracks[a - 1], replace(self.library.tracks[b - 1], codec="mp3", bitrate=192), c, why)
            for (a, b, c), why in zip(pairs, whys, strict=True)
            if len(self.library.tracks) >= b and (TrackId(a), TrackId(b)) not in self.settled
        ]

    def join_recordings(self, a: TrackId, b: TrackId) -> Act:
        return self.edits._act("recording", "One recording", lambda: self.settled.append((a, b)))

    def refuse_offer(self, a: TrackId, b: TrackId) -> Act:
        return self.edits._act("recording", "Two recordings", lambda: self.settled.append((a, b)))
