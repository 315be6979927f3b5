from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from desktop_app.domain.errors import FolderProblem
from desktop_app.domain.records import Refusal
from desktop_app.library import formats, walk


def found(root: Path) -> tuple[list[bytes], dict[bytes, str]]:
    """Names of files, and reasons by name, relative to the root."""
    problems: list[Refusal] = []
    base = os.fsencode(root) + b"/"
    paths = [stamp.path.removeprefix(base) for stamp in walk.audio_files(os.fsencode(root), problems.append)]
    return paths, {problem.path.removeprefix(base): problem.reason for problem in problems}


def touch(path: Path, data: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_files_come_with_their_stamps_in_byte_order(tmp_path):
    for name in ("b/2.FLAC", "b/1.mp3", "a/x.ogg", "z.Opus", "notes.txt", "cover.jpg", "list.m3u8"):
        touch(tmp_path / name, b"12345")
    os.utime(tmp_path / "z.Opus", ns=(5, 7))
    paths, problems = found(tmp_path)
    assert paths == [b"z.Opus", b"a/x.ogg", b"b/1.mp3", b"b/2.FLAC"]
    assert problems == {}
    stamp = next(walk.audio_files(os.fsencode(tmp_path), [].append))
    status = (tmp_path / "z.Opus").stat()
    assert (stamp.size, stamp.mtime_ns, stamp.device, stamp.inode) == (5, 7, status.st_dev, status.st_ino)


def test_names_that_are_no_text_are_kept_to_the_byte(tmp_path):
    names = [
        b"bad\xff\xfe.mp3", b"line\nbreak.mp3", "rtl\u202e3pm.exe.mp3".encode(), b"-i.mp3", b"concat:a.mp3",
        b"pipe:0.mp3",
        b"#c.mp3", b"=cmd.mp3", b"q'--;.mp3", b"a" * 251 + b".mp3", b"<img src=x>.mp3", b" .mp3", b"\x1b[2J.mp3",
    ]  # fmt: skip
    for name in names:
        os.close(os.open(os.fsencode(tmp_path) + b"/" + name, os.O_CREAT | os.O_WRONLY))
    assert sorted(found(tmp_path)[0]) == sorted(names)


def test_trash_snapshots_and_apple_doubles_are_passed_by_but_dotted_albums_are_not(tmp_path):
    for name in (
        ".Trash/a.mp3", ".Trash-1000/files/a.mp3", "$RECYCLE.BIN/a.mp3", "@eaDir/a.mp3", "__MACOSX/a.mp3",
        "Album/._01 Song.mp3", "System Volume Information/a.mp3", ".stversions/a.mp3", ".mp3",
    ):  # fmt: skip
        touch(tmp_path / name)
    touch(tmp_path / "...And Then/01.mp3")
    touch(tmp_path / ".hidden.mp3")
    assert found(tmp_path) == ([b".hidden.mp3", b"...And Then/01.mp3"], {})


def test_loops_of_links_end_and_nothing_is_found_twice(tmp_path):
    root = tmp_path / "music"
    touch(root / "a" / "1.mp3")
    (root / "loop").symlink_to(".")
    (root / "a" / "up").symlink_to("..")
    (root / "again").symlink_to("a")
    (root / "same.mp3").symlink_to("a/1.mp3")
    assert found(root) == ([b"a/1.mp3"], {})


def test_links_that_lead_out_are_reported_not_followed(tmp_path):
    outside = touch(tmp_path / "elsewhere" / "1.mp3").parent
    root = tmp_path / "music"
    touch(root / "own.mp3")
    (root / "out").symlink_to(outside)
    (root / "parent").symlink_to("..")
    (root / "file.mp3").symlink_to(outside / "1.mp3")
    (root / "zero.mp3").symlink_to("/dev/zero")
    (root / "dangling.mp3").symlink_to("nowhere")
    (root / "self.mp3").symlink_to("self.mp3")
    (root / "notes.txt").symlink_to(outside / "none")
    paths, problems = found(root)
    assert paths == [b"own.mp3"]
    assert set(problems) == {b"out", b"parent", b"file.mp3", b"zero.mp3", b"dangling.mp3", b"self.mp3"}
    assert "leads nowhere" in problems[b"dangling.mp3"]
    assert "no regular file" in problems[b"zero.mp3"]
    assert "add that folder" in problems[b"out"]


def test_a_root_may_be_a_link(tmp_path):
    touch(tmp_path / "real" / "1.mp3")
    (tmp_path / "link").symlink_to("real")
    assert found(tmp_path / "link") == ([b"1.mp3"], {})


def test_pipes_sockets_and_folders_named_like_music_are_never_opened(tmp_path):
    os.mkfifo(tmp_path / "fifo.mp3")
    touch(tmp_path / "folder.mp3" / "in.mp3")
    with socket.socket(socket.AF_UNIX) as sock:
        here = Path.cwd()
        os.chdir(tmp_path)
        try:
            sock.bind("socket.mp3")
        finally:
            os.chdir(here)
    paths, problems = found(tmp_path)
    assert paths == [b"folder.mp3/in.mp3"]
    assert problems == {b"fifo.mp3": "it is no regular file", b"socket.mp3": "it is no regular file"}


def test_a_hard_link_is_a_second_file(tmp_path):
    touch(tmp_path / "a.mp3")
    (tmp_path / "b.mp3").hardlink_to(tmp_path / "a.mp3")
    assert found(tmp_path)[0] == [b"a.mp3", b"b.mp3"]


def test_very_deep_folders_are_reported_and_the_rest_is_found(tmp_path):
    touch(tmp_path / "z.mp3")
    descriptor = os.open(tmp_path, os.O_RDONLY)
    for _ in range(60):  # 6 kB of path, longer than a path may be
        os.mkdir("d" * 100, dir_fd=descriptor)
        below = os.open("d" * 100, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = below
    os.close(descriptor)
    paths, problems = found(tmp_path)
    assert paths == [b"z.mp3"]
    assert list(problems.values()) == ["its path is too long"]


def test_nesting_is_bounded(tmp_path):
    folder = tmp_path
    for number in range(walk.MAX_DEPTH + 5):
        folder = folder / "d"
        touch(folder / f"{number}.mp3")
    paths, problems = found(tmp_path)
    assert len(paths) == walk.MAX_DEPTH
    assert [reason for reason in problems.values() if "nested" in reason]


def test_what_vanishes_meanwhile_is_not_found_and_a_vanished_folder_is_reported(tmp_path):
    for name in ("a/1.mp3", "b/1.mp3", "c/1.mp3"):
        touch(tmp_path / name)
    problems: list[Refusal] = []
    walked = walk.audio_files(os.fsencode(tmp_path), problems.append)
    first = next(walked)
    (tmp_path / "b" / "1.mp3").unlink()
    (tmp_path / "b").rmdir()
    assert [Path(os.fsdecode(stamp.path)).parent.name for stamp in (first, *walked)] == ["a", "c"]
    assert [problem.reason for problem in problems] == ["the folder was gone when it was to be read"]


def test_a_root_that_goes_away_during_the_walk_is_a_problem(tmp_path):
    root = tmp_path / "drive"
    touch(root / "1.mp3")
    walked = walk.audio_files(os.fsencode(root), [].append)
    next(walked)
    root.rename(tmp_path / "gone")
    root.mkdir()
    with pytest.raises(FolderProblem) as problem:
        list(walked)
    assert problem.value.path == os.fsencode(root)


@pytest.mark.parametrize("kind", ["missing", "file", "nul"])
def test_a_root_that_is_none_is_said_plainly(kind, tmp_path):
    root = {"missing": tmp_path / "no", "file": touch(tmp_path / "f.mp3"), "nul": Path("/a\0b")}[kind]
    with pytest.raises(FolderProblem) as problem:
        list(walk.audio_files(os.fsencode(root), [].append))
    assert str(problem.value).endswith(".")
    assert problem.value.remedy


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_folders_are_reported(tmp_path):
    touch(tmp_path / "ok" / "1.mp3")
    shut = touch(tmp_path / "shut" / "2.mp3").parent
    shut.chmod(0)
    try:
        assert found(tmp_path) == ([b"ok/1.mp3"], {b"shut": "the folder may not be read"})
        with pytest.raises(FolderProblem, match="may not be read"):
            list(walk.audio_files(os.fsencode(shut), [].append))
    finally:
        shut.chmod(stat.S_IRWXU)


def test_an_error_in_listing_is_told_with_its_reason(tmp_path, monkeypatch):
    touch(tmp_path / "bad" / "1.mp3")
    touch(tmp_path / "ok" / "1.mp3")
    scandir = os.scandir

    def failing(path):
        if os.fsdecode(path).endswith("bad"):
            raise OSError(5, "Input/output error")
        return scandir(path)

    monkeypatch.setattr(walk.os, "scandir", failing)
    assert found(tmp_path) == ([b"ok/1.mp3"], {b"bad": "the drive reports an error"})


def test_extensions_decide_whether_a_file_is_looked_at():
    assert all(formats.is_audio_name(b"x." + extension.upper()) for extension in formats.AUDIO_EXTENSIONS)
    assert not any(formats.is_audio_name(name) for name in (b"mp3", b".mp3", b"x.mp3.part", b"x.jpg", b"x.", b"x.m3u"))
