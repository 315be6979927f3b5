"""Albums, artists and genres as models, headings between tracks, and covers made by jobs."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.domain.browse import AlbumRow, AlbumSort, ArtistRow, GenreRow
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.models import genres
from desktop_app.ui.models.cache import RowCache, TrackCache
from desktop_app.ui.models.pictures import Pictures, leading_colour
from desktop_app.ui.models.shelf import PAGE, AlbumModel, ArtistModel, year_and_tracks
from desktop_app.ui.models.tracks import TrackTableModel, columns
from desktop_app.ui.widgets import roles
from tests.ui.fakes import FakeServices, make_tracks
from tests.ui.fakes_library import cover_of, picture


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    made = JobRunner(threads=2)
    yield made
    made.shutdown()


def albums(services: FakeServices, runner: JobRunner) -> tuple[AlbumModel, list[Sequence[int]]]:
    asked: list[Sequence[int]] = []

    def fetch(codes: Sequence[int]) -> list[AlbumRow]:
        asked.append(codes)
        assert threading.current_thread() is not threading.main_thread()
        return services.browse.album_rows(codes)

    return AlbumModel(RowCache(fetch, lambda row: row.code, runner)), asked


def test_the_album_model_obeys_qt(runner: JobRunner, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    services = FakeServices(300)
    model, _ = albums(services, runner)
    qtmodeltester.check(model)
    model.set_codes(services.browse.albums())
    qtmodeltester.check(model)
    qtbot.waitUntil(lambda: model.row_at(0) is not None)
    qtmodeltester.check(model)
    first = model.index(0)
    assert first.data(roles.TITLE) == "Glass Weather"
    assert first.data(roles.SUBTITLE) == "Ana Ferro · 2018"
    assert first.data(int(Qt.ItemDataRole.AccessibleTextRole)) == "Glass Weather by Ana Ferro, 2018, 4 tracks"
    assert first.data(roles.COVER) == cover_of("Glass Weather") != b""


def test_albums_are_fetched_by_the_page(runner: JobRunner, qtbot: QtBot) -> None:
    services = FakeServices(2000)
    model, asked = albums(services, runner)
    model.set_codes(services.browse.albums(sort=AlbumSort.TITLE))
    assert model.index(PAGE + 3).data() == ""
    with qtbot.waitSignal(model.dataChanged):
        pass
    assert model.index(PAGE + 3).data() != ""
    assert len(asked) == 1 and len(asked[0]) == PAGE


def test_the_album_that_plays_is_marked(runner: JobRunner) -> None:
    model, _ = albums(FakeServices(), runner)
    model.set_codes(np.array([4, 2, 9]))
    model.set_playing(9)
    assert [model.index(row).data(roles.PLAYING) for row in range(3)] == [False, False, True]
    model.set_playing(-1)
    assert not any(model.index(row).data(roles.PLAYING) for row in range(3))


def test_an_album_that_is_away_says_so(runner: JobRunner, qtbot: QtBot) -> None:
    row = AlbumRow(1, "", "", None, 1, 0, b"", True, make_tracks(1)[0].added_at)
    model = AlbumModel(RowCache(lambda codes: [row], lambda one: one.code, runner), line=year_and_tracks)
    model.set_codes(np.array([1]))
    qtbot.waitUntil(lambda: model.row_at(0) is not None)
    index = model.index(0)
    assert (index.data(), index.data(roles.SUBTITLE), index.data(roles.AWAY)) == ("No album", "1 track · away", True)
    assert "away" in index.data(int(Qt.ItemDataRole.AccessibleTextRole))


def test_the_artist_model_obeys_qt(runner: JobRunner, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    services = FakeServices(300)
    model = ArtistModel(RowCache(services.browse.artist_rows, lambda row: row.code, runner))
    model.set_codes(services.browse.artists())
    qtmodeltester.check(model)
    qtbot.waitUntil(lambda: model.row_at(0) is not None)
    qtmodeltester.check(model)
    row: ArtistRow | None = model.row_at(0)
    assert row is not None
    assert model.index(0).data() == row.name == "Ana Ferro"
    assert model.index(0).data(roles.SUBTITLE) == f"{row.albums} albums · {row.tracks} tracks"


def test_the_genre_model_obeys_qt_and_is_searched_and_ordered(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    rows = [GenreRow("Ambient", "Electronic", 3), GenreRow("Électro", "Electronic", 9), GenreRow("Folk", "", 5)]
    model = genres.GenreModel()
    qtmodeltester.check(model)
    model.set_rows(rows)
    qtmodeltester.check(model)
    assert [row.name for row in genres.found(rows, "electro")] == ["Ambient", "Électro"]
    assert [row.name for row in genres.in_order(rows, True, True)] == ["Électro", "Folk", "Ambient"]
    assert [row.name for row in genres.in_order(rows, False, False)] == ["Ambient", "Électro", "Folk"]
    assert model.index(0).data(roles.SUBTITLE) == "3 tracks · Electronic"
    assert model.index(1).data(roles.SHARE) == 1.0
    assert model.index(2).data(int(Qt.ItemDataRole.AccessibleTextRole)) == "Folk, 5 tracks"


def test_headings_stand_between_tracks_and_cannot_be_chosen(
    runner: JobRunner, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    tracks = make_tracks(20)
    cache = TrackCache(lambda ids: [tracks[i - 1] for i in ids], runner)
    model = TrackTableModel(cache, columns=columns("number", "title", "rating", "versions"))
    model.set_ids(np.array([17, 18, 19, 20]), {0: "Disc 1", 2: "Disc 2"})
    qtmodeltester.check(model)
    assert model.rowCount() == 6 and model.ids.tolist() == [17, 18, 19, 20]
    assert [model.id_at(row) for row in range(6)] == [None, 17, 18, None, 19, 20]
    assert [model.place_of(row) for row in (1, 2, 4, 5)] == [0, 1, 2, 3]
    assert model.index(3, 1).data() == model.index(3, 0).data(roles.HEADING) == "Disc 2"
    assert model.index(3, 2).data() is None
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable
    assert model.flags(model.index(1, 0)) & Qt.ItemFlag.ItemIsSelectable
    qtbot.waitUntil(lambda: model.track_at(1) is not None)
    qtmodeltester.check(model)
    model.set_versions({18: 3})
    assert [model.index(row, 3).data() for row in (1, 2)] == ["", "3 versions"]


def test_marks_and_badges_tell_what_they_mean(runner: JobRunner, qtbot: QtBot) -> None:
    tracks = make_tracks()
    model = TrackTableModel(TrackCache(lambda ids: [tracks[i - 1] for i in ids], runner))
    gulls = next(track for track in tracks if track.not_music == "interlude")
    corrected = next(track for track in tracks if track.corrected)
    model.set_ids(np.array([gulls.id, corrected.id]))
    qtbot.waitUntil(lambda: model.track_at(0) is not None and model.track_at(1) is not None)
    tip = int(Qt.ItemDataRole.ToolTipRole)
    assert model.index(0, 1).data(roles.BADGE) == "interlude"
    assert "stays out of mixes" in model.index(0, 1).data(tip)
    assert model.index(1, 1).data(roles.MARK) == "pencil"
    assert "Corrected by you: title, year." in model.index(1, 1).data(tip)


# --- covers ----------------------------------------------------------------------------------------------------------


def test_a_cover_is_made_once_off_the_ui_thread_and_kept(runner: JobRunner, qtbot: QtBot) -> None:
    threads: set[int] = set()

    def fetch(sha: bytes) -> bytes | None:
        threads.add(threading.get_ident())
        return picture(sha.hex()) if sha != b"gone" else None

    pictures = Pictures(fetch, runner)
    assert pictures.get(b"", 40, 1.0, 8.0).isNull()
    assert pictures.get(b"one", 40, 2.0, 8.0) is None
    with qtbot.waitSignal(pictures.arrived):
        assert pictures.get(b"one", 40, 2.0, 8.0) is None
    made = pictures.get(b"one", 40, 2.0, 8.0)
    assert made is not None and made.width() == 80 and made.devicePixelRatio() == 2.0
    assert pictures.colour(b"one") is not None
    with qtbot.waitSignal(pictures.arrived):
        assert pictures.get(b"gone", 40, 1.0, 8.0) is None
    assert pictures.get(b"gone", 40, 1.0, 8.0).isNull()
    with qtbot.waitSignal(pictures.arrived):
        pictures.look_again()
    assert pictures.get(b"gone", 40, 1.0, 8.0) is None, "asked for again"
    assert threads and threading.get_ident() not in threads
    qtbot.waitUntil(lambda: not runner.busy)


def test_only_so_many_pixels_are_kept(runner: JobRunner, qtbot: QtBot) -> None:
    pictures = Pictures(lambda sha: picture(sha.hex(), 64), runner, keep_bytes=3 * 40 * 40 * 4)
    for number in range(8):
        sha = bytes([number])
        qtbot.waitUntil(lambda sha=sha: pictures.get(sha, 40, 1.0, 4.0) is not None)
    assert pictures.get(bytes([7]), 40, 1.0, 4.0) is not None
    assert pictures.get(bytes([0]), 40, 1.0, 4.0) is None
    qtbot.waitUntil(lambda: not runner.busy)


def test_of_a_grid_that_is_dragged_past_only_the_last_covers_are_made(runner: JobRunner, qtbot: QtBot) -> None:
    asked: list[bytes] = []

    def fetch(sha: bytes) -> bytes:
        asked.append(sha)
        return picture("x", 32)

    pictures = Pictures(fetch, runner)
    for number in range(5000):
        pictures.get(number.to_bytes(2, "big"), 40, 1.0, 4.0)
    qtbot.waitUntil(lambda: bool(asked) and not runner.busy, timeout=20_000)
    assert len(asked) <= 102
    assert (4999).to_bytes(2, "big") in asked[:6]


def test_the_colour_of_a_cover_is_that_of_its_colourful_part(qtbot: QtBot) -> None:
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    for y in range(20):
        for x in range(60):
            image.setPixelColor(x, y, QColor("#d01010"))
    found = leading_colour(image)
    assert found.red() > 2 * found.green()


def test_the_colour_of_two_colours_is_one_of_them_and_not_the_grey_between(qtbot: QtBot) -> None:
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("#26364f"))
    for y in range(18, 42):
        for x in range(18, 42):
            image.setPixelColor(x, y, QColor("#ffd6a5"))
    assert leading_colour(image).hsvSaturationF() > 0.3
    image.fill(QColor("#808080"))
    assert leading_colour(image).hsvSaturationF() < 0.05
