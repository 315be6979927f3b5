"""The space of sound: what is near, how near, without hubs, and with blocks that a track may lack."""

from __future__ import annotations

import numpy as np
import pytest

from desktop_app.domain.tables import FeatureTable, Float32Array
from desktop_app.recommend.space import SoundSpace
from tests.quality.measures import retrieval
from tests.recommend.worlds import hubby, world

MADE = world(folders=12, per_folder=6)
SPACE = SoundSpace(MADE.tracks.ids, MADE.features, None)


def space_of(weights: dict[str, float] | None = None, **groups: Float32Array) -> SoundSpace:
    n = len(next(iter(groups.values())))
    ids = np.arange(1, n + 1, dtype=np.int64)
    return SoundSpace(ids, FeatureTable(ids, groups), weights)


def normal(n: int, width: int, seed: int = 0) -> Float32Array:
    return np.random.default_rng(seed).normal(size=(n, width)).astype(np.float32)


class TestNeighbours:
    def test_the_nearest_are_of_the_same_folder_best_first(self) -> None:
        for row in (0, 31, 71):
            rows, likeness = SPACE.neighbours(row, 5)
            assert set(MADE.folder[rows]) == {MADE.folder[row]} and row not in rows
            assert (np.diff(likeness) <= 0).all() and 0.3 < likeness.min() <= likeness.max() < 1

    def test_they_are_those_of_greatest_similarity(self) -> None:
        similarity = SPACE.similarity(np.array([7]))[:, 0]
        similarity[7] = -2
        rows, likeness = SPACE.neighbours(7, 10)
        np.testing.assert_array_equal(rows, np.argsort(-similarity, kind="stable")[:10])
        np.testing.assert_allclose(likeness, np.maximum(similarity[rows], 0), atol=1e-5)
        np.testing.assert_allclose(SPACE.likeness(7, rows), similarity[rows], atol=1e-5)

    def test_the_same_library_gives_the_same_to_the_last_bit(self) -> None:
        again = SoundSpace(MADE.tracks.ids, MADE.features, None)
        for row in range(0, 72, 7):
            for one, other in zip(SPACE.neighbours(row, 9), again.neighbours(row, 9), strict=True):
                np.testing.assert_array_equal(one, other)

    def test_copies_are_neighbours_in_the_order_of_rows(self) -> None:
        values = normal(60, 20)
        values[[5, 17, 40]] = values[23]
        rows, likeness = space_of(timbre=values).neighbours(23, 3)
        assert rows.tolist() == [5, 17, 40]
        np.testing.assert_allclose(likeness, 1, atol=1e-4)

    def test_more_than_there_are_or_none(self) -> None:
        assert len(SPACE.neighbours(3, 1000)[0]) == len(MADE.tracks) - 1
        assert len(SPACE.neighbours(3, 0)[0]) == len(SPACE.neighbours(3, 0)[1]) == 0

    def test_a_track_that_is_not_analysed_has_none_and_is_none(self) -> None:
        made = world(folders=6, per_folder=6, analysed=0.5)
        space = SoundSpace(made.tracks.ids, made.features, None)
        unknown = np.flatnonzero(~space.known)
        assert 0 < len(unknown) < 36 and len(space.neighbours(int(unknown[0]), 5)[0]) == 0
        known = int(np.flatnonzero(space.known)[0])
        assert not set(space.neighbours(known, 36)[0]) & set(unknown)
        assert (space.likeness(known, unknown) == 0).all() and (space.similarity(unknown) == 0).all()


class TestScale:
    def test_any_two_tracks_are_not_alike_and_the_same_is_one(self) -> None:
        likeness = space_of(timbre=hubby()).similarity(np.arange(400))
        assert abs(np.median(likeness[~np.eye(400, dtype=np.bool_)])) < 0.05
        np.testing.assert_allclose(np.diag(likeness), 1, atol=1e-4)
        assert likeness.min() >= -1 and likeness.max() <= 1

    def test_a_hub_is_not_everybodys_neighbour(self) -> None:
        space, labels = space_of(timbre=hubby()), np.zeros(400)
        plain = retrieval(space.vectors @ space.vectors.T, labels)
        reduced = retrieval(space.similarity(np.arange(400)), labels)
        assert plain.skew > 1.2 and plain.never > 0.1
        assert reduced.skew < 0.8 * plain.skew and reduced.most < 0.7 * plain.most and reduced.never < plain.never

    def test_surroundings_from_parts_of_the_library_serve_as_well(self, monkeypatch: pytest.MonkeyPatch) -> None:
        labels, rows = np.zeros(400), np.arange(400)
        whole = space_of(timbre=hubby()).similarity(rows)
        monkeypatch.setattr("desktop_app.recommend.space.REFERENCES", 60)
        space = space_of(timbre=hubby())
        in_parts = space.similarity(rows)
        assert np.corrcoef(whole.ravel(), in_parts.ravel())[0, 1] > 0.99
        plain = retrieval(space.vectors @ space.vectors.T, labels)
        assert retrieval(in_parts, labels).skew < 0.8 * plain.skew

    def test_two_odd_tracks_far_from_all_are_not_near_to_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("desktop_app.recommend.space.REFERENCES", 60)
        values = hubby()
        values[[100, 200]] = 9 * normal(1, 40)  # a part of the library of their own
        values[200] += 0.1
        space = space_of(timbre=values)
        assert space.neighbours(100, 1)[0].tolist() == [200]
        among_five = [row in space.neighbours(other, 5)[0] for other in range(100) for row in (100, 200)]
        assert np.mean(among_five) < 0.05


