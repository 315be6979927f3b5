from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from desktop_app.domain.ids import TrackId
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.preferences import SettingsService
from desktop_app.services.recommending import RecommendService
from desktop_app.services.works import WorksService
from desktop_app.store import Store
from tests.services.world import add_tracks
from tests.store.helpers import Clock

EVENING = datetime(2026, 3, 1, 20, 0, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture
def clock() -> Clock:
    """Eight in the evening, two hours east of Greenwich."""
    return Clock(EVENING)


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with Store.open(tmp_path / "data", write=True, clock=clock) as opened:
        yield opened


@pytest.fixture
def changes() -> ChangeFeed:
    return ChangeFeed()


@pytest.fixture
def tracks(store: Store, tmp_path: Path) -> list[TrackId]:
    """24 tracks, four of each of six artists."""
    return add_tracks(store, tmp_path / "music")


@pytest.fixture
def settings(store: Store, changes: ChangeFeed) -> SettingsService:
    return SettingsService(store, changes)


@pytest.fixture
def recommend(store: Store, settings: SettingsService, clock: Clock, changes: ChangeFeed) -> RecommendService:
    return RecommendService(store, settings, clock, changes, WorksService(store, settings, changes))


@pytest.fixture
def utc_now(clock: Clock) -> datetime:
    return clock().astimezone(UTC)
