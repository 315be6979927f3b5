"""The player bar follows the player and moves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from desktop_app.ui.components.now_playing_bar import NowPlayingBar
from desktop_app.ui.desk import Desk
from tests.ui.fakes import FakeServices

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def bar(make_a_desk: Callable[[FakeServices], Desk], services: FakeServices, qtbot: QtBot) -> Iterator[NowPlayingBar]:
    made = NowPlayingBar(make_a_desk(services))
    qtbot.addWidget(made)
    made.resize(1280, 88)
    with qtbot.waitExposed(made):
        made.show()
    yield made


def play_three(services: FakeServices, bar: NowPlayingBar, qtbot: QtBot) -> None:
    services.player.play([track.id for track in services.library.tracks[:3]], 1)
    qtbot.waitUntil(lambda: bar.title.text() == services.library.tracks[1].title)


def test_without_a_track_it_waits(bar: NowPlayingBar) -> None:
    assert bar.title.text() == "Nothing plays yet"
    assert not bar.play.isEnabled() and not bar.next.isEnabled() and not bar.seek.isEnabled()


def test_it_shows_what_plays_with_its_shape(bar: NowPlayingBar, services: FakeServices, qtbot: QtBot) -> None:
    play_three(services, bar, qtbot)
    track = services.library.tracks[1]
    assert bar.artist.text() == f"{track.artist} · {track.album}"
    assert bar.seek.maximum() == track.duration_ms
    qtbot.waitUntil(lambda: bar.seek._shape is not None)


def test_the_buttons_move_the_player(bar: NowPlayingBar, services: FakeServices, qtbot: QtBot) -> None:
    play_three(services, bar, qtbot)
    qtbot.mouseClick(bar.next, LEFT)
    qtbot.waitUntil(lambda: bar.title.text() == services.library.tracks[2].title)
    assert not bar.next.isEnabled(), "nothing follows"
    qtbot.mouseClick(bar.previous, LEFT)
    qtbot.waitUntil(lambda: bar.title.text() == services.library.tracks[1].title)
    qtbot.mouseClick(bar.play, LEFT)
    qtbot.waitUntil(lambda: not bar.play.playing())


def test_a_click_in_the_shape_seeks(bar: NowPlayingBar, services: FakeServices, qtbot: QtBot) -> None:
    play_three(services, bar, qtbot)
    qtbot.mouseClick(bar.seek, LEFT, pos=QPoint(bar.seek.width() // 2, 20))
    half = (services.library.tracks[1].duration_ms or 0) / 2
    assert abs(services.player.state().position_ms - half) < 3000
    qtbot.waitUntil(lambda: bar.place.text() not in ("", "0:00"))


def test_volume_and_mute(bar: NowPlayingBar, services: FakeServices, qtbot: QtBot) -> None:
    qtbot.keyClick(bar.volume, Qt.Key.Key_Left)
    assert services.player.state().volume == 0.75
    qtbot.waitUntil(lambda: bar._desk.player.state.volume == 0.75)
    qtbot.mouseClick(bar.mute, LEFT)
    assert services.player.state().volume == 0.0
    qtbot.waitUntil(lambda: bar.mute.accessibleName() == "Unmute")
    qtbot.mouseClick(bar.mute, LEFT)
    assert services.player.state().volume == 0.75


def test_a_name_from_a_file_is_only_ever_text(bar: NowPlayingBar, services: FakeServices, qtbot: QtBot) -> None:
    from dataclasses import replace

    evil = '<img src="file:///etc/passwd"><b>x</b>'
    services.library.tracks[0] = replace(services.library.tracks[0], title=evil, artist=evil)
    services.player.play([services.library.tracks[0].id])
    qtbot.waitUntil(lambda: bar.title.text() == evil)
    assert bar.title.textFormat() is Qt.TextFormat.PlainText
    for tip in (bar.title.toolTip(), bar.artist.toolTip()):
        assert "<img" not in tip


def test_an_unknown_length_is_a_dash(bar: NowPlayingBar, services: FakeServices, qtbot: QtBot) -> None:
    play_three(services, bar, qtbot)
    services.player.tell("position", duration_ms=None, position_ms=5000)
    qtbot.waitUntil(lambda: bar.length.text() == "–")


def test_without_a_sound_device_it_says_so_in_place_of_mute(
    bar: NowPlayingBar, services: FakeServices, qtbot: QtBot
) -> None:
    assert bar.silent.isHidden() and bar.mute.isVisible()
    services.player.tell("state", silent=True)
    qtbot.waitUntil(bar.silent.isVisible)
    assert bar.silent.accessibleName() == "No sound device"
    assert bar.mute.isHidden() and bar.volume.isVisible() and bar.silent.words.isVisible()
    bar.resize(1024, 88)
    assert bar.silent.isVisible() and bar.silent.words.isHidden(), "the sign alone, where room is scarce"
    services.player.tell("state", silent=False)
    qtbot.waitUntil(bar.mute.isVisible)
    assert bar.silent.isHidden()
