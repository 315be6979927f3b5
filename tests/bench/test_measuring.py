"""The measurements themselves: one command, ratios over common files, floors that break, peers that may fail."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench import peers
from tests.bench.analyse import Costs, Floors

A, B, C = Path("a"), Path("b"), Path("c")


@pytest.fixture
def costs() -> Costs:
    costs = Costs()
    for path, length, decode, ours in ((A, 200.0, 1.0, 2.0), (B, 30.0, 1.0, 3.0), (C, 150.0, 2.0, 2.0)):
        costs.add("decode", path, decode)
        costs.add("ours", path, ours)
        costs.length_s[path] = length
    costs.add("peer", A, 4.0)
    costs.add("peer", B, 1.0)
    return costs


def test_every_measurement_can_be_run_by_its_name():
    for name in bench.NAMES:
        assert callable(importlib.import_module(f"tests.bench.{name}").main)


def test_the_list_is_printed_and_an_unknown_name_is_wrong_use(capsys):
    assert bench.main([]) == 0
    listed = capsys.readouterr().out
    assert all(f"  {name} " in listed for name in bench.NAMES)
    assert bench.main(["nothing"]) == 2


def test_ratios_are_over_files_that_both_could_read(costs):
    assert costs.ratio("ours", "decode") == pytest.approx(7 / 4)
    assert costs.median("ours", "decode") == pytest.approx(2)
    assert costs.ratio("ours", "peer") == pytest.approx(5 / 5)
    assert costs.ratio("ours", "decode", at_least_s=120) == pytest.approx(4 / 3)
    assert costs.ratio("ours", "absent") != costs.ratio("ours", "absent")  # NaN


def test_a_broken_floor_is_named(capsys):
    floors = Floors()
    floors.hold("most", 1.0, 1.0)
    floors.hold("least", 1.6, 1.6, most=False)
    assert not floors.broken
    floors.hold("too much", 1.01, 1.0)
    floors.hold("too little", float("nan"), 1.6, most=False)
    assert floors.broken == ["too much", "too little"]
    assert capsys.readouterr().out.count("BROKEN") == 2


def test_peers_that_are_not_installed_are_missing_with_a_reason(tmp_path):
    bare = tmp_path / "python"
    bare.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n')  # without site-packages
    bare.chmod(0o700)
    with peers.running(bare) as (found, missing):
        assert found == []
    assert missing.keys() == set(peers.NAMES)
    assert all("not installed" in reason for reason in missing.values())


BLISS = """
import os
class Song:
    def __init__(self, path):
        if path == "panic":
            raise BaseException("a Rust panic")
        if path == "crash":
            os.kill(os.getpid(), 4)
        print("noise")
        self.analysis = [float(len(path)), 2.0]
"""


def test_a_peer_that_panics_or_dies_costs_only_that_file(tmp_path, monkeypatch):
    (tmp_path / "bliss_audio.py").write_text(BLISS)
    (tmp_path / "bliss_audio-9.dist-info").mkdir()
    (tmp_path / "bliss_audio-9.dist-info" / "METADATA").write_text("Name: bliss-audio\nVersion: 9\n")
    monkeypatch.setenv("PYTHONPATH", os.fsdecode(tmp_path))
    with peers.running(None, ["bliss"], probe=Path("ab")) as ((bliss,), missing):
        assert not missing
        assert bliss.version == "9"
        assert bliss.features(Path("abcd")).tolist() == [4.0, 2.0]
        with pytest.raises(peers.PeerRefused, match="Rust panic"):
            bliss.hear(Path("panic"))
        with pytest.raises(peers.PeerRefused, match="SIGILL"):
            bliss.hear(Path("crash"))
        assert bliss.hear(Path("abc")).cpu_s >= 0
        assert bliss.distances([Path("ab"), Path("abcde")]).tolist() == [[0.0, 3.0], [3.0, 0.0]]
    with peers.running(None, ["bliss"], probe=Path("crash")) as (found, missing):
        assert found == []
        assert "SIGILL" in missing["bliss"]
