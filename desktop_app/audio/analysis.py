"""The analysis process: receives streams of PCM, answers with features. It sees no file.

It says {"ready": true} once. One message per job: body {"id": n, "groups": [name, ...]}, descriptors of a PcmReader;
{"end": true} ends the process.
One answer per job, in any order: {"id": n} with "groups" [[name, width], ...] in the order of `groups.WIDTHS`,
"duration_ms" (null where it was not counted), and the float32 values as blob; or with "refused" (a reason; the decoder
is well), or with "broken" (the decoder died or hung). A group of width 0 was asked for, but the sound gives it nothing
to go by (silence: all but SHAPE); one that no model is there for is left out.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from desktop_app.audio import groups, models, without_numba
from desktop_app.audio.excerpts import Excerpts
from desktop_app.domain.tables import Float32Array
from desktop_app.sandbox import limits, seccomp
from desktop_app.sandbox.channel import Channel, ChannelBroken, Message
from desktop_app.sandbox.pcm import PcmFailed, PcmReader

if TYPE_CHECKING:
    from desktop_app.audio.learned import Learned

PATIENCE_S = 25.0
"""A decoder that sends nothing for so long hangs. A disk that stands still takes ten seconds to turn."""
MAX_TRACK_S = 2 * 3600
"""When so much was heard reading ends; the length was not counted then, and the shape is silent behind this point."""
_LOOK_S = 0.25
_STOP = None
_T = TypeVar("_T")

TOO_SHORT = "it holds less than a second of sound"
NO_MEMORY = "it needs more memory than there is"
DECODER_DIED = "the decoder stopped in the middle"
FAULT = "the analysis made an error"
DECODER_HUNG = "the decoder did not go on"


class _Closing(Exception):
    """The program ends; the job is of no use any more."""


def run(channel: Channel, threads: int) -> int:
    """Serve jobs on `threads` threads until the channel ends; returns the exit code."""
    limits.apply(limits.ANALYSIS)
    learned = _warm_up()
    seccomp.seal()  # before the threads, so that it holds for all of them
    jobs: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
    closing = threading.Event()
    with contextlib.suppress(ChannelBroken):
        channel.send({"ready": True})
    workers = [
        threading.Thread(target=_work, args=(jobs, channel, closing, learned), name=f"analysis-{number}")
        for number in range(max(1, threads))
    ]
    for worker in workers:
        worker.start()
    with contextlib.suppress(ChannelBroken):
        while (message := channel.receive(descriptors=True)) is not None and "end" not in message.body:
            jobs.put(message)
    closing.set()
    for _ in workers:
        jobs.put(_STOP)
    for worker in workers:
        worker.join()
    return 0


def _warm_up() -> Learned:
    """Import librosa, load the models and let both hear, so that nothing has to be imported or opened later."""
    os.environ["JOBLIB_MULTIPROCESSING"] = "0"  # librosa brings joblib, which would try to write to shared memory
    without_numba.install()
    from desktop_app.audio.extract import Extractor
    from desktop_app.audio.learned import Learned

    generator = np.random.default_rng(0)
    for rate, channels in ((8_000, 1), (22_050, 2)):
        extractor = Extractor(rate, channels)
        extractor.push(generator.standard_normal((rate * 10, channels), np.float32) * np.float32(0.1))
        extractor.finish()
    return Learned.load(models.FOLDER)


def _work(
    jobs: queue.SimpleQueue[Message | None], channel: Channel, closing: threading.Event, learned: Learned
) -> None:
    while (message := jobs.get()) is not None:
        if closing.is_set():
            for fd in message.fds:
                os.close(fd)
            continue
        identity = message.body["id"]
        stream = PcmReader((message.fds[0], message.fds[1]))
        try:
            answer, blob = _answer(stream, message.body, closing, learned)
        except _Closing:
            continue
        finally:
            stream.close()
        with contextlib.suppress(ChannelBroken):
            channel.send({"id": identity, **answer}, blob=blob)


def _answer(
    stream: PcmReader, body: dict[str, Any], closing: threading.Event, learned: Learned
) -> tuple[dict[str, object], bytes]:
    from desktop_app.audio.extract import TooShort

    try:
        features, duration_ms = _analyse(stream, frozenset(body["groups"]), closing, learned)
        ordered = {name: features[name] for name in groups.WIDTHS if name in features}
        sizes = [[name, len(values)] for name, values in ordered.items()]
        blob = np.concatenate([np.empty(0), *ordered.values()]).astype("<f4").tobytes()
    except TooShort:
        return {"refused": TOO_SHORT}, b""
    except PcmFailed as problem:
        return {"broken" if problem.message == DECODER_DIED else "refused": problem.message}, b""
    except TimeoutError:
        return {"broken": DECODER_HUNG}, b""
    except MemoryError:
        return {"refused": NO_MEMORY}, b""
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError):
        # A fault of ours costs this track, not those that the other threads are at.
        traceback.print_exc()
        return {"broken": FAULT}, b""
    return {"groups": sizes, "duration_ms": duration_ms}, blob


def _analyse(
    stream: PcmReader, wanted: frozenset[str], closing: threading.Event, learned: Learned
) -> tuple[dict[str, Float32Array], int | None]:
    from desktop_app.audio.extract import Extractor

    form = _patient(lambda: stream.format(_LOOK_S), closing)
    measured, excerpts = wanted & groups.MEASURED, Excerpts()
    listening = bool(wanted & learned.groups)
    extractor = Extractor(form.rate, form.channels, excerpts.push if listening else None, measure=bool(measured))
    position = heard = 0
    to_the_end, announced = True, None
    while (block := _patient(lambda: stream.read(_LOOK_S), closing)) is not None:
        if closing.is_set():
            raise _Closing
        if block.start_frame != position:
            extractor.gap()
            excerpts.gap()
        position = block.start_frame + len(block.samples)
        heard += len(block.samples)
        extractor.push(block.samples)
        if heard >= MAX_TRACK_S * form.rate:
            to_the_end, announced = False, form.frames
            break
    features: dict[str, Float32Array] = {}
    duration_ms = round(position * 1000 / form.rate) if to_the_end else None
    if not measured:
        extractor.end()
    else:
        analysis = extractor.finish(announced)
        shape = analysis.features[groups.SHAPE]
        if shape.any():
            features = {name: analysis.features[name] for name in measured}
        else:  # of silence or a constant nothing can be said; as numbers it would be a place in the library's sound
            features = dict.fromkeys(measured, shape[:0]) | dict.fromkeys(measured & {groups.SHAPE}, shape)
    if listening:
        features |= learned.hear(excerpts.finish(), wanted)
    return features, duration_ms


def _patient(look: Callable[[], _T], closing: threading.Event) -> _T:
    """Wait for the decoder, but notice within a moment that the program ends."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return look()
        except TimeoutError:
            if closing.is_set():
                raise _Closing from None
            if time.monotonic() > deadline:
                raise
