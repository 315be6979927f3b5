"""A space of texts: tracks lie close whose lyrics share words, or whose titles, genres and comments do.

Two blocks, each by TF-IDF with sublinear term frequency (Salton & Buckley, "Term-weighting approaches in automatic text
retrieval", Information Processing & Management, 1988) and cosine. With enough lyrics the cosine of their leading axes
counts half as much beside it (latent semantic analysis: Deerwester et al., "Indexing by latent semantic analysis",
JASIS, 1990), which also finds what says the same in other words. LSA in place of TF-IDF was worse: on invented lyrics
(`tests.quality words`), and on short descriptions of programs with the kind of program as their label, where P@10 of
TF-IDF, LSA and this sum was .238 .236 .241 for 250 texts, .365 .382 .385 for 1,000, .427 .422 .439 for 2,000 and .491
.449 .482 for 4,000.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from desktop_app.domain.genres import fold_genre, parent_of
from desktop_app.domain.tables import Float32Array, Int64Array
from desktop_app.domain.written import Written
from desktop_app.recommend.words.language import language_of
from desktop_app.recommend.words.lexicon import lexicon_of
from desktop_app.recommend.words.text import BREAK, lines_of, words_of

AXES = 100
PROJECT_FROM = 250
"""Lyrics from which on their leading axes count: there must be more of them than axes."""
AXES_WEIGHT = 0.5
MOST_TERMS = 30_000
"""Different words of a block; the rarest are left out."""
COMMON = 0.3
"""A word of so many texts is a stop word, in whatever language."""
_COMMON_FROM = 20
"""Texts from which on that can be told."""


class TextSpace:
    """Texts of tracks, compared by cosine. Deterministic; the arrays are not to be written to.

    Args:
        track_ids: n ids.
        texts: what is written with each, in the same order.
    """

    def __init__(self, track_ids: Sequence[int], texts: Sequence[Written]) -> None:
        self.track_ids: Int64Array = np.asarray(track_ids, dtype=np.int64)
        lyrics = _Block([list(_sung(text)) for text in texts], project=True)
        labels = _Block([list(_labels(text)) for text in texts], project=False)
        self._blocks = (lyrics, labels)
        self.projected = lyrics.projected
        """Whether there are lyrics enough for their leading axes to count."""
        self.known: np.ndarray[tuple[int], np.dtype[np.bool_]] = lyrics.known | labels.known
        """Shape (n,): which tracks have any words."""

    def similarity(self, rows: Sequence[int]) -> Float32Array:
        """How alike the texts of all tracks are to those of some.

        Args:
            rows: places in `track_ids`.
        Returns:
            Shape (n, len(rows)), 0 to 1: the mean over lyrics and the rest, as far as both tracks have them. NaN where
            they have neither in common.
        """
        at = np.asarray(rows, dtype=np.int64)
        total = np.zeros((len(self.track_ids), len(at)), dtype=np.float32)
        count = np.zeros_like(total)
        for block in self._blocks:
            both = block.known[:, None] & block.known[None, at]
            total += np.where(both, block.cosine(at), np.float32(0))
            count += both
        with np.errstate(invalid="ignore"):
            found: Float32Array = np.clip(total / count, 0.0, 1.0)
        return found


class _Block:
    """One kind of text, a unit vector for each track that has any."""

    def __init__(self, documents: Sequence[Sequence[str]], *, project: bool) -> None:
        from sklearn.decomposition import TruncatedSVD  # half a second: only for who compares texts
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.preprocessing import normalize

        self.known = np.array([bool(words) for words in documents], dtype=np.bool_)
        self.projected = False
        self._vectors: Any = None
        self._axes: Float32Array | None = None
        count = int(self.known.sum())
        if not count:
            return
        terms = TfidfVectorizer(
            analyzer=_as_they_are,
            sublinear_tf=True,
            max_df=COMMON if project and count >= _COMMON_FROM else 1.0,
            max_features=MOST_TERMS,
            dtype=np.float32,
        )
        try:
            found = terms.fit_transform([words for words in documents if words])
        except ValueError:  # nothing but stop words: nothing to compare
            self.known[:] = False
            return
        if project and count >= PROJECT_FROM and found.shape[1] > AXES:
            axes = TruncatedSVD(AXES, random_state=0).fit_transform(found)
            self._axes = normalize(axes).astype(np.float32, copy=False)
            self.projected = True
        self._place = np.cumsum(self.known) - 1
        self._vectors = found

    def cosine(self, rows: Int64Array) -> Float32Array:
        """Shape (n, len(rows)); 0 where one of the two has no such text."""
        cosine = np.zeros((len(self.known), len(rows)), dtype=np.float32)
        if self._vectors is not None:
            at = self._place[rows]
            found = (self._vectors @ self._vectors[at].T).toarray()
            if self._axes is not None:
                found = (found + AXES_WEIGHT * (self._axes @ self._axes[at].T)) / (1 + AXES_WEIGHT)
            cosine[self.known] = found
        return cosine


def _as_they_are(words: Sequence[str]) -> Sequence[str]:
    return words


def _sung(text: Written) -> Iterator[str]:
    """The words of lyrics as often as they are sung, without stop words where the language is known."""
    lines = lines_of(text.lyrics)
    counts: dict[str, int] = {}
    for line, times in lines.items():
        for word in line:
            counts[word] = counts.get(word, 0) + times
    counts.pop(BREAK, None)
    lexicon = lexicon_of(language_of(counts))
    stop = lexicon.stop if lexicon is not None else frozenset()
    for word, times in counts.items():
        if word not in stop:
            yield from [word] * min(times, 50)


def _labels(text: Written) -> Iterator[str]:
    """Words of the title and the comment, and genres by their names in the tree with what they belong to."""
    for part in (text.title, text.comment):
        for word in words_of(part):
            if word != BREAK and len(word) > 2:
                yield word
    for genre in text.genres.split(";"):
        name = fold_genre(genre)
        while name:
            yield f"genre:{name}"
            name = parent_of(name)
