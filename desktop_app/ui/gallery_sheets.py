"""The sheets of the gallery. Each function builds one from nothing; names and numbers are invented."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.ui import cover_art, style
from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets import (
    Banner,
    Button,
    Card,
    CellKind,
    Chip,
    Column,
    Cover,
    EmptyState,
    IconButton,
    Kind,
    Line,
    LinkButton,
    NavItem,
    NavRail,
    PlainLabel,
    PlayButton,
    ProgressLine,
    SearchField,
    SeekBar,
    SegmentedControl,
    Switch,
    TermBar,
    TileGrid,
    Toast,
    TrackTable,
    VolumeSlider,
    roles,
    term_scale,
)

PLACES = (
    NavItem("home", "Home", "house"),
    NavItem("library", "Library", "library"),
    NavItem("explore", "Explore", "compass"),
    NavItem("moods", "Moods", "smile"),
    NavItem("playlists", "Playlists", "list-music"),
    NavItem("insights", "Insights", "chart-no-axes-column", section="You"),
    NavItem("taste", "Taste", "fingerprint"),
    NavItem("privacy", "Privacy", "shield"),
    NavItem("settings", "Settings", "settings", bottom=True),
)
ALBUMS = (
    ("Slow Harbour", "Mira Vale", "Close to “Tidal”, slower"),
    ("Copper Rain", "The Loam", "You replayed its twin 4×"),
    ("Night Bus 9", "Okapi Radio", "Same pulse, new artist"),
    ("Glass Weather", "Ana Ferro", "Bridge to ambient"),
    ("Understory", "Fen & Field", "From a forgotten album"),
    ("Salt Letters", "Jun Aoki", "Evenings, you like this"),
    ("Parallax", "Low Ceiling", "A wild card"),
    ("Ember Days", "Ruth Okoye", "Warm voice, after nine"),
    ("Concrete Garden", "Delta Nine", "Rarely played, well rated"),
    ("Polar Bloom", "Hollow Ferns", "Same key, next in arc"),
)


class Page(QWidget):
    """A page in the colour of the window."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.qcolor(style.colours().bg))
        painter.end()


def hover(widget: QWidget) -> QWidget:
    """Make a widget believe that the pointer is on it."""
    place = QPointF(4, 4)
    widget.enterEvent(QEnterEvent(place, place, place))
    return widget


def shape(points: int = 1000) -> list[float]:
    """A loudness that swells, breaks and comes back."""
    dice, values = random.Random(7), []
    for i in range(points):
        x = i / points
        swell = 0.35 + 0.5 * math.sin(math.pi * min(1.0, x * 1.15)) ** 0.7
        dip = 0.35 if 0.52 < x < 0.62 else 1.0
        grain = 0.55 + 0.3 * dice.random() + 0.15 * math.sin(i * 0.11)
        values.append(min(1.0, swell * dip * grain * (min(1.0, x * 14) if x < 0.1 else min(1.0, (1 - x) * 9))))
    return values


def albums() -> QStandardItemModel:
    """Ten invented albums with the roles of a grid."""
    model = QStandardItemModel()
    for number, (title, artist, reason) in enumerate(ALBUMS):
        item = QStandardItem(title)
        item.setData(title, roles.TITLE)
        item.setData(artist, roles.SUBTITLE)
        item.setData(reason, roles.REASON)
        item.setData(cover_art.seed(artist, title), roles.COVER_SEED)
        item.setData(number == 5, roles.PLAYING)
        model.appendRow(item)
    return model


TRACKS = (
    ("Harbour Lights Out", "The Loam", "4:12", 41, 0.97, "Yesterday", "", ""),
    ("Lantern Street", "The Loam", "3:20", 38, 0.95, "Now", "", ""),
    ("Small Fires", "The Loam", "3:58", 33, 0.93, "Sunday", "", ""),
    ("Low Tide Atlas", "The Loam", "5:06", 27, 0.84, "Sunday", "", ""),
    ("Interlude: Gulls", "The Loam", "0:38", 11, 0.6, "in May", "not in mixes", ""),
    ("Copper Wire", "The Loam", "3:31", 9, 0.45, "in May", "", ""),
    ("Two Rooms Away", "The Loam", "4:02", 8, 0.4, "in April", "", ""),
    (
        "A Letter to Nobody in Particular, Read Aloud Twice on the Night Ferry",
        "The Loam and Friends of the Loam",
        "6:14",
        5,
        0.3,
        "in April",
        "",
        "",
    ),
    ("Low Water", "The Loam", "–", 0, 0.0, "", "", "The file is cut short after 1:12. It is left out."),
    ("Small Fires", "The Loam", "7:45", 0, 0.0, "Never", "live", ""),
)
COLUMNS = (
    Column(CellKind.INDEX, 56),
    Column(CellKind.TITLE, 200, stretch=3),
    Column(CellKind.TEXT, 120, stretch=1),
    Column(CellKind.NUMBER, 72),
    Column(CellKind.NUMBER, 72),
    Column(CellKind.SHARE, 180, hide_below=800),
    Column(CellKind.TEXT, 120),
)


