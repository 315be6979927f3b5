"""Is everything in order? Each check tries the real thing and says in a sentence what it found."""

from __future__ import annotations

import math
import os
import platform
import struct
import tempfile
import threading
import wave
from collections.abc import Callable, Set
from dataclasses import dataclass
from pathlib import Path

from desktop_app.audio import groups, models
from desktop_app.domain.errors import AppError
from desktop_app.domain.text import path_text
from desktop_app.playback import client as engine_client
from desktop_app.sandbox import seccomp
from desktop_app.services.analysis import Analyser
from desktop_app.store import Store

_ENGINE_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


class DoctorService:
    """Checks of what the program stands on."""

    def __init__(self, store: Store, make_analyser: Callable[[int], Analyser], output: str) -> None:
        self._store = store
        self._make_analyser = make_analyser
        self._output = output

    def examine(self) -> list[Check]:
        """Look at everything; takes a few seconds."""
        return [self._database(), self._backups(), self._network(), *self._hearing(), self._sound()]

    def _database(self) -> Check:
        problems = self._store.check()
        detail = "; ".join(problems) if problems else f"user.db and derived.db in {self._store.folder} are sound"
        return Check("database", not problems, detail)

    def _backups(self) -> Check:
        copies = self._store.backups.all()
        if not copies:
            return Check("backups", True, "none yet: the next scan makes one, then one a day")
        return Check("backups", True, f"{len(copies)}, the newest is {copies[-1].name}")

    def _network(self) -> Check:
        if seccomp.network_denied():
            return Check("network", True, "taken away from this process by the system, and from all that it starts")
        if not seccomp.supported():
            return Check("network", True, f"the program opens none, but {platform.system()} has no wall to enforce it")
        return Check("network", False, "the filter is not in force, although this system supports it")

    def _hearing(self) -> list[Check]:
        """Write a tone, decode it in a sandboxed reader, hear it in the analysis process and with each model."""
        reasons = models.usable()
        given = frozenset().union(*(models.GIVES[file] for file, reason in reasons.items() if not reason))
        with tempfile.TemporaryDirectory(prefix="undersong-") as folder:
            path = Path(folder) / "tone.wav"
            _write_tone(path)
            analyser = self._make_analyser(1)
            try:
                analysis = analyser.analyse(os.fsencode(path), wanted=groups.MEASURED | given)
            except AppError as problem:
                heard = None
                decoder = Check("decoder and analysis", False, str(problem))
            else:
                heard = {name for name, values in analysis.features.items() if len(values)}
                length = f"a tone of {(analysis.duration_ms or 0) / 1000:.1f} s"
                decoder = Check("decoder and analysis", True, f"{length} was decoded and heard")
            finally:
                analyser.close()
        return [decoder, *(_model(file, reason, heard) for file, reason in reasons.items())]

    def _sound(self) -> Check:
        found: list[engine_client.Output] = []
        told = threading.Event()

        def listen(event: engine_client.Event) -> None:
            if isinstance(event, engine_client.Output):
                found.append(event)
            if isinstance(event, engine_client.Output | engine_client.EngineDied):
                told.set()

        engine = engine_client.EngineClient(listen, output=self._output)
        try:
            engine.start()
            told.wait(_ENGINE_PATIENCE_S)
        except AppError as problem:
            return Check("sound output", False, str(problem))
        finally:
            engine.close()
        if not found:
            return Check("sound output", False, "the playback process did not start; reinstall the program")
        if found[0].null:
            return Check("sound output", True, "no sound device: tracks play in silence, all else works")
        return Check("sound output", True, found[0].name)


def _model(file: str, reason: str, heard: Set[str] | None) -> Check:
    """One model: `reason` says why its file cannot be used, `heard` names the groups that came out of a tone."""
    if not reason and heard is not None and not models.GIVES[file] <= heard:
        reason = "onnxruntime could not run it"
    if not reason:
        return Check(f"model {file}", True, "is the file that came with the program, and can be used")
    path = path_text(os.fsencode(models.FOLDER / file))
    remedy = "Tracks are heard without it, less well. Install the program again."
    return Check(f"model {file}", False, f"{path}: {reason}. {remedy}")


def _write_tone(path: Path, seconds: float = 3.0, rate: int = 22_050) -> None:
    samples = (round(12_000 * math.sin(2 * math.pi * 440 * i / rate)) for i in range(int(seconds * rate)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
