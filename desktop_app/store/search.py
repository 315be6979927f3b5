"""Finds the tracks that a query asks for, as an array of booleans over all tracks."""

from __future__ import annotations

import functools
import json
import unicodedata
from collections.abc import Sequence

import numpy as np

from desktop_app.domain.query import Field, Flag, Measure, Query, Range, Said, Words
from desktop_app.domain.text import fold
from desktop_app.store.columns import UNKNOWN, Array, Columns
from desktop_app.store.connection import Database, storable
from desktop_app.store.search_index import MARKS
from desktop_app.store.search_text import cut, transliterated

PLAYS = "SELECT track AS t, plays AS v FROM derived.play_count"
LAST_PLAYED = "SELECT track AS t, last_ms AS v FROM derived.play_count"
_FLAGS = {
    Flag.AWAY: "NOT present",
    Flag.SHORT: "not_music = 'short'",
    Flag.CORRECTED: "corrected <> ''",
    Flag.DUPLICATE: "copies > 1",
    Flag.LOSSLESS: "lossless",
    Flag.NOT_MUSIC: "not_music NOT IN ('', 'short')",
    Flag.HOLIDAY: "season = 'holiday'",
}
_MILLI = 1000
_MOST_SIMILAR = 64
"""Words that one mistyped word may stand for."""
_SHORTEST_TYPO = 4
_PRIVATE = "\ue000"
"""Words behind this letter are signs and words with the mark of a field."""

Typed = tuple[str, str]
"""A word as it was typed, folded, and its transliteration."""
Alternative = tuple[str, ...]
"""Words that must all be there; one that ends in "*" may go on."""


