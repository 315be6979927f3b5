"""When two tracks are one recording: by name, length and sound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from desktop_app.library.same import BOUNDS, Heard, Same, alike, compare, distance, offers, pairs_within

WIDTHS = {"bands": 96, "dynamics": 5, "rhythm": 25, "shape": 1000, "tonal": 29}


def sound(seed: int = 1) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    found = {name: rng.normal(0, 10, width).astype(np.float32) for name, width in WIDTHS.items()}
    found["dynamics"][0] = -12
    return found


def changed(group: str, part: slice, by: float) -> dict[str, np.ndarray]:
    found = sound()
    found[group][part] += np.float32(by)
    return found


HYMN = Heard(1, "Hymn", "Nordlys", 4, 200_000, sound())


def test_one_recording_is_one() -> None:
    same = compare(HYMN, replace(HYMN, track=2, artist="NORDLYS", title="hymn", duration_ms=200_030))
    assert same is not None and (same.a, same.b, same.heard, same.sure) == (1, 2, True, True)
    assert same.confidence > 0.99


def test_a_curve_of_levels_may_differ_more_where_all_else_is_equal() -> None:
    """Opus leaves out what lies below hearing; a cut differs far more, and so does another sound."""
    rng = np.random.default_rng(7)
    noise = rng.normal(0, 1, WIDTHS["shape"]).astype(np.float32)

    def with_noise(share: float, **more: float) -> dict[str, np.ndarray]:
        found = sound()
        for group, by in more.items():
            found[group] += np.float32(by)
        found["shape"] += share * float(found["shape"].std()) * noise
        return found

    assert distance(sound(), with_noise(0.3)) < 0.6
    assert 0.6 < distance(sound(), with_noise(0.7)) < 1.0
    assert distance(sound(), with_noise(0.7, bands=3.0)) > 1.0
    assert distance(sound(), with_noise(1.5)) > 1.0


@pytest.mark.parametrize(
    "other",
    [
        replace(HYMN, title="Hymn (Live)"),
        replace(HYMN, title="Hymn (Radio Edit)"),
        replace(HYMN, title="Hymn (Vega Remix)"),
        replace(HYMN, duration_ms=203_000),
        replace(HYMN, duration_ms=None),
        replace(HYMN, sound=sound(2)),
        replace(HYMN, artist="Vega", duration_ms=201_000),
        replace(HYMN, artist="Vega", sound=None),
        replace(HYMN, album=5, duration_ms=201_500, sound=None),
        *(
            replace(HYMN, sound=changed(group, part, by))
            for group, part, by in (
                ("bands", slice(None), 4.6),
                ("dynamics", slice(0, 1), 2),
                ("rhythm", slice(2, 22), 0.2),
                ("tonal", slice(0, 12), 0.0075),
            )
        ),
    ],
)
def test_another_recording_is_another(other: Heard) -> None:
    assert compare(HYMN, replace(other, track=2)) is None


def test_what_names_nothing_keeps_no_one_apart() -> None:
    for title in ("Hymn (feat. Vega)", "Hymn (Album Version)", "Hymn [Bonus Track]"):
        same = compare(HYMN, replace(HYMN, track=2, title=title))
        assert same is not None and same.sure


def test_names_alone_are_never_sure() -> None:
    same = compare(HYMN, replace(HYMN, track=2, sound=None, duration_ms=200_400))
    assert same == Same(1, 2, 0.75, heard=False, sure=False)
    elsewhere = compare(HYMN, replace(HYMN, track=2, sound=None, album=9))
    assert elsewhere is not None and elsewhere.confidence == 0.7
    live = replace(HYMN, title="Hymn (Live)")
    assert compare(live, replace(live, track=2, sound=None, album=9)) is None  # two evenings may be of one length
    intro = replace(HYMN, title="Intro")
    assert compare(intro, replace(intro, track=2, sound=None, album=9)) is None


def test_sound_alone_is_never_sure_and_needs_to_tell_something() -> None:
    unnamed = replace(HYMN, track=2, title="rip 7", artist="")
    same = compare(HYMN, unnamed)
    assert same is not None and same.heard and not same.sure
    assert compare(HYMN, replace(unnamed, duration_ms=200_600)) is None
    quiet = changed("dynamics", slice(0, 1), -60)
    assert compare(replace(HYMN, sound=quiet), replace(unnamed, sound=quiet)) is None
    short = replace(HYMN, duration_ms=5_000)
    assert compare(short, replace(unnamed, duration_ms=5_000)) is None


def test_the_distance_is_that_of_the_worst_part() -> None:
    assert distance(sound(), sound()) < 1e-6
    assert distance(sound(), changed("bands", slice(None), BOUNDS["bands"])) == pytest.approx(1.0, abs=1e-3)
    assert distance(sound(), changed("dynamics", slice(0, 1), 0.9)) == pytest.approx(0.5, abs=1e-3)
    later = sound()
    later["shape"] = np.roll(later["shape"], 3)
    assert distance(sound(), later) < 0.3  # a codec padded the beginning


def test_pairs_that_sound_alike_are_found() -> None:
    lengths = np.array([200_000, 200_030, 200_020, 300_000, 300_010, 5_000, 5_000], np.int64)
    dynamics = np.full((7, 5), -12, np.float32)
    dynamics[2, 0] = -20
    tonal = np.stack([sound(1 if i in (0, 1, 2, 5, 6) else i)["tonal"] / 1000 for i in range(7)])
    assert {frozenset(pair) for pair in alike(lengths, dynamics, tonal)} == {frozenset({0, 1})}
    many = alike(
        np.full(300, 200_000, np.int64), np.full((300, 5), -12, np.float32), np.zeros((300, 29), np.float32), 50
    )
    assert len(list(many)) == 50


def test_offers_join_all_with_the_fewest_pairs() -> None:
    found = [Same(1, 2, 0.9, True, False), Same(2, 3, 0.99, True, True), Same(1, 3, 0.8, True, False)]
    assert [(same.a, same.b) for same in offers([*found, Same(8, 9, 0.7, False, False)])] == [(2, 3), (1, 2), (8, 9)]


def test_only_lengths_of_one_recording_are_paired() -> None:
    group = [replace(HYMN, track=i, duration_ms=ms) for i, ms in enumerate((200_000, 201_900, 204_500, None))]
    assert [(a.track, b.track) for a, b in pairs_within([group])] == [(0, 1)]
