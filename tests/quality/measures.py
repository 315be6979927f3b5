"""Measures of retrieval, and of hubs in it. A matrix of likeness has shape (n, n); greater is more alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NEAREST = 5


@dataclass(frozen=True)
class Retrieval:
    """Of each track that has a fellow: precision among the first and the first five, average precision; shape (m,).

    `skew` is the skewness of how often a track is among the five nearest of others: above 1, a few are everyone's.
    `most` is the greatest such number, `never` the share of tracks that are among nobody's nearest.
    """

    first: np.ndarray
    five: np.ndarray
    average: np.ndarray
    skew: float
    most: int
    never: float

    def interval(self) -> tuple[float, float]:
        """95 % of the mean average precision, from a bootstrap over tracks."""
        generator = np.random.default_rng(0)
        means = [generator.choice(self.average, len(self.average)).mean() for _ in range(2000)]
        low, high = np.quantile(means, (0.025, 0.975))
        return float(low), float(high)


def ranked(likeness: np.ndarray) -> np.ndarray:
    """The other tracks of each, most alike first, shape (n, n - 1); of equal likeness the earlier row."""
    values = likeness.astype(float)
    np.fill_diagonal(values, -np.inf)
    return np.argsort(-values, axis=1, kind="stable")[:, :-1]


def retrieval(likeness: np.ndarray, labels: np.ndarray) -> Retrieval:
    """How well the most alike share the label."""
    order = ranked(likeness)
    times = np.bincount(order[:, :NEAREST].ravel(), minlength=len(labels))
    away = times - times.mean()
    spread = away.std()
    hits = labels[order] == labels[:, None]
    hits = hits[hits.any(1)]
    precision = hits.cumsum(1) / np.arange(1, hits.shape[1] + 1)
    return Retrieval(
        first=hits[:, 0].astype(float),
        five=hits[:, :NEAREST].mean(1),
        average=(precision * hits).sum(1) / hits.sum(1),
        skew=float((away**3).mean() / spread**3) if spread > 0 else 0.0,
        most=int(times.max()),
        never=float((times == 0).mean()),
    )


def fellows_first(likeness: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Of each track with fellows, the share of fellows among as many nearest; shape (m,)."""
    order, shares = ranked(likeness), []
    for row, label in enumerate(labels):
        others = int((labels == label).sum()) - 1
        if others:
            shares.append((labels[order[row, :others]] == label).mean())
    return np.array(shares, float)