def tracks() -> QStandardItemModel:
    """Ten invented tracks with the roles of a table."""
    model = QStandardItemModel(0, 7)
    model.setHorizontalHeaderLabels(["#", "Title", "Artist", "Length", "Plays", "How far you get", "Last played"])
    for number, (title, artist, length, plays, share, last, badge, notice) in enumerate(TRACKS):
        row = [QStandardItem(text) for text in (str(number + 1), title, artist, length, str(plays), "", last)]
        row[1].setData(number == 1, roles.PLAYING)
        row[1].setData(badge, roles.BADGE)
        row[1].setData(notice, roles.NOTICE)
        row[4].setData(True, roles.STRONG)
        row[5].setData(None if notice else share, roles.SHARE)
        model.appendRow(row)
    return model


def _row(*parts: QWidget | QLayout | int, spacing: int = SPACE.m) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(spacing)
    for part in parts:
        if isinstance(part, int):
            row.addSpacing(part)
        elif isinstance(part, QLayout):
            row.addLayout(part)
        else:
            row.addWidget(part)
    row.addStretch(1)
    return row


def _label(text: str) -> PlainLabel:
    return PlainLabel(text, kind=TYPE.meta, tone="sub")


def controls() -> QWidget:
    """Buttons, choices, fields: at rest, hovered, focused, off."""
    page = Page()
    page.resize(1100, 940)
    column = QVBoxLayout(page)
    column.setContentsMargins(32, 32, 32, 32)
    column.setSpacing(SPACE.l)
    column.addWidget(PlainLabel("Controls", kind=TYPE.page))
    for words, change in (("at rest", None), ("under the pointer", hover), ("off", lambda w: w.setEnabled(False))):
        column.addWidget(_label(words))
        buttons: list[QWidget] = [
            Button("Play", kind=Kind.PRIMARY, icon="play", filled_icon=True),
            Button("Album radio", icon="radio"),
            Button("More like this", kind=Kind.SOFT, icon="plus"),
            Button("Rename", kind=Kind.GHOST, icon="pencil"),
            Button("Erase all…", kind=Kind.DANGER, icon="trash-2"),
            LinkButton("Don’t use"),
            IconButton("heart", "Like", checkable=True, fill_when_on=True),
            IconButton("shuffle", "Shuffle", checkable=True),
            IconButton("ellipsis", "More", bordered=True),
            PlayButton(),
            Chip("Calm"),
            Switch("Recommend", on=True),
            Switch("Friends"),
        ]
        for button in buttons:
            if change is not None:
                change(button)
        column.addLayout(_row(*buttons))
    column.addWidget(_label("on, and with the keyboard on it"))
    on: list[QWidget] = []
    for button in (
        IconButton("heart", "Like", checkable=True, fill_when_on=True),
        IconButton("shuffle", "Shuffle", checkable=True),
        Chip("A little new"),
    ):
        button.setChecked(True)
        on.append(button)
    ringed = [
        Button("Play", kind=Kind.PRIMARY),
        Button("Secondary"),
        Button("Ghost", kind=Kind.GHOST),
        IconButton("ellipsis", "More"),
        PlayButton(),
        Chip("Calm"),
        LinkButton("Don’t use"),
    ]
    for ring in ringed:
        ring.show_ring(True)
    playing = PlayButton(size=60)
    playing.set_playing(True)
    column.addLayout(_row(*on, playing, SPACE.xxl, *ringed))
    column.addWidget(_label("choices"))
    chips: list[QWidget] = [Chip(t) for t in ("All", "Familiar", "A little new", "Adventurous", "Calm", "Under 3 min")]
    chips[2].setChecked(True)  # type: ignore[attr-defined]
    column.addLayout(_row(*chips, spacing=SPACE.s))
    segments = SegmentedControl([(k, k) for k in ("Tracks", "Albums", "Artists", "Genres", "Works")], current="Albums")
    column.addLayout(_row(segments, SegmentedControl([("a", "20 min"), ("b", "40 min"), ("c", "No end")])))
    column.addWidget(_label("fields"))
    field = SearchField("Search 18,204 tracks", hint="Ctrl K")
    filled = SearchField("Search")
    filled.setText("harbour")
    name = QLineEdit("Sunday kitchen")
    for line in (field, filled, name):
        line.setFixedWidth(280)
    column.addLayout(_row(field, filled, name))
    column.addWidget(_label("sliders"))
    bar, plain, empty = SeekBar(), SeekBar(), SeekBar()
    bar.set_track(245_000, shape())
    bar.set_position(92_000)
    bar.hover_at(210)
    plain.set_track(245_000)
    plain.set_position(92_000)
    for seek in (bar, plain, empty):
        seek.setFixedWidth(300)
    column.addLayout(_row(bar, plain, empty))
    tall = SeekBar(height=96)
    tall.set_track(245_000, shape())
    tall.set_position(120_000)
    column.addWidget(tall)
    column.addLayout(_row(VolumeSlider(), VolumeSlider(width=160)))
    column.addStretch(1)
    return page


