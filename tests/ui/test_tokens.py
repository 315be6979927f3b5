"""The design's numbers: contrast by WCAG 2.2, the 4 px grid, the scale."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from desktop_app.ui.tokens import (
    CONTROLS,
    RADIUS,
    SIZE,
    SPACE,
    SURFACES,
    TEXTS,
    THEMES,
    TIME,
    TYPE,
    Theme,
    contrast,
    luminance,
)

BOTH = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())


def test_contrast_agrees_with_published_values() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the well-known "almost AA" grey
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")
    assert luminance("#ff0000") == pytest.approx(0.2126)


@BOTH
def test_every_text_tone_is_readable_on_every_surface(theme: Theme) -> None:
    poor = {
        f"{text} on {surface}": round(contrast(getattr(theme.colours, text), getattr(theme.colours, surface)), 2)
        for text, surface in itertools.product(TEXTS, SURFACES)
        if contrast(getattr(theme.colours, text), getattr(theme.colours, surface)) < 4.5
    }
    assert not poor


@BOTH
def test_text_on_coloured_buttons_is_readable_in_every_state(theme: Theme) -> None:
    c = theme.colours
    for fill in (c.acc, c.acc_hover, c.acc_press):
        assert contrast(c.on_acc, fill) >= 4.5
    for fill in (c.line, c.track):  # soft buttons, at rest and hovered
        assert contrast(c.text, fill) >= 4.5


@BOTH
def test_controls_and_chart_marks_stand_out_from_every_surface(theme: Theme) -> None:
    c = theme.colours
    poor = [
        (mark, surface)
        for mark, surface in itertools.product((*(getattr(c, name) for name in CONTROLS), *c.kinds), SURFACES)
        if contrast(mark, getattr(c, surface)) < 3.0
    ]
    assert not poor


@BOTH
def test_a_filled_button_and_its_focus_ring_can_be_told_apart(theme: Theme) -> None:
    assert contrast(theme.colours.on_acc, theme.colours.acc) >= 3.0
    assert contrast(theme.colours.focus, theme.colours.sel) >= 3.0


def test_spacing_and_sizes_lie_on_the_grid() -> None:
    assert all(value % 4 == 0 for value in dataclasses.astuple(SPACE))
    off = {name: value for name, value in dataclasses.asdict(SIZE).items() if value % 4 and name != "icon"}
    assert not off
    assert all(style.line % 4 == 0 for style in _styles())


def test_the_scale_has_eight_sizes_and_four_weights() -> None:
    assert {style.size for style in _styles()} == {11, 12, 13, 14, 16, 20, 28, 40}
    assert {style.weight for style in _styles()} <= {400, 500, 600, 700}
    assert all(style.line >= style.size * 1.2 for style in _styles())


def test_motion_is_short_and_targets_are_large_enough() -> None:
    assert max(TIME.hover, TIME.move) <= 200
    assert SIZE.target >= 24
    assert sorted(dataclasses.astuple(RADIUS)) == list(dataclasses.astuple(RADIUS))


def test_tokens_cannot_be_changed_by_accident() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        SPACE.m = 13  # type: ignore[misc]


def _styles() -> list:
    return [getattr(TYPE, field.name) for field in dataclasses.fields(TYPE)]
