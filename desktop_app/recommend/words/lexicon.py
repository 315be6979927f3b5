"""The tables of a language as a dictionary: what a word carries, found in one step however it is spelled.

In the tables "word" stands for itself, "stem*" for all words that begin so, and "~" before either for half its weight:
a word that is common, or that means something else as well. Under one label a longer stem counts before a shorter one,
a whole word before a stem. Words of STOP carry nothing. NEGATORS turn round what follows them within a few words, those
of AFTER also what stands before them at the end of a clause ("ich liebe dich nicht"); WITHOUT after one of them takes
it back ("can't live without"), and so do STOPS ("never stop loving").
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from desktop_app.domain.heard import EMOTIONS
from desktop_app.domain.written import THEMES

_WEAK = 0.5
_MOST = 50_000
"""Words whose meaning is remembered; there are always new ones where somebody writes nonsense."""
_LONGEST_STEM = 24
Weights = tuple[tuple[int, float], ...]
"""Places in EMOTIONS or in THEMES, each with a weight above 0 and up to 1."""


class Meaning(NamedTuple):
    """What a word carries."""

    emotions: Weights
    themes: Weights


class Tables(Protocol):
    """A module of tables."""

    STOP: str
    NEGATORS: str
    WITHOUT: str
    STOPS: str
    AFTER: str
    EMOTIONS: dict[str, str]
    THEMES: dict[str, str]


class Lexicon(dict[str, Meaning | None]):
    """The meaning of each word of a language, in small letters and NFKC; None for one that carries nothing."""

    def __init__(self, tables: Tables) -> None:
        super().__init__()
        self.stop = frozenset(spelled(tables.STOP))
        self.negators = frozenset(spelled(tables.NEGATORS))
        self.without = frozenset(spelled(tables.WITHOUT))
        self.stops = frozenset(spelled(tables.STOPS))
        self.after = frozenset(spelled(tables.AFTER))
        carried: dict[str, tuple[dict[int, float], dict[int, float]]] = {}
        for kind, (names, table) in enumerate(((EMOTIONS, tables.EMOTIONS), (THEMES, tables.THEMES))):
            for label, text in table.items():
                for entry in text.split():
                    weight = _WEAK if entry.startswith("~") else 1.0
                    for spelling in _spellings(entry.removeprefix("~")):
                        own = carried.setdefault(spelling, ({}, {}))[kind]
                        at = names.index(label)
                        own[at] = max(weight, own.get(at, 0.0))
        self._carried = carried
        self._shortest = min(len(entry) for entry in carried if entry[-1] == "*") - 1

    def __missing__(self, word: str) -> Meaning | None:
        if len(self) >= _MOST:
            self.clear()
        found = self[word] = self._looked_up(word)
        return found

    def _looked_up(self, word: str) -> Meaning | None:
        if word in self.stop:
            return None
        emotions: dict[int, float] = {}
        themes: dict[int, float] = {}
        stems = (word[:length] + "*" for length in range(min(len(word), _LONGEST_STEM), self._shortest - 1, -1))
        for entry in (word, *stems):
            if (found := self._carried.get(entry)) is not None:
                emotions, themes = found[0] | emotions, found[1] | themes
        if not emotions and not themes:
            return None
        return Meaning(tuple(sorted(emotions.items())), tuple(sorted(themes.items())))


def spelled(text: str) -> Iterator[str]:
    """Listed words in all their spellings."""
    return (spelling for word in text.split() for spelling in _spellings(word))


def _spellings(word: str) -> Iterator[str]:
    """A word of a table as people write it: with its accents, without them, with ae for ä."""
    word = unicodedata.normalize("NFKC", word)
    yield word
    if word.isascii():
        return
    yield "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c)).replace("ß", "ss")
    if any(c in word for c in "äöüß"):
        yield word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    if "œ" in word:
        yield word.replace("œ", "oe")


@functools.cache
def lexicon_of(language: str) -> Lexicon | None:
    """The lexicon of a language by its ISO 639-1 code; None for one that is not understood."""
    from desktop_app.recommend.words import english, french, german, spanish  # not before words are to be read

    tables: dict[str, Tables] = {"en": english, "de": german, "fr": french, "es": spanish}
    return Lexicon(tables[language]) if language in tables else None
