"""The measures of retrieval by hand, and the command on a small folder of made sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.quality import sound
from tests.quality.measures import Retrieval, fellows_first, retrieval

RATE = 22_050


def test_precision_and_hubs_by_hand() -> None:
    likeness = np.array(
        [
            [9.0, 0.9, 0.2, 0.1],  # first its fellow
            [0.1, 9.0, 0.8, 0.7],  # first two others
            [0.5, 0.4, 9.0, 0.3],  # has no fellow
            [0.5, 0.4, 0.3, 9.0],  # has none either
        ]
    )
    found = retrieval(likeness, np.array([0, 0, 1, 2]))
    np.testing.assert_allclose(found.first, [1, 0])
    np.testing.assert_allclose(found.five, [1 / 3, 1 / 3])
    np.testing.assert_allclose(found.average, [1, 1 / 3])
    assert (found.skew, found.most, found.never) == (0, 3, 0)  # all three others are among the five nearest


def test_one_hub_is_a_long_tail() -> None:
    likeness = np.random.default_rng(0).random((40, 40))
    even = retrieval(likeness, np.zeros(40))
    likeness[:, 7] += 1
    hub = retrieval(likeness, np.zeros(40))
    assert hub.most == 39 and hub.skew > 3 and even.skew < 1


def test_encodings_must_be_each_others_nearest() -> None:
    labels = np.array([0, 0, 1, 2, 2])
    likeness = np.eye(5)
    likeness[0, 1] = likeness[1, 0] = likeness[3, 4] = likeness[4, 3] = 0.9
    np.testing.assert_allclose(fellows_first(likeness, labels), [1, 1, 1, 1])
    likeness[0, 2] = 0.95
    np.testing.assert_allclose(fellows_first(likeness, labels), [0, 1, 1, 1])


def test_what_is_below_a_floor_is_named() -> None:
    good = Retrieval(np.ones(9), np.ones(9), np.ones(9), 0.5, 6, 0.0)
    bad = Retrieval(np.zeros(9), np.zeros(9), np.zeros(9), 1.5, 30, 0.4)
    assert sound.below_floors({"measured": good, "measured and learned": good}, 1.0, default=True) == []
    assert sound.below_floors({"measured": bad}, 0.9, default=True) == [
        "P@5, measured",
        "MAP, measured",
        "hubs, measured",
        "same recording",
    ]
    assert sound.below_floors({"measured": bad}, None, default=False) == ["hubs, measured"]


def test_the_command_hears_any_folders_of_music(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.audio.models.FOLDER", tmp_path / "no models")  # what they hear is tested elsewhere
    random = np.random.default_rng(0)
    time = np.arange(3 * RATE) / RATE
    for folder, pitch, noise in (("low", 110.0, 0.01), ("high", 880.0, 0.2)):
        (tmp_path / folder).mkdir()
        for number in range(4):
            tone = 0.3 * np.sin(2 * np.pi * pitch * (1 + 0.01 * number) * time)
            soundfile.write(tmp_path / folder / f"{number}.wav", tone + noise * random.normal(size=len(time)), RATE)
    steps = 0.3 * np.sign(np.sin(2 * np.pi * 330 * time)) * (np.sin(2 * np.pi * 4 * time) > 0)
    for suffix in ("wav", "flac"):
        soundfile.write(tmp_path / f"steps.{suffix}", steps, RATE)
    (tmp_path / "low" / "broken.ogg").write_bytes(b"no sound")
    (tmp_path / "low" / "read me.txt").write_text("no music")

    ended = sound.main(["--data", str(tmp_path)])
    told = capsys.readouterr().out
    assert "without " in told and "learned, hubs" not in told
    assert "8 tracks in 2 folders" in told and "left out: " in told and "broken.ogg" in told and "txt" not in told
    row = next(line for line in told.splitlines() if line.startswith("measured, hubs reduced"))
    assert row.split()[3] == "1.000"  # the nearest is of the same folder
    assert "100.0% of the nearest of 2 files among 10" in told
    assert ended == ("all floors held" not in told)
    assert sound.main(["--data", str(tmp_path / "low")]) == 2
