"""The bar at the bottom: what plays, where it is, and the ways to change that."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.domain.jobs import JobContext
from desktop_app.domain.tables import Float32Array
from desktop_app.domain.text import clock_text
from desktop_app.services.shown import PlayerState
from desktop_app.ui import style
from desktop_app.ui.components.icon_sign import IconSign
from desktop_app.ui.components.track_cover import TrackCover
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs import Latest
from desktop_app.ui.tokens import SIZE, SPACE, TYPE
from desktop_app.ui.widgets import paint
from desktop_app.ui.widgets.icon_button import IconButton, PlayButton
from desktop_app.ui.widgets.label import PlainLabel
from desktop_app.ui.widgets.seek_bar import SeekBar, VolumeSlider
from desktop_app.ui.words import tr

ROOMY = 1240
"""Window width from which the bar shows everything."""


class _Silent(QWidget):
    """Takes the place of the mute button where there is no sound device; only its sign where room is scarce."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.s, 0, SPACE.s, 0)
        row.setSpacing(SPACE.s)
        row.addWidget(IconSign("volume-x"))
        words = tr("No sound device")
        self.words = PlainLabel(words, kind=TYPE.meta, tone="sub")
        self.words.setMinimumWidth(paint.text_width(words, TYPE.meta))
        row.addWidget(self.words)
        tip = tr("Time passes, nothing is heard. With each new track a device is looked for.")
        self.setToolTip(paint.plain_tip(tip))
        self.setAccessibleName(words)
        self.setAccessibleDescription(tip)
        self.hide()


