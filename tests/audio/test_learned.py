from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from desktop_app.audio import groups, models, without_numba
from desktop_app.audio.excerpts import RATE
from desktop_app.domain.sound_words import MOOD_NAMES, MTT_NAMES
from tests import oracle
from tests.audio.reference_models import STORED, fixed_sound

without_numba.install()

from desktop_app.audio import learned, mel  # noqa: E402
from desktop_app.audio.learned import Learned  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def shipped() -> Learned:
    return Learned.load(models.FOLDER)


def noise(seconds: float, level: float = 0.1, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(round(seconds * RATE), np.float32) * np.float32(level)


def chord(seconds: float, level: float = 0.1) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    return (level * sum(np.sin(2 * np.pi * f * t) for f in (220, 277.2, 329.6))).astype(np.float32)


def drums(seconds: float) -> np.ndarray:
    """A low thud on each beat at 130 a minute, hiss between."""
    t = np.arange(round(seconds * RATE)) / RATE
    beat = (t * 130 / 60) % 1
    thud = 0.5 * np.sin(2 * np.pi * 55 * t) * np.exp(-12 * beat)
    return (thud + noise(seconds, 0.1) * np.exp(-20 * ((beat + 0.5) % 1))).astype(np.float32)


def same(a: dict[str, np.ndarray], b: dict[str, np.ndarray]) -> bool:
    return a.keys() == b.keys() and all(np.array_equal(a[name], b[name]) for name in a)


def mood(found: dict[str, np.ndarray]) -> dict[str, float]:
    return dict(zip(MOOD_NAMES, found[groups.MOOD].tolist(), strict=True))


# --- what comes out --------------------------------------------------------------------------------------------------


def test_all_groups_are_finite_and_of_their_width(shipped: Learned) -> None:
    found = shipped.hear([noise(10, seed=n) for n in range(6)])
    assert found.keys() == groups.LEARNED == shipped.groups
    for name, values in found.items():
        assert values.shape == (groups.WIDTHS[name],) and values.dtype == np.float32
        assert np.isfinite(values).all()
    for name in (groups.MSD_TAGS, groups.MTT_TAGS, groups.MOOD):
        assert found[name].min() >= 0 and found[name].max() <= 1
    assert shipped.missing == {}


def test_the_shipped_files_say_what_the_original_models_say(shipped: Learned) -> None:
    """Weights are rounded to float16, hence the room; the embedding's values run from -2 to 2."""
    wanted = {name: np.array(values) for name, values in json.loads(STORED.read_text(encoding="utf-8")).items()}
    spectra = mel.patches(fixed_sound(), 1)
    for file, embedding, tags in (
        (models.MSD_FILE, groups.MSD, groups.MSD_TAGS),
        (models.MTT_FILE, groups.MTT, groups.MTT_TAGS),
    ):
        found, found_tags = learned._tagged(shipped._sessions[file], spectra)
        np.testing.assert_allclose(found[:200], wanted[embedding], atol=0.01)
        np.testing.assert_array_equal(found[200:], 0)  # one patch has no deviation
        np.testing.assert_allclose(found_tags, wanted[tags], atol=2e-3)
    found = learned._mood(shipped._sessions[models.MOOD_FILE], [fixed_sound()])
    np.testing.assert_allclose(found, wanted[groups.MOOD], atol=2e-3)


def test_mean_and_deviation_are_over_the_patches_and_each_patch_has_its_own_embedding(shipped: Learned) -> None:
    spectra = np.concatenate([mel.patches(fixed_sound(), 1), mel.patches(noise(10), 2)])
    session = shipped._sessions[models.MSD_FILE]
    alone = np.stack([learned._tagged(session, spectra[n : n + 1])[0][:200] for n in range(3)])
    together, _ = learned._tagged(session, spectra)
    np.testing.assert_allclose(together[:200], alone.mean(0), atol=1e-5)
    np.testing.assert_allclose(together[200:], alone.std(0), atol=1e-5)
    assert np.abs(alone[0] - alone[1]).max() > 0.1


def test_a_beat_is_faster_more_energetic_and_better_to_dance_to_than_a_held_chord(shipped: Learned) -> None:
    beaten, held = shipped.hear([drums(10)] * 6), shipped.hear([chord(10)] * 6)
    assert mood(beaten)["energy"] > mood(held)["energy"] + 0.1
    assert mood(beaten)["danceability"] > mood(held)["danceability"] + 0.1
    for tag in ("beat", "drums", "techno"):
        place = MTT_NAMES.index(tag)
        assert beaten[groups.MTT_TAGS][place] > held[groups.MTT_TAGS][place], tag
    slow = MTT_NAMES.index("slow")
    assert held[groups.MTT_TAGS][slow] > beaten[groups.MTT_TAGS][slow]


def test_only_what_is_wanted_is_run(shipped: Learned, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = [noise(5)]
    everything = shipped.hear(sound)
    monkeypatch.setattr(learned, "_tagged", lambda *_: pytest.fail("a tagger was run"))
    only = shipped.hear(sound, {groups.MOOD, groups.TIMBRE})
    assert same(only, {groups.MOOD: everything[groups.MOOD]})
    assert shipped.hear(sound, {groups.TIMBRE}) == {}


# --- gates and level -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "excerpts",
    [
        [],
        [np.empty(0, np.float32)],
        [np.zeros(RATE * 10, np.float32)] * 6,
        [np.full(RATE * 10, 0.7, np.float32)] * 6,
        [noise(10, 0.9e-3)] * 6,
        [noise(2.9)],
        [noise(2.9), noise(1)],
        [np.full(RATE * 10, np.nan, np.float32)],
        [np.full(RATE * 10, np.inf, np.float32)],
    ],
    ids=["none", "empty", "silence", "constant", "-61 dB", "short", "two short", "nan", "inf"],
)
def test_nothing_to_go_by_gives_nothing(shipped: Learned, excerpts: list[np.ndarray]) -> None:
    found = shipped.hear(excerpts)
    assert found.keys() == groups.LEARNED
    assert all(len(values) == 0 and values.dtype == np.float32 for values in found.values())


def test_three_seconds_a_little_above_the_gate_are_heard(shipped: Learned) -> None:
    found = shipped.hear([noise(3, 1.1e-3)])
    assert all(len(values) == groups.WIDTHS[name] for name, values in found.items())


def test_silent_and_short_excerpts_change_nothing(shipped: Learned) -> None:
    sound = [drums(10), noise(10)]
    padded = [np.zeros(RATE * 10, np.float32), sound[0], noise(2), sound[1], noise(10, 1e-4)]
    assert same(shipped.hear(padded), shipped.hear(sound))


@pytest.mark.parametrize("decibels", [-12.0, -30.0, 12.0])
def test_level_is_taken_out(shipped: Learned, decibels: float) -> None:
    usual = shipped.hear([drums(10)])
    other = shipped.hear([drums(10) * np.float32(10 ** (decibels / 20))])
    if decibels > -20:
        assert np.abs(other[groups.MOOD] - usual[groups.MOOD]).max() < 1e-3
        assert np.abs(other[groups.MSD] - usual[groups.MSD]).max() < 1e-2
    else:  # more than MOST_GAIN_DB is not given: what is very soft stays soft
        assert mood(other)["energy"] < mood(usual)["energy"]


def test_one_gain_holds_for_the_whole_track() -> None:
    loud, soft = learned._prepared([noise(10, 0.2), noise(10, 0.02)])
    assert len(loud) == len(soft) == 160_000
    assert np.std(loud) / np.std(soft) == pytest.approx(10, rel=0.02)
    both = np.concatenate([learned._prepared([part])[0] for part in (noise(10, 0.2), noise(10, 0.02))])
    assert 20 * np.log10(np.std(both)) == pytest.approx(
        learned.LEVEL_DB, abs=2
    )  # what lies above 8 kHz is cut off after the gain


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e30, -3e38])
def test_broken_samples_never_lead_to_broken_values(shipped: Learned, bad: float) -> None:
    sound = noise(10)
    sound[5_000:5_010] = bad
    for values in shipped.hear([sound, noise(10)]).values():
        assert np.isfinite(values).all()