class Search:
    """What each word and term found is remembered until the library changes: while a query is typed, only its last
    word is looked for."""

    def __init__(self, db: Database, columns: Columns) -> None:
        self._db = db
        self._columns = columns
        self._vocabulary: tuple[object, list[str]] = (None, [])

    def matching(self, query: Query, fields: Sequence[Field] = (Field.ANY,)) -> Array:
        """Which tracks of `columns.ids()` a query asks for.

        Args:
            fields: where words without a field are looked for.
        """
        found = np.ones(len(self._columns.ids()), dtype=np.bool_)
        for term in query.terms:
            what = term.what
            if isinstance(what, Words):
                holds = self._words(what, fields)
            elif isinstance(what, Range):
                holds = self._range(what)
            elif isinstance(what, Said):
                holds = self._said(what)
            else:
                holds = self._flag(what)
            found &= ~holds if term.negated else holds
        return found

    def _flag(self, flag: Flag) -> Array:
        if flag is Flag.NEVER_PLAYED:
            return np.equal(self._columns.of_tracks(PLAYS), UNKNOWN)
        return np.not_equal(self._columns.values(_FLAGS[flag]), 0)

    def _said(self, asked: Said) -> Array:
        """Not remembered: words are read without a change of the tracks."""
        sql = (
            "SELECT group_concat(track) FROM derived.words_say "
            "WHERE kind = ? AND name IN (SELECT value FROM json_each(?))"
        )
        return self._columns.mask(self._columns.packed(sql, (asked.of.value, json.dumps(asked.names)))[0])

    def _range(self, span: Range) -> Array:
        low, high = span.low, span.high
        if span.of is Measure.YEAR:
            found = self._within(self._columns.values("year"), low, high, span)
            return found | self._within(self._columns.values("original_year"), low, high, span)
        if span.of is Measure.PLAYS:
            plays = self._columns.of_tracks(PLAYS)
            return self._within(np.where(plays == UNKNOWN, 0, plays), low, high, span)
        if span.of is Measure.LENGTH:
            return self._within(self._columns.values("duration_ms"), low, high, span)
        if span.of is Measure.RATING:
            scaled = [None if bound is None else round(bound / 5 * _MILLI) for bound in (low, high)]
            rating = self._columns.values(f"CAST(round(rating * {_MILLI}) AS INTEGER)")
            return self._within(rating, scaled[0], scaled[1], span)
        age = self._db.now_ms() - self._columns.values("added_ms")
        return self._within(age, low, high, span)

    def _within(self, values: Array, low: float | None, high: float | None, span: Range) -> Array:
        found: Array = values != UNKNOWN
        if low is not None:
            found &= values > low if span.low_open else values >= low
        if high is not None:
            found &= values < high if span.high_open else values <= high
        return found

    def _words(self, asked: Words, fields: Sequence[Field]) -> Array:
        text = storable(asked.text)
        if asked.field is Field.PATH:
            return self._columns.remembered(("path", text), lambda: self._path(text), brief=True)
        where = tuple(fields) if asked.field is Field.ANY else (asked.field,)
        if asked.phrase:
            return self._columns.remembered(
                ("phrase", where, text, asked.open), lambda: self._phrase(text, asked.open, where), brief=True
            )
        found = np.ones(len(self._columns.ids()), dtype=np.bool_)
        for word in typed_words(text):
            found &= self._word(word, where)
        return found

    def _word(self, word: Typed, where: tuple[Field, ...]) -> Array:
        return self._columns.remembered(("word", where, word), lambda: self._resolved(word, where)[1], brief=True)

    def spellings(self, word: Typed, where: tuple[Field, ...]) -> Sequence[Alternative]:
        """How a typed word is spelled in the library: as it is typed, else as a part of a word, else with a slip of
        the fingers; none where it occurs in no form."""
        return self._resolved(word, where)[0]

    def _resolved(self, word: Typed, where: tuple[Field, ...]) -> tuple[Sequence[Alternative], Array]:
        typed: Sequence[Alternative] = alternatives(word)
        found = self._sought(typed, where)
        if found.any() or where == (Field.LYRICS,):
            return typed, found
        for likely in (self._containing, self._similar):
            spelled: list[Alternative] = [(known,) for known in likely(word[0])]
            if spelled and (also := self._sought(spelled, where)).any():
                return spelled, also
        return (), found

    def _sought(self, spelled: Sequence[Alternative], where: tuple[Field, ...]) -> Array:
        """The tracks with one of these alternatives in one of these fields."""
        names: list[str] = []
        lyrics: list[str] = []
        for field in where:
            mark = MARKS.get(field, "")
            marked = " OR ".join(_expression(alternative, mark) for alternative in spelled)
            if field is not Field.LYRICS:
                names.append(marked)
            if field in (Field.LYRICS, Field.ANY):
                lyrics += [_expression(a, "") for a in spelled if field is Field.LYRICS or not _letter(a)]
        if not spelled:
            return np.zeros(len(self._columns.ids()), dtype=np.bool_)
        found = [self._match("search_names", " OR ".join(names))] if names else []
        if lyrics:
            found.append(self._match("search_lyrics", " OR ".join(lyrics)))
        return functools.reduce(np.logical_or, found)

    def _match(self, table: str, expression: str) -> Array:
        sql = f"SELECT group_concat(rowid) FROM derived.{table} WHERE {table} MATCH ?"
        return self._columns.mask(self._columns.packed(sql, (expression,))[0])

    def _phrase(self, text: str, unfinished: bool, where: tuple[Field, ...]) -> Array:
        """The tracks in which these words stand in this order: sought by all words, then looked at."""
        ordered, _ = cut(fold(text))
        if not ordered:
            return np.ones(len(self._columns.ids()), dtype=np.bool_)
        alternative = (*ordered[:-1], ordered[-1] + "*" * unfinished)
        found: list[Array] = []
        for field in where:
            mark = MARKS.get(field, "")
            line = " " + " ".join(mark + word for word in ordered) + " " * (not unfinished)
            for table, column in (("search_names", "names"), ("search_lyrics", "lyrics")):
                if field is (Field.LYRICS if column == "names" else None) or (mark and column == "lyrics"):
                    continue
                sql = (
                    f"SELECT group_concat(t.track) FROM derived.{table} i "
                    f"JOIN derived.search_text t ON t.track = i.rowid WHERE i.{table} MATCH ? AND instr(t.{column}, ?)"
                )
                expression = _expression(alternative, mark)
                found.append(self._columns.mask(self._columns.packed(sql, (expression, line))[0]))
        return functools.reduce(np.logical_or, found)

    def _path(self, text: str) -> Array:
        """The tracks whose path has this text in it, in either normal form, whatever its capitals.

        Walks over the paths of all files, which lie together in an index; the case of ASCII letters is SQLite's to
        fold, that of others is tried both ways.
        """
        text = unicodedata.normalize("NFC", text)
        cases = {text.lower(), "".join(c.lower() if c.isascii() else c.upper() for c in text)}
        needles = sorted({unicodedata.normalize(form, case) for case in cases for form in ("NFC", "NFD")})
        test = " OR ".join(["instr(lower(path), ?)"] * len(needles))
        (files,) = self._columns.packed(f"SELECT group_concat(id) FROM main.file WHERE {test}", needles)
        found: Array = np.isin(self._columns.values("file"), files)
        return found

    def _words_of_names(self) -> list[str]:
        """Every distinct word of names."""
        stamp = self._db.one("SELECT value FROM derived.meta WHERE key = 'stamp_tracks'")
        if self._vocabulary[0] != stamp or stamp is None:
            row = self._db.one("SELECT group_concat(term, ' ') FROM derived.search_words WHERE term < ?", (_PRIVATE,))
            self._vocabulary = (stamp, str(row[0]).split() if row and row[0] else [])
        return self._vocabulary[1]

    def _containing(self, folded: str) -> list[str]:
        """Words of names that hold a typed word somewhere."""
        if len(folded) < 3:
            return []
        return [word for word in self._words_of_names() if folded in word][:_MOST_SIMILAR]

    def _similar(self, folded: str) -> list[str]:
        """Words of names that a typed word may have been meant for, also while it is still being typed.

        Up to 1 slip in 4 to 7 letters, 2 from 8 on; two letters that changed places are one slip.
        """
        if len(folded) < _SHORTEST_TYPO or not folded.isalpha():
            return []
        from rapidfuzz import process  # when a word is mistyped, which need not delay a start
        from rapidfuzz.distance import OSA

        slips = 1 if len(folded) < 8 else 2
        length = len(folded)
        words = [word for word in self._words_of_names() if len(word) >= length - slips]
        found: dict[str, float] = {}
        for candidates in (words, [word[:length] for word in words]):
            for _, distance, at in process.extract(
                folded, candidates, scorer=OSA.distance, score_cutoff=slips, limit=None
            ):
                found[words[at]] = min(distance, found.get(words[at], distance))
        least = min(found.values(), default=0)
        return [word for word, distance in found.items() if distance == least][:_MOST_SIMILAR]


