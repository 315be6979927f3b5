"""How well sound features find what belongs together: `python -m tests.quality.sound`.

Two questions on real music: are the nearest tracks of a track by the same hand (same folder), and is the nearest
track of a recording the same recording in another codec? Compared with what is commonly done (mean and deviation of
20 MFCC) and with chance; with a 95 % interval from a bootstrap over tracks. Exits with 1 below the floors.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from desktop_app.audio import groups, without_numba

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
FLOORS = {"P@1": 0.58, "P@5": 0.36, "MAP": 0.45}
"""A change must not fall below these; one track more or less is 0.017 of P@1."""
CODECS = "Same recording, six codecs"


def analyse(path: Path) -> dict[str, np.ndarray]:
    """Features of a file, decoded and computed in this process."""
    without_numba.install()
    from desktop_app.audio.decode import even
    from desktop_app.audio.extract import Extractor
    from desktop_app.audio.sources import open_source

    with path.open("rb") as file:
        source = open_source(file)
        extractor = Extractor(source.form.rate, source.form.channels)
        for block in even(source.blocks(0), source.form.channels):
            extractor.push(block)
        source.close()
    return extractor.finish().features


def similarity(features: list[dict[str, np.ndarray]], weights: Mapping[str, float]) -> np.ndarray:
    """Cosine similarities as `groups.SIMILARITY_WEIGHTS` means them; shape (n, n), -inf on the diagonal."""
    blocks = []
    for name, weight in weights.items():
        values = np.stack([f[name] for f in features]).astype(float)
        scored = (values - values.mean(0)) / (values.std(0) + 1e-9)
        blocks.append(scored * weight / np.sqrt(values.shape[1]))
    joined = np.concatenate(blocks, 1)
    joined /= np.linalg.norm(joined, axis=1, keepdims=True)
    cosine = joined @ joined.T
    np.fill_diagonal(cosine, -np.inf)
    return cosine


def retrieval(cosine: np.ndarray, labels: np.ndarray) -> dict[str, np.ndarray]:
    """P@1, P@5 and average precision for each track that has at least one fellow."""
    order = np.argsort(-cosine, axis=1, kind="stable")[:, :-1]
    hits = labels[order] == labels[:, None]
    hits = hits[hits.any(1)]
    precision = hits.cumsum(1) / np.arange(1, hits.shape[1] + 1)
    return {
        "P@1": hits[:, :1].mean(1),
        "P@5": hits[:, :5].mean(1),
        "MAP": (precision * hits).sum(1) / hits.sum(1),
    }


def _line(name: str, found: dict[str, np.ndarray]) -> str:
    cells = [f"{measure} {values.mean():.3f}" for measure, values in found.items()]
    generator = np.random.default_rng(0)
    means = [generator.choice(found["MAP"], len(found["MAP"])).mean() for _ in range(2000)]
    low, high = np.quantile(means, (0.025, 0.975))
    return f"{name:34} {'  '.join(cells)}  [{low:.3f}, {high:.3f}]"


def same_hand(features: dict[Path, dict[str, np.ndarray]]) -> dict[str, float]:
    """Print the table of the first question; returns the row of the shipped similarity."""
    paths = [path for path in features if path.parent.name not in (CODECS, "samesong")]
    labels = np.unique([path.parent.name for path in paths], return_inverse=True)[1]
    rows = [features[path] for path in paths]
    print(f"{len(paths)} tracks by {labels.max() + 1} hands; MAP with its 95 % interval")
    chance = np.random.default_rng(0).random((len(paths), len(paths)))
    np.fill_diagonal(chance, -np.inf)
    print(_line("chance", retrieval(chance, labels)))
    mfcc = [{"mfcc": row[groups.TIMBRE]} for row in rows]
    print(_line("MFCC mean and deviation", retrieval(similarity(mfcc, {"mfcc": 1.0}), labels)))
    for name in groups.SIMILARITY_WEIGHTS:
        print(_line(f"  {name} alone", retrieval(similarity(rows, {name: 1.0}), labels)))
    for name in groups.SIMILARITY_WEIGHTS:
        rest = {other: weight for other, weight in groups.SIMILARITY_WEIGHTS.items() if other != name}
        print(_line(f"  without {name}", retrieval(similarity(rows, rest), labels)))
    shipped = retrieval(similarity(rows, groups.SIMILARITY_WEIGHTS), labels)
    print(_line("shipped similarity", shipped))
    return {measure: float(values.mean()) for measure, values in shipped.items()}


def same_recording(features: dict[Path, dict[str, np.ndarray]]) -> float:
    """Print and return the share of versions whose nearest tracks are exactly their other versions."""
    paths = list(features)
    names = [path.stem if path.parent.name in (CODECS, "samesong") else str(path) for path in paths]
    cosine = similarity([features[path] for path in paths], groups.SIMILARITY_WEIGHTS)
    labels = np.unique(names, return_inverse=True)[1]
    shares = []
    for row, label in enumerate(labels):
        others = int((labels == label).sum()) - 1
        if others:
            nearest = np.argsort(-cosine[row], kind="stable")[:others]
            shares.append(float((labels[nearest] == label).mean()))
    print(
        f"same recording in other codecs: {np.mean(shares):.3f} of {len(shares)} versions' nearest, {len(paths)} tracks"
    )
    return float(np.mean(shares))


def main() -> int:
    music = sorted(path for path in (DATA / "music").rglob("*") if path.suffix != ".md" and path.is_file())
    if not music:
        print("no music to measure on")
        return 2
    features = {path: analyse(path) for path in [*music, *sorted((DATA / "samesong").iterdir())]}
    found = same_hand(features)
    same = same_recording(features)
    below = [measure for measure, floor in FLOORS.items() if found[measure] < floor]
    if same < 1.0:
        below.append("same recording")
    print(f"below the floor: {', '.join(below)}" if below else "all floors held")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
