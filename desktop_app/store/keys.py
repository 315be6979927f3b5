"""Keys under which names are compared and sorted. Text in, text out."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping, Sequence

from desktop_app.domain import text

LAST = "\uffff"
"""Sorts behind every name: for what has none."""

fold = functools.lru_cache(maxsize=4096)(text.fold)
"""`text.fold`, remembering the names of the last artists and albums: a batch repeats them."""

_VERSION = (
    r"(?:"
    r"live(?:\s+(?:at|in|from|on|version|session|sessions|recording|take|mix|\d).*)?"
    r"|(?:recorded\s+)?live\s+.*\b(?:19|20)\d\d"
    r"|(?:\d{4}\s+)?(?:digital(?:ly)?\s+)?re-?master(?:ed|ing)?(?:\s+(?:version|edition|mix|in\s+)?\s*\d*.*)?"
    r"|(?:\d{4}\s+)?re-?issue(?:\s+\d{4})?"
    r"|(?:[\w'.&]+\s+){0,4}(?:version|edit|mix|remix|re-?mix|demo|take|session|recording|bootleg|dub|rework)"
    r"(?:\s+\d{1,4})?"
    r"|(?:acoustic|unplugged|instrumental|a\s?cappella|acapella|karaoke|orchestral)(?:\s+.*)?"
    r"|(?:mono|stereo|explicit|clean|uncensored|extended|reprise\s+version|re-?recorded|outtake|rehearsal)"
    r"|(?:bonus|hidden)\s+track|bonus"
    r"|(?:feat|ft|featuring)\.?\s+.*"
    r"|alternate(?:\s+.*)?|alternative\s+(?:version|take|mix)|early\s+version|rough\s+mix"
    r")"
)
_LONGEST_TITLE = 300
_LONGEST_SUFFIX = 80
_MOST_SUFFIXES = 4
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_DASHES = (" - ", " – ", " — ", " ~ ")
_FEATURING = (" feat ", " feat. ", " ft. ", " featuring ")
_DISC_FOLDER = re.compile(rb"^(?:cd|dis[ck]|disque)[ _.-]*\d{1,2}\b.*$", re.IGNORECASE)
_SORT_TAGS = frozenset({"artistsort", "tsop", "soar", "wm/artistsortorder", "xsop"})


@functools.cache
def _version_pattern() -> re.Pattern[str]:
    """Compiled when the first title needs it, which need not delay a start."""
    return re.compile(_VERSION)


def sort_key(name: str) -> str:
    """Where a name stands in an alphabetical list: folded, without a leading "The"; nameless ones come last."""
    folded = fold(name)
    rest = folded.removeprefix("the ")
    return rest or folded or LAST


def sort_name(raw: Mapping[str, Sequence[str]]) -> str:
    """The artist's sort name among the tags as they stood in the file; "" if there is none."""
    for name, values in raw.items():
        if name.rsplit(":", 1)[-1].casefold() in _SORT_TAGS and values and values[0].strip():
            return values[0].strip()
    return ""


def work_title(title: str) -> str:
    """The folded title of the song, without what names the version: "(Live)", "- Remastered 2011", "[radio edit]".

    A title that is nothing but such a suffix stays as it is, and so does one that is too long to be a name.
    """
    name = fold(title)
    if len(name) > _LONGEST_TITLE:
        return name
    for _ in range(_MOST_SUFFIXES):
        shorter = _without_suffix(name)
        if not shorter or shorter == name:
            break
        name = shorter
    return name


def _without_suffix(name: str) -> str:
    """Cut one suffix off a folded title. No pattern runs over a whole title: on a hostile one it would take minutes."""
    opening = _BRACKETS.get(name[-1:])
    if opening is not None:
        head, found, inner = name[:-1].rpartition(opening)
        if found and _names_version(inner):
            return head.rstrip()
    at = len(name)
    for _ in range(_MOST_SUFFIXES):  # "X - Live at Y - Z": the last dash need not be the one
        at = max(name.rfind(dash, 0, at) for dash in _DASHES)
        if at < 0:
            break
        if _names_version(name[at + 3 :]):
            return name[:at].rstrip()
    cuts = [at for word in _FEATURING if (at := name.find(word)) > 0]
    return name[: min(cuts)].rstrip() if cuts else name


def _names_version(suffix: str) -> bool:
    return len(suffix) <= _LONGEST_SUFFIX and _version_pattern().fullmatch(suffix.strip()) is not None


def work_key(artist: str, title: str) -> str:
    """Equal for recordings of one song by one artist; "" where one of the two is not known."""
    folded, song = fold(artist), work_title(title)
    return f"{folded}\n{song}" if folded and song else ""


def album_folder(path: bytes) -> bytes:
    """The folder that stands for an album: the file's own, or the one above a "CD 2"."""
    folder, _, _ = path.rpartition(b"/")
    above, _, name = folder.rpartition(b"/")
    return above if above and _DISC_FOLDER.match(name) else folder


def album_key(album: str, album_artist: str, path: bytes) -> str:
    """Equal for tracks of one album; "" for a track on none.

    Albums of the same name are told apart by their album artist, and by their folder where the tags name none.
    """
    folded = fold(album)
    if not folded:
        return ""
    owner = fold(album_artist)
    if not owner:
        owner = "\n" + hashlib.blake2b(album_folder(path), digest_size=8).hexdigest()
    return f"{folded}\n{owner}"