@pytest.mark.parametrize("seconds", [[3], [5], [7], [10, 4], [10, 10], [10, 10, 3.5], [72], [10] * 6])
def test_any_number_of_excerpts_of_any_length_will_do(seconds: list[float]) -> None:
    sounds = learned._prepared([noise(s) for s in seconds])
    spectra = learned._patches(sounds)
    possible = sum(mel.patches_in(len(sound)) for sound in sounds)
    assert 1 <= len(spectra) <= min(learned.MOST_PATCHES, possible)
    if len(seconds) == 6 or seconds == [72]:
        assert len(spectra) == learned.MOST_PATCHES


# --- threads, files and the process around ---------------------------------------------------------------------------


def test_the_same_vector_comes_from_one_thread_and_from_many(shipped: Learned) -> None:
    tracks = [[noise(3, seed=n), drums(3.5)] for n in range(2)]
    alone = [shipped.hear(track) for track in tracks]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(shipped.hear, tracks * 2))
    assert all(same(a, b) for a, b in zip(alone * 2, together, strict=True))
    assert all(same(a, b) for a, b in zip(alone, map(Learned.load(models.FOLDER).hear, tracks), strict=True))


def test_a_model_that_is_not_there_is_left_out_and_the_others_hear_on(shipped: Learned, tmp_path: Path) -> None:
    folder = shutil.copytree(models.FOLDER, tmp_path / "models")
    (folder / models.MSD_FILE).unlink()
    changed = bytearray((folder / models.MOOD_FILE).read_bytes())
    changed[-1] ^= 1
    (folder / models.MOOD_FILE).write_bytes(changed)
    fewer = Learned.load(folder)
    assert fewer.groups == {groups.MTT, groups.MTT_TAGS}
    assert fewer.missing == {
        models.MSD_FILE: "it is missing",
        models.MOOD_FILE: "it is not the file that came with the program",
    }
    everything = shipped.hear([drums(10)])
    assert same(fewer.hear([drums(10)]), {name: everything[name] for name in fewer.groups})


