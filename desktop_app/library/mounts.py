"""Which file systems tell of changes: the kernel's own do; those served from elsewhere change behind its back.

Source: proc_pid_mountinfo(5) for the table; inotify(7), "Limitations and caveats", for what is not told of.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

REMOTE = frozenset({
    "9p", "acfs", "afs", "auristorfs", "autofs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse", "gfs2", "glusterfs",
    "gpfs", "kafs", "lustre", "ncpfs", "nfs", "nfs3", "nfs4", "ocfs2", "orangefs", "prl_fs", "pvfs2", "shfs", "smb2",
    "smb3", "smbfs", "vboxsf", "virtiofs",
})  # fmt: skip
"""Types by the kernel's names. "autofs" stands for whatever is mounted there when it is asked for."""
_MOUNTS = Path("/proc/self/mountinfo")
_ESCAPED = re.compile(rb"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of the table: where a file system hangs, and of which type it is."""

    point: bytes
    kind: str


def mounts() -> tuple[Mount, ...]:
    """The mounts that this process sees, later ones over earlier ones; () where the system keeps no such table."""
    try:
        return parse(_MOUNTS.read_bytes())
    except OSError:
        return ()


def parse(table: bytes) -> tuple[Mount, ...]:
    """Read a table in the form of /proc/self/mountinfo; lines that make no sense are passed by."""
    found = []
    for line in table.splitlines():
        before, dash, after = line.partition(b" - ")
        fields, rest = before.split(b" "), after.split(b" ")
        if dash and len(fields) >= 6 and rest[0]:
            point = _ESCAPED.sub(lambda match: bytes([int(match[1], 8) & 255]), fields[4])
            found.append(Mount(point, rest[0].decode("ascii", "replace")))
    return tuple(found)


def concerning(folder: bytes, table: tuple[Mount, ...]) -> tuple[Mount, ...]:
    """The mount that a folder lies on, and those below the folder. `folder` is absolute, links resolved."""
    on = Mount(b"/", "")
    below: dict[bytes, Mount] = {}
    for mount in table:
        if contains(folder, mount.point) and mount.point != folder:
            below[mount.point] = mount
        elif contains(mount.point, folder) and len(mount.point) >= len(on.point):
            on = mount
    return (on, *below.values())


def is_remote(kind: str) -> bool:
    """Whether files of this type of file system may change without the kernel's knowing.

    Of the FUSE family only "fuseblk" (NTFS and the like on a local drive) is known to change by this machine alone.
    """
    return kind in REMOTE or kind.startswith("fuse.")


def contains(folder: bytes, path: bytes) -> bool:
    """Whether a path is this folder or lies below it."""
    return path == folder or path.startswith(folder.rstrip(b"/") + b"/")


def real(path: bytes) -> bytes:
    """The path with its links resolved, as the table names it."""
    return os.path.realpath(path)
