"""How well likeness of sound finds what belongs together: `python -m tests.quality sound`.

Two questions on real music: are the nearest tracks of a track by the same hand (in the same folder), and are the
nearest tracks of a recording the same recording in other codecs? Ours, with what is measured, what is learned and
both, with and without the reduction of hubs; mean and deviation of 20 MFCC, as is commonly done; chance; and the
other programs of `tests.bench.peers`, each by its own distance.

Options: `--data FOLDER` (../shared/data/music): folders of music, one label each; files of one folder whose names
differ in the ending only are one recording in several codecs, and so are those in a folder `samesong` beside it.
`--peers PYTHON`: an interpreter that has the other programs. `--blocks`: each measured group alone and left out, too.

Ends with 1 below the floors; those of retrieval are only known for the folder that is taken by default.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from desktop_app.audio import groups, models, without_numba
from desktop_app.domain.errors import AppError
from desktop_app.domain.tables import FeatureTable
from desktop_app.recommend.space import SoundSpace
from tests.bench import peers
from tests.quality.measures import Retrieval, fellows_first, retrieval

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "music"
SUFFIXES = frozenset({".ogg", ".oga", ".mp3", ".flac", ".wav", ".m4a", ".opus", ".wma", ".aac", ".aiff", ".wv", ".ape"})
FLOORS = {"measured": (0.35, 0.455), "measured and learned": (0.37, 0.47)}
"""P@5 and MAP on DATA that a change must not fall below; random is .10 and .15."""
GOAL = (0.42, 0.52)
MOST_SKEW = 1.0
MEASURED = {name: weight for name, weight in groups.SIMILARITY_WEIGHTS.items() if name not in groups.LEARNED}
LEARNED = {name: weight for name, weight in groups.SIMILARITY_WEIGHTS.items() if name in groups.LEARNED}


@dataclass(frozen=True)
class Music:
    """Files with what was heard of them."""

    paths: list[Path]
    hands: list[str]
    """The folder of each; '' for encodings of one recording, which are no works of a hand."""
    recordings: list[str]
    """The same for encodings of one recording."""
    features: FeatureTable


class Ear:
    """Hears files within this process, as readers and the analysis process do together."""

    def __init__(self) -> None:
        without_numba.install()
        from desktop_app.audio.learned import Learned

        self._learned = Learned.load(models.FOLDER)
        self.missing = dict(self._learned.missing)
        """Why a model is not used, by its file name."""

    def hear(self, path: Path) -> dict[str, np.ndarray]:
        """Every group, empty where it gives nothing to go by. Raises AppError and what the decoders raise."""
        from desktop_app.audio.decode import even
        from desktop_app.audio.excerpts import Excerpts
        from desktop_app.audio.extract import Extractor
        from desktop_app.audio.sources import in_range, open_source

        with path.open("rb") as file:
            source = open_source(file)
            form = source.form
            excerpts = Excerpts()
            extractor = Extractor(form.rate, form.channels, excerpts.push)
            for block in even(source.blocks(0), form.channels):
                extractor.push(in_range(block).copy())  # a source may use its buffer again; a reader hands on copies
            source.close()
        measured = dict(extractor.finish().features)
        return measured | dict(self._learned.hear(excerpts.finish()))


def listen(folder: Path, ear: Ear) -> Music:
    """Hear all music below a folder, and what lies in `samesong` beside it. What cannot be heard is told and left."""
    found = [*sorted(folder.rglob("*")), *sorted((folder.parent / "samesong").glob("*"))]
    found = [path for path in found if path.suffix.lower() in SUFFIXES and path.is_file()]
    codecs = Counter(path.with_suffix("") for path in found)
    paths, rows = [], []
    for path in found:
        try:
            rows.append(ear.hear(path))
        except (AppError, OSError, ValueError) as problem:
            print(f"left out: {path}: {problem}")
            continue
        paths.append(path)
    values = {}
    for name in groups.SIMILARITY_WEIGHTS:
        width = groups.WIDTHS[name]
        nothing = np.full(width, np.nan, np.float32)
        values[name] = np.stack([row[name] if len(row.get(name, ())) else nothing for row in rows]) if rows else nothing
    return Music(
        paths,
        ["" if codecs[path.with_suffix("")] > 1 else str(path.parent) for path in paths],
        [str(path.with_suffix("")) for path in paths],
        FeatureTable(np.arange(len(paths)), values),
    )


def likeness(features: FeatureTable, weights: Mapping[str, float], *, hubs: bool) -> np.ndarray:
    """Likeness of all tracks as the recommender sees it; with `hubs` the plain cosine, shape (n, n)."""
    space = SoundSpace(features.ids, features, weights)
    found: np.ndarray = space.vectors @ space.vectors.T if hubs else space.similarity(features.ids)
    return found


def plain_mfcc(features: FeatureTable) -> np.ndarray:
    """Cosine of the standard scores of mean and deviation of each MFCC, shape (n, n)."""
    values = features.groups[groups.TIMBRE].astype(float)
    scored = (values - values.mean(0)) / (values.std(0) + 1e-9)
    scored /= np.linalg.norm(scored, axis=1, keepdims=True) + 1e-9
    found: np.ndarray = scored @ scored.T
    return found


def _line(name: str, found: Retrieval, note: str = "") -> None:
    low, high = found.interval()
    cells = f"{found.first.mean():5.3f} {found.five.mean():6.3f} {found.average.mean():6.3f} [{low:.3f}, {high:.3f}]"
    print(f"{name:36} {cells} {found.skew:6.2f} {found.most:5} {found.never:6.2f}  {note}".rstrip())


def same_hand(music: Music, *, each_block: bool) -> dict[str, Retrieval]:
    """Print the table of the first question; of ours returns the rows of FLOORS."""
    rows = np.flatnonzero(np.array(music.hands) != "")
    labels = np.unique(np.array(music.hands)[rows], return_inverse=True)[1]
    features = FeatureTable(
        np.arange(len(rows)), {name: values[rows] for name, values in music.features.groups.items()}
    )
    learned = any(np.isfinite(features.groups[name]).any() for name in LEARNED)
    print(
        f"{len(rows)} tracks in {labels.max() + 1} folders; MAP with its 95 % interval; hubs: skewness of how often a"
    )
    print("track is among the five nearest of others, the most often, the share that never is")
    print(f"{'':36} {'P@1':>5} {'P@5':>6} {'MAP':>6} {'':14} {'skew':>7} {'most':>5} {'never':>6}")
    _line("chance", retrieval(np.random.default_rng(0).random((len(rows), len(rows))), labels))
    _line("MFCC mean and deviation", retrieval(plain_mfcc(features), labels))
    ways = {"measured": MEASURED}
    if learned:
        ways |= {"learned": LEARNED, "measured and learned": {**MEASURED, **LEARNED}}
    kept = {}
    for name, weights in ways.items():
        _line(f"{name}, plain cosine", retrieval(likeness(features, weights, hubs=True), labels))
        kept[name] = retrieval(likeness(features, weights, hubs=False), labels)
        _line(f"{name}, hubs reduced", kept[name])
    for name in MEASURED if each_block else ():
        _line(f"  {name} alone", retrieval(likeness(features, {name: 1.0}, hubs=False), labels))
        rest = {other: weight for other, weight in MEASURED.items() if other != name}
        _line(f"  measured without {name}", retrieval(likeness(features, rest, hubs=False), labels))
    return {name: found for name, found in kept.items() if name in FLOORS}


def others(music: Music, python: Path | None) -> None:
    """Print what other programs find. A file that one of them cannot read is left out of its row."""
    of_a_hand = [(path, hand) for path, hand in zip(music.paths, music.hands, strict=True) if hand]
    with peers.running(python, probe=of_a_hand[0][0]) as (running, missing):
        for peer in running:
            read, hands = [], []
            for path, hand in of_a_hand:
                try:
                    peer.hear(path)
                except peers.PeerRefused:
                    continue
                read.append(path)
                hands.append(hand)
            labels = np.unique(hands, return_inverse=True)[1]
            refused = len(of_a_hand) - len(read)
            note = f"{refused} files refused" if refused else ""
            _line(f"{peer.name} {peer.version}", retrieval(-peer.distances(read), labels), note)
        for name, reason in missing.items():
            print(f"{name}: {reason}")


def same_recording(music: Music) -> float | None:
    """Print and return the share of encodings whose nearest are exactly their other encodings; None: there are none."""
    labels = np.unique(music.recordings, return_inverse=True)[1]
    shares = fellows_first(likeness(music.features, groups.SIMILARITY_WEIGHTS, hubs=False), labels)
    if not len(shares):
        return None
    share = float(shares.mean())
    print(f"same recording in other codecs: {share:.1%} of the nearest of {len(shares)} files among {len(labels)}")
    return share


def below_floors(found: Mapping[str, Retrieval], same: float | None, *, default: bool) -> list[str]:
    """What is not as good as it must be."""
    below = []
    for name, result in found.items():
        least_five, least_average = FLOORS[name]
        if default and result.five.mean() < least_five:
            below.append(f"P@5, {name}")
        if default and result.average.mean() < least_average:
            below.append(f"MAP, {name}")
        if result.skew >= MOST_SKEW:
            below.append(f"hubs, {name}")
    if same is not None and same < 1.0:
        below.append("same recording")
    return below


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.quality sound")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--blocks", action="store_true")
    options = parser.parse_args(arguments)
    ear = Ear()
    music = listen(options.data, ear)
    if len(set(filter(None, music.hands))) < 2:
        print(f"No folders with music in {options.data}: nothing measured.")
        return 2
    for name, reason in ear.missing.items():
        print(f"without {name}: {reason}")
    found = same_hand(music, each_block=options.blocks)
    others(music, options.peers)
    below = below_floors(found, same_recording(music), default=options.data.resolve() == DATA.resolve())
    print(f"goal: P@5 {GOAL[0]:.2f}, MAP {GOAL[1]:.2f}")
    print(f"below the floor: {', '.join(below)}" if below else "all floors held")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
