"""What is kept of tags stays small, whatever a file says, and reading them stays within what a reader may use."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from desktop_app.domain.records import ReadFile, Refusal
from desktop_app.library import client
from desktop_app.sandbox.files import open_regular
from desktop_app.sandbox.process import Child
from tests import hostile

VALUE_BYTES, VALUES = 4096, 64


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return hostile.base(tmp_path_factory.mktemp("base"))


def test_every_lying_tag_costs_little_and_leaves_little(tmp_path: Path, files: dict[str, bytes]) -> None:
    child = Child.start("reader")
    try:
        for name, data in [*hostile.tags(files), *hostile.strings(files["mp3"], "/nowhere")]:
            path = tmp_path / "one"
            path.write_bytes(data)
            fd, stamp = open_regular(os.fsencode(path))
            begun, used = time.monotonic(), _cpu_s(child.pid)
            (result,) = client.read_batch(child, [(fd, stamp)])
            assert time.monotonic() - begun < 30, name
            assert _cpu_s(child.pid) - used < 20, name
            os.close(fd)
            if isinstance(result, Refusal):
                assert result.reason, name
                continue
            assert isinstance(result, ReadFile)
            for field, values in result.tags.raw.items():
                assert len(field.encode()) <= VALUE_BYTES, name
                assert len(values) <= VALUES, (name, field, len(values))
                assert all(len(value.encode()) <= VALUE_BYTES for value in values), (name, field)
            for shown in (result.tags.title, result.tags.artist, result.tags.album):
                assert len(shown.encode()) <= VALUE_BYTES, name
        status = Path(f"/proc/{child.pid}/status").read_text()
        peak = re.search(r"VmHWM:\s+(\d+)", status)
        assert peak is not None and int(peak[1]) < 512 << 10, "half of what it may take"
    finally:
        child.close()


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
