"""Theme, typeface, icons, drawn covers and the folder they come from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QImage, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from desktop_app import resources
from desktop_app.settings import THEMES as SETTABLE
from desktop_app.ui import cover_art, fonts, icons, style
from desktop_app.ui.tokens import DARK, LIGHT, TYPE
from desktop_app.ui.widgets import PlainLabel

APP = Path(style.__file__).parent


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    style.apply(qapp, "dark")


@pytest.mark.parametrize(("choice", "theme"), [("dark", DARK), ("light", LIGHT)])
def test_applying_a_theme_sets_palette_font_and_theme(qapp: QApplication, choice: str, theme: object) -> None:
    assert style.apply(qapp, choice) is theme
    assert style.theme() is theme
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(style.colours().bg)
    assert qapp.palette().color(QPalette.ColorRole.Accent) == QColor(style.colours().acc)
    assert qapp.font().family() == "Inter"


def test_widgets_follow_a_change_of_theme(qapp: QApplication, qtbot) -> None:
    label = PlainLabel("Harbour", tone="sub")
    qtbot.addWidget(label)
    label.show()
    style.apply(qapp, "light")
    assert QColor(LIGHT.colours.sub) in _colours(label.grab().toImage())
    assert label.colour() == QColor(LIGHT.colours.sub)
    style.apply(qapp, "dark")
    assert label.colour() == QColor(DARK.colours.sub)


def test_every_theme_that_can_be_set_can_be_shown() -> None:
    assert style.CHOICES == SETTABLE


def test_an_unknown_theme_is_refused() -> None:
    with pytest.raises(ValueError, match="no theme 'sepia'"):
        style.resolve("sepia")
    assert style.resolve("system") in (DARK, LIGHT)


def test_the_sheet_names_only_colours_of_the_theme() -> None:
    for theme in (DARK, LIGHT):
        text = style.style_sheet(theme)
        known = {getattr(theme.colours, name) for name in theme.colours.__slots__ if name != "kinds"}
        assert set(re.findall(r"#[0-9a-f]{6}\b", text)) <= known
        assert not re.search(r"^\s*(QWidget|\*)\s*\{", text, re.MULTILINE)  # would leak into every child


def test_each_weight_is_a_real_cut_and_not_faked() -> None:
    widths = set()
    for kind in (TYPE.body, TYPE.row, TYPE.body_strong):
        font = fonts.font(kind)
        info = QFontInfo(font)
        assert (info.family(), info.weight()) == ("Inter", kind.weight)
        assert info.exactMatch()
        widths.add(QFontMetricsF(font).horizontalAdvance("Hamburgefonstiv"))
    assert len(widths) == 3


def test_sizes_are_points_so_that_they_follow_the_text_scale() -> None:
    for kind in (TYPE.badge, TYPE.hero):
        assert fonts.font(kind).pixelSize() == -1
        assert fonts.font(kind).pointSizeF() > 0
        assert fonts.line_height(kind) >= kind.line


def test_figures_do_not_dance() -> None:
    metrics = QFontMetricsF(fonts.font(TYPE.figure))
    assert metrics.horizontalAdvance("1:11") == pytest.approx(metrics.horizontalAdvance("8:08"))


def test_loading_the_fonts_again_adds_nothing(qapp: QApplication) -> None:
    before = fonts.font(TYPE.body)
    fonts.load()
    assert fonts.font(TYPE.body) is before


# --- icons -----------------------------------------------------------------------------------------------------------


def shipped() -> list[str]:
    return sorted(path.stem for path in resources.path("icons").glob("*.svg"))


def test_every_icon_draws_in_the_colour_asked_for(qapp: QApplication) -> None:
    for name in shipped():
        image = icons.pixmap(name, "#ff0000", 48).toImage().convertToFormat(QImage.Format.Format_ARGB32)
        solid = [c for c in _colours(image) if c.alpha() == 255]
        assert solid, name
        assert all((c.red(), c.green(), c.blue()) == (255, 0, 0) for c in solid), name


def test_only_icons_in_use_are_shipped() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in APP.rglob("*.py"))
    assert [name for name in shipped() if f'"{name}"' not in sources] == []


def test_icons_are_drawn_at_the_resolution_of_the_screen(qapp: QApplication) -> None:
    image = icons.pixmap("heart", "#ffffff", 18, 2.0)
    assert image.width() == 36
    assert image.deviceIndependentSize().width() == 18
    icon = icons.icon("heart", "#ffffff", 18)
    assert len(icon.availableSizes()) > 0


def test_filled_icons_cover_more(qapp: QApplication) -> None:
    def inked(filled: bool) -> int:
        return sum(c.alpha() > 128 for c in _colours(icons.pixmap("heart", "#ffffff", 24, filled=filled).toImage()))

    assert inked(True) > inked(False) * 1.5


def test_an_unknown_icon_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no-such-icon", "#ffffff")


def test_licences_lie_beside_what_they_cover() -> None:
    assert "SIL OPEN FONT LICENSE" in resources.path("fonts", "OFL.txt").read_text(encoding="utf-8")
    assert "ISC License" in resources.path("icons", "LICENSE").read_text(encoding="utf-8")


def test_without_its_files_the_program_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resources, "_candidates", lambda: iter([tmp_path]))
    resources.folder.cache_clear()
    try:
        with pytest.raises(resources.ResourcesMissing, match="Install it again"):
            resources.folder()
    finally:
        resources.folder.cache_clear()


def test_a_frozen_program_looks_into_its_bundle_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    inside = tmp_path / "resources"
    (inside / "fonts").mkdir(parents=True)
    (inside / "fonts" / "OFL.txt").write_text("licence", encoding="utf-8")
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    resources.folder.cache_clear()
    try:
        assert resources.folder() == inside
    finally:
        resources.folder.cache_clear()


# --- covers ----------------------------------------------------------------------------------------------------------


def picture(seed: str, size: int = 48, ratio: float = 1.0) -> QImage:
    return cover_art.pixmap(seed, size, ratio).toImage()


def test_a_cover_is_the_same_every_day(qapp: QApplication) -> None:
    from PySide6.QtGui import QPixmapCache

    seed = cover_art.seed("The Loam", "Low Tide Atlas")
    first = picture(seed)
    QPixmapCache.clear()
    assert picture(seed) == first
    assert picture(cover_art.seed("the loam", "LOW TIDE ATLAS")) == first


def test_covers_of_a_library_look_different(qapp: QApplication) -> None:
    images = [picture(cover_art.seed(f"Artist {n}", f"Album {n}")) for n in range(100)]
    assert len({bytes(image.constBits()) for image in images}) == 100


def test_corners_are_round_and_the_middle_is_opaque(qapp: QApplication) -> None:
    image = picture(cover_art.seed("Mira Vale", "Slow Harbour"), 96, 2.0)
    assert image.width() == 192
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(96, 96).alpha() == 255


@pytest.mark.parametrize(
    ("artist", "album", "letters"),
    [
        ("The Loam", "Low Tide Atlas", "LT"),
        ("The Loam", "", "L"),
        ("", "The The", "TT"),
        ("Sigur", "( )", ""),
        ("", "", ""),
    ],
)
def test_initials(artist: str, album: str, letters: str) -> None:
    assert cover_art.initials(cover_art.seed(artist, album)) == letters


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_name_gives_a_cover(artist: str, album: str) -> None:
    image = picture(cover_art.seed(artist, album), 24)
    assert image.pixelColor(12, 12).alpha() == 255


def test_a_name_of_broken_bytes_gives_a_cover(qapp: QApplication) -> None:
    assert picture(cover_art.seed("\udcff\udcfe", "<img src=x>"), 24).width() == 24


@pytest.mark.parametrize("shape", [(40, 40), (300, 90), (33, 200)])
def test_a_real_picture_is_cut_to_the_same_frame(qapp: QApplication, shape: tuple[int, int]) -> None:
    source = QPixmap(*shape)
    source.fill(Qt.GlobalColor.red)
    framed = cover_art.framed(source, 64, 1.0).toImage()
    assert (framed.width(), framed.height()) == (64, 64)
    assert framed.pixelColor(0, 0).alpha() == 0
    assert framed.pixelColor(32, 32) == QColor(Qt.GlobalColor.red)


def _colours(image: QImage) -> list[QColor]:
    return [image.pixelColor(x, y) for y in range(image.height()) for x in range(image.width())]
