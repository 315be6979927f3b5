"""The shipped models at work: what they hear in excerpts of a track. For the analysis process only.

The taggers (musicnn, "End-to-end learning for music audio tagging at scale", ISMIR 2018) hear PATCHES times three
seconds, the mood model (VibeNet) hears MOOD_S around each excerpt's middle. docs/decisions/15-models-that-ship.md says
how much they hear and why, and what is done before: level and gates.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence, Set
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final, cast

import numpy as np
import soxr

from desktop_app.audio import groups, mel, models
from desktop_app.audio.excerpts import RATE
from desktop_app.domain.sound_words import MOOD_NAMES
from desktop_app.domain.tables import Float32Array

if TYPE_CHECKING:
    import onnxruntime

PATCHES: Final = {models.MSD_FILE: 2, models.MTT_FILE: 3}
"""So many times three seconds are heard by each tagger, spread evenly over the excerpts. The second tells more of what
belongs together, so that a patch less costs it more."""
MOST_PATCHES: Final = max(PATCHES.values())
MOOD_S: Final = 3.0
SILENT_DB: Final = -60.0
"""Excerpts whose RMS lies below this, in dB of full scale, are not heard."""
SHORTEST_S: Final = 3.0
"""Nor are shorter ones: the taggers know no less."""
LEVEL_DB: Final = -18.0
"""All that is heard of a track is brought to this RMS by one gain: the mood model hears loudness as energy."""
MOST_GAIN_DB: Final = 20.0

_LIKELIHOODS: Final = np.isin(MOOD_NAMES, ("acousticness", "instrumentalness", "liveness"))
"""Scores that leave the model as logits; the others are only clipped. Source: vibenet 0.1.0, `from_logits`."""

_TAGGERS: Final = {
    models.MSD_FILE: (groups.MSD, groups.MSD_TAGS),
    models.MTT_FILE: (groups.MTT, groups.MTT_TAGS),
}


class Learned:
    """The models that could be loaded. May be used by several threads at once; the same sound gives the same values."""

    def __init__(self, sessions: Mapping[str, onnxruntime.InferenceSession], missing: Mapping[str, str]) -> None:
        self._sessions = dict(sessions)
        self.missing = dict(missing)
        """Why a model file is not used, by its name."""
        self.groups: frozenset[str] = frozenset().union(*(models.GIVES[file] for file in self._sessions))
        """What `hear` gives."""

    @classmethod
    def load(cls, folder: Path) -> Learned:
        """Load what is there and unchanged, and run it once, so that nothing has to be opened later. Never fails."""
        sessions: dict[str, onnxruntime.InferenceSession] = {}
        missing: dict[str, str] = {}
        for file in models.GIVES:
            try:
                sessions[file] = _session(models.read(folder, file))
            except models.ModelUnusable as problem:
                missing[file] = str(problem)
        learned = cls(sessions, missing)
        noise = np.random.default_rng(0).standard_normal(RATE * 4, np.float32) * np.float32(0.1)
        learned.hear([noise])
        return learned

    def hear(self, excerpts: Sequence[Float32Array], wanted: Set[str] = groups.LEARNED) -> dict[str, Float32Array]:
        """What the models say of a track; those that give nothing that is wanted are not run.

        Args:
            excerpts: in order of time, in one channel, RATE samples per second, each shape (n_samples,).
        Returns:
            Each of `groups` that is wanted, finite, of its width in groups.WIDTHS: MSD and MTT are mean, then
            deviation over the patches of the layer before the last; MSD_TAGS and MTT_TAGS means over the patches, 0 to
            1; MOOD the scores, 0 to 1. Empty where no excerpt of at least SHORTEST_S is above SILENT_DB.
        """
        due = [file for file in self._sessions if models.GIVES[file] & wanted]
        sounds = _prepared(excerpts) if due else []
        if not sounds:
            return {name: np.empty(0, np.float32) for name in self.groups & wanted}
        heard: dict[str, Float32Array] = {}
        spectra = _patches(sounds)
        for file in due:
            if file == models.MOOD_FILE:
                heard[groups.MOOD] = _mood(self._sessions[file], sounds)
            else:
                embedding, tags = _TAGGERS[file]
                count = min(PATCHES[file], len(spectra))
                some = spectra[((np.arange(count) + 0.5) * len(spectra) / count).astype(int)]
                heard[embedding], heard[tags] = _tagged(self._sessions[file], some)
        return {name: values for name, values in heard.items() if name in wanted}


def _session(content: bytes) -> onnxruntime.InferenceSession:
    """A model that is ready to run on the calling thread alone. Raises ModelUnusable."""
    runtime = _runtime()
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # tracks are what runs side by side
    options.enable_mem_pattern = False  # planned ahead, memory is held for each size of input, and no time is won
    options.add_session_config_entry("session.use_env_allocators", "1")
    options.log_severity_level = 3  # errors only
    try:
        return runtime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as problem:  # its errors have no other common root
        raise models.ModelUnusable(f"onnxruntime {runtime.__version__} cannot run it") from problem


@cache
def _runtime() -> ModuleType:
    """onnxruntime, with one pool of memory for all models: with one each, two threads held 500 MB instead of 300."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # the bound in pyproject.toml keeps versions out that would heed it
    try:
        import onnxruntime
    except ImportError as problem:
        raise models.ModelUnusable(f"onnxruntime cannot be loaded ({problem})") from problem
    memory = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    onnxruntime.create_and_register_allocator(memory, None)
    return cast(ModuleType, onnxruntime)