def texts() -> QWidget:
    """The type scale and the tones."""
    page = Page()
    page.resize(900, 700)
    column = QVBoxLayout(page)
    column.setContentsMargins(32, 32, 32, 32)
    column.setSpacing(SPACE.s)
    for name in (
        "hero",
        "page",
        "heading",
        "card_title",
        "body_strong",
        "row",
        "body",
        "small",
        "meta",
        "figure",
        "badge",
    ):
        column.addWidget(PlainLabel(f"{name}: an undersong is the quiet melody 0123456789", kind=getattr(TYPE, name)))
    for tone in ("text", "sub", "mute", "acc", "good", "bad"):
        column.addWidget(PlainLabel(f"{tone}: beneath the one you notice", tone=tone))
    narrow = PlainLabel("A Letter to Nobody in Particular, <b>Read Aloud</b> Twice", kind=TYPE.row)
    narrow.setMaximumWidth(280)
    column.addWidget(narrow)
    column.addStretch(1)
    return page


def messages() -> QWidget:
    """Cards, terms, banners, progress, the empty state, a toast."""
    page = Page()
    page.resize(1160, 860)
    outer = QHBoxLayout(page)
    outer.setContentsMargins(32, 32, 32, 96)
    outer.setSpacing(SPACE.xxl)
    left, right = QVBoxLayout(), QVBoxLayout()
    for column in (left, right):
        column.setSpacing(SPACE.l)
        outer.addLayout(column, 1)
    why = Card("Why this track", subtitle="The four add up to the score. Nothing else was used.", raised=True)
    why.aside.addWidget(IconButton("x", "Close", size=32, icon_size=16))
    terms = (
        ("Sounds alike", 0.46, "Close to “Slow Harbour”, finished 11 of 12 times"),
        ("Evening habit", 0.27, "Nine of your last ten slow ones were after nine"),
        ("New to you", 0.17, "Its album was never played to the end"),
        ("Variety", -0.10, "The third track by this artist in the list"),
    )
    scale = term_scale(value for _, value, _ in terms)
    for label, value, sentence in terms:
        why.body.addWidget(TermBar(label, value, scale, sentence=sentence, verb="Don’t use"))
    why.body.addLayout(
        _row(Button("More like this", kind=Kind.PRIMARY), Button("Less", kind=Kind.SOFT), spacing=SPACE.s)
    )
    left.addWidget(why)
    kept = Card("What is kept", subtitle="41.6 MB in one folder")
    kept.aside.addWidget(Switch("Keep", on=True))
    kept.body.addWidget(PlainLabel("Listens", kind=TYPE.row))
    kept.body.addWidget(Line())
    kept.body.addWidget(PlainLabel("Playlists and mixes", kind=TYPE.row))
    left.addWidget(kept)
    left.addStretch(1)
    for kind, text, action in (
        ("info", "Sound output is missing. Music waits until there is one.", "Look again"),
        ("good", "All 18,204 tracks are read.", ""),
        ("warn", "The drive “Archive” is away. Its 2,310 tracks stay in the library.", "Show"),
        ("bad", "The disk is full. New listens are not kept until there is room.", "What to do"),
    ):
        right.addWidget(Banner(kind, text, action, dismissable=kind == "info"))
    reading, counting = ProgressLine("Reading tags", cancel="Stop"), ProgressLine("Looking for files")
    reading.set_progress(4212, 20514)
    for seen in (100, 400, 1204):
        counting.set_progress(seen, None)
    right.addWidget(reading)
    right.addWidget(counting)
    empty = Card()
    empty.body.addWidget(
        EmptyState(
            "music",
            "No music yet",
            "Choose a folder. The first pick plays while the rest is read.",
            "Add a folder",
            button_icon="folder-plus",
        )
    )
    right.addWidget(empty)
    right.addStretch(1)
    toast = Toast(page)
    page.setProperty(
        "after_show",
        lambda: toast.announce(
            "Forgot “Summer singles”", detail="31 listens no longer count", action="Undo", on_action=lambda: None
        ),
    )
    return page


