"""The reader as it runs: with what it needs loaded beforehand, one answer per file, and no file that ends it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desktop_app.library import reader, wire
from desktop_app.sandbox.channel import Channel
from tests.conftest import DATA
from tests.library import made

LATE = """
import os, sys
from desktop_app.library import reader
paths = sys.stdin.buffer.read().split(b"\\0")
reader.warm_up()
files = [os.open(path, os.O_RDONLY) for path in paths]
late = []
def hook(event, arguments):
    if event == "import" or (event == "open" and not isinstance(arguments[0], int)):
        late.append((event, arguments[0]))
sys.addaudithook(hook)
answers = [reader.answer(fd, {"path_text": os.fsdecode(path)}, None) for fd, path in zip(files, paths)]
found = list(late)
print(len(answers), sum("tags" in answer for answer in answers), found)
"""


def late_imports(paths: list[Path]) -> tuple[int, int, str]:
    ran = subprocess.run(
        [sys.executable, "-c", LATE],
        input=b"\0".join(map(os.fsencode, paths)),
        capture_output=True,
        check=True,
        timeout=120,
    )
    answers, tracks, late = ran.stdout.decode().split(" ", 2)
    return int(answers), int(tracks), late.strip()


def test_nothing_is_imported_or_opened_after_the_warm_up(tmp_path):
    paths = [made.write(tmp_path / f"a.{kind}", kind) for kind in made.FORMATS]
    bare = made.without_id3((tmp_path / "a.mp3").read_bytes())
    for encoding in range(4):
        for version in (3, 4):
            codec = ("latin-1", "utf-16", "utf-16-be", "utf-8")[encoding]
            frames = made.frame(b"TPE1", bytes([encoding]) + "Ñandú".encode(codec), version=version)
            frames += made.frame(b"TDRC" if version == 4 else b"TYER", b"\x001999", version=version)
            frames += made.frame(b"TCON", b"\0(17)Folk", version=version)
            path = tmp_path / f"{encoding}{version}.mp3"
            path.write_bytes(made.id3(frames, version=version) + bare + b"TAG" + "Кино".encode("cp1251").ljust(125))
            paths.append(path)
    path = tmp_path / "packed.mp3"
    path.write_bytes(made.id3(made.frame(b"TIT2", made.sync_safe(9) + made.deflated(1), b"\0\x09")) + bare)
    paths.append(path)
    answers, tracks, late = late_imports(paths)
    assert (answers, tracks) == (len(paths), len(paths))
    assert late == "[]"


@pytest.mark.skipif(not (DATA / "tag_corpora").exists(), reason="the test corpora are not here")
def test_nothing_is_imported_or_opened_late_for_any_file_of_the_corpora():
    paths = [path for path in sorted((DATA / "tag_corpora").rglob("*")) if path.is_file()]
    answers, tracks, late = late_imports(paths)
    assert answers == len(paths)
    assert tracks > 300
    assert late == "[]"


def exchange(bodies_and_fds: list[tuple[dict[str, object], list[int]]]) -> list[dict[str, object]]:
    """Send messages to the handler in a thread and collect its answers."""
    ours, theirs = Channel.pair()

    def work() -> None:
        while (message := theirs.receive(10, descriptors=True)) is not None:
            reader.handle(message, theirs)
        theirs.close()

    worker = threading.Thread(target=work)
    worker.start()
    answers = []
    for body, fds in bodies_and_fds:
        ours.send(body, fds=fds)
        for _ in fds:
            message = ours.receive(10)
            assert message is not None
            answers.append(message.body)
    ours.close()
    worker.join(10)
    assert not worker.is_alive()
    return answers


def test_one_answer_per_file_in_order_and_all_descriptors_are_closed(tmp_path):
    good = made.write(tmp_path / "01 - Nordlys - Light.mp3", "mp3")
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(b"words " * 100)
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    fds = [os.open(path, os.O_RDONLY) for path in (good, bad, good)]
    answers = exchange(
        [({"op": "tags", "files": [{"path_text": str(path)} for path in (good, bad, good)]}, fds)],
    )
    for fd in fds:
        os.close(fd)
    assert [answer["index"] for answer in answers] == [0, 1, 2]
    assert answers[1] == {"index": 1, "refused": "it is text, not sound"}
    tags = wire.tags_from(answers[0]["tags"])
    assert (tags.title, tags.artist, tags.number) == ("Light", "Nordlys", 1)
    assert answers[0]["key"] == answers[2]["key"]
    if before:
        assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_message_that_makes_no_sense_is_answered_all_the_same(tmp_path):
    good = made.write(tmp_path / "a.wav", "wav")
    for files in (None, [], ["x"], [{"path_text": 7}], [{}], {"a": 1}):
        fd = os.open(good, os.O_RDONLY)
        (answer,) = exchange([({"op": "tags", "files": files, "root_text": 5}, [fd])])
        os.close(fd)
        assert "tags" in answer


def test_a_pipe_or_a_folder_is_refused(tmp_path):
    folder = os.open(tmp_path, os.O_RDONLY)
    answers = exchange([({"op": "tags", "files": [{"path_text": "x"}]}, [folder])])
    os.close(folder)
    assert "refused" in answers[0]
