"""Widgets that know Qt and the tokens, and nothing of music libraries: they could move to another program."""

from desktop_app.ui.widgets.button import Button, Kind, LinkButton
from desktop_app.ui.widgets.choices import Chip, SegmentedControl, Switch
from desktop_app.ui.widgets.cover import Cover
from desktop_app.ui.widgets.icon_button import IconButton, PlayButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.messages import Banner, EmptyState
from desktop_app.ui.widgets.nav_rail import NavItem, NavRail
from desktop_app.ui.widgets.progress import ProgressLine
from desktop_app.ui.widgets.search_field import SearchField
from desktop_app.ui.widgets.seek_bar import SeekBar, VolumeSlider
from desktop_app.ui.widgets.surface import Card, Line
from desktop_app.ui.widgets.term_bar import TermBar, term_scale
from desktop_app.ui.widgets.tile_grid import TileGrid
from desktop_app.ui.widgets.toast import Toast
from desktop_app.ui.widgets.track_table import CellKind, Column, TrackTable

__all__ = [
    "Banner",
    "Button",
    "Card",
    "CellKind",
    "Chip",
    "Column",
    "Cover",
    "EmptyState",
    "IconButton",
    "Kind",
    "Line",
    "LinkButton",
    "NavItem",
    "NavRail",
    "PlainLabel",
    "PlayButton",
    "ProgressLine",
    "SearchField",
    "SeekBar",
    "SegmentedControl",
    "Switch",
    "TermBar",
    "TileGrid",
    "Toast",
    "TrackTable",
    "VolumeSlider",
    "term_scale",
]
