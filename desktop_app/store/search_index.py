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
from desktop_app.store.connection import as_json_list
from desktop_app.store.search_text import spaced, words
from desktop_app.store.shown_rows import Shown

MARKS = {Field.TITLE: "\ue900", Field.ARTIST: "\ue901", Field.ALBUM: "\ue902", Field.GENRE: "\ue903"}
"""Stands before each word of the field."""
GAP = " \n "
"""Between fields, so that no phrase reaches across; each list of words has a space before and behind it."""

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
        said = lyrics_words if checksum == lyrics_of else spaced(words(text)[0])
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
    parts = [_words(Field.TITLE, track.title)]
    artists = [track.artist]
    artists += [credit.name for credit in track.credits if credit.name not in artists]
    if track.album_artist and track.album_artist not in artists:
        artists.append(track.album_artist)
    parts += [_known_words(Field.ARTIST, text) for text in artists]
    parts.append(_known_words(Field.ALBUM, track.album))
    parts += [_known_words(Field.GENRE, text) for text in _with_families(track.genres)]
    for year in dict.fromkeys((track.year, track.original_year)):
        if year is not None:
            parts.append(("", f" {year} ", f" {MARKS[Field.ALBUM]}{year} "))
    return GAP.join(text for column in zip(*parts, strict=True) for text in column if text)


def _words(field: Field, text: str) -> tuple[str, str, str]:
    """The words of a text in their order, further ones, and all of them with the field's mark."""
    if not text:
        return "", "", ""
    ordered, extra = words(text)
    behind = " " + MARKS[field]
    return spaced(ordered), spaced(extra), f"{behind}{behind.join((*ordered, *extra))} "


_known_words = functools.lru_cache(maxsize=4096)(_words)
"""The same, remembering the words of the last artists, albums and genres."""


@functools.lru_cache(maxsize=1024)
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
