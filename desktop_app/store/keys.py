"""Keys under which names are compared and sorted. Text in, text out."""

from __future__ import annotations

import functools
import hashlib
import re

from desktop_app.domain.text import fold

LAST = "\uffff"
"""Sorts behind every name: for what has none."""

_LONGEST_TITLE = 300
_DISC_FOLDER = re.compile(rb"(?:cd|dis[ck]|disque)[ _.-]*(\d{1,2})(?!\d).*", re.IGNORECASE | re.DOTALL)
_DISC_TITLE = re.compile(
    r"([^\s].{0,250}?)[ ,:-]*[(\[]?(?<![a-z])(?:cd|dis[ck]|disque) ?(?:no\. ?|nr\. ?|#)?(\d{1,2})[)\]]?"
)
_NO_ALBUM = frozenset(
    {
        "",
        "unknown",
        "unknown album",
        "unbekanntes album",
        "album inconnu",
        "untitled album",
        "non-album tracks",
        "no album",
        "none",
    }
)
_ARTICLES = ("the ", "a ", "an ")
_SIGNS = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~¡¿«»‘’‚“”„…·†‡–—"
_NUMBER = re.compile(r"[0-9]+")


def sort_key(name: str) -> str:
    """Where a name stands in an alphabetical list; nameless ones come last.

    Folded, so that "Björk" stands beside "Bjork"; without a leading "The", "A" or "An" and without signs before the
    first letter; with numbers in their natural order. Articles of other languages count: "Los Vales" stands under L.
    """
    folded = fold(name)
    rest = folded.partition(" ")[2] if folded.startswith(_ARTICLES) else folded
    bare = rest.lstrip(_SIGNS) or rest or folded
    return (bare if bare.isalpha() else _NUMBER.sub(_numeral, bare)) or LAST


def _numeral(found: re.Match[str]) -> str:
    """A number that sorts by its value: before its digits stands how many they are."""
    digits = found[0].lstrip("0") or "0"
    return chr(ord("0") + min(len(digits), 40)) + digits


def album_folder(folder: bytes) -> bytes:
    """The folder that stands for an album: that of its files, or the one above a "CD 2"."""
    above, _, name = folder.rpartition(b"/")
    return above if above and _DISC_FOLDER.fullmatch(name) else folder


def folder_disc(folder: bytes) -> int | None:
    """The number of the disc in the name of a folder: 2 for "CD 2"."""
    found = _DISC_FOLDER.fullmatch(folder.rpartition(b"/")[2])
    return int(found[1]) if found else None


def home_of(folder: bytes) -> int:
    """A number for the folder that stands for the album of the files in a folder, 63 bits."""
    return int.from_bytes(hashlib.blake2b(album_folder(folder), digest_size=8).digest(), "big") >> 1


@functools.lru_cache(maxsize=1024)
def album_name(album: str) -> tuple[str, int | None]:
    """The folded name of an album without the number of a disc ("Album (CD 2)"), and that number.

    "" for what names no album, such as "Unknown Album".
    """
    folded = fold(album[:_LONGEST_TITLE].replace("\0", " "))
    if folded.strip("[]() ") in _NO_ALBUM:
        return "", None
    found = _DISC_TITLE.fullmatch(folded)
    return (found[1], int(found[2])) if found else (folded, None)
