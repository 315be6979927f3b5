"""What lies beside music and is read with it: CUE sheets and lyrics."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from desktop_app.domain.cue import CueFile, CueSheet
from desktop_app.domain.errors import FileRefused, WorkerDied
from desktop_app.domain.records import FileStamp, Lyrics, Part, ReadFile, Refusal
from desktop_app.domain.text import path_text
from desktop_app.library.formats import LYRICS_EXTENSION, SHEET_EXTENSION, is_audio_name
from desktop_app.library.walk import Seen
from desktop_app.sandbox.files import GONE, open_regular
from desktop_app.sandbox.process import Child
from desktop_app.store import MAX_TRIES, AttemptRepository, file_signature

T = TypeVar("T", CueSheet, Lyrics)
Reading = Callable[[Child, Sequence[tuple[int, FileStamp]]], Iterator[T | Refusal]]
_KILLED = "reading it ended the reader twice"
_WHOLE_FILE = "the music keeps together as one track, because this sheet cannot be used: {}"


@dataclass(frozen=True, slots=True)
class Beside:
    """The sheets of a folder and the lyrics of its files, as a walk met them."""

    sheets: tuple[bytes, ...]
    lyrics: Mapping[bytes, bytes]
    """Paths by the path of the music without its extension."""
    marks: Mapping[bytes, bytes]
    """What tells each from itself as it was before, by path."""

    def hash_for(self, path: bytes) -> int:
        """A number for what is read with a file: it differs once that changes; 0 where there is nothing."""
        words = self.lyrics.get(_stem(path))
        read = self.sheets if words is None else (*self.sheets, words)
        if not read:
            return 0
        digest = hashlib.blake2b(b"\0".join(self.marks[one] for one in read), digest_size=8).digest()
        return int.from_bytes(digest, "big", signed=True) or 1


def of_folder(found: Sequence[Seen]) -> Beside | None:
    """What a walk found beside the music of a folder; None for nothing."""
    if not found:
        return None
    ends = {path: path.rpartition(b".")[2].lower() for path, _ in found}
    return Beside(
        tuple(path for path, end in ends.items() if end == SHEET_EXTENSION),
        {_stem(path): path for path, end in ends.items() if end == LYRICS_EXTENSION},
        {path: b"%d %d %s" % (status.st_size, status.st_mtime_ns, _name(path)) for path, status in found},
    )


class BesideReader:
    """Reads sheets and lyrics for the files of a batch, each once. `problems` says what could not be used."""

    def __init__(self, child: Callable[[], Child], attempts: AttemptRepository) -> None:
        """Args:
        child: gives a reader that lives.
        """
        self._child = child
        self._attempts = attempts
        self._sheets: dict[bytes, CueSheet | None] = {}
        self.problems: list[Refusal] = []

    def complete(self, read: ReadFile, beside: Beside) -> ReadFile:
        """The file with what lies beside it, which says more than what is inside; but words with times win."""
        from desktop_app.library import client  # not for the window's start

        parts = next((found for sheet in beside.sheets if (found := self._parts(read, sheet))), read.parts)
        at = beside.lyrics.get(_stem(read.stamp.path))
        words = self._read(at, client.read_lyrics, "its words cannot be used: {}") if at is not None else None
        if words is None or (read.lyrics is not None and read.lyrics.timed and not words.timed):
            words = read.lyrics
        return replace(read, parts=parts, lyrics=words)

    def _parts(self, read: ReadFile, path: bytes) -> tuple[Part, ...]:
        from desktop_app.library import client, cue  # not for the window's start

        if path not in self._sheets:
            self._sheets[path] = self._read(path, client.read_sheets, _WHOLE_FILE)
        sheet = self._sheets[path]
        named = None if sheet is None else file_of(sheet, path, read.stamp.path)
        if sheet is None or named is None:
            return ()
        parts = cue.parts_of(named, sheet, read.tags)
        if len(named.tracks) > 1 and not parts:
            reason = f"its times do not fit {path_text(_name(read.stamp.path))}"
            self.problems.append(Refusal(path, _WHOLE_FILE.format(reason)))
        return parts

    def _read(self, path: bytes, reading: Reading[T], words: str) -> T | None:
        """What a small file says; None where it is gone or cannot be used, which is noted."""
        try:
            result = self._tried(path, reading)
        except FileRefused as problem:
            result = Refusal(path, problem.reason)
        if not isinstance(result, Refusal):
            return result
        if result.reason != GONE:
            self.problems.append(Refusal(path, words.format(result.reason)))
        return None

    def _tried(self, path: bytes, reading: Reading[T]) -> T | Refusal:
        while True:
            fd, stamp = open_regular(path)
            try:
                signature = file_signature("tags", stamp)
                if self._attempts.begin(signature) >= MAX_TRIES:
                    return Refusal(path, _KILLED)
                (result,) = reading(self._child(), [(fd, stamp)])
            except WorkerDied:
                continue
            finally:
                os.close(fd)
            self._attempts.clear(signature)
            return result


def file_of(sheet: CueSheet, sheet_path: bytes, path: bytes) -> CueFile | None:
    """What a sheet says of a file beside it: by its name, however written; else by the name without the extension.

    Sheets are often older than the file: made for a WAV that was made a FLAC since, or renamed together with it.
    """
    name, stem = _plain(path), _plain(_stem(path))
    named = [file for file in sheet.files if file.tracks]
    for file in named:
        if _plain(_bytes(file.name)) == name:
            return file
    for file in named:
        if is_audio_name(_bytes(file.name)) and _plain(_stem(_bytes(file.name))) == stem:
            return file
    if len(named) == 1 and _plain(_stem(sheet_path)) == stem:
        return named[0]
    return None


def _bytes(name: str) -> bytes:
    return name.replace("\\", "/").encode("utf-8", "replace")


def _name(path: bytes) -> bytes:
    return path.rpartition(b"/")[2]


def _stem(path: bytes) -> bytes:
    return path.rpartition(b".")[0]


def _plain(path: bytes) -> str:
    """A file's name for comparing: without its folders, in one normal form and one case."""
    return unicodedata.normalize("NFC", path_text(_name(path))).casefold()
