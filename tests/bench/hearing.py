"""The ways of hearing one file inside this process, for `tests.bench analyse`: exactly what reader and analysis do.

Each way takes a path and gives (CPU seconds, seconds of sound). BLAS must be held to one thread by the caller.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from desktop_app.audio import without_numba
from desktop_app.domain.tables import Float32Array

Cost = tuple[float, float]


class Hearing:
    """Loads librosa and the shipped models once."""

    def __init__(self) -> None:
        without_numba.install()
        from desktop_app.audio import models
        from desktop_app.audio.learned import Learned

        self._learned = Learned.load(models.FOLDER)
        self.missing = dict(self._learned.missing)
        """Why a model is not used, by its file name."""

    @property
    def has_models(self) -> bool:
        """Whether all shipped models are there."""
        return bool(self._learned.groups) and not self.missing

    def decode(self, path: Path) -> Cost:
        """Decoding alone: every block as the source gives it, thrown away."""
        from desktop_app.audio.sources import open_source

        begin = time.process_time()
        with path.open("rb") as file:
            source = open_source(file)
            frames = sum(len(block) for block in source.blocks(0))
            source.close()
        return time.process_time() - begin, frames / source.form.rate

    def measured(self, path: Path) -> Cost:
        """The hand-made features of the whole track, decoding included."""
        return self._hear(path, learned=False)

    def all(self, path: Path) -> Cost:
        """The same with embeddings, tags and moods."""
        return self._hear(path, learned=True)

    def quick(self, path: Path) -> Cost:
        """The hand-made features of excerpts."""
        return self._hear(path, learned=False, only_excerpts=True)

    def quick_all(self, path: Path) -> Cost:
        """The same with embeddings, tags and moods."""
        return self._hear(path, learned=True, only_excerpts=True)

    def _hear(self, path: Path, *, learned: bool, only_excerpts: bool = False) -> Cost:
        from desktop_app.audio.excerpts import Excerpts, places
        from desktop_app.audio.extract import Extractor
        from desktop_app.audio.sources import open_source

        begin = time.process_time()
        with path.open("rb") as file:
            source = open_source(file)
            form = source.form
            excerpts = Excerpts()
            extractor = Extractor(form.rate, form.channels, excerpts.push if learned else None)
            if not only_excerpts:
                for block in _as_read(source.blocks(0), form.channels):
                    extractor.push(block)
            for start, count in places(form.frames or 0, form.rate) if only_excerpts else ():
                left = count
                for block in _as_read(source.blocks(start), form.channels):
                    part = block[:left]
                    extractor.push(part)
                    left -= len(part)
                    if left <= 0:
                        break
                extractor.gap()
                excerpts.gap()
            source.close()
        extractor.finish(excerpts=only_excerpts)
        if learned:
            self._learned.hear(excerpts.finish())
        return time.process_time() - begin, extractor.frames / form.rate


def _as_read(blocks: Iterator[Float32Array], channels: int) -> Iterator[Float32Array]:
    """Blocks as a reader hands them on."""
    from desktop_app.audio.decode import even
    from desktop_app.audio.sources import in_range

    return (in_range(block) for block in even(blocks, channels))
