"""Words for the screen: translation, numbers, counts, lengths, paths."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from desktop_app.domain import counting
from desktop_app.domain.errors import AppError
from desktop_app.domain.not_music import REASONS
from desktop_app.domain.records import Ended, Listen, Presence, Track
from desktop_app.domain.text import clock_text, path_text
from desktop_app.ui import cover_art


def tr(text: str, /, **values: object) -> str:
    """The text in the person's language, with named places filled in: tr("from {n} tracks", n=number(3))."""
    translated = QCoreApplication.translate("Undersong", text)
    return translated.format(**values) if values else translated


def number(value: int) -> str:
    """A whole number with the separators of the person's language."""
    return QLocale().toString(value) if QLocale().language() != QLocale.Language.C else f"{value:,}"


def counted(value: int, one: str, many: str) -> str:
    """A count with its noun: counted(2, "{n} track", "{n} tracks")."""
    return tr(one if value == 1 else many, n=number(value))


def tracks_text(value: int) -> str:
    """A number of tracks."""
    return counted(value, "{n} track", "{n} tracks")


def albums_text(value: int) -> str:
    """A number of albums."""
    return counted(value, "{n} album", "{n} albums")


def listens_text(value: int) -> str:
    """A number of listens."""
    return counted(value, "{n} listen", "{n} listens")


def length_text(milliseconds: int) -> str:
    """A long duration in words: 48 min, 1 h 40 min."""
    minutes = (milliseconds + 30_000) // 60_000
    if minutes < 60:
        return tr("{m} min", m=minutes)
    return (
        tr("{h} h {m} min", h=number(minutes // 60), m=minutes % 60) if minutes % 60 else tr("{h} h", h=minutes // 60)
    )


def day_text(at: datetime, today: date) -> str:
    """A day in the past in a word or two: today, yesterday, Tuesday, 12 Mar, Mar 2019. `at` carries its offset."""
    day = at.date()
    ago = (today - day).days
    if ago <= 0:
        return tr("today")
    if ago == 1:
        return tr("yesterday")
    form = "dddd" if ago < 7 else "d MMM" if day.year == today.year or ago < 200 else "MMM yyyy"
    return QLocale().toString(QDate(day.year, day.month, day.day), form)


def heard_text(listen: Listen) -> str:
    """A listen in a few words: "Finished, today at 14:03", by the clock on the wall where it was heard."""
    wall = listen.started_at + timedelta(minutes=listen.offset_min)
    day = QDate(wall.year, wall.month, wall.day)
    today = QDate.currentDate()
    if day == today:
        when = tr("today")
    elif day == today.addDays(-1):
        when = tr("yesterday")
    else:
        when = QLocale().toString(day, "d MMM" if day.year() == today.year() else "d MMM yyyy")
    when = tr("{day} at {time}", day=when, time=QLocale().toString(QTime(wall.hour, wall.minute), "HH:mm"))
    if listen.ended is None:
        return tr("Begun {when}", when=when)
    if listen.ended is Ended.FINISHED and counting.is_played(listen):
        return tr("Finished, {when}", when=when)
    if listen.played_ms < 1000:
        return tr("Skipped at once, {when}", when=when) if counting.is_skip(listen) else tr("Begun {when}", when=when)
    how = tr("Skipped after {length}") if counting.is_skip(listen) else tr("Heard for {length}")
    return f"{how.format(length=clock_text(listen.played_ms))}, {when}"


def shown_path(path: bytes) -> str:
    """A path fit for the screen: bytes that are no text become the replacement character, controls are made visible."""
    text = path_text(path).encode("utf-8", "replace").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def problem_text(problem: Exception) -> str:
    """What is told when something could not be done: the sentence of an AppError, else a plain one."""
    if isinstance(problem, AppError):
        return str(problem)
    return tr("That did not work: a fault in the program. It goes on.")


def initial(text: str) -> str:
    """The first letter or digit, for places too small for a name."""
    return next((c.upper() for c in text if c.isalnum()), "")


def cover_seed(track: Track) -> str:
    """What the drawn cover of a track depends on: equal for the tracks of one album."""
    return cover_art.seed(track.album_artist or track.artist, track.album or track.title)


def artist_text(track: Track) -> str:
    """Who made it, or where that is not known the album, or a word that says so."""
    return track.artist or track.album_artist or track.album or tr("Unknown artist")


def shown_year(track: Track) -> int | None:
    """The year of a recording: of its first release where that is known."""
    return track.original_year or track.year


_BADGES = {
    "audiobook": "audiobook", "podcast": "podcast", "effect": "sound effect", "spoken": "spoken",
    "interlude": "interlude", "long-mix": "long mix", "short": "short", "folder": "not in mixes",
    "said": "not music",
}  # fmt: skip
"""What stands beside a title, by the reason for which a track stays out of mixes."""
FIELDS = {
    "title": "title", "artist": "artist", "album": "album", "album_artist": "album artist", "genre": "genre",
    "year": "year", "compilation": "compilation", "sort_artist": "sort name", "disc": "disc", "number": "number",
    "cover": "cover", "music": "music or not",
}  # fmt: skip
"""Names of the fields that can be corrected, within a sentence."""


def badge_text(track: Track) -> str:
    """A word beside the title of a track that mixes leave out; "" for all others."""
    if track.not_music:
        return tr(_BADGES.get(track.not_music, "not in mixes"))
    return tr("holiday") if track.season else ""


def remark_text(track: Track) -> str:
    """What the badge and the mark of a track mean; "" where it has none."""
    said = []
    if track.presence is Presence.AWAY:
        said.append(tr("Its file is not there now. All that is known of it is kept, and it comes back with the file."))
    if track.not_music:
        why = tr(REASONS.get(track.not_music, "Not music"))
        said.append(tr("{why}. It stays out of mixes unless you ask for it.", why=why))
    elif track.season:
        said.append(tr("Holiday music. It enters mixes only in its season."))
    if track.corrected:
        names = ", ".join(tr(FIELDS.get(name, name)) for name in sorted(track.corrected))
        said.append(tr("Corrected by you: {names}.", names=names))
    return " ".join(said)


_CODECS = {"vorbis": "Ogg Vorbis", "opus": "Opus", "pcm": "WAV", "wavpack": "WavPack", "musepack": "Musepack"}


def codec_text(codec: str) -> str:
    """A codec as people know it; "" for an unknown one."""
    return _CODECS.get(codec, codec.upper())
