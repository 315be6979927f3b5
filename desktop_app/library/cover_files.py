"""Find the pictures beside the music that may be its cover. Looks at names only; nothing is opened."""

from __future__ import annotations

import os
import re
import stat

from desktop_app.domain.records import FileStamp
from desktop_app.sandbox.files import stamp_from

MAX_SIZE = 32 << 20
"""Bytes; larger ones are no covers."""
_NAMES = (b"cover", b"folder", b"front", b"album", b"artwork")
"""Best first."""
_EXTENSIONS = (b".jpg", b".jpeg", b".png", b".webp")
_DISC_FOLDER = re.compile(rb"(?:cd|dis[ck]|disque)[ _.-]*\d{1,2}\b.*", re.IGNORECASE)


def images_in(folder: bytes, *, any_name: bool = True) -> tuple[FileStamp, ...]:
    """The pictures in a folder that may stand for the music in it, best first; none where it cannot be listed.

    Args:
        any_name: where none has the name of a cover, one that is the only picture there will do.
    """
    found: list[FileStamp] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.name.lower().endswith(_EXTENSIONS) or entry.name.startswith(b"._"):
                    continue
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(status.st_mode) and 0 < status.st_size <= MAX_SIZE:
                    found.append(stamp_from(entry.path, status))
    except OSError:  # gone, or may not be read: then it has no cover for us
        return ()
    named = sorted((_rank(stamp.path), stamp.path, stamp) for stamp in found if _rank(stamp.path) < len(_NAMES))
    if named:
        return tuple(stamp for _, _, stamp in named)
    return tuple(found) if any_name and len(found) == 1 else ()


def folders_of(path: bytes) -> tuple[bytes, ...]:
    """Where the cover of a music file may lie: its folder, and the one above a folder for one disc ("CD1")."""
    folder, _, _ = path.rpartition(b"/")
    above, _, name = folder.rpartition(b"/")
    return (folder, above) if above and _DISC_FOLDER.fullmatch(name) else (folder,)


def _rank(path: bytes) -> int:
    stem = path.rpartition(b"/")[2].rpartition(b".")[0].lower()
    return _NAMES.index(stem) if stem in _NAMES else len(_NAMES)