class NowPlayingBar(QWidget):
    """Follows the player; every press goes to it at once. Without a track it keeps its place and waits."""

    why_asked = Signal()
    queue_asked = Signal()
    heard_asked = Signal()
    track_asked = Signal(object)
    """TrackId: the title was pressed; show it in the library."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = desk.services.player
        self._analysis = desk.services.analysis
        self._shape = Latest(desk.runners.reads, self)
        self._shown: object = ()  # no track has this id
        self._loudness = self._player.state().volume
        self.setFixedHeight(SIZE.player)
        self.setAccessibleName(tr("Now playing"))

        self.cover = TrackCover(56, desk.pictures)
        self.title = PlainLabel("", kind=TYPE.body_strong)
        self.artist = PlainLabel("", kind=TYPE.small, tone="sub")
        self.previous = IconButton("skip-back", tr("Previous"))
        self.play = PlayButton(size=SIZE.control_large)
        self.next = IconButton("skip-forward", tr("Next"))
        self.place = PlainLabel("", kind=TYPE.figure, tone="sub", align=paint.RIGHT)
        self.seek = SeekBar()
        self.length = PlainLabel("", kind=TYPE.figure, tone="sub")
        self.why = IconButton("sparkles", tr("Why this track"), checkable=True)
        self.heard = IconButton("audio-lines", tr("What was heard"))
        self.queue = IconButton("list-video", tr("Queue"), checkable=True)
        self.mute = IconButton("volume-2", tr("Mute"))
        self.volume = VolumeSlider()
        self.silent = _Silent()
        self._left = QWidget()
        self._lay_out()

        self.previous.clicked.connect(self._player.previous)
        self.play.clicked.connect(self._player.toggle)
        self.next.clicked.connect(self._player.next)
        self.seek.seek_requested.connect(self._player.seek)
        self.volume.volume_changed.connect(self._player.set_volume)
        self.mute.clicked.connect(self._toggle_mute)
        self.why.clicked.connect(self.why_asked)
        self.queue.clicked.connect(self.queue_asked)
        self.heard.clicked.connect(self.heard_asked)
        desk.player.track_changed.connect(self._show_track)
        desk.player.state_changed.connect(self._show_state)
        desk.player.queue_changed.connect(self._show_state)
        desk.player.position_changed.connect(self._show_position)
        self._desk = desk
        self._show_track(desk.player.state)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.artist)
        words.addStretch(1)
        left = QHBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(SPACE.l)
        left.addWidget(self.cover)
        left.addLayout(words, 1)
        for label in (self.title, self.artist):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for label in (self.place, self.length):
            label.setFixedWidth(paint.text_width("0:00:00", TYPE.figure))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.l, 0, SPACE.xxl, 0)
        row.setSpacing(SPACE.s)
        row.addWidget(self._left)
        row.addSpacing(SPACE.l)
        for button in (self.previous, self.play, self.next):
            row.addWidget(button)
        row.addSpacing(SPACE.s)
        row.addWidget(self.place)
        row.addSpacing(SPACE.xs)
        row.addWidget(self.seek, 1)
        row.addSpacing(SPACE.xs)
        row.addWidget(self.length)
        row.addSpacing(SPACE.s)
        for widget in (self.heard, self.why, self.queue, self.mute, self.silent, self.volume):
            row.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.width()
        self._left.setFixedWidth(min(max(320, width // 4), 480) if width >= ROOMY else 216)
        self.silent.words.setVisible(width >= ROOMY)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        state = self._desk.player.state
        if state.track is not None and self._left.geometry().contains(event.position().toPoint()):
            self.track_asked.emit(state.track.id)
        super().mouseReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.start(self)
        c = style.colours()
        painter.fillRect(self.rect(), style.qcolor(c.card))
        painter.fillRect(QRectF(0, 0, self.width(), 1), style.qcolor(c.line))
        painter.end()

    def show_panels(self, panel: str) -> None:
        """Mark the button whose panel is open: "why", "queue" or ""."""
        self.why.setChecked(panel == "why")
        self.queue.setChecked(panel == "queue")

    def _show_track(self, state: PlayerState) -> None:
        track = state.track
        self.cover.show_track(track)
        self.title.setText(track.title if track else tr("Nothing plays yet"))
        self.title.set_tone("text" if track else "sub")
        names = (track.artist, track.album) if track else ()
        self.artist.setText(" · ".join(name for name in names if name))
        self.artist.setVisible(bool(self.artist.text()))
        self._left.setCursor(Qt.CursorShape.PointingHandCursor if track else Qt.CursorShape.ArrowCursor)
        self.why.setEnabled(track is not None)
        self.heard.setEnabled(track is not None)
        if (track.id if track else None) != self._shown:
            self._shown = track.id if track else None
            self.seek.set_track((state.duration_ms or 0) if track else 0)
            self._shape.cancel()
            if track is not None:
                wanted = track.id

                def work(job: JobContext) -> Float32Array | None:
                    return self._analysis.shape(wanted)

                self._shape.submit(work, self.seek.set_shape)
        self._show_state(state)

    def _show_state(self, state: PlayerState) -> None:
        self.play.set_playing(state.playing)
        some = state.track is not None or bool(state.queue)
        self.play.setEnabled(some)
        self.previous.setEnabled(some)
        self.next.setEnabled(0 <= state.current < len(state.queue) - 1)
        if not self.volume.isSliderDown():
            self.volume.set_volume(state.volume)
        self._show_loudness(state.volume)
        self.silent.setVisible(state.silent)
        self.mute.setVisible(not state.silent)
        if state.duration_ms and state.duration_ms != self.seek.maximum() and state.track is not None:
            self.seek.setMaximum(state.duration_ms)
            self.seek.setEnabled(True)
        self._show_position(state)

    def _show_position(self, state: PlayerState) -> None:
        if state.track is None:
            self.place.setText("")
            self.length.setText("")
            return
        self.seek.set_position(state.position_ms)
        self.place.setText(clock_text(state.position_ms))
        self.length.setText(clock_text(state.duration_ms))

    def _show_loudness(self, volume: float) -> None:
        icon = "volume-x" if volume == 0 else "volume-1" if volume < 0.5 else "volume-2"
        self.mute.set_icon(icon)
        self.mute.set_name(tr("Unmute") if volume == 0 else tr("Mute"))

    def _toggle_mute(self) -> None:
        now = self._desk.player.state.volume
        if now > 0:
            self._loudness = now
        self._player.set_volume(0.0 if now > 0 else self._loudness or 0.8)
