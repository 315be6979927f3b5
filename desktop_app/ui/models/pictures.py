"""Real covers, decoded and framed by jobs, the ones seen last kept."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPixmap

from desktop_app.domain.jobs import JobContext
from desktop_app.ui import cover_art
from desktop_app.ui.jobs import JobRunner

KEEP_BYTES = 64 * 1024 * 1024
"""Of pixels held at most: some 400 covers of a grid on a plain screen, 100 on one of twice its density."""
WAITING = 96
"""Covers that wait at most: while a grid is dragged past, only what was seen last is worth fetching."""
TOGETHER = 6
"""Covers to a job, so that the first of a screen are there soon."""
_SAMPLE = 12  # pixels on each side of the picture in which the colour of a cover is looked for
_HUES = 12  # parts of the circle of hues that are told apart


@dataclass(frozen=True, slots=True)
class Frame:
    """A cover as it is asked for: which one, how many logical pixels wide, for which screen, with which corners."""

    sha: bytes
    side: int
    ratio: float
    radius: float


@dataclass(frozen=True, slots=True)
class _Made:
    frame: Frame
    image: QImage | None
    colour: QColor | None


class Pictures(QObject):
    """Framed covers by SHA-256. `get` answers at once; what is missing is made by a job, the newest request first.

    `fetch` gives the stored picture, in the program's own encoding, or None; it is called on a worker thread.
    """

    arrived = Signal()
    """Covers came in: whoever shows some paints again."""

    def __init__(
        self,
        fetch: Callable[[bytes], bytes | None],
        runner: JobRunner,
        parent: QObject | None = None,
        *,
        keep_bytes: int = KEEP_BYTES,
    ) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._runner = runner
        self._keep = keep_bytes
        self._held = 0
        self._made: OrderedDict[Frame, QPixmap] = OrderedDict()
        self._colours: dict[bytes, QColor] = {}
        self._missing: set[bytes] = set()
        self._waiting: deque[Frame] = deque(maxlen=WAITING)
        self._busy = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._send, Qt.ConnectionType.DirectConnection)

    def get(self, sha: bytes, side: int, ratio: float, radius: float) -> QPixmap | None:
        """The framed cover; None while it is made, a null pixmap where there is no such picture."""
        if not sha or sha in self._missing:
            return QPixmap()
        frame = Frame(sha, side, ratio, radius)
        found = self._made.get(frame)
        if found is not None:
            self._made.move_to_end(frame)
            return found
        if frame not in self._waiting:
            self._waiting.append(frame)
            if not self._busy:
                self._timer.start()
        return None

    def colour(self, sha: bytes) -> QColor | None:
        """The colour that a cover is remembered by; None until it was made once."""
        return self._colours.get(sha)

    def look_again(self) -> None:
        """What was not there may be now."""
        if self._missing:
            self._missing.clear()
            self.arrived.emit()

    def _send(self) -> None:
        if self._busy or not self._waiting:
            return
        wanted = [self._waiting.pop() for _ in range(min(TOGETHER, len(self._waiting)))]
        self._busy = True

        def work(job: JobContext) -> list[_Made]:
            made = []
            for frame in wanted:
                job.check()
                made.append(_make(frame, self._fetch(frame.sha)))
            return made

        self._runner.submit(work, self._take, self._failed, on_cancelled=self._dropped, owner=self)

    def _take(self, made: list[_Made]) -> None:
        self._busy = False
        for one in made:
            if one.image is None or one.colour is None:
                self._missing.add(one.frame.sha)
                continue
            self._colours[one.frame.sha] = one.colour
            self._made[one.frame] = QPixmap.fromImage(one.image)
            self._held += one.image.sizeInBytes()
        while self._held > self._keep and len(self._made) > 1:
            _, old = self._made.popitem(last=False)
            self._held -= old.width() * old.height() * 4
        self.arrived.emit()
        self._send()

    def _failed(self, problem: Exception) -> None:
        self._dropped()
        self._runner.failed.emit(problem)

    def _dropped(self) -> None:
        self._busy = False
        self._waiting.clear()


def _make(frame: Frame, stored: bytes | None) -> _Made:
    picture = QImage.fromData(stored) if stored else QImage()
    if picture.isNull():
        return _Made(frame, None, None)
    made = cover_art.framed_image(picture, frame.side, frame.ratio, frame.radius)
    return _Made(frame, made, leading_colour(picture))


def leading_colour(picture: QImage) -> QColor:
    """The colour of a picture: the mean of the hue that fills most of it, pixels counting as far as they are colourful.

    Of all pixels the mean would be grey where two colours stand against each other, as orange on blue.
    """
    small = picture.scaled(_SAMPLE, _SAMPLE, mode=Qt.TransformationMode.SmoothTransformation)
    pixels = [small.pixelColor(x, y) for y in range(small.height()) for x in range(small.width())]
    weights = [0.02 + pixel.hsvSaturationF() * pixel.valueF() for pixel in pixels]
    filled = [0.0] * _HUES
    for pixel, weight in zip(pixels, weights, strict=True):
        filled[_hue_of(pixel)] += weight
    most = max(range(_HUES), key=lambda hue: filled[hue - 1] + 2 * filled[hue] + filled[(hue + 1) % _HUES])
    red = green = blue = whole = 0.0
    for pixel, weight in zip(pixels, weights, strict=True):
        if (_hue_of(pixel) - most + 1) % _HUES <= 2:
            red += weight * pixel.redF()
            green += weight * pixel.greenF()
            blue += weight * pixel.blueF()
            whole += weight
    return QColor.fromRgbF(red / whole, green / whole, blue / whole)


def _hue_of(pixel: QColor) -> int:
    return int(max(pixel.hsvHueF(), 0.0) * _HUES) % _HUES
