"""The neighbours of a track: of each recording one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from desktop_app.domain.tables import FeatureTable
from tests.recommend.worlds import World, world

MADE = world().heard()
TRACK = int(MADE.tracks.ids[8])


def near(made: World, count: int = 10, track: int = TRACK) -> list[int]:
    return [one.track for one in made.model().sound.near(track, count)]


def with_copies(of: int, copies: list[int], *, length_ms: int) -> World:
    """Rows that sound as the row `of` but for an encoder's noise, and last longer by `length_ms`."""
    random = np.random.default_rng(5)
    groups = {name: values.copy() for name, values in MADE.features.groups.items()}
    for values in groups.values():
        noise = 0.002 * values.std(axis=0) * random.normal(size=(len(copies), values.shape[1]))
        values[copies] = values[of] + noise.astype(np.float32)
    length = MADE.tracks.duration_ms.copy()
    length[copies] = length[of] + length_ms
    made = MADE.with_tracks(duration_ms=length)
    return replace(made, features=FeatureTable(made.features.ids, groups))


def test_unlike_tracks_all_stay_nearest_first() -> None:
    found = MADE.model().sound.near(TRACK, 59)
    assert len(found) == 59 and [one.likeness for one in found] == sorted((one.likeness for one in found), reverse=True)


def test_of_each_work_one_and_none_of_its_own() -> None:
    plain = near(MADE, 12)
    rows = np.searchsorted(MADE.tracks.ids, plain)
    work = MADE.tracks.work.copy()
    work[rows[0]] = work[8]
    work[rows[[3, 5]]] = work[rows[2]]
    works = MADE.with_tracks(work=work)
    assert near(works, 9) == [track for place, track in enumerate(plain) if place not in (0, 3, 5)]


def test_tracks_of_no_known_work_are_not_taken_for_one() -> None:
    assert near(MADE.with_tracks(work=np.full(len(MADE.tracks), -1, np.int32))) == near(MADE)


def test_copies_in_other_formats_do_not_fill_the_list() -> None:
    copies = [20, 31, 42, 53]
    made = with_copies(8, copies, length_ms=40)
    found = near(made)
    assert len(found) == 10 and not set(found) & set(made.tracks.ids[copies].tolist())
    beside = near(made, track=int(made.tracks.ids[9]))
    family = set(made.tracks.ids[[8, *copies]].tolist())
    assert len(beside) == 10 and len(set(beside) & family) == 1, "one stands for all"


def test_what_sounds_the_same_and_lasts_longer_is_no_copy() -> None:
    made = with_copies(8, [20, 31], length_ms=30_000)
    assert set(made.tracks.ids[[20, 31]].tolist()) & set(near(made))


def test_of_unknown_length_nothing_is_taken_for_a_copy() -> None:
    made = with_copies(8, [20], length_ms=0)
    made = made.with_tracks(duration_ms=np.full(len(made.tracks), -1, np.int64))
    assert int(made.tracks.ids[20]) in near(made)
