"""What the words of tracks say: read anew wherever they changed."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING

from desktop_app.domain.heard import Words
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext, Progress, QuietJob
from desktop_app.domain.records import Changes
from desktop_app.domain.written import Written
from desktop_app.services.changes import ChangeFeed
from desktop_app.store import Store
from desktop_app.store.words import ReadWords

if TYPE_CHECKING:
    from desktop_app.recommend.words.space import TextSpace

_QUIET = QuietJob()
_NEWS = Changes(tracks=True, features=True)
"""Lists may be asked for by what words say."""


class WordsService:
    """Emotions, themes and language of tracks. Thread-safe; words are read by one thread at a time."""

    def __init__(self, store: Store, changes: ChangeFeed) -> None:
        self._store = store
        self._words = store.words
        self._changes = changes
        self._lock = threading.Lock()

    def refresh(self, job: JobContext = _QUIET) -> int:
        """Read the words of tracks that changed since; of how many something else is known now.

        Cheap where nothing changed. What is read is kept a few hundred tracks at a time, so that a stop costs little.
        Where the store is open for reading only, all stays as it is.
        """
        if not self._store.writable:
            return 0
        from desktop_app.recommend.words import VERSION, read  # not for the window's start

        changed = 0
        with self._lock:
            if self._words.read_by() != VERSION:
                self._words.all_due(VERSION)
            done, total = 0, self._words.count_due()
            try:
                while due := self._words.due():
                    job.check()
                    texts = self._words.texts([track for track, _ in due])
                    known = self._words.seen([track for track, _ in due])
                    found = []
                    for track, mark in due:
                        text = texts.get(track)
                        seen = _hash_of(text, VERSION) if text is not None else 0
                        if text is None:
                            if track in known:
                                found.append(ReadWords(track, mark, seen, None))
                        elif known.get(track) != seen:
                            job.check()
                            words = read(text)
                            if words is not None or track in known:
                                found.append(ReadWords(track, mark, seen, words))
                    self._words.put(found, due)
                    changed += len(found)
                    done += len(due)
                    job.report(Progress("words", done, max(total, done)))
            finally:
                if changed:
                    self._changes.publish(_NEWS)
        return changed

    def of(self, track: TrackId) -> Words | None:
        """What the words of a track say; None where it has no lyrics and nothing else that says anything.

        With lyrics in a language that is not understood it is empty.
        """
        return self._words.of(track)

    def space(self) -> TextSpace:
        """The texts of all tracks as a space in which alike ones lie close; takes seconds and is not kept."""
        from desktop_app.recommend.words.space import TextSpace  # scikit-learn comes with it

        texts = dict(self._words.all_texts())
        return TextSpace(list(texts), list(texts.values()))


def _hash_of(text: Written, version: int) -> int:
    """Of all that is read of a track, as SQLite can store it."""
    parts = (str(version), text.title, text.genres, text.comment, text.lyrics)
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        data = part.encode("utf-8", "replace")
        digest.update(b"%d:" % len(data) + data)
    return int.from_bytes(digest.digest(), "big", signed=True)
