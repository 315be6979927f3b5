"""Keeps the words by which tracks are searched in step with what is shown; called by `shown.refresh` only.

The index holds names and lyrics apart: names are short, and what is typed is sought in them first. A word of a name
stands there twice, bare and marked with its field, so that `artist:` needs no second index.

SQLite's full-text index keeps parts of deleted words in its segments until they are merged: whoever erases something
for good calls `erase_traces` in the same transaction, before the write-ahead log is moved into the file.
"""

from __future__ import annotations

import functools
import sqlite3
import zlib
from collections.abc import Sequence

from desktop_app.domain.genres import fold_genre, parent_of
from desktop_app.domain.query import Field
from desktop_app.domain.text import fold_text
from desktop_app.store.connection import as_json_list
from desktop_app.store.search_text import cut, spaced, words
from desktop_app.store.shown_rows import Frame, Shown

MARKS = {Field.TITLE: "\ue900", Field.ARTIST: "\ue901", Field.ALBUM: "\ue902", Field.GENRE: "\ue903"}
"""Stands before each word of the field."""
_TITLE, _ARTIST, _ALBUM, _GENRE = MARKS.values()
GAP = " \n "
"""Between fields, so that no phrase reaches across; each list of words has a space before and behind it."""

INDEX_CHECKS = tuple(
    f"INSERT INTO derived.{table}({table}, rank) VALUES ('integrity-check', 1)"
    for table in ("search_names", "search_lyrics")
)
"""Statements that fail where the index is damaged or does not hold the words of `search_text`."""

_LYRICS = """
SELECT location, text FROM derived.lyrics WHERE location IN (SELECT value FROM json_each(?))
"""
_OLD = """
SELECT track, names, lyrics, lyrics_of FROM derived.search_text WHERE track IN (SELECT value FROM json_each(?))
"""


def refresh(con: sqlite3.Connection, new: Sequence[Shown], batch: Sequence[int]) -> None:
    """Have the tracks of a batch found by what they show now; those not in `new` by nothing."""
    old = {row[0]: row[1:] for row in con.execute(_OLD, (as_json_list(batch),))}
    lyrics = dict(con.execute(_LYRICS, (as_json_list(track.location for track in new),)))
    names_out: list[tuple[int, str]] = []
    names_in: list[tuple[int, str]] = []
    lyrics_out: list[tuple[int, str]] = []
    lyrics_in: list[tuple[int, str]] = []
    rows: list[tuple[int, str, str, int]] = []
    for track in new:
        names, lyrics_words, lyrics_of = old.pop(track.track, ("", "", 0))
        text = lyrics.get(track.location, "")
        checksum = zlib.crc32(text.encode("utf-8", "replace")) if text else 0
        now = _names(track)
        said = lyrics_words if checksum == lyrics_of else spaced(cut(fold_text(text))[0])
        if now == names and said == lyrics_words:
            continue
        if now != names:
            if names:
                names_out.append((track.track, names))
            names_in.append((track.track, now))
        if said != lyrics_words:
            if lyrics_words:
                lyrics_out.append((track.track, lyrics_words))
            if said:
                lyrics_in.append((track.track, said))
        rows.append((track.track, now, said, checksum))
    for track_id, (names, lyrics_words, _) in old.items():
        names_out.append((track_id, names))
        if lyrics_words:
            lyrics_out.append((track_id, lyrics_words))
    for table, column, out, into in (
        ("search_names", "names", names_out, names_in),
        ("search_lyrics", "lyrics", lyrics_out, lyrics_in),
    ):
        con.executemany(f"INSERT INTO derived.{table}({table}, rowid, {column}) VALUES ('delete', ?, ?)", out)
        con.executemany(f"INSERT INTO derived.{table}(rowid, {column}) VALUES (?, ?)", into)
    con.executemany("DELETE FROM derived.search_text WHERE track = ?", [(track_id,) for track_id in old])
    con.executemany(
        "INSERT OR REPLACE INTO derived.search_text(track, names, lyrics, lyrics_of) VALUES (?, ?, ?, ?)", rows
    )


def _names(track: Shown) -> str:
    """The words of a track's names: of each field in their order, then all others, then all with the field's mark."""
    title = _words(_TITLE, track.title)
    rest = _rest(track.frame, track.artist, track.album, track.album_artist, track.year, track.original_year)
    return f"{title[0]}{GAP}{rest[0]}{title[1]}{rest[1]}{GAP}{title[2]}{GAP}{rest[2]}"


@functools.lru_cache(maxsize=1024)
def _rest(
    frame: Frame, artist: str, album: str, album_artist: str, year: int | None, original_year: int | None
) -> tuple[str, str, str]:
    """What the tracks of an album mostly have in common: their words without those of the title."""
    artists = dict.fromkeys((artist, *(credit.name for credit in frame.credits), album_artist))
    parts = [_words(_ARTIST, text) for text in artists]
    parts.append(_words(_ALBUM, album))
    parts += [_words(_GENRE, text) for text in _with_families(frame.genres)]
    for number in dict.fromkeys((year, original_year)):
        if number is not None:
            parts.append(("", f" {number} ", f" {_ALBUM}{number} "))
    plain, others, marked = zip(*parts, strict=True)
    return "".join(text + GAP for text in plain if text), "".join(others), GAP.join(marked)


def _words(mark: str, text: str) -> tuple[str, str, str]:
    """The words of a text in their order, further ones, and all of them with a mark."""
    if not text:
        return "", "", ""
    ordered, extra = words(text)
    behind = " " + mark
    return spaced(ordered), spaced(extra), f"{behind}{behind.join((*ordered, *extra))} "


def _with_families(genres: tuple[str, ...]) -> list[str]:
    """Genres as they stand in the tags, by their names in the tree, and what they belong to."""
    found = [*genres]
    for genre in genres:
        name = fold_genre(genre)
        while name:
            if name not in found:
                found.append(name)
            name = parent_of(name)
    return found


def erase_traces(con: sqlite3.Connection) -> None:
    """Leave no part of a deleted word in the index, inside the caller's transaction: all segments become one."""
    for table in ("search_names", "search_lyrics"):
        con.execute(f"INSERT INTO derived.{table}({table}) VALUES ('optimize')")
