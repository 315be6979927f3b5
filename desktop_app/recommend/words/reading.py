"""What a text says: emotions and themes, each with the words that say so.

A word counts by the root of how often it is sung, so that a chorus tells more than a verse, and one word repeated tells
less than several that agree. An emotion's share is its part of all words that carry any emotion; a theme's share is its
part of all words that tell anything, which are those that are no stop words. A song shows an emotion or a theme only
where at least two different words say so, as one may be a figure of speech or mean something else; of a theme's words
one must be sure, or four that are not must agree. A sure word that stands in the title and is sung twice is enough.

Negation is kept to clauses: after "not" the next few words are turned round. What is not joyful or not loved is sad,
what is not calm is uneasy; the absence of sadness, fear or anger says nothing. Themes stay: a song of "no money" is
about money.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from desktop_app.domain.heard import EMOTIONS, Words
from desktop_app.domain.written import THEMES, Written
from desktop_app.recommend.words.language import LEAST_WORDS, language_of, parted
from desktop_app.recommend.words.lexicon import Lexicon, Meaning, lexicon_of
from desktop_app.recommend.words.text import BREAK, Line, lines_of, words_of

VERSION = 1
"""Goes up when the same text is read otherwise."""
WINDOW = 4
"""Words that a negation reaches."""
MOST_TIMES = 50
"""A line that is sung more often than so tells no more."""
LEAST_EMOTION = 1.5
"""Weight of all words with an emotion below which none is named."""
LEAST_SHARE = 0.1
"""Of an emotion, among those that are named."""
LEAST_THEME = 0.04
"""Of a theme: one word in twenty-five; love, of which all songs speak, must have twice that."""
LEAST_UNSURE = 2.0
MOST_THEMES = 4
COMMENT_WORDS = 12
"""A comment of fewer words ("ripped by ...", "track 3") is none on the music."""
_BEHIND = 1
"""Words that may follow a negation at the end of a clause: "nicht mehr"."""
_TURNED = {"joy": "sadness", "love": "sadness", "calm": "fear"}
_TURNS = {EMOTIONS.index(one): EMOTIONS.index(other) for one, other in _TURNED.items()}
_TURNED_WEIGHT = 0.5
_COMMON_THEMES = frozenset({THEMES.index("love")})


class _Hit(NamedTuple):
    word: str
    meaning: Meaning
    place: int
    negated: bool


class _Tally:
    """What words say, by label: the weight of each word that says it, and how often it came."""

    def __init__(self) -> None:
        self.emotions: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.themes: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.counts: Counter[str] = Counter()
        self.telling: Counter[str] = Counter()
        self.titled: frozenset[str] = frozenset()
        """Words of the title that are sung: surely in the language of the lyrics."""

    def add(self, lines: Mapping[Line, int], lexicon: Lexicon) -> None:
        """Take in lines, each with how often it is sung."""
        counts = Counter[str]()
        for line, times in lines.items():
            for _ in range(min(times, MOST_TIMES)):
                counts.update(line)
        counts.pop(BREAK, None)
        for word, count in counts.items():
            if word not in lexicon.stop:
                self.telling[word] += count
        carry = {word for word in counts if lexicon[word] is not None}
        for line, times in lines.items():
            if not carry.isdisjoint(line):
                for hit in hits(line, lexicon):
                    self._take(hit, min(times, MOST_TIMES))

    def _take(self, hit: _Hit, times: int) -> None:
        word, meaning = hit.word, hit.meaning
        self.counts[word] += times
        for at, weight in meaning.themes:
            self.themes[at][word] = weight
        for at, weight in meaning.emotions:
            if hit.negated:
                if at not in _TURNS:
                    continue
                at, weight = _TURNS[at], weight * _TURNED_WEIGHT  # noqa: PLW2901
            self.emotions[at][word] = max(weight, self.emotions[at][word])

    def total(self, words: Mapping[str, float]) -> float:
        """The weight of words with regard to how often they are sung."""
        return sum(weight * math.sqrt(self.counts[word]) for word, weight in words.items())

    def size(self) -> float:
        """The same of all words that tell anything."""
        return sum(map(math.sqrt, self.telling.values()))

    def leading(self, words: Mapping[str, float], most: int = 5) -> tuple[str, ...]:
        """The words that say most."""
        return tuple(sorted(words, key=lambda word: (-self.total({word: words[word]}), word))[:most])


def read(written: Written) -> Words | None:
    """What the words of a track say; None where there are neither lyrics nor anything else that says something."""
    lines = lines_of(written.lyrics)
    language = language_of(_counts(lines))
    lexicon = lexicon_of(language)
    tally = _Tally()
    if lexicon is not None:
        tally.add(_of_language(lines, language), lexicon)
        title = words_of(written.title)
        tally.titled = frozenset(title).intersection(tally.telling)
        tally.add({tuple(word for word in title if word in tally.titled): 1}, lexicon)
    emotions = _emotions(tally)
    themes = _themes(tally)
    themes += [one for one in _genre_themes(written.genres) if one[0] not in {name for name, _, _ in themes}]
    if not lines and not themes:
        themes = _comment_themes(written.comment)
    if not lines and not themes:
        return None
    return Words(
        language,
        tuple((name, share) for name, share, _ in emotions),
        tuple((name, share) for name, share, _ in themes[:MOST_THEMES]),
        tuple((name, words) for name, _, words in (*emotions, *themes[:MOST_THEMES])),
    )


def _of_language(lines: Mapping[Line, int], language: str) -> Mapping[Line, int]:
    """Lines without those that have two common words of another language that is understood, and none of this one."""
    own, other = parted({word for line in lines for word in line}, language)
    if len(other) < 2:
        return lines
    return {
        line: times for line, times in lines.items() if len(other.intersection(line)) < 2 or not own.isdisjoint(line)
    }


def hits(line: Line, lexicon: Lexicon) -> Iterator[_Hit]:
    """The words of a line that carry something, and whether each is negated."""
    if lexicon.negators.isdisjoint(line):  # as most lines
        for place, word in enumerate(line):
            if (meaning := lexicon[word]) is not None:
                yield _Hit(word, meaning, place, False)
        return
    clause: list[_Hit] = []
    since, turned, last, place = WINDOW + 1, False, -1, 0
    for word in (*line, BREAK):
        if word == BREAK:
            yield from _settled(clause, last, place)
            clause, since, turned, last, place = [], WINDOW + 1, False, -1, 0
            continue
        place += 1
        if word in lexicon.negators:
            turned = not (turned and since <= WINDOW and word in lexicon.without)
            since = 0
            last = place if word in lexicon.after else -1
            continue
        since += 1
        if word in lexicon.stops and since <= WINDOW:
            turned = False
        meaning = lexicon[word]
        if meaning is not None:
            clause.append(_Hit(word, meaning, place, turned and since <= WINDOW))


def _settled(clause: Sequence[_Hit], last: int, end: int) -> Iterator[_Hit]:
    """A clause at its end: a negation that stands there turns round what is before it."""
    if last < 0 or end - last > _BEHIND or any(hit.place > last for hit in clause):
        yield from clause
        return
    for hit in clause:
        yield hit._replace(negated=hit.negated != (last - hit.place <= WINDOW))


def _counts(lines: Mapping[Line, int]) -> Counter[str]:
    """How often each word occurs in different lines: a chorus in another language is not the language of a song."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(line)
    counts.pop(BREAK, None)
    return counts


