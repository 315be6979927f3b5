"""The measures themselves, and a small sample of real histories on which the recommender must beat plain rankers."""

from __future__ import annotations

import numpy as np
import pytest

from tests.quality import listener, persons


def test_a_place_in_a_tie_is_drawn_and_not_given() -> None:
    values = np.zeros(1000)
    places = [listener.place_of(values, 0, np.random.default_rng(seed).random(1000)) for seed in range(200)]
    assert 400 < np.mean(places) < 600


def test_the_measures_by_hand() -> None:
    places = np.array([0.0, 1.0, 9.0, 10.0])
    np.testing.assert_allclose(listener.ndcg(places), [1, 1 / np.log2(3), 1 / np.log2(11), 0])
    np.testing.assert_allclose(listener.hit(places), [1, 1, 1, 0])
    assert listener.list_ndcg([5, 6, 7], {5, 6}) == 1
    assert listener.list_ndcg([7, 5], {5}) == pytest.approx(1 / np.log2(3))


@pytest.fixture(scope="module")
def tallies() -> list[listener.Tally]:
    return [listener.next_track(persons.load(name), queries=80, seed=2) for name in ("p02", "p05", "p06")]


@pytest.mark.skipif(not persons.available(), reason="the histories are not on this machine")
class TestRealHistories:
    def test_all_terms_beat_every_plain_ranker(self, tallies: list[listener.Tally]) -> None:
        mean = {
            ranker: np.mean([tally.mean(ranker, listener.ndcg) for tally in tallies]) for ranker in listener.RANKERS
        }
        best_plain = max(mean[name] for name in listener.RANKERS[:4])
        assert mean["all terms"] > best_plain + 0.05
        assert mean["list as shown"] > mean["memory alone"] > mean["shuffle"]

    def test_tracks_never_played_are_foreseen_too(self, tallies: list[listener.Tally]) -> None:
        assert np.nanmean([tally.mean("all terms", listener.ndcg, "novel") for tally in tallies]) > 0.1
        assert np.nanmean([tally.mean("memory alone", listener.ndcg, "novel") for tally in tallies]) < 0.01

    def test_the_dial_turns_up_new_music(self) -> None:
        shares = listener.dial_shares(persons.load("p06"), (0.0, 0.5, 1.0), lists=4)
        assert shares == sorted(shares) and shares[2] - shares[0] > 0.5
