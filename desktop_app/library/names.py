"""What a file's name and folders say, for files whose tags are silent.

Read are, from the most to the least telling: "03 - Artist - Title", "Artist - Title", "03 Title", "Title"; the folders
"Artist/Album/03 Title", "Artist - Album/...", "Artist/1999 - Album/CD1/...". A folder of no meaning ("Music",
"Downloads") ends the reading upwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from desktop_app.domain.text import path_text
from desktop_app.library.values import shown

_DISC = re.compile(r"(?:cd|disc|disk|dvd|vol(?:ume)?\.?|lp|side)\s*[-_#.]?\s*(\d{1,2}|[a-d])(?:\b.*)?", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\(?(?:(?P<disc>\d{1,2})[-.](?=\d{2}\b))?(?P<number>\d{1,3})\)?(?:\s*[-_)]+\s*|\.\s*(?!\d)|\s+)(?P<rest>.+)"
)
_DISC_IN_NAME = re.compile(rb"\(?\d{1,2}[-.]\d\d")
_YEAR_FIRST = re.compile(r"[(\[]?((?:1[89]|20)\d\d)[)\]]?\s*[-–—._]?\s+(.+)")
_YEAR_LAST = re.compile(r"(.+?)\s*[(\[]((?:1[89]|20)\d\d)[)\]].*")
_DASH = re.compile(r"\s+[-–—]+\s+|\s*—\s*|_-_")
_ONLY_NUMBER = re.compile(r"(?:track|titel|piste|audiotrack|traccia|pista)?[\s_.-]*(\d{1,3})", re.IGNORECASE)
_MEANINGLESS = frozenset(
    {
        "music", "musik", "musique", "música", "musica", "muzyka", "muziek", "audio", "songs", "song", "sounds",
        "sound", "mp3", "mp3s", "flac", "flacs", "ogg", "wav", "lossless", "library", "mediathek", "media",
        "downloads", "download", "desktop", "documents", "home", "users", "volumes", "mnt", "run", "tmp", "temp",
        "unsorted", "incoming", "new", "various", "misc", "other", "itunes", "stuff", "files", "data", "root",
        "shared", "public", "itunes media", "itunes music", "my music", "eigene musik", "unknown artist",
        "unknown album", "compilations",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guess:
    """What the name says; "" and None where it says nothing."""

    title: str = ""
    artist: str = ""
    album: str = ""
    year: int | None = None
    disc: int | None = None
    number: int | None = None


def guess(path: bytes, root: bytes | None = None) -> Guess:
    """Read a path.

    Args:
        root: the music folder; only folders below it are read. Without it, the last folders are.
    """
    below = path
    if root is not None and path.startswith(root.rstrip(b"/") + b"/"):
        below = path[len(root.rstrip(b"/")) :]
    *folders, name = [part for part in below.split(b"/") if part] or [b""]
    shown_name = _text(name)
    disc, number, artist, title = _file_parts(shown_name.rpartition(".")[0] or shown_name)
    album, album_artist, year, folder_disc = _folder_parts(tuple(folders[-3:]))
    if artist and not album_artist and _same(artist, album):  # "Artist/Artist - Title.mp3"
        album = ""
    if album_artist and artist and _same(artist, album) and not _same(artist, album_artist):
        artist = album_artist  # "Artist/Album/Album - Title.mp3"
    return Guess(title, artist or album_artist, album, year, disc or folder_disc, number)


def disc_of(path: bytes, root: bytes | None = None) -> int | None:
    """The disc that `guess` would tell, for less work: for files whose tags leave out nothing else."""
    if _DISC_IN_NAME.match(path, path.rfind(b"/") + 1):
        return guess(path, root).disc
    below = path
    if root is not None and path.startswith(root.rstrip(b"/") + b"/"):
        below = path[len(root.rstrip(b"/")) :]
    return _folder_parts(tuple([part for part in below.split(b"/") if part][-4:-1]))[3]


def _text(part: bytes) -> str:
    text = path_text(part)
    if any("\udc80" <= c <= "\udcff" for c in text):
        text = part.decode("cp1252", "replace")
    return shown(text)


def _file_parts(stem: str) -> tuple[int | None, int | None, str, str]:
    """Disc, number, artist and title."""
    text = stem if " " in stem else stem.replace("_", " ")
    text = text.strip(" .-_") or stem
    bare = _ONLY_NUMBER.fullmatch(text)
    if bare:
        return None, int(bare[1]) or None, "", text
    disc = number = None
    match = _NUMBERED.fullmatch(text)
    if match:
        disc = int(match["disc"]) if match["disc"] else None
        number, text = int(match["number"]) or None, match["rest"].strip()
    parts = [part.strip() for part in _DASH.split(text) if part.strip()]
    if number is None and len(parts) > 2:
        parts, number = _number_inside(parts)
    if len(parts) >= 2:
        return disc, number, parts[0], " - ".join(parts[1:])
    return disc, number, "", parts[0] if parts else text


def _number_inside(parts: list[str]) -> tuple[list[str], int | None]:
    """ "Artist - 03 - Title" and "Artist - Album - 03 - Title"."""
    for place in range(1, len(parts) - 1):
        if parts[place].isascii() and parts[place].isdigit() and len(parts[place]) <= 3:
            return [parts[0], *parts[place + 1 :]], int(parts[place]) or None
    return parts, None


@lru_cache(256)
def _folder_parts(folders: tuple[bytes, ...]) -> tuple[str, str, int | None, int | None]:
    """Album, artist, year and disc. Remembered, because a folder holds several files."""
    disc = None
    rest = list(map(_text, folders))
    if rest and (match := _DISC.fullmatch(rest[-1])) and len(rest) > 1:
        mark = match[1].lower()
        disc = int(mark) if mark.isdigit() else ord(mark) - ord("a") + 1
        rest.pop()
    if not rest or _meaningless(rest[-1]):
        return "", "", None, disc
    album, year = _without_year(rest[-1])
    artist = ""
    if len(rest) > 1 and not _meaningless(rest[-2]):
        artist = rest[-2]
    parts = [part for part in _DASH.split(album) if part]
    if len(parts) >= 2 and (not artist or _same(parts[0], artist)):
        artist, album = parts[0], " - ".join(parts[1:])
        album, inner = _without_year(album)
        year = year or inner
    return album, artist, year, disc or None


def _without_year(text: str) -> tuple[str, int | None]:
    if match := _YEAR_FIRST.fullmatch(text):
        return match[2].strip(), int(match[1])
    if match := _YEAR_LAST.fullmatch(text):
        return match[1].strip(), int(match[2])
    return text, None


def _meaningless(folder: str) -> bool:
    return folder.casefold() in _MEANINGLESS


def _same(left: str, right: str) -> bool:
    return bool(left) and left.casefold() == right.casefold()