def test_without_any_model_there_is_simply_nothing_to_say(tmp_path: Path) -> None:
    nothing = Learned.load(tmp_path)
    assert nothing.groups == frozenset() and set(nothing.missing) == set(models.GIVES)
    assert nothing.hear([noise(10)]) == {}


def test_what_onnxruntime_cannot_run_is_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(models, "read", lambda folder, file: b"no model at all")
    broken = Learned.load(tmp_path)
    assert broken.groups == frozenset()
    assert all(reason.endswith("cannot run it") for reason in broken.missing.values())


def test_without_onnxruntime_no_model_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    learned._runtime.cache_clear()
    without = Learned.load(models.FOLDER)
    assert without.groups == frozenset()
    assert all(reason.startswith("onnxruntime cannot be loaded") for reason in without.missing.values())


HEAR_SEALED = """
from desktop_app.audio import models, without_numba
without_numba.install()
import numpy as np
from desktop_app.audio.learned import Learned
from desktop_app.sandbox import limits, seccomp
limits.apply(limits.ANALYSIS)
learned = Learned.load(models.FOLDER)
seccomp.seal()
try:
    open("/dev/null").close()
    sealed = False
except PermissionError:
    sealed = True
sound = np.random.default_rng(0).standard_normal(220_500, np.float32) * np.float32(0.1)
found = learned.hear([sound] * 6)
print(sealed or not seccomp.supported(), sorted(name for name, values in found.items() if len(values)))
"""


def test_the_sealed_process_hears_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Later versions of onnxruntime keep an identity and events below the home folder; ours must not."""
    for variable in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TMPDIR"):
        (tmp_path / variable).mkdir()
        monkeypatch.setenv(variable, str(tmp_path / variable))
    monkeypatch.delenv("CI", raising=False)  # where they see one, those versions hold back
    monkeypatch.setenv("JOBLIB_MULTIPROCESSING", "0")  # librosa's cache, which is off, would try a semaphore
    if oracle.available():
        done, seen = oracle.witness(["-c", HEAR_SEALED], tmp_path / "trace")
        (tmp_path / "trace").unlink()
        assert seen.opened_with(b"vibenet_h.onnx"), "the witness sees what is opened"
        assert seen.sockets == [] and seen.started[1:] == []
        assert [line for line in seen.opened if b"O_WRONLY" in line or b"O_RDWR" in line or b"O_CREAT" in line] == []
    else:
        done = subprocess.run(
            [sys.executable, "-c", HEAR_SEALED], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert (done.stdout.strip(), done.stderr) == (f"True {sorted(groups.LEARNED)}", "")
    assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == []
