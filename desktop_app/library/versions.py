"""What a title says besides the song: which version of it, whose song it is. Text in, text out."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from desktop_app.library.songs import latin

PLAIN, LIVE, REMASTER, REMIX, DEMO, ACOUSTIC, EDIT = "", "live", "remaster", "remix", "demo", "acoustic", "edit"
EXTENDED, INSTRUMENTAL, KARAOKE, A_CAPPELLA, COVER = "extended", "instrumental", "karaoke", "a cappella", "cover"
EXPLICIT, CLEAN, FEATURING, RE_RECORDED, ALTERNATE = "explicit", "clean", "featuring", "re-recorded", "alternate"
SESSION, ARRANGEMENT, LANGUAGE, MONO, STEREO, MIXED = "session", "arrangement", "language", "mono", "stereo", "mixed"

_KINDS: tuple[tuple[str, str], ...] = (
    (KARAOKE, r"karaoke|in the style of|originally performed|made famous|backing track|playback|sing-?along"),
    (COVER, r"\bcover(?:ed)?\b|originally by|original by|tribute"),
    (A_CAPPELLA, r"a\s?cappella|acapella|vocals? only"),
    (INSTRUMENTAL, r"instrumental|ohne gesang|sans paroles"),
    (DEMO, r"\bdemo\b|\brough\b|rehearsal|work ?tape|home recording|maqueta|maquette|early version"),
    (REMIX, r"(?<!radio )(?<!single )(?<!extended )(?<!original )(?<!album )\b(?:re-?mix(?:ed|es)?|mash-?up|re-?work|"
     r"bootleg|\bdub\b|\bvip\b|flip|sped up|speed up|slowed|nightcore|8d audio|chopped)"),
    (LIVE, r"\blive\b|en vivo|ao vivo|en directo|en direct\b|dal vivo|unplugged live|in concert|raibu|kontsert"),
    (ACOUSTIC, r"acoustic|acusti[ck]|akusti|acoustique|unplugged|stripped"),
    (SESSION, r"\bsessions?\b|\bbbc\b|\bpeel\b|\bradio 1\b"),
    (CLEAN, r"\bclean\b|\bcensored"),
    (EXPLICIT, r"\bexplicit\b|\buncensored\b|\bdirty\b"),
    (RE_RECORDED, r"re-?recorded|re-?recording|new recording|\b\w+(?:'s|s') version$|\b\w+'s version$"),
    (EXTENDED, r"extended|\b12\"|\b12''|12 inch|12-inch|\blong version|full[- ]length|maxi"),
    (EDIT, r"\bedit\b|radio (?:mix|version)|single (?:mix|version)|short(?:ened)? version|video version|7\"|7 inch|"
     r"\bcut\b"),
    (LANGUAGE, r"(?:english|german|deutsche?|french|francais|spanish|espanol|italian|italiano|japanese|korean|chinese|"
     r"mandarin|portuguese|russian|swedish|hebrew) (?:version|ver\.?|mix)|"
     r"version (?:espanol|francaise|anglaise|inglesa)"),
    (ARRANGEMENT, r"orchestra|symphonic|piano|strings?|quartet|choir|a la guitare|guitar version|lullaby|music box|"
     r"8-?bit|chiptune|arrange"),
    (MIXED, r"^mixed\b"),
    (MONO, r"\bmono\b"),
    (STEREO, r"\bstereo\b"),
    (REMASTER, r"re-?master|remasteri[sz]|re-?issue|digitally|anniversary|\bmaster\b"),
    (PLAIN, r"original|album|\blp\b|\bmain\b|studio|bonus|hidden|full version|single$"),
    (REMIX, r"\bmix\b"),
    (ALTERNATE, r"version|\bver\b|take|outtake|alternat|recording|\bcut\b|\bmix\b"),
)  # fmt: skip
"""What names a kind, the more telling first: "(Live Acoustic Demo)" is a demo."""

_TELLING = (*(kind for kind, _ in _KINDS if kind != PLAIN), FEATURING, PLAIN)
"""Of several suffixes the first of these names the version."""
_GUESTS = re.compile(r"\s*(?:feat|ft|featuring|with)\b")
_NEAREST_FIRST = (
    PLAIN, REMASTER, STEREO, EXPLICIT, FEATURING, MONO, CLEAN, EDIT, RE_RECORDED, MIXED, EXTENDED, SESSION, LIVE,
    ACOUSTIC, ALTERNATE, LANGUAGE, ARRANGEMENT, REMIX, DEMO, COVER, INSTRUMENTAL, A_CAPPELLA, KARAOKE,
)  # fmt: skip
RANK: dict[str, int] = {kind: place for place, kind in enumerate(_NEAREST_FIRST)}
"""How near a kind of version is to the song as it is known, 0 nearest: what a list takes if it may take one."""

_VERSION = (
    r"(?:"
    r"live(?:\s+(?:at|in|from|on|version|session|sessions|recording|take|mix|acoustic|lounge|@|\d).*)?"
    r"|(?:recorded\s+)?live\s+.*\b(?:19|20)\d\d"
    r"|(?:en vivo|ao vivo|en directo|en direct|dal vivo|in concert|raibu)(?:\s+.*)?"
    r"|(?:\d{4}\s+)?(?:digital(?:ly)?\s+)?re-?master(?:ed|ing|izado|ise)?(?:\s+(?:version|edition|mix|in\s+)?\s*\d*.*)?"
    r"|(?:\d{4}\s+)?re-?issue(?:\s+\d{4})?"
    r"|(?:[\w'.&\"/+-]+\s+){0,4}(?:version|ver\.?|edit|mix|remix|re-?mix|demo|take|session|sessions|recording|bootleg|dub|"
    r"re-?work|mash-?up|flip|vip|cover)(?:\s+\d{1,4})?"
    r"|versi(?:on|one)\s+.{1,40}"
    r"|(?:acoustic|acustic[ao]|akustik|acoustique|unplugged|mtv unplugged|instrumental|a\s?cappella|acapella|karaoke|"
    r"orchestral|stripped)(?:\s+.*)?"
    r"|(?:mono|stereo|explicit|clean|uncensored|censored|extended|reprise\s+version|re-?recorded|outtake|rehearsal|mixed)"
    r"|(?:bonus|hidden)\s+track|bonus"
    r"|sped\s?-?up|slowed(?:\s.*)?|nightcore|8d audio"
    r"|(?:feat|ft|featuring)\.?\s+.*"
    r"|with\s+(?!(?:me|you|u|us|him|her|them|it|love|a|an|the|my|your|our|no|or|out|some\w*|all|every\w*|nothing|this|"
    r"that|these|those|one|two)\b).{2,60}"
    r"|from\s+(?:the\s+)?(?:[\"'<].*|.*(?:soundtrack|motion picture|film|movie).*)"
    r"|(?:official\s+)?(?:(?:music|lyrics?)\s+)?(?:video|audio|visuali[sz]er)(?:\s+h[dq])?|lyrics|h[dq]"
    r"|alternate(?:\s+.*)?|alternative\s+(?:version|take|mix)|early\s+version|rough\s+mix"
    r"|cover(?:ed)?(?:\s+(?:of|by)\s+.*)?|original(?:ly)?\s+(?:performed\s+)?by\s+.*|original"
    r"|(?:made famous by|tribute to|in the style of)\s+.*"
    r")"
)
_BARE = re.compile(
    r"(.+?)\s+((?:\d{4}\s+)?remastered(?:\s+\d{4})?|(?:radio|single|extended|club|album|original)\s+(?:edit|mix|version)|"
    r"(?:acoustic|live|karaoke|instrumental|demo)\s+version)"
)
"""Endings that name a version also without brackets or a dash."""
_BARE_ENDS = ("edit", "mix", "version", "remastered", *map(str, range(10)))
_OF_ARTIST = re.compile(
    r"(?:cover(?:ed)? (?:of|by)|originally (?:performed )?by|original(?:ly)? by|made famous by|in the style of|"
    r"tribute to)\s+(.{2,60})|(.{2,60})\s+cover(?:\s+version)?"
)
_NOT_ARTISTS = re.compile(
    r"(?:live|acoustic|piano|guitar|metal|rock|punk|studio|bonus|ukulele|violin|cello|the|a|my|our)"
)
_PART = re.compile(r"\b(?:pts?|parts?|vol|volume|no|chapter|teil|act)\b\.? ?(?:\d|[ivx]+\b|one\b|two\b)")
_LONGEST_TITLE, _LONGEST_SUFFIX, _MOST_SUFFIXES = 300, 80, 4
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_DASHES = (" - ", " -- ", " ~ ", " / ")
_DASH = re.compile(r" (?:--?|~|/) ")
_FEATURING = re.compile(r"(?<=\S) (?:feat|ft|featuring)\.? ")
_SIGNS = (*_DASHES, "feat", " ft", "remaster", " edit", " mix", " version")
"""One of these, or a bracket at the end, is in every title that names a version."""
_IN_DASH = re.compile(r"with\s|cover|original(?! mix| version| edit)|lyrics|audio|video|mixed$")
"""Too common a beginning of what follows a dash: there it names no version unless an artist stands with it."""


class Title(NamedTuple):
    """A title taken apart."""

    song: str
    """In small Latin letters, without what names the version."""
    kind: str
    """Which version it is; PLAIN for the song as it is."""
    of_artist: str
    """Whose song it says it is, likewise; "" where it does not say."""


@functools.cache
def _version_pattern() -> re.Pattern[str]:
    """Compiled when the first title needs it, which need not delay a start."""
    return re.compile(_VERSION)


@functools.cache
def _kind_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)


@functools.lru_cache(maxsize=16_384)
def take_apart(title: str) -> Title:
    """Cut off what names the version: "(Live)", "- Remastered 2011", "[radio edit]", "(Nordlys cover)".

    A title that is nothing but such a suffix stays as it is, and so does one that is too long to be a name.
    """
    name = latin(title)
    if len(name) > _LONGEST_TITLE:
        return Title(name, PLAIN, "")
    suffixes: list[str] = []
    for _ in range(_MOST_SUFFIXES):
        if name[-1:] not in _BRACKETS and not any(map(name.__contains__, _SIGNS)):
            break
        shorter, suffix = _cut(name)
        if not shorter or shorter == name:
            break
        name = shorter
        suffixes.append(suffix)
    if not suffixes:
        return Title(name, PLAIN, "")
    kind = min((_kind_of(suffix) for suffix in suffixes), key=_TELLING.index)
    owner = next((found for suffix in suffixes if (found := _owner(suffix))), "")
    return Title(name, kind, owner)


@functools.lru_cache(maxsize=4096)
def _kind_of(suffix: str) -> str:
    if _GUESTS.match(suffix):
        return FEATURING  # whatever the guests are called
    return next((kind for kind, pattern in _kind_patterns() if pattern.search(suffix)), PLAIN)


@functools.lru_cache(maxsize=4096)
def _owner(suffix: str) -> str:
    found = _OF_ARTIST.fullmatch(suffix.strip())
    name = "" if found is None else (found.group(1) or found.group(2) or "").strip()
    return "" if _NOT_ARTISTS.fullmatch(name) else name


def _cut(name: str) -> tuple[str, str]:
    """A folded title without one suffix, and the suffix.

    No pattern runs over a whole title that is longer than a name: on a hostile one it would take minutes.
    """
    opening = _BRACKETS.get(name[-1:])
    if opening is not None:
        head, found, inner = name[:-1].rpartition(opening)
        if found and _names_version(inner):
            return _trimmed(head), inner
    for dash in list(_DASH.finditer(name))[
        : -_MOST_SUFFIXES - 1 : -1
    ]:  # "X - Live at Y - Z": any of the last may be it
        suffix = name[dash.end() :]
        if _names_version(suffix) and (not _IN_DASH.match(suffix) or _owner(suffix)):
            return _trimmed(name[: dash.start()]), suffix
    if (guests := _FEATURING.search(name)) is not None:
        return _trimmed(name[: guests.start()]), name[guests.start() + 1 :]
    if name.endswith(_BARE_ENDS) and (bare := _BARE.fullmatch(name)):
        return _trimmed(bare.group(1)), bare.group(2)
    return name, ""


def _trimmed(name: str) -> str:
    """Without what joined it to what was cut off."""
    return name.rstrip(" -~/,") or name


@functools.lru_cache(maxsize=4096)
def _names_version(suffix: str) -> bool:
    """Whether a suffix is nothing but the name of a version; "Pt. 2 Remix" also tells which song it is."""
    if _PART.search(suffix):
        return False
    return len(suffix) <= _LONGEST_SUFFIX and _version_pattern().fullmatch(suffix.strip()) is not None
