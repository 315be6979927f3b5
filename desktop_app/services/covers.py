"""One picture for every album, and for every track on none: the one in the music, else one beside it.

All pictures are found and decoded by readers; what is kept and shown is a small JPEG file of our own making.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.errors import EnvironmentProblem, FileRefused
from desktop_app.domain.jobs import JobContext, Progress
from desktop_app.domain.records import Changes, FileStamp, Refusal
from desktop_app.domain.text import path_text
from desktop_app.library import cover_files
from desktop_app.sandbox.files import open_regular
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services.attempting import given_up, is_transient, twice
from desktop_app.services.changes import ChangeFeed
from desktop_app.store import Store, file_signature
from desktop_app.store.art import NO_COVER, CoverImage, CoverRow, CoverTrack, track_key

if TYPE_CHECKING:
    from desktop_app.library import client

TRIED_FILES = 3
"""Files of an album whose pictures are looked for, in its order."""
TRIED_ARTISTS = 100
"""Artists of an album that names no owner: the most that are asked for a picture of their own."""
_TRIED_IMAGES = 8
WIDTH = 2
_ANNOUNCE_EVERY_S = 2.0
_RULES = b"1"
"""Changed when this module looks elsewhere, so that all is looked for again."""
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class _Group:
    """The tracks that share a cover: those of an album in its order, or one on none.

    `voices` are the first files of each artist where the album names no owner: it may be several albums of one name.
    """

    key: str
    tracks: tuple[CoverTrack, ...]
    voices: tuple[tuple[FileStamp, ...], ...]
    images: tuple[FileStamp, ...]

    @property
    def sought(self) -> str:
        """Names all that is looked at."""
        digest = hashlib.blake2b(_RULES, digest_size=16)
        for stamp in (*itertools.chain.from_iterable(self.voices), *self.images):
            digest.update(b"%d %d " % (stamp.size, stamp.mtime_ns) + stamp.path + b"\0")
        return digest.hexdigest()


@dataclass(slots=True)
class _Outcome:
    """What is to be stored for one group."""

    rows: list[CoverRow]
    images: list[CoverImage] = field(default_factory=list)
    drop: list[str] = field(default_factory=list)


class CoverService:
    """Finds covers, and hands them out. `readers` see the untrusted files."""

    def __init__(self, store: Store, readers: ReaderPool, changes: ChangeFeed) -> None:
        self._store = store
        self._readers = readers
        self._changes = changes

    def image(self, sha256: bytes) -> bytes | None:
        """A picture as a JPEG file of at most 512 pixels a side; None for one that is not known. Any thread."""
        return self._store.art.image(sha256)

    def own(self, image: Path) -> bytes:
        """Keep a picture that the person chose, for a correction of the cover.

        Returns:
            Its SHA-256, by which it is known.
        Raises:
            EnvironmentProblem: it is no picture that can be used, or cannot be read.
        """
        from desktop_app.library import client  # not for the window's start

        path = os.fsencode(image.absolute())
        try:
            fd, stamp = open_regular(path)
            try:
                with self._readers.borrow() as child:
                    found = client.art(child, fd, stamp, image=True)
            finally:
                os.close(fd)
            if not isinstance(found, client.Picture):
                raise FileRefused("it is no picture" if found is None else found.reason, path=path)
        except FileRefused as problem:
            raise EnvironmentProblem(
                f"{path_text(path)} cannot be used as a cover: {problem.reason}.",
                path=path,
                remedy="Choose a JPEG, PNG or WebP picture of at most 32 MB.",
            ) from problem
        kept = _kept(found)
        self._store.art.keep_own(kept)
        return kept.sha256

    def run(self, job: JobContext) -> int:
        """Look for covers wherever something changed since they were looked for. Goes on where it was stopped.

        Returns:
            For how many albums and loose tracks something was looked for.
        """
        done, announced, changed = 0, time.monotonic(), False
        try:
            for outcome in self._outcomes(job):
                done += 1
                changed = self._store.art.put(outcome.rows, outcome.images, outcome.drop) or changed
                job.report(Progress("covers", done))
                if changed and time.monotonic() - announced > _ANNOUNCE_EVERY_S:
                    announced, changed = time.monotonic(), False
                    self._changes.publish(Changes(covers=True))
            self._store.art.tidy()
        finally:
            if changed:
                self._changes.publish(Changes(covers=True))
        return done

    def _outcomes(self, job: JobContext) -> Iterator[_Outcome]:
        working: set[Future[_Outcome | None]] = set()
        threads = ThreadPoolExecutor(WIDTH, thread_name_prefix="covers")
        try:
            for group in self._due(job):
                job.check()
                working.add(threads.submit(self._look, group, job))
                if len(working) >= 2 * WIDTH:
                    ready, working = wait(working, return_when=FIRST_COMPLETED)
                    yield from filter(None, (future.result() for future in ready))
            while working:
                ready, working = wait(working, return_when=FIRST_COMPLETED)
                yield from filter(None, (future.result() for future in ready))
        finally:
            for future in working:
                future.cancel()
            threads.shutdown()

    def _due(self, job: JobContext) -> Iterator[_Group]:
        """Groups whose files are not those that were looked at."""
        groups = _groups(self._store.art.present(), self._store.art.folders())
        while batch := list(itertools.islice(groups, 200)):
            job.check()
            sought = self._store.art.sought([group.key for group in batch])
            for group in batch:
                if sought.get(group.key) != group.sought:
                    yield group

    def _look(self, group: _Group, job: JobContext) -> _Outcome | None:
        """What stands for a group; None where it could not be looked at now."""
        try:
            found = [self._inside(files, job) for files in group.voices]
            several = len({picture.sha256 for picture in found if picture is not None}) > 1
            best = next((picture for picture in found if picture is not None), None)
            if best is None:
                best = self._beside(group.images, job)
        except FileRefused as problem:
            if is_transient(problem.reason):
                return None
            raise
        outcome = _Outcome([CoverRow(group.key, None if best is None else best.sha256, group.sought)])
        if several:
            voices = dict(zip(_by_artist(group.tracks), found, strict=True))
            for track in group.tracks:
                picture = voices.get(track.artist)
                sha256 = NO_COVER if picture is None else picture.sha256
                outcome.rows.append(CoverRow(track_key(track.track), sha256, group.sought))
        elif group.key != track_key(group.tracks[0].track):
            outcome.drop = [track_key(track.track) for track in group.tracks]
        shown = {picture.sha256: picture for picture in (*found, best) if picture is not None}
        outcome.images = [_kept(picture) for picture in shown.values()]
        return outcome

    def _inside(self, files: Sequence[FileStamp], job: JobContext) -> client.Picture | None:
        return next(filter(None, (self._picture(stamp, job, image=False) for stamp in files)), None)

    def _beside(self, images: Sequence[FileStamp], job: JobContext) -> client.Picture | None:
        return next(filter(None, (self._picture(stamp, job, image=True) for stamp in images)), None)

    def _picture(self, stamp: FileStamp, job: JobContext, *, image: bool) -> client.Picture | None:
        """The picture of one file; None where it has none that can be shown.

        Raises:
            FileRefused: for a reason that is transient.
        """
        signature = file_signature("art", stamp)
        if given_up(self._store, signature):
            return None
        try:
            return twice(self._store, signature, lambda: self._read(stamp.path, job, image))
        except FileRefused as problem:
            if is_transient(problem.reason):
                raise
            return None

    def _read(self, path: bytes, job: JobContext, image: bool) -> client.Picture | None:
        from desktop_app.library import client  # not for the window's start

        fd, stamp = open_regular(path)
        try:
            with self._readers.borrow() as child:
                found = client.art(child, fd, stamp, image=image, look=job.check)
        finally:
            os.close(fd)
        if isinstance(found, Refusal):
            raise FileRefused(found.reason, path=path)
        return found


def _groups(tracks: Iterator[CoverTrack], owners: dict[bytes, str | None]) -> Iterator[_Group]:
    images_in = lru_cache(maxsize=256)(cover_files.images_in)
    for album, run in itertools.groupby(tracks, key=lambda track: track.album):
        if album:
            yield _group(
                album, sorted(run, key=lambda track: (track.disc, track.number, track.track)), owners, images_in
            )
        else:
            for track in run:
                yield _group(track_key(track.track), [track], owners, images_in)


def _group(
    key: str,
    tracks: Sequence[CoverTrack],
    owners: dict[bytes, str | None],
    images_in: Callable[..., tuple[FileStamp, ...]],
) -> _Group:
    voices = [_first_files(of_voice) for of_voice in _by_artist(tracks).values()]
    album = tracks[0].album
    folders: dict[bytes, None] = {}
    for stamp in voices[0]:
        folders.update(dict.fromkeys(cover_files.folders_of(stamp.path)))
    images = [
        image
        for folder in folders
        if owners.get(folder, album) == album  # else it would be the cover of other albums as well
        for image in images_in(folder, any_name=bool(album))
    ]
    return _Group(key, tuple(tracks), tuple(voices), tuple(images[:_TRIED_IMAGES]))


def _by_artist(tracks: Sequence[CoverTrack]) -> dict[str, Sequence[CoverTrack]]:
    """The tracks of each artist of an album that names no owner; else all of them, under the first artist."""
    if tracks[0].owned:
        return {tracks[0].artist: tracks}
    found: dict[str, list[CoverTrack]] = {}
    for track in tracks:
        found.setdefault(track.artist, []).append(track)
    return dict(itertools.islice(found.items(), TRIED_ARTISTS))


def _first_files(tracks: Sequence[CoverTrack]) -> tuple[FileStamp, ...]:
    files: dict[bytes, FileStamp] = {}
    for track in tracks:
        if track.path not in files:  # else it is another part of the same file
            files[track.path] = track.stamp
            if len(files) == TRIED_FILES:
                break
    return tuple(files.values())


def _kept(picture: client.Picture) -> CoverImage:
    from PIL import Image  # costs a window that shows no new covers nothing

    memory = io.BytesIO()
    Image.frombytes("RGB", (picture.width, picture.height), picture.rgb).save(memory, "JPEG", quality=_QUALITY)
    return CoverImage(picture.sha256, picture.width, picture.height, memory.getvalue())
