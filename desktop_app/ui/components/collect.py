"""Doing something with all tracks of an album, an artist or a list whose ids have to be fetched first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.records import Chosen, Mix
from desktop_app.domain.tables import Int64Array
from desktop_app.ui.components.track_menu import ask_to_remove, save_as_playlist
from desktop_app.ui.desk import Desk
from desktop_app.ui.words import tr

Fetch = Callable[[], Int64Array]
"""Gives ids of tracks in their order; called by a job."""
QUEUE_MOST = 500
SEEDS = 5
"""Tracks that a radio begins from."""


def collect(desk: Desk, fetch: Fetch, then: Callable[[list[TrackId]], None]) -> None:
    """Fetch ids by a job, then go on with them on the UI thread."""

    def work(job: JobContext) -> list[TrackId]:
        return [TrackId(int(track)) for track in fetch()]

    desk.runners.reads.submit(work, then, owner=desk.ways)


def play(desk: Desk, fetch: Fetch, chosen: Chosen = Chosen.HAND) -> None:
    """Play from the first track on."""
    collect(desk, fetch, lambda ids: desk.play(ids[:QUEUE_MOST], 0, chosen))


def shuffled(ids: Sequence[TrackId], rng: np.random.Generator) -> list[TrackId]:
    """The ids in a random order."""
    return [ids[place] for place in rng.permutation(len(ids))]


def shuffle(desk: Desk, fetch: Fetch, rng: np.random.Generator | None = None) -> None:
    """Play in a random order."""
    dice = rng or np.random.default_rng()
    collect(desk, fetch, lambda ids: desk.play(shuffled(ids, dice)[:QUEUE_MOST], 0, Chosen.SHUFFLE))


def enqueue(desk: Desk, fetch: Fetch, *, next_up: bool = False) -> None:
    """Add all to the queue."""
    collect(desk, fetch, lambda ids: desk.enqueue(ids, next_up=next_up))


def radio(desk: Desk, fetch: Fetch, *, rng: int = 0) -> None:
    """Play an endless mix that begins from these tracks."""
    recommend = desk.services.recommend

    def work(job: JobContext) -> Mix:
        ids = [TrackId(int(track)) for track in fetch()]
        seeds = ids[:: max(1, len(ids) // SEEDS)][:SEEDS]
        return recommend.mix("radio", count=50, seeds=seeds, rng=rng, log=True)

    def go(mix: Mix) -> None:
        shown = [item.impression for item in mix.items if item.impression is not None]
        ids = [item.track.id for item in mix.items]
        desk.play(ids, 0, Chosen.RADIO, shown if len(shown) == len(ids) else ())

    desk.runners.reads.submit(work, go, owner=desk.ways)


def open_menu(owner: QWidget, desk: Desk, place: QPoint, fetch: Fetch, *, name: str, chosen: Chosen) -> QMenu:
    """The menu over all these tracks; `name` is what a playlist of them is called."""
    menu = QMenu(owner)
    menu.addAction(tr("Play now"), lambda: play(desk, fetch, chosen))
    menu.addAction(tr("Shuffle"), lambda: shuffle(desk, fetch))
    menu.addAction(tr("Play next"), lambda: enqueue(desk, fetch, next_up=True))
    menu.addAction(tr("Add to queue"), lambda: enqueue(desk, fetch))
    menu.addAction(
        tr("Save as playlist"),
        lambda: collect(desk, fetch, lambda ids: save_as_playlist(desk, ids, desk.ways, name=name)),
    )
    menu.addAction(tr("Start radio"), lambda: radio(desk, fetch))
    menu.addSeparator()
    menu.addAction(tr("Edit details…"), lambda: collect(desk, fetch, desk.ways.edit.emit))
    menu.addAction(
        tr("Remove from the library…"), lambda: collect(desk, fetch, lambda ids: ask_to_remove(owner, desk, ids))
    )
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)
    return menu
