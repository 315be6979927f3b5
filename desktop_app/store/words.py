"""What the words of tracks say, and of which tracks they are still to be read."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from desktop_app.domain.heard import Words
from desktop_app.domain.ids import TrackId
from desktop_app.domain.written import Written
from desktop_app.store.aliases import SHOWN_OF
from desktop_app.store.connection import Database, as_json_list, storable
from desktop_app.store.told import comments

_READ_BY = "words"
_AT_ONCE = 500
_EMOTION, _THEME = "emotion", "theme"
_TEXTS = """
SELECT s.track, s.title, s.genre, coalesce(y.text, ''), coalesce(l.raw, '')
FROM derived.track_shown s
LEFT JOIN derived.lyrics y ON y.location = s.location
LEFT JOIN main.location l ON l.id = s.location
"""
_IN = "IN (SELECT value FROM json_each(?))"


class ReadWords(NamedTuple):
    """A track whose words were read; `words` is None where nothing is to be kept of it."""

    track: int
    mark: int
    """Of the change that is settled by this."""
    seen: int
    """A hash of its text and of the rules of reading."""
    words: Words | None


class WordsRepository:
    """Emotions and themes of tracks."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def read_by(self) -> int:
        """The version of the rules by which the words of all tracks are read, or are due; 0 for none."""
        return self._db.number("SELECT value FROM derived.meta WHERE key = ?", (_READ_BY,))

    def all_due(self, version: int) -> None:
        """From now on the rules are of this version: the words of all tracks are to be read anew."""

        def job(con: sqlite3.Connection) -> None:
            con.execute(
                "INSERT OR REPLACE INTO derived.words_due(track, mark) "
                "SELECT track, random() FROM (SELECT track FROM derived.track_shown "
                "                             UNION SELECT track FROM derived.words_of)"
            )
            con.execute("INSERT OR REPLACE INTO derived.meta(key, value) VALUES (?, ?)", (_READ_BY, str(version)))

        self._db.write(job)

    def count_due(self) -> int:
        """How many tracks changed since their words were read; files that were read since are told as tracks first."""
        if self._db.one("SELECT 1 FROM derived.words_due_file LIMIT 1"):
            self._db.write(_files_as_tracks)
        return self._db.number("SELECT count(*) FROM derived.words_due")

    def due(self) -> list[tuple[int, int]]:
        """Some tracks that changed, each with a mark of that change; none where all is read."""
        return self._db.all("SELECT track, mark FROM derived.words_due ORDER BY track LIMIT ?", (_AT_ONCE,))

    def texts(self, tracks: Sequence[int]) -> dict[int, Written]:
        """The words of shown tracks; those that are not shown are left out."""
        return dict(_written(self._db.all(f"{_TEXTS} WHERE s.track {_IN}", (as_json_list(tracks),))))

    def all_texts(self) -> Iterator[tuple[int, Written]]:
        """The words of all shown tracks one by one, by id."""
        ids = [track for (track,) in self._db.all("SELECT track FROM derived.track_shown ORDER BY track")]
        for start in range(0, len(ids), _AT_ONCE):
            yield from sorted(self.texts(ids[start : start + _AT_ONCE]).items())

    def seen(self, tracks: Sequence[int]) -> dict[int, int]:
        """The hash by which the words of tracks were read; those of which nothing is kept are left out."""
        return dict(
            self._db.all(f"SELECT track, seen FROM derived.words_of WHERE track {_IN}", (as_json_list(tracks),))
        )

    def put(self, read: Sequence[ReadWords], settled: Sequence[tuple[int, int]]) -> None:
        """Keep what the words of tracks say in place of what was kept of them, all or nothing.

        Args:
            settled: (track, mark) of `due` that are done by this.
        """
        tracks = as_json_list(one.track for one in read)
        kept = [(one.track, one.seen, one.words.language) for one in read if one.words is not None]
        rows = [row for one in read if one.words is not None for row in _rows(one.track, one.words)]

        def job(con: sqlite3.Connection) -> None:
            for table in ("words_of", "words_say"):
                con.execute(f"DELETE FROM derived.{table} WHERE track {_IN}", (tracks,))
            con.executemany("INSERT INTO derived.words_of(track, seen, language) VALUES (?, ?, ?)", kept)
            con.executemany(
                "INSERT INTO derived.words_say(track, kind, name, rank, share, words) VALUES (?, ?, ?, ?, ?, ?)", rows
            )
            con.executemany("DELETE FROM derived.words_due WHERE track = ? AND mark = ?", settled)

        self._db.write(job)

    def of(self, track: TrackId) -> Words | None:
        """What the words of a track say; None where it has none that say anything, or they were not read yet."""
        shown = (self._db.number(f"SELECT {SHOWN_OF.format('?1')}", (int(track),)),)
        row = self._db.one("SELECT language FROM derived.words_of WHERE track = ?", shown)
        if row is None:
            return None
        named: dict[str, list[tuple[str, float]]] = defaultdict(list)
        because = []
        for kind, name, share, words in self._db.all(
            "SELECT kind, name, share, words FROM derived.words_say WHERE track = ? ORDER BY kind, rank", shown
        ):
            named[kind].append((name, share))
            because.append((name, tuple(words.split())))
        return Words(row[0], tuple(named[_EMOTION]), tuple(named[_THEME]), tuple(because))


def _rows(track: int, words: Words) -> Iterator[tuple[int, str, str, int, float, str]]:
    because = iter(words.because)
    for kind, named in ((_EMOTION, words.emotions), (_THEME, words.themes)):
        for rank, (name, share) in enumerate(named):
            yield track, kind, name, rank, share, storable(" ".join(next(because)[1]))


def _written(rows: Sequence[tuple[int, str, str, str, str]]) -> Iterator[tuple[int, Written]]:
    for track, title, genre, lyrics, raw in rows:
        yield track, Written(title, genre, " ".join(comments(raw)), lyrics)


def _files_as_tracks(con: sqlite3.Connection) -> None:
    con.execute(
        "INSERT OR REPLACE INTO derived.words_due(track, mark) "
        f"SELECT DISTINCT {SHOWN_OF.format('l.track')}, random() FROM derived.words_due_file d "
        "JOIN main.location l ON l.file = d.file"
    )
    con.execute("DELETE FROM derived.words_due_file")
