"""Have a reader process read tags and sound, and believe nothing it says before it was checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from desktop_app.domain.cue import CueSheet
from desktop_app.domain.ids import AudioKey
from desktop_app.domain.records import FileStamp, Lyrics, ReadFile, Refusal
from desktop_app.domain.text import clean, path_text
from desktop_app.library import cue, wire
from desktop_app.library.exchange import Answers, nonsense
from desktop_app.sandbox.channel import Message
from desktop_app.sandbox.process import Child

TIMEOUT_S = 30.0
SLOWEST_BYTES_PER_S = 2 << 20
"""A drive that reads less than this per second, on the whole of a file, hangs."""
LARGEST = 512
"""Pixels of the longer side of a picture that a reader sends."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
T = TypeVar("T")


def read_batch(
    child: Child,
    files: Sequence[tuple[int, FileStamp]],
    *,
    timeout_s: float = TIMEOUT_S,
    root: bytes | None = None,
    look: Callable[[], None] | None = None,
    together: bool = False,
) -> Results[ReadFile]:
    """Read files; results come one by one, in the order given. The child begins before the first is asked for.

    Whoever stops listening before the last result leaves the child with answers that nobody takes: it is killed
    then, as it is on every failure.

    Args:
        files: open descriptors, which stay the caller's to close, with the stamps of the open files.
        timeout_s: how long one file may take.
        root: the music folder; names of folders above it are not read for missing tags.
        look, together: as for `exchange.Answers`.
    Raises:
        WorkerDied: the child ended, hung or sent nonsense; `path` is the file it was on.
    """
    more: dict[str, object] = {"root_text": None if root is None else path_text(root)}
    return Results(child, "tags", files, _read_file, timeout_s=timeout_s, more=more, look=look, together=together)


def read_sheets(
    child: Child, files: Sequence[tuple[int, FileStamp]], timeout_s: float = TIMEOUT_S
) -> Results[CueSheet]:
    """The CUE sheets in files of text, in the order given. Descriptors and failures as in `read_batch`."""

    def read(_: FileStamp, message: Message) -> CueSheet:
        return wire.sheet_from(message.body.get("sheet"))

    return Results(child, "cue", files, read, timeout_s=timeout_s)


def read_lyrics(child: Child, files: Sequence[tuple[int, FileStamp]], timeout_s: float = TIMEOUT_S) -> Results[Lyrics]:
    """The words in `.lrc` files, in the order given. Descriptors and failures as in `read_batch`."""

    def read(_: FileStamp, message: Message) -> Lyrics:
        return wire.lyrics_from(message.body.get("lyrics"))

    return Results(child, "lyrics", files, read, timeout_s=timeout_s)


def full_keys(
    child: Child,
    files: Sequence[tuple[int, FileStamp]],
    timeout_s: float = TIMEOUT_S,
    *,
    look: Callable[[], None] | None = None,
) -> Iterator[tuple[FileStamp, AudioKey] | Refusal]:
    """The keys over all of the sound of files, in the order given. Descriptors and failures as in `read_batch`.

    Args:
        timeout_s: how long any file may take; a large one gets the time that a slow drive needs for it.
        look: called about ten times a second meanwhile; what it raises ends the child and leaves.
    """

    def read(stamp: FileStamp, message: Message) -> tuple[FileStamp, AudioKey]:
        return stamp, wire.key_from(message.body.get("full_key"))

    for fd, stamp in files:  # one message each: the time for a file is its own
        patience = timeout_s + stamp.size / SLOWEST_BYTES_PER_S
        yield from Results(child, "key", [(fd, stamp)], read, timeout_s=patience, look=look)


def _read_file(stamp: FileStamp, message: Message) -> ReadFile:
    body = message.body
    tags, key = wire.tags_from(body.get("tags")), wire.key_from(body.get("key"))
    full_key = wire.key_from(body["full_key"]) if "full_key" in body else None
    words = wire.lyrics_from(body["lyrics"]) if "lyrics" in body else None
    if "sheet" not in body:
        return ReadFile(stamp, tags, key, full_key, words)
    sheet = wire.sheet_from(body["sheet"])
    whole = cue.whole_of(sheet)
    parts = cue.parts_of(whole, sheet, tags) if whole is not None else ()
    return ReadFile(stamp, tags, key, full_key, words, sheet, parts)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a reader decoded it: the SHA-256 of its own bytes, and a small copy, three bytes a pixel."""

    sha256: bytes
    width: int
    height: int
    rgb: bytes


def art(
    child: Child,
    fd: int,
    stamp: FileStamp,
    *,
    image: bool = False,
    timeout_s: float = TIMEOUT_S,
    look: Callable[[], None] | None = None,
) -> Picture | Refusal | None:
    """The picture in a music file, None where there is none; with `image` of a file that is a picture itself.

    `fd` stays the caller's to close. `look` as for `full_keys`.

    Raises:
        WorkerDied: as `read_batch`; also for a picture that takes too long.
    """
    more: dict[str, object] = {"image": image}
    (result,) = Results(child, "art", [(fd, stamp)], _picture, timeout_s=timeout_s, more=more, look=look)
    return result


def _picture(stamp: FileStamp, message: Message) -> Picture | None:
    body = message.body
    if body.get("none") is True:
        return None
    digest, width, height = body.get("sha256"), body.get("width"), body.get("height")
    if not (
        isinstance(digest, str) and _SHA256.fullmatch(digest) and isinstance(width, int) and isinstance(height, int)
    ):
        raise wire.NotTags("no picture")
    if not (0 < width <= LARGEST and 0 < height <= LARGEST and len(message.blob) == width * height * 3):
        raise wire.NotTags("no picture")
    return Picture(bytes.fromhex(digest), width, height, message.blob)


class Results(Generic[T]):
    """Checked answers: what `read` makes of one, or the reason for which the file was refused."""

    def __init__(
        self,
        child: Child,
        op: str,
        files: Sequence[tuple[int, FileStamp]],
        read: Callable[[FileStamp, Message], T],
        *,
        timeout_s: float,
        more: dict[str, object] | None = None,
        look: Callable[[], None] | None = None,
        together: bool = False,
    ) -> None:
        self._answers = Answers(child, op, files, timeout_s=timeout_s, more=more, look=look, together=together)
        self._child = child
        self._read = read

    def __iter__(self) -> Results[T]:
        return self

    def __next__(self) -> T | Refusal:
        """The next result. Raises WorkerDied."""
        stamp, message = next(self._answers)
        refused = message.body.get("refused")
        if isinstance(refused, str):
            return Refusal(stamp.path, clean(refused, 300) or "it was refused without a reason")
        try:
            return self._read(stamp, message)
        except wire.NotTags as problem:
            self._child.kill()
            raise nonsense(stamp) from problem

    def close(self) -> None:
        """No more is listened to."""
        self._answers.close()