_Named = list[tuple[str, float, tuple[str, ...]]]


def _emotions(tally: _Tally) -> _Named:
    weights = {at: tally.total(words) for at, words in tally.emotions.items()}
    different = {word for words in tally.emotions.values() for word in words}
    total = sum(weights.values())
    if total < LEAST_EMOTION or len(different) < 2:
        return []
    ranked = sorted(weights.items(), key=lambda one: (-one[1], one[0]))
    return [
        (EMOTIONS[at], weight / total, tally.leading(tally.emotions[at]))
        for at, weight in ranked
        if weight >= LEAST_SHARE * total
    ]


def _themes(tally: _Tally) -> _Named:
    size = tally.size()
    if not size:
        return []
    found = []
    for at, words in tally.themes.items():
        share = tally.total(words) / size
        least = LEAST_THEME * (2 if at in _COMMON_THEMES else 1)
        sure = {word for word, weight in words.items() if weight == 1.0}
        agree = len(words) >= 2 and (bool(sure) or sum(words.values()) >= LEAST_UNSURE)
        if share >= least and (agree or any(tally.counts[word] > 2 for word in sure & tally.titled)):
            found.append((THEMES[at], min(1.0, share), tally.leading(words)))
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _comment_themes(comment: str) -> _Named:
    """Of a comment that is a text in a language that is understood."""
    words = words_of(comment)
    language = language_of(_counts({words: 1}), max(LEAST_WORDS, COMMENT_WORDS)) if words else ""
    lexicon = lexicon_of(language)
    if lexicon is None:
        return []
    tally = _Tally()
    tally.add({words: 1}, lexicon)
    return _themes(tally)


_GENRES = {
    "christmas": "winter", "xmas": "winter", "weihnachten": "winter", "weihnachtslieder": "winter", "noel": "winter",
    "navidad": "winter", "gospel": "faith", "worship": "faith", "christian": "faith", "religious": "faith",
    "hymns": "faith", "sacred": "faith", "shanty": "sea", "shanties": "sea", "protest": "protest", "party": "party",
    "disco": "party", "lullaby": "night", "lullabies": "night",
}  # fmt: skip
"""Genres that say what their songs are about."""
_GENRE_SHARE = LEAST_THEME


def _genre_themes(genres: str) -> _Named:
    """Themes that a genre stands for; they rank behind those of the lyrics."""
    words = words_of(genres)
    found = {_GENRES[word]: word for word in reversed(words) if word in _GENRES}
    return [(theme, _GENRE_SHARE, (word,)) for theme, word in found.items()]
