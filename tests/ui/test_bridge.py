"""News from other threads arrive on the UI thread, gathered."""

from __future__ import annotations

import threading

from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from desktop_app.domain.records import Changes
from desktop_app.ui.bridge import ChangesBridge, PlayerBridge
from tests.ui.fakes import FakeFeed, FakeServices


def test_changes_are_gathered_into_one(qtbot: QtBot) -> None:
    feed = FakeFeed()
    bridge = ChangesBridge(feed)
    heard: list[tuple[int, Changes]] = []
    bridge.changed.connect(lambda changes: heard.append((threading.get_ident(), changes)))

    def scan() -> None:
        for _ in range(200):
            feed.publish(Changes(tracks=True))
        feed.publish(Changes(listens=True))

    thread = threading.Thread(target=scan)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(threading.get_ident(), Changes(tracks=True, listens=True))]
    bridge.close()
    assert feed.watchers == []


def test_a_flush_tells_at_once_and_nothing_twice(qtbot: QtBot) -> None:
    feed = FakeFeed()
    bridge = ChangesBridge(feed)
    heard: list[Changes] = []
    bridge.changed.connect(heard.append)
    feed.publish(Changes(settings=True))
    QCoreApplication.processEvents()
    bridge.flush()
    bridge.flush()
    assert heard == [Changes(settings=True)]
    bridge.close()


def test_the_player_bridge_tells_what_changed(qtbot: QtBot) -> None:
    services = FakeServices()
    bridge = PlayerBridge(services.player)
    tracks = [track.id for track in services.library.tracks[:3]]
    with qtbot.waitSignals([bridge.track_changed, bridge.queue_changed, bridge.state_changed]):
        services.player.play(tracks, 1)
    assert bridge.track_id == tracks[1]
    with qtbot.waitSignal(bridge.position_changed) as moved, qtbot.assertNotEmitted(bridge.track_changed):
        services.player.seek(3000)
    assert moved.args[0].position_ms == 3000
    with qtbot.waitSignal(bridge.noticed) as noticed:
        services.player.tell("notice", notice="No sound device.")
    assert noticed.args == ["No sound device."]
    bridge.close()
    with qtbot.assertNotEmitted(bridge.state_changed):
        services.player.toggle()
        QCoreApplication.processEvents()