def home() -> QWidget:
    """The rail, the head of a page, a grid with a hovered tile, and a player bar."""
    page = Page()
    page.resize(1320, 860)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    row = QHBoxLayout()
    row.setSpacing(0)
    column.addLayout(row, 1)
    rail = NavRail(PLACES, footer="Nothing leaves this computer")
    rail.set_current("home")
    row.addWidget(rail)
    main = QVBoxLayout()
    main.setContentsMargins(32 - TileGrid.OVERHANG, 24, 32 - TileGrid.OVERHANG, 0)
    main.setSpacing(SPACE.s)
    row.addLayout(main, 1)
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
    strip = _row(*chips, spacing=SPACE.s)
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
    row = QHBoxLayout()
    row.setContentsMargins(SPACE.l, 0, SPACE.l, 0)
    row.setSpacing(SPACE.m)
    bar.body.addLayout(row)
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
    row.addWidget(cover)
    row.addLayout(words)
    for widget in (like, IconButton("thumbs-down", "Dislike")):
        row.addWidget(widget)
    row.addSpacing(SPACE.huge)
    row.addWidget(IconButton("skip-back", "Previous"))
    row.addWidget(play)
    row.addWidget(IconButton("skip-forward", "Next"))
    row.addSpacing(SPACE.m)
    row.addWidget(PlainLabel("1:32", kind=TYPE.figure, tone="sub"))
    row.addWidget(seek, 1)
    row.addWidget(PlainLabel("4:05", kind=TYPE.figure, tone="sub"))
    row.addSpacing(SPACE.m)
    for icon, name in (
        ("sparkles", "Why"),
        ("eye-off", "Private session"),
        ("list-video", "Queue"),
        ("volume-2", "Mute"),
    ):
        row.addWidget(IconButton(icon, name))
    row.addWidget(VolumeSlider())
    return bar


def library() -> QWidget:
    """The rail without words, and a table with every kind of row."""
    page = Page()
    page.resize(1320, 720)
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    rail = NavRail(PLACES, footer="Nothing leaves this computer")
    rail.set_current("library")
    rail.set_narrow(True)
    row.addWidget(rail)
    main = QVBoxLayout()
    main.setContentsMargins(32 - TrackTable.OVERHANG, 24, 32 - TrackTable.OVERHANG, 24)
    main.setSpacing(SPACE.l)
    row.addLayout(main, 1)
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
    words.addLayout(_row(play, radio, add, IconButton("ellipsis", "More", size=44, bordered=True)))
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


class _Covers(Page):
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        for number in range(56):
            seed = cover_art.seed(f"Artist {number}", f"{ALBUMS[number % 10][0]} {number}")
            column, row = number % 8, number // 8
            painter.drawPixmap(24 + column * 136, 24 + row * 136, cover_art.pixmap(seed, 120, ratio))
        painter.end()


def covers() -> QWidget:
    """Fifty-six drawn covers."""
    page = _Covers()
    page.resize(24 + 8 * 136 + 8, 24 + 7 * 136 + 8)
    return page


SHEETS: dict[str, Callable[[], QWidget]] = {
    "home": home,
    "library": library,
    "controls": controls,
    "messages": messages,
    "texts": texts,
    "covers": covers,
}
