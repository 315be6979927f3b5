"""How well the recommender foresees real listening: `python -m tests.quality listener`.

For each of six histories the last tenth is played through in time order. Before a sampled play everything earlier is
learned; the whole library is ranked; the place of the track that was really played next is noted. What is printed:

* HR@10 and NDCG@10 of the next track: over all, over tracks played before, over tracks never played, at session starts.
* The list after the first three tracks of a session against the rest of it: NDCG@20, and how many artists it holds.
* The share of never-played tracks for positions of the dial.

Rankers: shuffle, most played, own memory alone, session neighbours alone, all terms, and the list as it is shown (with
rest after a play, windows, variety, chance and dial). Ties are broken by a seeded random number. The means are over
persons, so that the longest history does not rule. The weights were pooled over these same six persons, so the figures
are not held out for the weights; they are for everything else. No history comes with sound: the sound term is silent.

Options: `--queries N` (200 a person), `--sessions N` (40), `--persons p01,p02`, `--strangers N` (tracks never played).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np

from desktop_app.domain.counting import sessions
from desktop_app.domain.tables import FloatArray
from desktop_app.recommend import Recommender, Request
from desktop_app.recommend.artists import ArtistScorer
from desktop_app.recommend.history import GAP_MS, KEPT, ListenLog, kept_weight, utc_ms
from desktop_app.recommend.memory import MemoryScorer, activation, saturating
from desktop_app.recommend.sessions import SessionScorer
from desktop_app.recommend.situation import Situation
from desktop_app.recommend.skips import SkipScorer
from desktop_app.recommend.space import SoundSpace
from tests.quality import persons

RANKERS = ("shuffle", "most played", "memory alone", "sessions alone", "all terms", "list as shown")
PLAIN = frozenset({"chance", "variety", "new"})


@dataclass
class Tally:
    """Places of the true next tracks, from 0, by ranker, with the kind of each query."""

    places: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in RANKERS})
    repeat: list[bool] = field(default_factory=list)
    start: list[bool] = field(default_factory=list)

    def mean(self, ranker: str, gain: Callable[[FloatArray], FloatArray], kind: str = "all") -> float:
        places = np.array(self.places[ranker], np.float64)
        repeat, start = np.array(self.repeat, bool), np.array(self.start, bool)
        use = {"all": repeat | ~repeat, "repeat": repeat, "novel": ~repeat, "start": start}[kind]
        return float(gain(places[use]).mean()) if use.any() else float("nan")


def ndcg(places: FloatArray, at: int = 10) -> FloatArray:
    """Normalised discounted cumulative gain with one right answer: 1 / log2(place + 2) within the first `at`."""
    return np.where(places < at, 1.0 / np.log2(places + 2.0), 0.0)


def hit(places: FloatArray, at: int = 10) -> FloatArray:
    return (places < at).astype(np.float64)


def place_of(values: FloatArray, row: int, jitter: FloatArray) -> int:
    """Place of a row by value, highest first; equal values in the order of `jitter`."""
    mine = values[row]
    return int(np.count_nonzero(values > mine) + np.count_nonzero((values == mine) & (jitter > jitter[row])))


def next_track(person: persons.Person, queries: int, seed: int) -> Tally:
    """Play through the last tenth and rank the library before sampled plays."""
    random = np.random.default_rng(seed)
    kept = [i for i, one in enumerate(person.listens) if kept_weight(one) >= KEPT]
    test = [i for i in kept if i >= 0.9 * len(person.listens)]
    chosen = np.sort(random.choice(test, min(queries, len(test)), replace=False))
    terms = [MemoryScorer(rest=0.0), SessionScorer(), ArtistScorer(), SkipScorer()]
    ranker = Recommender(person.tracks, persons.NO_SOUND, scorers=terms)
    shown = Recommender(person.tracks, persons.NO_SOUND)
    log, space = ListenLog(), SoundSpace(person.tracks.ids, persons.NO_SOUND, None)
    tally, done = Tally(), 0
    for index in chosen:
        for model in (ranker, shown, log):
            model.learn(person.listens[done:index])
        done = index
        target, before = person.listens[index], person.listens[index - 1]
        row = int(target.track) - 1
        # What is known when the choice is made: the end of the play before, or that a new session begins now.
        finish = before.started_at + timedelta(milliseconds=before.played_ms)
        begins = utc_ms(target.started_at) - utc_ms(finish) >= GAP_MS
        request = Request(target.started_at if begins else finish, off_terms=PLAIN, rng=int(index), count=10)
        jitter = random.random(len(person.tracks))
        s = Situation.of(request, person.tracks, space, log.events)
        following = SessionScorer().score(s)
        values = {
            "shuffle": np.zeros(s.size),
            "most played": s.plays,
            "memory alone": saturating(activation(s, 1.0), 1e-4),
            "sessions alone": np.nan_to_num(following.values, nan=0.0),
            "all terms": ranker.scores(request),
        }
        for name, value in values.items():
            tally.places[name].append(place_of(value, row, jitter))
        picks = [int(pick.track) for pick in shown.recommend(replace(request, off_terms=frozenset())).picks]
        tally.places["list as shown"].append(picks.index(row + 1) if row + 1 in picks else len(person.tracks))
        tally.repeat.append(bool(s.plays[row] > 0))
        tally.start.append(begins)
    return tally


@dataclass(frozen=True)
class ListTally:
    """Lists of 20 after the first three tracks of sessions: mean NDCG@20 of the rest, and artists in the list."""

    ndcg: dict[str, float]
    artists: dict[str, float]


def session_lists(person: persons.Person, count: int, seed: int) -> ListTally:
    """Rank what is left of sessions of eight or more tracks in the last tenth."""
    parts = [part for part in sessions(person.listens) if part[0].seq >= 0.9 * len(person.listens)]
    parts = [part for part in parts if len({one.track for one in part if kept_weight(one) >= KEPT}) >= 8]
    random = np.random.default_rng(seed)
    chosen = sorted(random.choice(len(parts), min(count, len(parts)), replace=False)) if parts else []
    variants: dict[str, tuple[Recommender, frozenset[str]]] = {
        "scores in order": (_model(person, rest=0.0), PLAIN),
        "with variety": (_model(person, rest=0.0), PLAIN - {"variety"}),
        "as shown": (_model(person), frozenset()),
    }
    gains: dict[str, list[float]] = {name: [] for name in variants}
    artists: dict[str, list[int]] = {name: [] for name in variants}
    done = 0
    for number in chosen:
        part = [one for one in parts[number] if kept_weight(one) >= KEPT]
        known, rest = part[:3], {one.track for one in part[3:]}
        upto = known[-1].seq
        now = known[-1].started_at + timedelta(milliseconds=known[-1].played_ms)
        for name, (model, off) in variants.items():
            model.learn(person.listens[done:upto])
            request = Request(now, count=20, off_terms=off, rng=int(number))
            if name == "scores in order":
                best = np.argsort(-model.scores(request) - 1e-9 * random.random(len(person.tracks)))[:20]
                picks = [int(person.tracks.ids[row]) for row in best]
            else:
                picks = [int(pick.track) for pick in model.recommend(request).picks]
            gains[name].append(list_ndcg(picks, rest))
            artists[name].append(len({int(person.tracks.artist[pick - 1]) for pick in picks}))
        done = upto
    return ListTally(
        {name: float(np.mean(values)) if values else float("nan") for name, values in gains.items()},
        {name: float(np.mean(values)) if values else float("nan") for name, values in artists.items()},
    )


def list_ndcg(picks: Sequence[int], wanted: set[int]) -> float:
    """NDCG of a list against a set of equally right tracks."""
    gain = sum(1.0 / np.log2(place + 2.0) for place, pick in enumerate(picks) if pick in wanted)
    best = sum(1.0 / np.log2(place + 2.0) for place in range(min(len(picks), len(wanted))))
    return float(gain / best) if best else float("nan")


def _model(person: persons.Person, **memory: float) -> Recommender:
    terms = [MemoryScorer(**memory), SessionScorer(), ArtistScorer(), SkipScorer()]
    return Recommender(person.tracks, persons.NO_SOUND, scorers=terms)


def dial_shares(person: persons.Person, dials: Sequence[float], lists: int = 8) -> list[float]:
    """Share of never-played tracks in lists of 25, for positions of the dial.

    At some moments between 90 and 96 % of a history: at its end a library of its own tracks has no unplayed ones left.
    """
    places = np.linspace(0.9 * len(person.listens), 0.96 * len(person.listens), lists).astype(int)
    shares = np.zeros(len(dials))
    model, done = Recommender(person.tracks, persons.NO_SOUND), 0
    for place in places:
        model.learn(person.listens[done:place])
        done = place
        played = {one.track for one in person.listens[:place]}
        now = person.listens[place].started_at
        for k, dial in enumerate(dials):
            picks = model.recommend(Request(now, dial=dial, rng=int(place))).picks
            shares[k] += np.mean([pick.track not in played for pick in picks]) / lists
    return shares.tolist()


def macro(values: Sequence[float]) -> str:
    return f"{np.nanmean(values):.3f}"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.quality listener")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--sessions", type=int, default=40)
    parser.add_argument("--persons", default=",".join(persons.NAMES))
    parser.add_argument("--strangers", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if not persons.available():
        print(f"No histories at {persons.FOLDER}: nothing measured.")
        return 1
    people = [persons.load(name, strangers=options.strangers) for name in options.persons.split(",")]
    tallies = [next_track(person, options.queries, options.seed) for person in people]
    print(f"Next track, {sum(len(t.repeat) for t in tallies)} queries, mean over {len(people)} persons")
    print(f"{'ranker':16} {'HR@10':>6} {'NDCG@10':>8} {'repeat':>7} {'novel':>7} {'start':>7}   NDCG@10 by person")
    for ranker in RANKERS:
        cells = [macro([t.mean(ranker, hit) for t in tallies])]
        cells += [macro([t.mean(ranker, ndcg, kind) for t in tallies]) for kind in ("all", "repeat", "novel", "start")]
        each = " ".join(f"{t.mean(ranker, ndcg):.3f}" for t in tallies)
        print(f"{ranker:16} {cells[0]:>6} {cells[1]:>8} {cells[2]:>7} {cells[3]:>7} {cells[4]:>7}   {each}")
    lists = [session_lists(person, options.sessions, options.seed) for person in people]
    print("\nRest of a session after three tracks: NDCG@20, artists in the list")
    for name in lists[0].ndcg:
        print(f"{name:16} {macro([one.ndcg[name] for one in lists])} {macro([one.artists[name] for one in lists])}")
    dials = (0.0, 0.3, 0.6, 1.0)
    shares = np.mean([dial_shares(person, dials) for person in people], axis=0)
    print(
        "\nShare of never-played tracks by dial: "
        + ", ".join(f"{d}: {s:.2f}" for d, s in zip(dials, shares, strict=True))
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
