"""How well themes and emotions are read from words: `python -m tests.quality words`.

Over invented beginnings of songs in four languages (tests.quality.word_stubs), four lines each, far less than a song
has: how often the first theme and the first emotion are those that a reader would name, how often they are among the
first three, how often the language is told; how often a text in one of other languages is left alone; and how well the
text space finds another beginning of the same theme.

Options: `--show` (what was read otherwise than labelled).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from desktop_app.domain.heard import Words
from desktop_app.domain.written import Written
from desktop_app.recommend.words import read
from desktop_app.recommend.words import space as space_module
from desktop_app.recommend.words.language import UNDERSTOOD
from desktop_app.recommend.words.space import TextSpace
from tests.quality.other_languages import TEXTS
from tests.quality.word_stubs import Stub, stubs


@dataclass
class Score:
    """Shares from 0 to 1; `wrong` names each stub that was read otherwise."""

    first_theme: float = 0.0
    any_theme: float = 0.0
    first_emotion: float = 0.0
    any_emotion: float = 0.0
    language: float = 0.0
    count: int = 0
    wrong: list[str] = field(default_factory=list)


def read_stub(stub: Stub) -> Words:
    words = read(Written(lyrics=stub.text))
    assert words is not None
    return words


def score(of: Sequence[Stub]) -> Score:
    """Read all stubs."""
    found, hits, asked = Score(count=len(of)), Counter[str](), Counter[str]()
    for stub in of:
        words = read_stub(stub)
        hits["language"] += words.language == stub.language
        for kind, labels, said in (
            ("theme", stub.themes, [name for name, _ in words.themes]),
            ("emotion", stub.emotions, [name for name, _ in words.emotions]),
        ):
            if not labels:
                continue
            asked[kind] += 1
            hits[f"first {kind}"] += bool(said) and said[0] in labels
            hits[f"any {kind}"] += not set(labels).isdisjoint(said[:3])
            if not said or said[0] not in labels:
                first = stub.text.partition("\n")[0]
                found.wrong.append(f"{kind} {'/'.join(labels)}: {', '.join(said) or 'none'} - {first}")
    found.first_theme, found.any_theme = hits["first theme"] / asked["theme"], hits["any theme"] / asked["theme"]
    found.first_emotion = hits["first emotion"] / asked["emotion"]
    found.any_emotion = hits["any emotion"] / asked["emotion"]
    found.language = hits["language"] / len(of)
    return found


def left_alone() -> float:
    """The share of texts in other languages of which nothing is said."""
    read_them = [read(Written(lyrics=text)) for text in TEXTS.values()]
    return float(np.mean([words == Words("") for words in read_them]))


def retrieval(of: Sequence[Stub], projected: bool) -> tuple[float, float]:
    """P@1 and chance of finding a stub of the same language that shares a theme, by text alone."""
    kept = space_module.PROJECT_FROM, space_module.AXES
    space_module.PROJECT_FROM, space_module.AXES = (1, 20) if projected else (1 << 30, kept[1])
    try:
        space = TextSpace(range(len(of)), [Written(lyrics=stub.text) for stub in of])
    finally:
        space_module.PROJECT_FROM, space_module.AXES = kept
    alike = np.nan_to_num(space.similarity(range(len(of))), nan=-1.0)
    np.fill_diagonal(alike, -2.0)
    same = np.array([[bool(set(a.themes) & set(b.themes)) and a.language == b.language for a in of] for b in of])
    np.fill_diagonal(same, False)
    rows = same.any(axis=1)
    best = alike.argmax(axis=1)
    chance = (same.sum(axis=1) / (len(of) - 1))[rows].mean()
    return float(same[np.arange(len(of)), best][rows].mean()), float(chance)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.quality words")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args(arguments)
    every = [*stubs(1), *stubs(2)]
    lots = {"first lot": stubs(1), "second lot": stubs(2)}
    lots |= {code: [stub for stub in every if stub.language == code] for code in UNDERSTOOD}
    for name, some in lots.items():
        found = score(some)
        print(
            f"{name:10} {found.count:3} beginnings: theme first {found.first_theme:.2f}, among three "
            f"{found.any_theme:.2f}; emotion first {found.first_emotion:.2f}, among three {found.any_emotion:.2f}; "
            f"language {found.language:.2f}"
        )
        if options.show and name in ("first lot", "second lot"):
            print(*(f"  {line}" for line in found.wrong), sep="\n")
    print(f"{len(TEXTS)} texts in other languages: {left_alone():.2f} left alone")
    for projected in (False, True):
        hit, chance = retrieval(every, projected)
        name = "TF-IDF and LSA (20 axes)" if projected else "TF-IDF"
        print(f"text space, {name}: nearest has the same theme and language {hit:.2f} (chance {chance:.2f})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
