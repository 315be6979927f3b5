"""The sheets of the gallery with the parts of the library."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtCore import QPoint
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.acts import SameOffer
from desktop_app.domain.ids import AudioKey, RootId, TrackId, Uid
from desktop_app.domain.records import Presence, Root, Track
from desktop_app.ui import cover_art
from desktop_app.ui.components.cover_head import CoverHead
from desktop_app.ui.components.edit_field import EditField
from desktop_app.ui.components.fact_line import Fact, FactLine
from desktop_app.ui.components.folder_card import RootRow, RootShown
from desktop_app.ui.components.mixes_card import MonthPicker
from desktop_app.ui.components.offer_card import OfferCard
from desktop_app.ui.components.query_hint import QueryHint
from desktop_app.ui.gallery_data import Page, label, row
from desktop_app.ui.tokens import SPACE
from desktop_app.ui.widgets import CellKind, Column, TileGrid, TrackTable, roles
from desktop_app.ui.widgets.band_grid import BandGrid
from desktop_app.ui.widgets.sort_button import SortButton
from desktop_app.ui.widgets.surface import Card, Line

_TODAY = date(2026, 11, 25)
_AT = datetime(2026, 11, 12, tzinfo=UTC)
_PEOPLE = ("Mira Vale", "The Loam", "Okapi Radio", "Ana Ferro", "Fen & Field", "Jun Aoki")
_GENRES = (("Ambient", "Electronic", 0.62), ("Folk", "", 1.0), ("Indie", "Rock", 0.4), ("Soul", "", 0.12))


def _model(parent: QWidget, given: list[dict[int, object]]) -> QStandardItemModel:
    model = QStandardItemModel(parent)
    for values in given:
        item = QStandardItem(str(values[roles.TITLE]))
        for role, value in values.items():
            item.setData(value, role)
        model.appendRow(item)
    return model


def _table() -> TrackTable:
    kinds = (
        Column(CellKind.INDEX, 52),
        Column(CellKind.TITLE, 240, stretch=1),
        Column(CellKind.CHIP, 104),
        Column(CellKind.NUMBER, 64),
        Column(CellKind.STARS, 112),
        Column(CellKind.NUMBER, 72),
        Column(CellKind.MORE, 44),
    )
    gone = {roles.AWAY: True, roles.NOTICE: "away"}
    rows: tuple[tuple[str, str, str, str, float | None, str, dict[int, object]], ...] = (
        ("1", "Understory", "3 versions", "18", 4.0, "6:05", {}),
        ("2", "Half Light", "", "16", None, "3:13", {roles.MARK: "pencil"}),
        ("", "", "", "", None, "", {roles.HEADING: "Disc 2"}),
        ("1", "Interlude: Gulls", "", "8", None, "0:38", {roles.BADGE: "interlude"}),
        ("2", "A Letter to Nobody", "", "7", 2.0, "4:47", gone),
    )  # fmt: skip
    model = QStandardItemModel(0, len(kinds))
    model.setHorizontalHeaderLabels(["#", "Title", "", "Plays", "Rating", "Length", ""])
    for number, title, chip, plays, stars, length, extra in rows:
        cells = [QStandardItem(text) for text in (number, title, chip, plays, "", length, "")]
        cells[4].setData(stars, roles.STARS)
        for role, value in extra.items():
            for cell in cells if role in (roles.HEADING, roles.AWAY) else cells[1:2]:
                cell.setData(value, role)
        model.appendRow(cells)
    table = TrackTable(kinds, name="Tracks of the album", fit=True)
    model.setParent(table)
    table.setModel(model)
    return table


def shelves() -> QWidget:
    """Facts, the order, artists as discs, genres as bands, and a table with every remark."""
    page = Page()
    page.resize(1080, 900)
    column = QVBoxLayout(page)
    column.setContentsMargins(32, 24, 32, 24)
    column.setSpacing(SPACE.m)
    facts, hint = FactLine(), QueryHint()
    facts.set_facts([Fact("357 albums"), Fact("1,310 tracks"), Fact("35 away", lambda: None)])
    sort = SortButton([("artist", "Artist", False), ("played", "Most played", True)])
    column.addLayout(row(facts, hint, sort))
    people = TileGrid(name="Artists", tile=130, reasons=False, opens=True, round=True)
    people.setModel(
        _model(
            people,
            [
                {
                    roles.TITLE: name,
                    roles.SUBTITLE: "3 albums · 41 tracks",
                    roles.COVER_SEED: cover_art.seed(name, ""),
                    roles.AWAY: place == 4,
                    roles.PLAYING: place == 2,
                }
                for place, name in enumerate(_PEOPLE)
            ],
        )
    )
    people.setFixedHeight(240)
    column.addWidget(people)
    bands = BandGrid(name="Genres")
    bands.setModel(
        _model(
            bands,
            [
                {
                    roles.TITLE: name,
                    roles.SUBTITLE: f"{round(share * 300)} tracks" + (f" · {parent}" if parent else ""),
                    roles.SHARE: share,
                    roles.COVER_SEED: cover_art.seed("", parent or name),
                }
                for name, parent, share in _GENRES
            ],
        )
    )
    bands.setFixedHeight(100)
    column.addWidget(bands)
    table = _table()
    column.addWidget(table)
    column.addStretch(1)

    def act() -> None:
        people.hover_at(people.visualRect(people.model().index(1, 0)).center())
        bands.hover_at(bands.visualRect(bands.model().index(1, 0)).center())
        cell = table.visualRect(table.model().index(1, 4))
        table.hover_at(QPoint(cell.left() + 40, cell.center().y()))

    page.setProperty("after_show", act)
    return page


def _track(number: int, title: str, codec: str, bitrate: int) -> Track:
    return Track(
        id=TrackId(number), uid=Uid(f"{number:032x}"), title=title, artist="The Loam", album="Low Tide Atlas",
        album_artist="The Loam", genre="Indie", year=2019, disc=1, number=number, duration_ms=252_000, added_at=_AT,
        presence=Presence.PRESENT, path=f"/music/{title}.{codec}".encode(), key=AudioKey(b"q1:0"),
        artist_key="the loam", album_key="the loam low tide atlas", analysed=True, plays=12, codec=codec,
        bitrate=bitrate,
    )  # fmt: skip


def details() -> QWidget:
    """The head of an album, fields to correct, folders that stand well and ill, a pair that may be one recording."""
    page = Page()
    page.resize(1160, 920)
    column = QVBoxLayout(page)
    column.setContentsMargins(32, 24, 32, 24)
    column.setSpacing(SPACE.l)
    head = CoverHead(None)
    head.set_cover(b"", cover_art.seed("The Loam", "Low Tide Atlas"))
    head.kicker.setText("Album, 2019")
    head.title.setText("Low Tide Atlas")
    head.links.set_facts([Fact("The Loam", lambda: None), Fact("10 tracks"), Fact("40 min")])
    head.note.set_facts([Fact("FLAC"), Fact("93 plays"), Fact("2 tracks are away", lambda: None)])
    column.addWidget(head)
    fields = QHBoxLayout()
    fields.setSpacing(SPACE.l)
    for name, shown, file, corrected in (
        ("Title", ["Harbour Lights Out"], ["Harbour Lights Out"], False),
        ("Artist", ["The Loam", "Mira Vale"], ["The Loam", "Mira Vale"], False),
        ("Album", ["Low Tide Atlas"], ["low_tide_atlas"], True),
    ):
        field = EditField(name.lower(), name)
        field.show_values(shown, file, corrected)
        fields.addWidget(field, 1)
    column.addLayout(fields)
    both = QHBoxLayout()
    both.setSpacing(SPACE.l)
    folders = Card("Music folders")
    present = Root(RootId(1), b"/home/ada/Music", Presence.PRESENT)
    away = Root(RootId(2), b"/media/ada/Archive", Presence.AWAY, _AT)
    shrunk = Root(RootId(3), b"/home/ada/Bandcamp", Presence.PRESENT, _AT)
    for place, one in enumerate(
        (
            RootShown(present, 18_204, 0, "Changes are noticed at once."),
            RootShown(away, 0, 2310, ""),
            RootShown(shrunk, 120, 430, ""),
        )
    ):
        if place:
            folders.body.addWidget(Line())
        folders.body.addWidget(RootRow(one, _TODAY))
    both.addWidget(folders, 1)
    right = QVBoxLayout()
    right.setSpacing(SPACE.m)
    right.addWidget(label("months of holiday music"))
    months = MonthPicker("Months of holiday music")
    months.set_chosen((11, 12))
    right.addWidget(months)
    lossless, lossy = _track(1, "Copper Wire", "flac", 912_000), _track(2, "copper_wire", "mp3", 192_000)
    right.addWidget(OfferCard(SameOffer(lossless, lossy, 0.97, "The sound is equal, FLAC and MP3"), None))
    right.addStretch(1)
    both.addLayout(right, 1)
    column.addLayout(both)
    column.addStretch(1)
    return page
