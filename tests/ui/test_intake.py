"""How music comes into the window."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.ui.intake import first_place


def test_a_folder_is_looked_for_where_the_music_of_the_person_lies(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    assert first_place() == str(tmp_path)
    (tmp_path / "Music").mkdir()
    assert first_place() == str(tmp_path / "Music")
