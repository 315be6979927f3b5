"""How long a list takes, as multiples of the plainest recommender there is: `python -m tests.bench recommend`.

The plainest: the mean vector of the last ten plays, one product with the library's vectors, the 25 best.

Options: `--tracks N` (20,000), `--listens N` (10,000), `--rounds N` (7; the quickest counts).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Listen
from desktop_app.recommend import Recommender, Request
from desktop_app.recommend.space import SoundSpace
from tests.recommend.worlds import NOW, World, evening, history, world

WIDTHS = (68, 25, 5, 29, 96, 91)
"""Of six groups of features, together as many numbers as the analysis makes of a track."""


def quickest_ms(call: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Least wall time and least processor time (of all threads) of some calls, in milliseconds."""
    wall, busy = [], []
    for _ in range(rounds):
        start, busy_start = time.perf_counter(), time.process_time()
        call()
        wall.append(1000 * (time.perf_counter() - start))
        busy.append(1000 * (time.process_time() - busy_start))
    return min(wall), min(busy)


def plainest(space: SoundSpace, rows: np.ndarray) -> Callable[[], np.ndarray]:
    def best() -> np.ndarray:
        scores = space.vectors @ space.vectors[rows].mean(axis=0)
        top = np.argpartition(-scores, 25)[:25]
        return top[np.argsort(-scores[top])]

    return best


def listening(made: World, count: int) -> list[Listen]:
    """So many listens over two years, and three finished just now."""
    listens = history(made, count // 7 + 1, days=730.0)[: count - 3]
    return listens + evening(made.ids(7)[:3], NOW - timedelta(minutes=10), first_seq=count + 1)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench recommend")
    parser.add_argument("--tracks", type=int, default=20_000)
    parser.add_argument("--listens", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args(arguments)
    made = world(folders=options.tracks // 10, per_folder=10, widths=WIDTHS)
    listens = listening(made, options.listens)
    base, base_busy = quickest_ms(plainest(SoundSpace(made.tracks.ids, made.features, None), np.arange(10)), 50)

    model = Recommender(made.tracks, made.features)
    extra = evening(made.ids(9)[:1], NOW, first_seq=10_000_000)
    request = Request(NOW)
    radio = Request(NOW, mode="radio", seeds=(TrackId(made.ids(3)[0]),))

    def learn_all() -> None:
        model.forget(listens)
        model.learn(listens)

    def learn_one() -> None:
        model.learn(extra)
        model.forget(extra)

    print(f"{options.tracks} tracks, {options.listens} listens; the plainest recommender takes {base:.2f} ms")
    print(f"{'':34} {'wall':>9}    {'processor':>9}    {'x the plainest':>14}")

    def show(name: str, took: tuple[float, float]) -> None:
        print(f"{name:34} {took[0]:9.1f} ms {took[1]:9.1f} ms {took[1] / base_busy:14.0f}")

    figures = (
        ("features into the space of sound", lambda: model.replace_features(made.features)),
        ("learn all listens", learn_all),
        ("learn one listen and forget it", learn_one),
        ("list of 25", lambda: model.recommend(request)),
        ("list of 60", lambda: model.recommend(replace(request, count=60))),
        ("radio list of 25", lambda: model.recommend(radio)),
        ("explain one track", lambda: model.explain(request, TrackId(made.ids(20)[0]))),
    )
    for name, call in figures:
        show(name, quickest_ms(call, options.rounds))
    cold = Recommender(made.tracks, made.features)
    show("first list, nothing learned", quickest_ms(lambda: cold.recommend(request), 1))
    show("second list, nothing learned", quickest_ms(lambda: cold.recommend(request), options.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