def typed_words(text: str) -> list[Typed]:
    """The words of what was typed. Signs between words ("Artist - Title") are none, unless there is nothing else."""
    found = [(fold(chunk), transliterated(chunk)) for chunk in text.split()]
    telling = [word for word in found if any(map(str.isalnum, word[0]))]
    return [word for word in telling or found if word[0]]


def alternatives(word: Typed) -> list[Alternative]:
    """The ways in which a typed word may stand in the index."""
    ways: list[Alternative] = []
    for text in dict.fromkeys(word):
        if not text:
            continue
        ordered, extra = cut(text)
        if not ordered:
            continue
        if len(ordered) > 1 and _pairs(ordered):
            ordered = ordered[:-1]
        ways.append((*ordered[:-1], ordered[-1] + "*"))
        ways += [(also + "*",) for also in extra]
    return ways


def _pairs(ordered: Sequence[str]) -> bool:
    """Whether these words are pairs of letters of a dense script, and the last letter alone."""
    return len(ordered[-1]) == 1 and len(ordered[-2]) == 2 and not ordered[-1].isascii()


def _letter(alternative: Alternative) -> bool:
    """Whether it is one letter, which occurs in nearly all lyrics and so tells nothing."""
    return len(alternative) == 1 and len(alternative[0].rstrip("*")) == 1 and alternative[0].isascii()


def _expression(alternative: Alternative, mark: str) -> str:
    """An alternative for FTS5; words hold no quotes."""
    parts = [f'"{mark}{word.rstrip("*")}"' + "*" * word.endswith("*") for word in alternative]
    return f"({' AND '.join(parts)})"
