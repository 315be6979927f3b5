"""The commands as a person and a script call them: output, exit codes, errors."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import mutagen.flac
import numpy as np
import pytest
import soundfile

from desktop_app import cli, cli_words
from desktop_app.__main__ import main
from tests.audio.sounds import RATE, music
from tests.store.helpers import open_store

NOW = datetime(2026, 3, 1, 20, 0, tzinfo=timezone(timedelta(hours=2)))
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def album_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve tracks of four seconds: four artists, each at a pitch and tempo of its own."""
    folder = tmp_path_factory.mktemp("songs")
    for artist in range(4):
        for number in range(3):
            path = folder / f"Artist {artist}" / f"{number + 1:02} Song.flac"
            path.parent.mkdir(exist_ok=True)
            sound = music(4.0, tempo=70.0 + 30 * artist, root_hz=110.0 * 2 ** (artist / 2) * (1 + number / 50))
            soundfile.write(path, sound, RATE)
            tagged = mutagen.flac.FLAC(path)
            tagged["title"], tagged["artist"], tagged["album"] = f"Song {artist}.{number}", f"Artist {artist}", "One"
            tagged.save()
    return folder


@pytest.fixture(scope="session")
def ready_data(album_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which those tracks are scanned and analysed, by the real processes."""
    data = tmp_path_factory.mktemp("ready") / "data"
    assert cli.run(["--data-dir", str(data), "scan", str(album_folder)], data, lambda: NOW) == 0
    assert cli.run(["--data-dir", str(data), "analyse"], data, lambda: NOW) == 0
    return data


@pytest.fixture
def data(ready_data: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "data"
    shutil.copytree(ready_data, copy)
    return copy


Call = Callable[..., tuple[int, Any]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    """Run a command with --json; its exit code and the one object that it printed."""

    def run(data: Path, *words: object) -> tuple[int, Any]:
        capsys.readouterr()
        code = cli.run([*map(str, words), "--json"], data, lambda: NOW)
        printed = capsys.readouterr()
        assert printed.err == ""
        assert printed.out.count("\n") == 1
        return code, json.loads(printed.out)

    return run


def test_scan_counts_every_file_once(call: Call, album_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "music"
    shutil.copytree(album_folder, folder)
    shutil.copy(folder / "Artist 0" / "01 Song.flac", folder / "copy.flac")
    (folder / "empty.mp3").touch()
    code, report = call(tmp_path / "data", "scan", folder)
    assert code == 0
    assert (report["found"], report["tracks"], report["new"], report["duplicates"]) == (14, 12, 12, 1)
    assert [Path(refused["path"]).name for refused in report["refused"]] == ["empty.mp3"]
    assert report["found"] == report["tracks"] + report["duplicates"] + report["not_music"] + len(report["refused"])


def test_scan_of_a_missing_folder_is_1_and_the_others_are_scanned(
    call: Call, album_folder: Path, tmp_path: Path
) -> None:
    code, report = call(tmp_path / "data", "scan", tmp_path / "nowhere", album_folder)
    assert code == 1
    assert report["tracks"] == 12
    assert report["error"]["code"] == "folder"
    assert report["error"]["path"] == str(tmp_path / "nowhere")


@pytest.mark.parametrize("kind", ["empty", "a file", "no music", "none given"])
def test_scan_of_nothing_says_so(call: Call, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "folder"
    if kind == "a file":
        folder.write_text("x")
    else:
        folder.mkdir()
    if kind == "no music":
        (folder / "letter.txt").write_text("x")
    code, report = call(tmp_path / "data", "scan", *([] if kind == "none given" else [folder]))
    assert code == 1
    assert report["error"]["message"]


def test_analyse_does_nothing_twice(call: Call, data: Path) -> None:
    code, report = call(data, "analyse")
    assert (code, report["analysed"], report["already"], report["failed"]) == (0, 0, 12, [])


def test_recommend_sums_and_repeats(call: Call, data: Path) -> None:
    code, first = call(data, "recommend", "--count", 8, "--rng", 1)
    assert code == 0
    assert first["coverage"] == {"analysed": 12, "tracks": 12}
    assert len(first["items"]) == 8
    for item in first["items"]:
        assert item["reasons"]
        assert abs(sum(reason["value"] for reason in item["reasons"]) - item["score"]) < 1e-6
        assert Path(item["path"]).is_file()
    assert call(data, "recommend", "--count", 8, "--rng", 1)[1] == first
    assert call(data, "recommend", "--count", 8, "--rng", 2)[1] != first


def test_log_is_in_the_history_and_moves_the_reasons(call: Call, data: Path) -> None:
    _, listing = call(data, "recommend", "--count", 12)
    of = {name: [i for i in listing["items"] if i["artist"] == name] for name in ("Artist 0", "Artist 1")}
    liked, disliked = of["Artist 0"], of["Artist 1"]
    for item in liked[:2]:
        code, listen = call(data, "log", f"id:{item['track_id']}", "--ended", "FINISHED", "--played-ms", 4000)
        assert (code, listen["skip_kind"]) == (0, None)
    for item in disliked[:2]:
        code, listen = call(data, "log", item["path"], "--ended", "SKIPPED", "--played-ms", 1000)
        assert code == 0
    _, history = call(data, "history")
    assert [row["ended"] for row in history["listens"]].count("FINISHED") == 2
    assert {row["title"] for row in history["listens"]} == {i["title"] for i in liked[:2] + disliked[:2]}
    code, why = call(data, "why", f"id:{liked[2]['track_id']}")
    assert code == 0
    assert "rank" in why
    evidence = {seq for reason in why["reasons"] for seq in reason["evidence"]["listens"]}
    assert evidence & {row["listen_id"] for row in history["listens"]}
    _, stats = call(data, "stats")
    assert stats == {"tracks": 12, "away": 0, "analysed": 12, "listens": 4, "sessions": 1}


def test_recommend_leaves_no_trace_unless_it_is_asked_to(call: Call, data: Path) -> None:
    call(data, "recommend", "--count", 5)
    with open_store(data, write=False) as store:
        assert store.impressions.count() == 0
    call(data, "recommend", "--count", 5, "--log")
    with open_store(data, write=False) as store:
        assert store.impressions.count() == 5


def test_playlist_writes_the_recommended_files(call: Call, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "list.m3u8"
    code, report = call(data, "playlist", "--out", out, "--count", 5, "--rng", 3)
    assert (code, report["tracks"]) == (0, 5)
    entries = [line for line in out.read_text().splitlines() if not line.startswith("#")]
    _, listing = call(data, "recommend", "--count", 5, "--rng", 3)
    assert entries == [item["path"] for item in listing["items"]]


def test_radio_takes_seeds_by_path_and_id(call: Call, data: Path) -> None:
    _, listing = call(data, "recommend", "--count", 3)
    seed = listing["items"][0]
    code, radio = call(data, "recommend", "--mode", "radio", "--seed", seed["path"], "--count", 5)
    assert (code, radio["mode"]) == (0, "radio")
    assert seed["track_id"] not in [item["track_id"] for item in radio["items"]]


def test_recommendations_off_is_1(call: Call, data: Path) -> None:
    assert call(data, "settings", "recommendations", "off") == (0, {"settings": {"recommendations": False}})
    for words in (["recommend", "--log"], ["why", "id:1"], ["playlist", "--out", "x.m3u8"]):
        code, answer = call(data, *words)
        assert (code, answer["error"]["code"]) == (1, "recommendations_off")
    with open_store(data, write=False) as store:
        assert store.impressions.count() == 0
    assert call(data, "log", "id:1", "--ended", "FINISHED", "--played-ms", 4000)[0] == 0
    call(data, "settings", "recommendations", "on")
    assert call(data, "recommend")[0] == 0


def test_an_empty_library_is_1(call: Call, tmp_path: Path) -> None:
    code, answer = call(tmp_path / "data", "recommend")
    assert (code, answer["error"]["code"]) == (1, "empty_library")


@pytest.mark.parametrize("word", ["id:999999", "id:x", "id:", "/nowhere/x.flac", "relative.flac", "id:" + "9" * 30])
def test_an_unknown_track_is_1(call: Call, data: Path, word: str) -> None:
    code, answer = call(data, "log", word, "--ended", "FINISHED", "--played-ms", 1)
    assert (code, answer["error"]["code"]) == (1, "not_found")


@pytest.mark.parametrize(
    "words",
    [
        ["log", "id:1"],
        ["log", "id:1", "--ended", "MAYBE", "--played-ms", "1"],
        ["log", "id:1", "--ended", "FINISHED", "--played-ms", "soon"],
        ["log", "id:1", "--ended", "FINISHED", "--played-ms", "1", "--at", "yesterday"],
        ["recommend", "--count", "0"],
        ["recommend", "--count", "5", "--minutes", "5"],
        ["recommend", "--dial", "2"],
        ["recommend", "--mode", "mood:angry"],
        ["recommend", "--mode", "radio"],
        ["playlist"],
        ["playlist", "--out", "song.mp3"],
        ["settings", "theme", "pink"],
        ["settings", "nothing"],
        ["settings", "off_terms", "astrology"],
        ["log", "id:1", "--ended", "FINISHED", "--played-ms", "99999999"],
        ["stats", "--now", "soon"],
        ["scan", "--what"],
        ["scan", ""],
        ["scan", "~nobody-of-that-name/music"],
        ["stats", "--data-dir", ""],
        ["playlist", "--out", "~nobody-of-that-name/mix.m3u8"],
        ["recommend", "--log", "--rng", "9223372036854775808"],
        ["log", "id:1", "--ended", "FINISHED", "--played-ms", "1", "--now", "0001-01-01T00:00:00Z"],
        ["log", "id:1", "--ended", "FINISHED", "--played-ms", "1", "--now", "9999-12-31T23:59:59Z"],
    ],
)
def test_wrong_use_is_2_with_a_sentence(call: Call, data: Path, words: list[str]) -> None:
    code, answer = call(data, *words)
    assert (code, answer["error"]["code"]) == (2, "wrong_use")
    assert len(answer["error"]["message"]) > 10


def test_options_may_stand_before_or_after_the_command(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    outputs = []
    for words in (["--json", "--data-dir", str(data), "stats"], ["stats", "--data-dir", str(data), "--json"]):
        assert main(words) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]
    assert json.loads(outputs[0])["tracks"] == 12


def test_now_moves_the_clock(call: Call, data: Path) -> None:
    call(data, "log", "id:1", "--ended", "FINISHED", "--played-ms", 1000, "--now", "2020-05-01T10:00:00+02:00")
    _, history = call(data, "history")
    assert history["listens"][0]["started_at"] == "2020-05-01T07:59:59+00:00"


def test_a_second_writer_is_refused_and_reading_goes_on(call: Call, data: Path) -> None:
    with open_store(data):
        for words in (["scan"], ["log", "id:1", "--ended", "FINISHED", "--played-ms", 1], ["settings", "dial", "0.5"]):
            code, answer = call(data, *words)
            assert (code, answer["error"]["code"]) == (1, "in_use")
        for words in (["recommend"], ["stats"], ["history"], ["settings"]):
            assert call(data, *words)[0] == 0


def test_a_newer_database_is_refused_and_untouched(call: Call, data: Path) -> None:
    import sqlite3

    with sqlite3.connect(data / "user.db") as con:
        con.execute("PRAGMA user_version = 99")
    con.close()
    before = (data / "user.db").read_bytes()
    for words in (["stats"], ["scan"]):
        code, answer = call(data, *words)
        assert (code, answer["error"]["code"]) == (1, "database_too_new")
    assert (data / "user.db").read_bytes() == before


def test_a_file_in_place_of_the_database_is_refused_and_untouched(call: Call, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "user.db").write_bytes(b"my diary, not a database" * 100)
    code, answer = call(data, "stats")
    assert (code, answer["error"]["code"]) == (1, "database_damaged")
    assert (data / "user.db").read_bytes() == b"my diary, not a database" * 100


@pytest.mark.parametrize("place", ["/proc/undersong", "file", "file/below", "loop/x", "a" * 300])
def test_an_impossible_data_folder_is_a_sentence(call: Call, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "loop").symlink_to("loop")
    code, answer = call(tmp_path / place, "stats")
    assert (code, answer["error"]["code"]) == (1, "environment")


def test_names_that_are_not_text_survive(call: Call, tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / "music")
    (tmp_path / "music").mkdir()
    samples = (np.random.default_rng(1).standard_normal(RATE) * 0.1).astype(np.float32)
    soundfile.write(tmp_path / "x.flac", samples, RATE)
    (tmp_path / "x.flac").rename(os.fsdecode(folder + b"/b\xff\x1b[31m.flac"))
    assert call(tmp_path / "data", "scan", os.fsdecode(folder))[0] == 0
    _, listing = call(tmp_path / "data", "recommend")
    (item,) = listing["items"]
    assert item["path"].encode("utf-8", "surrogateescape") == folder + b"/b\xff\x1b[31m.flac"
    code, _ = call(tmp_path / "data", "log", item["path"], "--ended", "FINISHED", "--played-ms", 10)
    assert code == 0


def test_for_a_person_each_command_speaks_in_lines(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    said = {}
    for words in (["recommend"], ["why", "id:1"], ["stats"], ["settings"], ["history"], ["scan"], ["analyse"]):
        assert cli.run(words, data, lambda: NOW) == 0
        said[words[0]] = capsys.readouterr().out
    assert "From 12 of 12 tracks analysed so far." in said["recommend"]
    assert "Score" in said["why"]
    assert "recommendations = on" in said["settings"]
    assert "Nothing was played yet." in said["history"]
    assert "12 tracks (0 new, 0 changed)" in said["scan"]


def test_an_error_for_a_person_goes_to_stderr(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.run(["recommend"], tmp_path / "data", lambda: NOW) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Scan a folder first" in printed.err


def test_a_reader_that_has_seen_enough_is_no_fault(data: Path) -> None:
    command = [sys.executable, "-m", "desktop_app", "--data-dir", str(data), "recommend"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (1, b"")


def test_a_list_that_is_shorter_than_asked_says_why(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    assert cli.run(["recommend", "--count", "50"], data, lambda: NOW) == 0
    assert "12 of the 50 asked for" in capsys.readouterr().out


def test_doctor_tries_the_real_things(call: Call, tmp_path: Path) -> None:
    code, report = call(tmp_path / "data", "doctor")
    checks = {check["name"]: check for check in report["checks"]}
    models = {"model musicnn_msd_h.onnx", "model musicnn_mtt_h.onnx", "model vibenet_h.onnx"}
    others = {"database", "backups", "network", "decoder and analysis", "sound output"}
    assert set(checks) == models | others
    assert all(checks[name]["ok"] for name in models), checks
    assert checks["decoder and analysis"]["ok"], checks
    assert checks["database"]["ok"]
    assert (code == 0) == all(check["ok"] for check in report["checks"])


def test_no_command_asks_for_an_internet_socket(album_folder: Path, tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    folder = tmp_path / "music"
    shutil.copytree(album_folder / "Artist 0", folder)
    witness = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=socket,socketpair", "-o"]
    seen = []
    for number, words in enumerate((["scan", str(folder)], ["analyse"], ["recommend"], ["doctor"])):
        trace = tmp_path / f"trace{number}"
        command = [sys.executable, "-m", "desktop_app", "--data-dir", str(tmp_path / "data"), *words]
        subprocess.run([*witness, str(trace), *command], cwd=ROOT, check=True, capture_output=True)
        seen.append(trace.read_text())
    assert "AF_UNIX" in seen[0], "the witness sees the sockets to helper processes"
    assert not any("AF_INET" in trace for trace in seen)


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["scan"], True),
        (["--json", "stats"], True),
        (["--data-dir", "scan", "stats"], True),
        (["--data-dir", "scan"], False),
        ([], False),
        (["song.mp3"], False),
        (["--help"], True),
    ],
)
def test_words_are_told_from_files(words: list[str], command: bool) -> None:
    assert cli_words.is_command(words) is command


def test_a_word_that_is_neither_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recomend"]) == 2
    assert "recommend" in capsys.readouterr().err


def test_without_a_screen_the_window_says_what_works(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main(["--data-dir", str(tmp_path / "data")]) == 1
    assert "no screen" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_ctrl_c_stops_an_analysis_and_keeps_what_it_has(album_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "music"
    for copy in range(6):
        for path in album_folder.rglob("*.flac"):
            samples, rate = soundfile.read(path, dtype="float32")
            target = folder / str(copy) / f"{path.parent.name} {path.name}"
            target.parent.mkdir(parents=True, exist_ok=True)
            soundfile.write(target, samples[: len(samples) - 1 - copy], rate)
    base = [sys.executable, "-m", "desktop_app", "--data-dir", str(tmp_path / "data"), "--json"]
    subprocess.run([*base, "scan", str(folder)], cwd=ROOT, check=True, capture_output=True)
    process = subprocess.Popen([*base, "analyse"], cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def analysed() -> int:
        with open_store(tmp_path / "data", write=False) as store:
            from desktop_app.audio import groups

            return store.features.analysed_count(groups.of(groups.NEEDED))

    waiting = threading.Event()
    while analysed() < 3 and process.poll() is None:
        waiting.wait(0.05)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    kept = analysed()
    if process.returncode == 0:
        pytest.skip("the machine was faster than the signal")
    assert process.returncode == 1
    assert json.loads(out)["error"]["message"].startswith("Stopped.")
    assert 3 <= kept < 72
    done = subprocess.run([*base, "analyse"], cwd=ROOT, check=True, capture_output=True, text=True)
    report = json.loads(done.stdout)
    assert (report["already"], report["analysed"], report["failed"]) == (kept, 72 - kept, [])
