"""The design's numbers in one place: type scale, spacing, radii, durations and the two colour themes. No Qt here.

Lengths are logical pixels at 96 dots per inch; text sizes become points (see fonts.py), so they follow the desktop's
text scale. Colours are '#rrggbb'. Every text colour reaches 4.5:1 on every surface, every control 3:1 (WCAG 2.2, 1.4.3
and 1.4.11); a test measures it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextStyle:
    """One step of the type scale: size and line height in logical pixels, weight 400 to 700, spacing in pixels."""

    size: int
    line: int
    weight: int = 400
    spacing: float = 0.0
    figures: bool = False  # tabular figures, so that counting numbers do not dance


@dataclass(frozen=True, slots=True)
class TypeScale:
    """The eight sizes, each with the weights it is used in."""

    badge: TextStyle = TextStyle(11, 16, 500)
    section: TextStyle = TextStyle(11, 16, 600, 0.6)
    meta: TextStyle = TextStyle(12, 16)
    meta_strong: TextStyle = TextStyle(12, 16, 600)
    figure: TextStyle = TextStyle(12, 16, 500, figures=True)
    small: TextStyle = TextStyle(13, 20)
    button: TextStyle = TextStyle(13, 20, 600)
    number: TextStyle = TextStyle(13, 20, 400, figures=True)
    body: TextStyle = TextStyle(14, 20)
    body_strong: TextStyle = TextStyle(14, 20, 600)
    row: TextStyle = TextStyle(14, 20, 500)
    card_title: TextStyle = TextStyle(16, 24, 600)
    lead: TextStyle = TextStyle(16, 24)
    heading: TextStyle = TextStyle(20, 28, 600, -0.2)
    page: TextStyle = TextStyle(28, 36, 700, -0.5)
    hero: TextStyle = TextStyle(40, 48, 700, -0.9)


@dataclass(frozen=True, slots=True)
class Spacing:
    """The 4 px grid."""

    xs: int = 4
    s: int = 8
    m: int = 12
    l: int = 16  # noqa: E741 - the usual names of sizes
    xl: int = 20
    xxl: int = 24
    huge: int = 32
    vast: int = 48


@dataclass(frozen=True, slots=True)
class Radii:
    """Corner radii; a pill uses half of its height."""

    bar: int = 2
    tiny_cover: int = 4
    inner: int = 6
    control: int = 8
    card: int = 12
    hero: int = 16


@dataclass(frozen=True, slots=True)
class Sizes:
    """Fixed measures of the layout."""

    control_small: int = 32
    control: int = 36
    control_large: int = 44
    target: int = 24  # no clickable thing is lower (WCAG 2.2, 2.5.8)
    rail: int = 232
    rail_narrow: int = 72
    player: int = 88
    row: int = 36
    list_row: int = 52
    cover_tile: int = 180
    icon: int = 18
    page_margin: int = 32


@dataclass(frozen=True, slots=True)
class Durations:
    """Milliseconds. Motion never lasts longer than 200 ms and is 0 where the system asks for less motion."""

    hover: int = 120
    move: int = 180
    search_delay: int = 200
    toast: int = 8000


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme's colours.

    bg, side: window and rail. card, raised, sel: surfaces for cards, popovers and soft buttons, and what is chosen.
    hover: a row or card under the pointer. line, track: decoration only. control: borders and rests that must be seen.
    text, sub, mute: three tones of text. acc, on_acc: the one accent and text on it. focus: the keyboard ring.
    good, bad: always beside an icon or a word. kinds: marks in charts, never text.
    """

    bg: str
    side: str
    card: str
    raised: str
    sel: str
    hover: str
    press: str
    line: str
    track: str
    control: str
    text: str
    sub: str
    mute: str
    acc: str
    acc_hover: str
    acc_press: str
    on_acc: str
    focus: str
    good: str
    bad: str
    kinds: tuple[str, ...]


SURFACES = ("bg", "side", "card", "raised", "sel", "hover", "press")
TEXTS = ("text", "sub", "mute", "acc", "good", "bad")
CONTROLS = ("control", "focus", "acc")

DARK_COLOURS = Colours(
    bg="#14130f",
    side="#100f0c",
    card="#1e1c17",
    raised="#27241d",
    sel="#2f2818",
    hover="#1f1d18",
    press="#2a2720",
    line="#36322a",
    track="#3d382f",
    control="#857d6e",
    text="#f3efe6",
    sub="#b5ad9d",
    mute="#998f80",
    acc="#e8a33d",
    acc_hover="#f0b258",
    acc_press="#d8932c",
    on_acc="#1a1408",
    focus="#f3efe6",
    good="#82c08d",
    bad="#ee8a78",
    kinds=("#e8a33d", "#a3dfdc", "#d4525f", "#6b92b4", "#dce4a4", "#a668d8"),
)

LIGHT_COLOURS = Colours(
    bg="#faf8f4",
    side="#f1ede5",
    card="#ffffff",
    raised="#f3efe7",
    sel="#f7e9cf",
    hover="#f3eee5",
    press="#ece5d8",
    line="#e4ded2",
    track="#ddd6c8",
    control="#857b69",
    text="#1f1b14",
    sub="#5c5548",
    mute="#696152",
    acc="#955400",
    acc_hover="#834a00",
    acc_press="#6f3f00",
    on_acc="#ffffff",
    focus="#1f1b14",
    good="#2a6e45",
    bad="#a83226",
    kinds=("#9c5a00", "#1f8583", "#7d2740", "#2b4470", "#5a6030", "#7a3cc0"),
)


@dataclass(frozen=True, slots=True)
class Theme:
    """Everything a painter needs to know about looks. `shadow` is the opacity of shadows, 0 to 1."""

    name: str
    dark: bool
    colours: Colours
    shadow: float


DARK = Theme("dark", True, DARK_COLOURS, 0.59)
LIGHT = Theme("light", False, LIGHT_COLOURS, 0.24)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}

TYPE = TypeScale()
SPACE = Spacing()
RADIUS = Radii()
SIZE = Sizes()
TIME = Durations()


def luminance(colour: str) -> float:
    """Relative luminance of '#rrggbb', 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
