"""Who made the music: one artist or several, told from the names that tags give.

A tag that holds several values, NUL, ";" and " / " between names, and "feat." always part names. "&", "," and "and" are
parts of names ("Simon & Garfunkel", "Tyler, The Creator") unless the file itself says otherwise: by a list of artists,
by an album artist that is one of the parts, or behind "feat.", where guests are listed. "/" without spaces is a part of
a name ("AC/DC"). "with" parts names in brackets or after a name of two words; before it, one word alone is rather a
name of its own kind ("Sleeping with ...").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from desktop_app.library.values import MAX_NAMES, SHOWN_LIMIT, shown

VARIOUS = "Various Artists"


def listed(text: str) -> frozenset[str]:
    """Names of a table in the source: parted by "|" and line ends."""
    return frozenset(name for line in text.split("\n") for name in line.strip().split("|") if name)


_VARIOUS = listed(
    """
    various artists|various artist|various|variousartists|various performers|various composers
    multiple artists|va|v.a.|v/a|v. a.|v.a|va.|v / a|v.a. (various artists)|[various artists]
    (various artists)|<various artists>|diverse|diverse interpreten|diverse artister|diverse artiesten
    div. interpreten|verschiedene|sampler|verschiedene interpreten|verschiedene künstler|olika artister
    forskellige kunstnere|eri esittäjiä|artistes divers|artistes variés|divers artistes|divers|varios
    varios artistas|vários artistas|vários|diversos|artisti vari|aa.vv.|aa. vv.|aavv|vari|różni wykonawcy
    různí interpreti|mixed artists|compilation|compilations|разные исполнители|разные артисты|разное|сборник
    群星|华语群星|ヴァリアス・アーティスト|オムニバス
    """
)
_UNKNOWN = listed(
    """
    unknown artist|unknown|[unknown]|<unknown>|(unknown)|n/a|no artist|[no artist]|unbekannt
    okänd artist|unbekannter interpret|unbekannter künstler|artiste inconnu|inconnu|artista desconocido
    desconocido|artista sconosciuto|nieznany wykonawca|неизвестный исполнитель|неизвестен
    """
)
_SLASHED = frozenset({"ac / dc"})
"""Names that are sometimes written with spaces round their slash."""
_WHOLE_NAMES = listed(
    """
    simon & garfunkel|earth, wind & fire|crosby, stills & nash|crosby, stills, nash & young
    tyler, the creator|blood, sweat & tears|above & beyond|chase & status|mumford & sons|she & him
    iron & wine|belle & sebastian|belle and sebastian|years & years|of monsters and men|coheed and cambria
    coheed & cambria|dead & company|hunters & collectors|the good, the bad & the queen
    the good, the bad and the queen
    """
)
"""Names of bands that would be taken apart where guests are listed. A rule holds for the rest: what goes on with an
article ("& the ...", ", the ...") belongs to the name before it."""

_SEPARATORS = re.compile(r"[;\0]|\s+/\s+|\s*／\s*|\s*、\s*")
_HARD = re.compile(r"[;\0]")
_FEATURING = re.compile(
    r"\s+[(\[{]?\s*(?:feat\b\.?|ft\b\.?|featuring\b|w/|(?-i:f\.\s))(?!\s*[&,+])(?!\s+and\b)\s*(?=\S)"
    r"|\s+[(\[{]\s*(?:with|mit|con|avec)\s+",
    re.IGNORECASE,
)
_GUESTS = re.compile(r"\s*[,;]\s*(?:&\s+|and\s+)?|\s+(?:&|\+|and|und|et|y|e)\s+|\s+[x×]\s+", re.IGNORECASE)
_WITH = re.compile(r"\s+(?:with|w/)\s+", re.IGNORECASE)
_TOGETHER = re.compile(
    r"\s*,\s*(?:&\s+|and\s+)?|\s+(?:&|\+|and|und|et|y|x|×|vs\.?|versus|meets|with)\s+", re.IGNORECASE
)
_TITLE_GUEST = re.compile(
    r"[(\[{]\s*(?:feat\b\.?|ft\b\.?|featuring\b)\s*([^)\]}]{2,200})[)\]}]"
    r"|\s(?:feat\.|ft\.|featuring)\s+([^()\[\]{}]{2,200})",
    re.IGNORECASE,
)
_ARTICLES = frozenset({"the", "a", "an", "der", "die", "das", "le", "la", "les", "los"})


def names(texts: Iterable[str]) -> tuple[str, ...]:
    """Names in order, each once, parted at NUL, ";" and " / "."""
    return _each_once(piece for text in texts for piece in _parted(text))


@lru_cache(256)
def credited(
    texts: tuple[str, ...],
    one_by_one: tuple[str, ...] = (),
    album_artists: tuple[str, ...] = (),
    guests: tuple[str, ...] = (),
) -> tuple[str, tuple[str, ...]]:
    """What is shown as the artist, and everyone credited. Remembered, because an album repeats it.

    Args:
        texts: values of the artist tag.
        one_by_one: values of a tag that lists artists one by one.
        album_artists: values of the tag for the album's artist; one of these among joined names shows that the joined
            ones are several.
        guests: named elsewhere, see `guests_in_title`.
    """
    shown_names = names(texts)
    if len(shown_names) == 1 and is_various(shown_names[0]):
        shown_names = (VARIOUS,)
    elif len(shown_names) == 1 and shown_names[0].casefold() in _UNKNOWN:
        shown_names = ()
    artist = ", ".join(shown_names)
    everyone = _each_once(shown(piece) for text in one_by_one for piece in _HARD.split(text[: SHOWN_LIMIT * 16]))
    if not everyone or len(everyone) < len(shown_names):
        known = frozenset(name.casefold() for name in names(album_artists))
        everyone = _each_once(name for whole in shown_names for name in _taken_apart(whole, known))
    if guests:
        everyone = _each_once((*everyone, *guests))
    return artist or ", ".join(everyone), everyone


@lru_cache(256)
def album_artist(texts: tuple[str, ...]) -> tuple[str, bool]:
    """The album artist as it is shown, and whether it means various artists."""
    found = names(texts)
    if not found or (len(found) == 1 and found[0].casefold() in _UNKNOWN):
        return "", False
    if is_various(found[0]):
        return VARIOUS, True
    return ", ".join(found), False


def is_various(name: str) -> bool:
    """Whether a name only says that there are several."""
    return name.strip().casefold() in _VARIOUS


def guests_in_title(title: str) -> tuple[str, ...]:
    """The guests that a title names: "Song (feat. Somebody)"."""
    if "eat" not in title and "ft" not in title and not title.isupper():
        return ()
    match = _TITLE_GUEST.search(title)
    return _guests(match[1] or match[2]) if match else ()


def with_guests(artists: Iterable[str]) -> tuple[str, ...]:
    """Artists with those after "feat." as artists of their own."""
    return _each_once(name for artist in artists for name in _taken_apart(artist, frozenset()))


def _parted(text: str) -> list[str]:
    text = text[: SHOWN_LIMIT * 16]
    pieces: list[str] = []
    for hard in _HARD.split(text):
        name = shown(hard)
        if name.casefold() in _SLASHED:
            pieces.append(name.replace(" / ", "/"))
        elif name.casefold() in _WHOLE_NAMES or name.casefold() in _VARIOUS:
            pieces.append(name)
        else:
            pieces.extend(shown(piece) for piece in _SEPARATORS.split(name))
    return pieces


def _taken_apart(whole: str, known: frozenset[str]) -> tuple[str, ...]:
    if whole.casefold() in _WHOLE_NAMES:
        return (whole,)
    main, *guests = _FEATURING.split(whole)
    if not main.strip() or (guests and not guests[0].strip(" )]}")):
        return (whole,)
    if not guests and (match := _WITH.search(main)) and _many_words(main[: match.start()]):
        main, guests = main[: match.start()], [main[match.end() :]]
    found = list(_together(main.strip(), known))
    for guest in guests:
        found.extend(_guests(guest))
    return tuple(found)


def _together(name: str, known: frozenset[str]) -> tuple[str, ...]:
    """Joined names, taken apart where the album is by one of them."""
    folded = name.casefold()
    if folded in _WHOLE_NAMES or folded in known or not any(artist in folded for artist in known):
        return (name,)
    pieces = tuple(piece for piece in _TOGETHER.split(name) if piece.strip())
    if len(pieces) > 1 and any(piece.casefold() in known for piece in pieces):
        return pieces
    return (name,)


def _guests(text: str) -> tuple[str, ...]:
    text = text.strip(" )]}").lstrip("([{")
    if text.casefold() in _WHOLE_NAMES:
        return (text,)
    pieces: list[str] = []
    for piece in (shown(piece.strip(" )]}([{")) for piece in _GUESTS.split(text)):
        if pieces and f"{pieces[-1]} & {piece}".casefold() in _WHOLE_NAMES:
            pieces[-1] = f"{pieces[-1]} & {piece}"
        elif pieces and f"{pieces[-1]}, {piece}".casefold() in _WHOLE_NAMES:
            pieces[-1] = f"{pieces[-1]}, {piece}"
        elif pieces and piece.split(" ")[0].casefold() in ("the", "his", "her") and pieces[-1]:
            pieces[-1] = f"{pieces[-1]} & {piece}"  # "Somebody & the Band" is one
        else:
            pieces.append(piece)
    return tuple(pieces)


def _many_words(name: str) -> bool:
    words = [word for word in name.split() if word.casefold() not in _ARTICLES]
    return len(words) >= 2


def _each_once(pieces: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in pieces:
        if name:
            found.setdefault(name.casefold(), name)
            if len(found) >= MAX_NAMES:
                break
    return tuple(found.values())
