"""Genres as tags write them: several in one value, and numbers of ID3v1."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from mutagen.id3 import TCON

from desktop_app.domain.genres import fold_genre, is_known
from desktop_app.library.values import MAX_NAMES, SHOWN_LIMIT, shown

_GENRES_PARTED = re.compile(r"[;\0|\r\n]")
_GENRE_LIST = re.compile(r"[/,\\]")
_GENRE_NUMBER = re.compile(r"\((\d{1,3}|RX|CR)\)", re.IGNORECASE)
ID3V1_GENRES: tuple[str, ...] = tuple(TCON.GENRES)


@lru_cache(256)
def genre_names(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Genres as they are written, in order, each once; numbers of ID3v1 ("17", "(17)", "(17)Rock") as their names.

    Cut at ";", NUL, "|" and at "/" or "," with spaces round it or between genres of the tree: "Hip-Hop/Rap" is one,
    "Rock/Jazz" are two.
    """
    found: dict[str, str] = {}
    for text in texts:
        for piece in _genre_pieces(text[: SHOWN_LIMIT * 16]):
            name = shown(piece)
            if name:
                found.setdefault(name.casefold(), name)
            if len(found) >= MAX_NAMES:
                return tuple(found.values())
    return tuple(found.values())


def _genre_pieces(text: str) -> Iterable[str]:
    if text.isalpha():
        return (text,)
    pieces: list[str] = []
    for piece in _GENRES_PARTED.split(text):
        if piece.isdecimal() or "(" in piece:
            pieces.extend(_numbered(piece))
        elif ("/" in piece or "," in piece) and fold_genre(piece) == shown(piece, 200):  # no genre of the tree
            parts = [part.strip() for part in _GENRE_LIST.split(piece) if part.strip()]
            known = sum(is_known(part) for part in parts)
            pieces.extend(parts if known == len(parts) or (" / " in piece and known) else [piece])
        else:
            pieces.append(piece)
    return pieces


def _numbered(text: str) -> list[str]:
    """ID3v1 numbers and refinements as names; a number that means nothing is left out."""
    rest = text.strip()
    if rest.isdecimal():
        return [ID3V1_GENRES[int(rest)]] if len(rest) < 4 and int(rest) < len(ID3V1_GENRES) else []
    found: list[str] = []
    while match := _GENRE_NUMBER.match(rest):
        code = match[1].upper()
        if code in ("RX", "CR"):
            found.append("Remix" if code == "RX" else "Cover")
        elif int(code) < len(ID3V1_GENRES):
            found.append(ID3V1_GENRES[int(code)])
        rest = rest[match.end() :].strip()
    if rest:
        rest = rest[1:] if rest.startswith("((") else rest
        if not (found and fold_genre(rest) == fold_genre(found[-1])):
            found = [*found, rest] if not found or is_known(rest) else [rest]
    return found
