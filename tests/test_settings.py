"""Settings: bounds for what a person gives, defaults for what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app import settings
from desktop_app.domain.errors import WrongUse
from desktop_app.domain.records import Changes
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.preferences import SettingsService
from desktop_app.settings import Settings
from tests.store.helpers import open_store


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("recommendations", "off", False),
        ("recommendations", "YES", True),
        ("theme", "dark", "dark"),
        ("dial", "0.75", 0.75),
        ("min_track_seconds", "0", 0),
        ("holiday_months", "1, 12,12", (1, 12)),
        ("holiday_months", "", ()),
        ("join_same_recordings", "auto", "auto"),
        ("off_terms", "sound, new,,sound", ("sound", "new")),
        ("off_terms", "", ()),
    ],
)
def test_values_are_read_and_written_back(key: str, text: str, value: object) -> None:
    assert settings.parse(key, text) == value
    assert settings.parse(key, settings.to_text(value)) == value


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("recommendations", "maybe"),
        ("theme", "pink"),
        ("dial", "nan"),
        ("dial", "1.01"),
        ("volume", "-0.1"),
        ("min_track_seconds", "1.5"),
        ("holiday_months", "13"),
        ("holiday_months", "december"),
        ("join_same_recordings", "yes"),
        ("off_terms", "a;b"),
        ("nothing", "1"),
    ],
)
def test_what_is_out_of_bounds_is_refused_with_what_is_allowed(key: str, text: str) -> None:
    with pytest.raises(WrongUse) as refused:
        settings.parse(key, text)
    assert refused.value.remedy


@given(st.dictionaries(st.sampled_from(settings.KEYS) | st.text(max_size=9), st.text(max_size=9)))
def test_whatever_is_stored_gives_usable_settings(stored: dict[str, str]) -> None:
    read = settings.from_stored(stored)
    assert 0 <= read.dial <= 1
    assert 0 <= read.volume <= 1
    assert read.theme in settings.THEMES
    assert set(read.holiday_months) <= set(range(1, 13))
    assert read.join_same_recordings in settings.JOINING


def test_a_change_is_stored_and_told(tmp_path: Path) -> None:
    told: list[Changes] = []
    feed = ChangeFeed()
    feed.subscribe(told.append)
    with open_store(tmp_path / "data") as store:
        service = SettingsService(store, feed)
        assert service.get() == Settings()
        service.set("dial", 0.5)
        service.set("off_terms", ("sound",))
    with open_store(tmp_path / "data", write=False) as store:
        assert SettingsService(store, feed).get() == Settings(dial=0.5, off_terms=("sound",))
    assert told == [Changes(settings=True, recommending=True)] * 2


def test_only_what_lists_are_made_by_is_told_as_such(tmp_path: Path) -> None:
    feed = ChangeFeed()
    with open_store(tmp_path / "data") as store:
        service = SettingsService(store, feed)
        assert service.set("theme", "dark") == Changes(settings=True)
        told: list[Changes] = []
        feed.subscribe(told.append)
        service.remember_volume(0.25)
        assert service.get().volume == 0.25
        assert not told
