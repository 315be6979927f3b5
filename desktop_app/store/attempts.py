"""How often a file was tried, counted on disk before each try, so that no file takes a helper down for ever."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence

from desktop_app.domain.records import WHOLE, FileStamp
from desktop_app.store.connection import Database, storable
from desktop_app.store.records import Attempt

FILE_JOBS = ("tags", "key", "analyse")
"""Names of the jobs that are tried on files."""


def file_signature(job: str, stamp: FileStamp, part: tuple[int, int] = WHOLE) -> str:
    """A name for "this job on this file as it is now": it differs once the file's size or time changes.

    Args:
        job: "analyse" for sound analysis (`features.wanted` leaves out what was given up on under that name).
        part: start and end in 1/75 s where the job is on a part of the file.
    """
    digest = hashlib.blake2b(digest_size=16)
    digest.update(b"%d %d " % (stamp.size, stamp.mtime_ns))
    digest.update(stamp.path)
    if part != WHOLE:
        digest.update(b"\0%d %d" % part)  # no path holds a NUL
    return f"{job}:{digest.hexdigest()}"


class AttemptRepository:
    """Tries by signature."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(self, signature: str) -> int:
        """Count a try before it starts; how many there were before it."""

        def job(con: sqlite3.Connection) -> int:
            (tries,) = con.execute(
                "INSERT INTO derived.attempt(signature, tries) VALUES (?, 1) "
                "ON CONFLICT(signature) DO UPDATE SET tries = tries + 1 RETURNING tries",
                (signature,),
            ).fetchone()
            return int(tries) - 1

        return self._db.write(job)

    def clear(self, signature: str) -> None:
        """Forget the tries: it worked, or the person wants it tried again."""
        self._db.write(lambda con: con.execute("DELETE FROM derived.attempt WHERE signature = ?", (signature,)))

    def withdraw(self, signature: str) -> None:
        """Take back the last try, which was stopped through no fault of the file."""

        def job(con: sqlite3.Connection) -> None:
            con.execute("UPDATE derived.attempt SET tries = tries - 1 WHERE signature = ? AND tries > 0", (signature,))
            con.execute(
                "DELETE FROM derived.attempt WHERE signature = ? AND tries = 0 AND reason IS NULL", (signature,)
            )

        self._db.write(job)

    def fail(self, signature: str, reason: str) -> None:
        """Set the file aside for good, with the reason in plain words, until it changes or `clear` is called."""
        self._db.write(
            lambda con: con.execute(
                "INSERT INTO derived.attempt(signature, tries, reason) VALUES (?, 1, ?) "
                "ON CONFLICT(signature) DO UPDATE SET reason = excluded.reason",
                (signature, storable(reason)),
            )
        )

    def state(self, signature: str) -> Attempt | None:
        """What is known of a file's tries; None if it was never tried."""
        row = self._db.one("SELECT tries, reason FROM derived.attempt WHERE signature = ?", (signature,))
        return None if row is None else Attempt(row[0], row[1])

    def begin_batch(self, signatures: Sequence[str]) -> int:
        """Count a try of many files at once before it starts; a number for `end_batch`."""
        files = json.dumps(list(signatures))
        return self._db.write(
            lambda con: int(con.execute("INSERT INTO derived.reading(files) VALUES (?)", (files,)).lastrowid or 0)
        )

    def end_batch(self, batch: int) -> None:
        """The try has come to an end, whatever came of it."""
        self._db.write(lambda con: con.execute("DELETE FROM derived.reading WHERE id = ?", (batch,)))

    def suspects(self, job: str) -> dict[str, int]:
        """Tries of files of which nothing has come yet, by signature. Whoever is among them is to be tried alone.

        Files of a batch that the program did not live to see the end of have been tried once more.
        """

        def count(con: sqlite3.Connection) -> None:
            for (files,) in con.execute("SELECT files FROM derived.reading").fetchall():
                con.executemany(
                    "INSERT INTO derived.attempt(signature, tries) VALUES (?, 1) "
                    "ON CONFLICT(signature) DO UPDATE SET tries = tries + 1",
                    ((signature,) for signature in json.loads(files)),
                )
            con.execute("DELETE FROM derived.reading")

        if self._db.one("SELECT 1 FROM derived.reading LIMIT 1") is not None:
            self._db.write(count)
        rows = self._db.all(
            "SELECT signature, tries FROM derived.attempt WHERE reason IS NULL AND signature >= ? AND signature < ?",
            (f"{job}:", f"{job};"),
        )
        return dict(rows)
