from __future__ import annotations

import pytest

from desktop_app.library import mounts
from desktop_app.library.mounts import Mount

TABLE = rb"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 27 0:50 / /mnt/music\040share rw shared:5 master:2 - nfs4 box:/music rw,vers=4.2
41 27 8:17 / /media/stick rw - vfat /dev/sdb1 rw
42 27 0:51 / /home/a/cloud rw - fuse.sshfs a@b: rw
43 41 0:52 / /media/stick rw - ext4 /dev/sdc1 rw
nonsense
44 27 0:53 /
"""


def test_the_table_is_read_with_its_escapes_and_without_its_nonsense() -> None:
    found = mounts.parse(TABLE)
    assert Mount(b"/mnt/music share", "nfs4") in found
    assert len(found) == 6


def test_a_folder_lies_on_the_latest_mount_and_knows_those_below() -> None:
    table = mounts.parse(TABLE)
    assert mounts.concerning(b"/mnt/music share/rock", table) == (Mount(b"/mnt/music share", "nfs4"),)
    assert mounts.concerning(b"/mnt/music shared", table) == (Mount(b"/", "ext4"),)
    assert mounts.concerning(b"/media/stick", table) == (Mount(b"/media/stick", "ext4"),)
    assert mounts.concerning(b"/home/a", table) == (Mount(b"/", "ext4"), Mount(b"/home/a/cloud", "fuse.sshfs"))
    assert mounts.concerning(b"/anywhere", ()) == (Mount(b"/", ""),)


@pytest.mark.parametrize(
    ("kind", "remote"),
    [("nfs", True), ("nfs4", True), ("cifs", True), ("smb3", True), ("9p", True), ("fuse.sshfs", True),
     ("fuse.rclone", True), ("autofs", True), ("ext4", False), ("btrfs", False), ("fuseblk", False), ("vfat", False),
     ("exfat", False), ("overlay", False), ("tmpfs", False), ("", False)],
)  # fmt: skip
def test_which_file_systems_change_behind_the_kernels_back(kind: str, remote: bool) -> None:
    assert mounts.is_remote(kind) is remote


def test_this_machine_has_mounts() -> None:
    assert any(mount.point.startswith(b"/") and mount.kind for mount in mounts.mounts())  # in a chroot "/" is none
