"""Which tracks of an album belong together: movements of a work, parts of a mix or a play, "Pt. 1" and "Pt. 2"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from desktop_app.domain.works import Recording
from desktop_app.library import songs, versions

_MIXED_ALBUM = re.compile(
    r"\b(?:mixed by|continuous (?:dj )?mix|dj[- ]mix|non-?stop mix|mixed (?:and|&) compiled|compiled (?:and|&) mixed)\b"
    r"|[(\[](?:continuous|mixed)[)\]]"
)
_ROMAN = r"(?:x{0,2}(?:ix|iv|v?i{1,3}|v)|x{1,2})"
_MOVEMENT = re.compile(rf"(.{{4,200}}?)(?:\s*[:;,]|\s-)\s+({_ROMAN}|\d{{1,2}})(?:[.:)]|\s+-)\s*\S.*")
"""The name of a work, the number of the movement, its name: "Symphony No. 5: II. Andante"."""
_OF_WORK = re.compile(
    r"((?=.*\b(?:symphon|sinfoni|concert|konzert|sonat|suite|quartet|quintet|trio\b|partita|mass\b|messe|requiem|"
    r"cantata|kantate|oratorio|serenade|divertimento|op\.? ?\d|opus|bwv|kv? ?\d|k\. ?\d|hob|rv ?\d|d\. ?\d|sz|wwv))"
    r"[^:]{6,200}):\s+\S.*"
)
_ENDS_ROMAN = re.compile(rf"(.{{2,200}}?),?\s+\(?({_ROMAN})\)?")
_COUNT = r"\b(?:pts?|parts?|teil|partie|movement|[ivx]+)\b"
_COUNTS = re.compile(_COUNT)
_TELLS = re.compile(rf"[:;,]| -|{_COUNT}", re.IGNORECASE)
"""Without one of these a title counts nothing, and names no work."""
_VALUES = {"i": 1, "v": 5, "x": 10}
_LONGEST_TITLE = 400


Part = tuple[int, int | None]
"""The whole, as the lowest track among its parts, and the number among them; None where it has none."""


def wholes(pieces: Iterable[Recording]) -> dict[int, Part]:
    """The tracks that are parts of a whole. Only tracks of one album are parts of one, so albums must be complete."""
    albums: dict[int, list[Recording]] = defaultdict(list)
    for piece in pieces:
        if piece.album >= 0:
            albums[piece.album].append(piece)
    found: dict[int, Part] = {}
    for album in albums.values():
        if len(album) > 1:
            ordered = sorted(album, key=lambda piece: (piece.disc, piece.number, piece.track))
            for parts in _of_album(ordered):
                left = [(track, number) for track, number in parts if track not in found]
                if len(left) > 1:
                    whole = min(track for track, _ in left)
                    found.update((track, (whole, number)) for track, number in left)
    return found


Parts = list[tuple[int, int | None]]


def _of_album(album: Sequence[Recording]) -> list[Parts]:
    """The wholes of an album, the larger ones first; a track belongs to the first that it is in."""
    books = [piece for piece in album if piece.not_music == "audiobook"]
    if len(books) > 1:
        return [_counted(books)]
    if _MIXED_ALBUM.search(songs.latin(album[0].album_title)):
        return [_counted(album)]
    mixed = [piece for piece in album if "ixed" in piece.title and _is_mixed(piece.title)]
    if len(mixed) > 2:
        return [_counted(mixed)]
    groups: dict[tuple[str, str], list[tuple[int, int | None]]] = defaultdict(list)
    for piece in album:
        if not (piece.work or _TELLS.search(piece.title) or not piece.title.isascii()):
            continue
        for kind, name, number in _names(piece):
            groups[kind, name].append((piece.track, number))
    order = ("work", "movement", "of", "part", "roman")
    return [
        parts
        for (kind, _), parts in sorted(groups.items(), key=lambda group: (order.index(group[0][0]), group[0][1]))
        if len(parts) > 1 and (kind in ("work", "of") or len({number for _, number in parts}) > 1)
    ]


def _is_mixed(title: str) -> bool:
    return versions.take_apart(title).kind == versions.MIXED


def _counted(pieces: Sequence[Recording]) -> Parts:
    return [(piece.track, number) for number, piece in enumerate(pieces, 1)]


def _names(piece: Recording) -> list[tuple[str, str, int | None]]:
    """By what a track may belong to a whole: (way, name of the whole, its number)."""
    found: list[tuple[str, str, int | None]] = []
    if piece.work:
        found.append(("work", songs.song_key(songs.latin(piece.work)), piece.movement_number))
    title = songs.latin(piece.title)
    if len(title) > _LONGEST_TITLE:
        return found
    if ":" in title or "," in title or " -" in title or ";" in title:
        if movement := _MOVEMENT.fullmatch(title):
            found.append(("movement", songs.song_key(movement.group(1)), _value(movement.group(2))))
        if ":" in title and (of_work := _OF_WORK.fullmatch(title)):
            found.append(("of", songs.song_key(of_work.group(1)), None))
    if _COUNTS.search(title):
        song = versions.take_apart(piece.title).song
        if (part := songs.part(songs.song_key(song))) is not None:
            found.append(("part", *part))
        if (roman := _ENDS_ROMAN.fullmatch(song)) and not songs.is_generic(name := songs.song_key(roman.group(1))):
            found.append(("roman", name, _value(roman.group(2))))
    return found


def _value(number: str) -> int:
    """The value of a number in digits or in Roman numerals."""
    if number.isdigit():
        return int(number)
    values = [_VALUES[letter] for letter in number]
    return sum(
        -value if place + 1 < len(values) and value < values[place + 1] else value for place, value in enumerate(values)
    )
