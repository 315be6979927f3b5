from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pytest

from desktop_app.audio import groups, models
from desktop_app.audio.groups import Analysis
from desktop_app.domain.errors import FileRefused
from desktop_app.services.doctor import Check, DoctorService
from desktop_app.store import Store


class Ears:
    """Stands in for the processes that decode and hear: gives what is wanted, but for some groups."""

    def __init__(self, deaf_to: Collection[str] = (), refuses: bool = False) -> None:
        self._deaf_to, self._refuses = deaf_to, refuses
        self.wanted: Collection[str] = ()
        self.closed = False

    def analyse(
        self, path: bytes, start_75: int = 0, end_75: int = -1, *, wanted: Collection[str], excerpts: bool = False
    ) -> Analysis:
        self.wanted = wanted
        if self._refuses:
            raise FileRefused("The decoder could not be started.", path=path)
        return Analysis({name: np.ones(1, np.float32) for name in set(wanted) - set(self._deaf_to)}, 3000)

    def close(self) -> None:
        self.closed = True


def examined(store: Store, ears: Ears) -> dict[str, Check]:
    checks = DoctorService(store, lambda jobs: ears, "null")._hearing()
    assert ears.closed
    return {check.name: check for check in checks}


def test_every_model_is_tried_on_a_tone(store: Store) -> None:
    ears = Ears()
    checks = examined(store, ears)
    assert list(checks) == ["decoder and analysis", *(f"model {file}" for file in models.GIVES)]
    assert all(check.ok for check in checks.values())
    assert set(ears.wanted) == groups.MEASURED | groups.LEARNED


def test_a_model_that_cannot_be_used_is_named_with_its_reason(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    reasons = {models.MSD_FILE: "it is missing", models.MTT_FILE: "", models.MOOD_FILE: ""}
    monkeypatch.setattr(models, "usable", lambda: reasons)
    ears = Ears()
    checks = examined(store, ears)
    assert not checks[f"model {models.MSD_FILE}"].ok
    assert checks[f"model {models.MSD_FILE}"].detail.startswith(f"{models.FOLDER / models.MSD_FILE}: it is missing. ")
    assert "Install the program again" in checks[f"model {models.MSD_FILE}"].detail
    assert checks[f"model {models.MTT_FILE}"].ok and checks[f"model {models.MOOD_FILE}"].ok
    assert set(ears.wanted) == groups.MEASURED | groups.LEARNED - models.GIVES[models.MSD_FILE]


def test_a_model_whose_file_is_sound_but_does_not_run_is_told(store: Store) -> None:
    checks = examined(store, Ears(deaf_to={groups.MOOD}))
    assert "onnxruntime could not run it" in checks[f"model {models.MOOD_FILE}"].detail
    assert checks[f"model {models.MSD_FILE}"].ok


def test_without_a_decoder_the_models_are_judged_by_their_files(store: Store) -> None:
    checks = examined(store, Ears(refuses=True))
    assert not checks["decoder and analysis"].ok
    assert all(checks[f"model {file}"].ok for file in models.GIVES)