def _prepared(excerpts: Sequence[Float32Array]) -> list[Float32Array]:
    """The excerpts that can be heard, at one level and at mel.RATE."""
    clean = [np.nan_to_num(part, nan=0.0, posinf=0.0, neginf=0.0) for part in excerpts]
    powers = [_power(part) for part in clean]
    loud = [
        (part, power)
        for part, power in zip(clean, powers, strict=True)
        if power > 10 ** (SILENT_DB / 10) and len(part) >= SHORTEST_S * RATE
    ]
    if not loud:
        return []
    power = np.average([power for _, power in loud], weights=[len(part) for part, _ in loud])
    gain = np.float32(min(10 ** (LEVEL_DB / 20) / np.sqrt(power), 10 ** (MOST_GAIN_DB / 20)))
    parts = [part for part, _ in loud]
    if len(parts) >= MOST_PATCHES:  # one patch of each at most: nothing but the middle is heard
        parts = [_middle(part, round(MOOD_S * RATE)) for part in parts]
    return [np.asarray(soxr.resample(part * gain, RATE, mel.RATE, quality="HQ"), np.float32) for part in parts]


def _power(sound: Float32Array) -> float:
    """Mean square beside the mean: a constant is no sound. 0 of nothing."""
    if not len(sound):
        return 0.0
    moved = sound.astype(np.float64)
    moved -= moved.mean()
    return float(moved @ moved) / len(sound)


def _middle(sound: Float32Array, length: int) -> Float32Array:
    begin = max(0, (len(sound) - length) // 2)
    return sound[begin : begin + length]


def _patches(sounds: Sequence[Float32Array]) -> Float32Array:
    """What the taggers hear: up to MOST_PATCHES, spread evenly over the sounds; shape (n, mel.PATCH_FRAMES, 96)."""
    places = ((np.arange(MOST_PATCHES) + 0.5) * len(sounds) / MOST_PATCHES).astype(int)
    counts = np.bincount(places, minlength=len(sounds))
    return np.concatenate(
        [
            mel.patches(sound, min(int(count), mel.patches_in(len(sound))))
            for sound, count in zip(sounds, counts, strict=True)
            if count
        ]
    )


def _tagged(session: onnxruntime.InferenceSession, spectra: Float32Array) -> tuple[Float32Array, Float32Array]:
    """Mean and deviation of the embedding, and the mean of the tags. One patch at a time: ten together take 240 MB."""
    answers = [session.run(["embedding", "tags"], {"mel": patch[None]}) for patch in spectra]
    embeddings = np.concatenate([embedding for embedding, _ in answers])
    tags = np.concatenate([tags for _, tags in answers])
    return np.concatenate([embeddings.mean(0), embeddings.std(0)]), tags.mean(0)


def _mood(session: onnxruntime.InferenceSession, sounds: Sequence[Float32Array]) -> Float32Array:
    """The scores. The parts are heard as one piece: heard one by one, scores move towards the middle."""
    parts = [_middle(sound, round(MOOD_S * mel.RATE)) for sound in sounds]
    (answer,) = session.run(["scores"], {"mel": mel.mood_input(parts)})
    scores: Float32Array = np.where(_LIKELIHOODS, 1 / (1 + np.exp(-answer[0])), np.clip(answer[0], 0, 1))
    return scores
