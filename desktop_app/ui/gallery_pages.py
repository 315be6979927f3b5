"""The sheets of the gallery that look like pages."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui import cover_art
from desktop_app.ui.gallery_data import COLUMNS, PLACES, Page, albums, row, shape, tracks
from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets import (
    Button,
    Card,
    Chip,
    Cover,
    IconButton,
    Kind,
    NavRail,
    PlainLabel,
    PlayButton,
    SearchField,
    SeekBar,
    TileGrid,
    TrackTable,
    VolumeSlider,
)


def home() -> QWidget:
    """The rail, the head of a page, a grid with a hovered tile, and a player bar."""
    page = Page()
    page.resize(1320, 860)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    across = QHBoxLayout()
    across.setSpacing(0)
    column.addLayout(across, 1)
    rail = NavRail(PLACES, footer="Nothing leaves this computer")
    rail.set_current("home")
    across.addWidget(rail)
    main = QVBoxLayout()
    main.setContentsMargins(32 - TileGrid.OVERHANG, 24, 32 - TileGrid.OVERHANG, 0)
    main.setSpacing(SPACE.s)
    across.addLayout(main, 1)
    search = SearchField("Search", hint="Ctrl K")
    search.setFixedWidth(240)
    head = QHBoxLayout()
    head.setContentsMargins(TileGrid.OVERHANG, 0, TileGrid.OVERHANG, 0)
    words = QVBoxLayout()
    words.setSpacing(SPACE.xs)
    words.addWidget(PlainLabel("Good evening", kind=TYPE.page))
    words.addWidget(PlainLabel("Ten picks for a Tuesday night. Four are new to you.", tone="sub"))
    head.addLayout(words, 1)
    head.addWidget(search, 0, Qt.AlignmentFlag.AlignTop)
    main.addLayout(head)
    chips: list[QWidget] = [Chip(t) for t in ("All", "Familiar", "A little new", "Adventurous", "Calm", "Under 3 min")]
    chips[2].setChecked(True)  # type: ignore[attr-defined]
    main.addSpacing(SPACE.s)
    strip = row(*chips, spacing=SPACE.s)
    strip.setContentsMargins(TileGrid.OVERHANG, 0, 0, 0)
    main.addLayout(strip)
    grid = TileGrid(name="Picks", tile=168)
    grid.setModel(albums())
    grid.model().setParent(grid)
    main.addWidget(grid, 1)
    column.addWidget(player_bar())
    page.setProperty("after_show", lambda: grid.hover_at(grid.visualRect(grid.model().index(1, 0)).center()))
    return page


def player_bar() -> QWidget:
    """The foot of the window, put together from widgets."""
    bar = Card(radius=0, padding=0)
    bar.setFixedHeight(SIZE.player)
    across = QHBoxLayout()
    across.setContentsMargins(SPACE.l, 0, SPACE.l, 0)
    across.setSpacing(SPACE.m)
    bar.body.addLayout(across)
    cover = Cover(56)
    cover.set_seed(cover_art.seed("Jun Aoki", "Salt Letters"))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addStretch(1)
    words.addWidget(PlainLabel("Salt Letters", kind=TYPE.body_strong))
    words.addWidget(PlainLabel("Jun Aoki · Paper Tides", kind=TYPE.small, tone="sub"))
    words.addStretch(1)
    like = IconButton("heart", "Like", checkable=True, fill_when_on=True)
    like.setChecked(True)
    play = PlayButton()
    play.set_playing(True)
    seek = SeekBar()
    seek.set_track(245_000, shape())
    seek.set_position(92_000)
    across.addWidget(cover)
    across.addLayout(words)
    for widget in (like, IconButton("thumbs-down", "Dislike")):
        across.addWidget(widget)
    across.addSpacing(SPACE.huge)
    across.addWidget(IconButton("skip-back", "Previous"))
    across.addWidget(play)
    across.addWidget(IconButton("skip-forward", "Next"))
    across.addSpacing(SPACE.m)
    across.addWidget(PlainLabel("1:32", kind=TYPE.figure, tone="sub"))
    across.addWidget(seek, 1)
    across.addWidget(PlainLabel("4:05", kind=TYPE.figure, tone="sub"))
    across.addSpacing(SPACE.m)
    for icon, name in (
        ("sparkles", "Why"),
        ("eye-off", "Private session"),
        ("list-video", "Queue"),
        ("volume-2", "Mute"),
    ):
        across.addWidget(IconButton(icon, name))
    across.addWidget(VolumeSlider())
    return bar


def library() -> QWidget:
    """The rail without words, and a table with every kind of row."""
    page = Page()
    page.resize(1320, 720)
    across = QHBoxLayout(page)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(0)
    rail = NavRail(PLACES, footer="Nothing leaves this computer")
    rail.set_current("library")
    rail.set_narrow(True)
    across.addWidget(rail)
    main = QVBoxLayout()
    main.setContentsMargins(32 - TrackTable.OVERHANG, 24, 32 - TrackTable.OVERHANG, 24)
    main.setSpacing(SPACE.l)
    across.addLayout(main, 1)
    head = QHBoxLayout()
    head.setContentsMargins(TrackTable.OVERHANG, 0, 0, 0)
    head.setSpacing(SPACE.xxl)
    cover = Cover(192, radius=16)
    cover.set_seed(cover_art.seed("The Loam", "Low Tide Atlas"))
    head.addWidget(cover)
    words = QVBoxLayout()
    words.setSpacing(SPACE.xs)
    words.addWidget(PlainLabel("Album, 2019", kind=TYPE.meta_strong, tone="sub"))
    words.addWidget(PlainLabel("Low Tide Atlas", kind=TYPE.hero))
    words.addWidget(PlainLabel("The Loam", kind=TYPE.lead, tone="acc"))
    words.addWidget(PlainLabel("You always finish the first side, seldom the second.", kind=TYPE.small, tone="sub"))
    words.addStretch(1)
    play = Button("Play", kind=Kind.PRIMARY, icon="play", filled_icon=True, height=44)
    radio, add = Button("Album radio", icon="radio", height=44), Button("Add to list", icon="list-plus", height=44)
    words.addLayout(row(play, radio, add, IconButton("ellipsis", "More", size=44, bordered=True)))
    head.addLayout(words, 1)
    main.addLayout(head)
    table = TrackTable(COLUMNS, name="Tracks of the album")
    table.setModel(tracks())
    table.model().setParent(table)
    table.horizontalHeader().setSortIndicator(4, Qt.SortOrder.DescendingOrder)
    table.horizontalHeader().setSortIndicatorShown(True)
    main.addWidget(table, 1)

    def act() -> None:
        table.hover_at(QPoint(40, 2 * SIZE.row + 10))
        for number in (5, 6):
            table.selectionModel().select(
                table.model().index(number, 0),
                table.selectionModel().SelectionFlag.Select | table.selectionModel().SelectionFlag.Rows,
            )

    page.setProperty("after_show", act)
    return page