class TestBlocks:
    def test_what_a_track_lacks_says_nothing(self) -> None:
        measured, msd = normal(80, 20), normal(80, 30, seed=1)
        measured[1] = measured[2] = measured[0]
        msd[0] = np.nan
        msd[2] = -msd[1]
        space = space_of(timbre=measured, msd=msd)
        to_first = space.likeness(0, np.array([1, 2]))
        np.testing.assert_allclose(to_first, 1, atol=1e-4)  # alike in all that can be compared
        assert space.likeness(1, np.array([2]))[0] < 0.8
        np.testing.assert_allclose(np.linalg.norm(space.vectors, axis=1), 1, atol=1e-5)

    def test_a_track_that_has_only_one_block_each_shares_nothing(self) -> None:
        measured, msd = normal(40, 20), normal(40, 30, seed=1)
        measured[3], msd[4] = np.nan, np.nan
        space = space_of(timbre=measured, msd=msd)
        assert space.known.all() and space.likeness(3, np.array([4]))[0] == 0

    def test_a_block_that_nobody_has_is_as_if_it_were_not_there(self) -> None:
        measured = normal(50, 20)
        nothing = np.full((50, 30), np.nan, np.float32)
        rows = np.arange(50)
        with_it = space_of(timbre=measured, msd=nothing).similarity(rows)
        np.testing.assert_array_equal(with_it, space_of(timbre=measured).similarity(rows))

    def test_a_measured_group_that_a_track_lacks_counts_as_average(self) -> None:
        groups = {"timbre": normal(50, 20), "bands": normal(50, 12, seed=1)}
        groups["bands"][7] = np.nan
        assert space_of(**groups).known.all()

    def test_weights_shift_between_the_blocks(self) -> None:
        measured, msd = normal(60, 20), normal(60, 30, seed=1)
        measured[1], msd[2] = measured[0], msd[0]
        for weight, nearest in ((0.2, 1), (5.0, 2)):
            space = space_of({"timbre": 1.0, "msd": weight}, timbre=measured, msd=msd)
            assert space.neighbours(0, 1)[0].tolist() == [nearest]

    def test_groups_for_the_eye_have_no_part(self) -> None:
        values, shown = normal(40, 20), normal(40, 14, seed=2)
        rows = np.arange(40)
        both = space_of(timbre=values, reading=shown, msd_tags=shown, mood=shown).similarity(rows)
        np.testing.assert_array_equal(both, space_of(timbre=values).similarity(rows))


class TestOddLibraries:
    def test_of_no_track(self) -> None:
        space = SoundSpace(np.zeros(0, np.int64), FeatureTable(np.zeros(0, np.int64), {}), None)
        assert not len(space.known) and space.similarity(np.zeros(0, np.int64)).shape == (0, 0)

    def test_of_one_track(self) -> None:
        space = space_of(timbre=normal(1, 20), msd=normal(1, 30))
        assert len(space.neighbours(0, 5)[0]) == 0 and np.isfinite(space.vectors).all()

    def test_of_two_tracks(self) -> None:
        space = space_of(timbre=normal(2, 20), msd=normal(2, 30))
        rows, likeness = space.neighbours(0, 5)
        assert rows.tolist() == [1] and likeness[0] == 0  # no more alike than any two: there are only two

    @pytest.mark.parametrize("n", [3, 4, 7, 11, 21])
    def test_of_few_tracks(self, n: int) -> None:
        values = normal(n, 20)
        values[1] = values[0] + 0.01
        space = space_of(timbre=values)
        rows, likeness = space.neighbours(0, n)
        assert rows[0] == 1 and likeness[0] > 0.9 and np.isfinite(space.similarity(np.arange(n))).all()

    def test_where_all_are_the_same_nothing_is_told_apart(self) -> None:
        space = space_of(timbre=np.full((9, 20), 0.1, np.float32), msd=np.full((9, 30), -7.3, np.float32))
        assert not space.known.any() and (space.similarity(np.arange(9)) == 0).all()
        assert len(space.neighbours(0, 3)[0]) == 0

    def test_one_broken_value_leaves_the_others_as_they_were(self) -> None:
        values = {"timbre": hubby(), "msd": normal(400, 30)}
        clean = space_of(**values)
        for broken in (np.nan, np.inf, -np.inf, 3e38):
            spoilt = {name: group.copy() for name, group in values.items()}
            spoilt["timbre"][11, 3] = spoilt["msd"][12, 4] = broken
            space = space_of(**spoilt)
            assert np.isfinite(space.vectors).all() and space.known.all()
            same = [len(np.intersect1d(space.neighbours(r, 10)[0], clean.neighbours(r, 10)[0])) for r in range(50, 90)]
            assert np.mean(same) > 9

    def test_one_broken_track_leaves_the_others_as_they_were(self) -> None:
        values = hubby()
        clean = space_of(timbre=values)
        values[11] = 3e38
        space = space_of(timbre=values)
        same = [len(np.intersect1d(space.neighbours(r, 10)[0], clean.neighbours(r, 10)[0])) for r in range(50, 90)]
        assert np.mean(same) > 9
