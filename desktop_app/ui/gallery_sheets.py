"""The sheets of the gallery: widgets in all their states. Each function builds one from nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.ui import cover_art
from desktop_app.ui.gallery_data import ALBUMS, Page, hover, label, row, shape
from desktop_app.ui.gallery_heard import heard
from desktop_app.ui.gallery_library import details, shelves
from desktop_app.ui.gallery_pages import home, library
from desktop_app.ui.tokens import SPACE, TYPE
from desktop_app.ui.widgets import (
    Banner,
    Button,
    Card,
    Chip,
    EmptyState,
    IconButton,
    Kind,
    Line,
    LinkButton,
    PlainLabel,
    PlayButton,
    ProgressLine,
    SearchField,
    SeekBar,
    SegmentedControl,
    Switch,
    TermBar,
    Toast,
    VolumeSlider,
    term_scale,
)


def controls() -> QWidget:
    """Buttons, choices, fields: at rest, hovered, focused, off."""
    page = Page()
    page.resize(1100, 940)
    column = QVBoxLayout(page)
    column.setContentsMargins(32, 32, 32, 32)
    column.setSpacing(SPACE.l)
    column.addWidget(PlainLabel("Controls", kind=TYPE.page))
    for words, change in (("at rest", None), ("under the pointer", hover), ("off", lambda w: w.setEnabled(False))):
        column.addWidget(label(words))
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
        column.addLayout(row(*buttons))
    column.addWidget(label("on, and with the keyboard on it"))
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
    column.addLayout(row(*on, playing, SPACE.xxl, *ringed))
    column.addWidget(label("choices"))
    chips: list[QWidget] = [Chip(t) for t in ("All", "Familiar", "A little new", "Adventurous", "Calm", "Under 3 min")]
    chips[2].setChecked(True)  # type: ignore[attr-defined]
    column.addLayout(row(*chips, spacing=SPACE.s))
    segments = SegmentedControl([(k, k) for k in ("Tracks", "Albums", "Artists", "Genres", "Works")], current="Albums")
    column.addLayout(row(segments, SegmentedControl([("a", "20 min"), ("b", "40 min"), ("c", "No end")])))
    column.addWidget(label("fields"))
    field = SearchField("Search 18,204 tracks", hint="Ctrl K")
    filled = SearchField("Search")
    filled.setText("harbour")
    name = QLineEdit("Sunday kitchen")
    for line in (field, filled, name):
        line.setFixedWidth(280)
    column.addLayout(row(field, filled, name))
    column.addWidget(label("sliders"))
    bar, plain, empty = SeekBar(), SeekBar(), SeekBar()
    bar.set_track(245_000, shape())
    bar.set_position(92_000)
    bar.hover_at(210)
    plain.set_track(245_000)
    plain.set_position(92_000)
    for seek in (bar, plain, empty):
        seek.setFixedWidth(300)
    column.addLayout(row(bar, plain, empty))
    tall = SeekBar(height=96)
    tall.set_track(245_000, shape())
    tall.set_position(120_000)
    column.addWidget(tall)
    column.addLayout(row(VolumeSlider(), VolumeSlider(width=160)))
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
    for term, value, sentence in terms:
        why.body.addWidget(TermBar(term, value, scale, sentence=sentence, verb="Don’t use"))
    why.body.addLayout(
        row(Button("More like this", kind=Kind.PRIMARY), Button("Less", kind=Kind.SOFT), spacing=SPACE.s)
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
    "shelves": shelves,
    "details": details,
    "heard": heard,
    "controls": controls,
    "messages": messages,
    "texts": texts,
    "covers": covers,
}
