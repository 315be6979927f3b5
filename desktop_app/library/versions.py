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
    (KARAOKE, r"karaoke|in the style of|originally performed|made famous|backing track|playback|minus one|"
     r"sing-?along"),
    (COVER, r"\bcover(?:ed)?\b|originally by|original by|tribute"),
    (A_CAPPELLA, r"a\s?cappella|acapella|vocals? only"),
    (INSTRUMENTAL, r"instrumental|\binst\b|ohne gesang|sans paroles|banzou|inseuteu"),
    (DEMO, r"\bdemo\b|\brough\b|rehearsal|work ?tape|home recording|maqueta|maquette|early|"
     r"work in progress|guide vocal"),
    (REMIX, r"(?<!extended )\b(?:re-?mix(?:ed|es)?|rmx|mash-?up|re-?work|re-?edit|re-?fix|reconstruction|"
     r"bootleg|\bdub\b|\bvip\b|flip|sped up|speed up|slowed|nightcore|8d audio|chopped)"),
    (LIVE, r"\blive\b|en vivo|ao vivo|en directo|en direct\b|dal vivo|\bconcert\b|soundcheck|"
     r"performed (?:on|at)|naziv|raibu|laibeu|lyyv|hvf'h|xianchang|kontsert"),
    (ACOUSTIC, r"acoustic|acusti[ck]|akusti|'kvsty|acoustique|unplugged|stripped"),
    (SESSION, r"\bsessions?\b|\bbbc\b|\bpeel\b|\bradio 1\b|recorded (?:at|in|on|for)|spotify singles?"),
    (CLEAN, r"\bclean\b|\bcensored"),
    (EXPLICIT, r"\bexplicit\b|\buncensored\b|\bdirty\b"),
    (RE_RECORDED, r"re-?recorded|re-?recording|new recording|\b\w+(?:'s|s') version$|\b\w+'s version$"),
    (EXTENDED, r"extended|\b12\"|\b12''|12 inch|12-inch|\blong version|full[- ]length|maxi|uncut"),
    (EDIT, r"\bedit(?:ed)?\b|radio (?:mix|version)|single (?:mix|version)|short(?:ened)? version|video version|7\"|"
     r"7 inch|tv size|\bcut\b"),
    (LANGUAGE, r"(?:english|german|deutsche?|french|francais|spanish|espanol|italian|italiano|japanese|korean|chinese|"
     r"mandarin|portuguese|russian|swedish|hebrew) (?:version|ver\.?|mix)|"
     r"version (?:espanol|francaise|anglaise|inglesa)"),
    (ARRANGEMENT, r"orchestra|symphonic|piano|strings?|quartet|choir|a la guitare|guitar version|lullaby|music box|"
     r"8-?bit|chiptune|arrange"),
    (MIXED, r"^mixed\b"),
    (ALTERNATE, r"alternat|\balt\b|outtake|unreleased"),
    (MONO, r"\bmono\b"),
    (STEREO, r"\bstereo\b"),
    (REMASTER, r"re-?master|remasteri[sz]|re-?issue|digitally|anniversary|\bmaster\b|rym'stryng|rimasuta"),
    (PLAIN, r"original|album|\blp\b|\bmain\b|studio|bonus|hidden|full version|single$|deluxe"),
    (REMIX, r"\bmix\b"),
    (ALTERNATE, r"version|versiya|versao|bajiyon|\bver\b|take|recording"),
)  # fmt: skip
"""What names a kind, the more telling first: "(Live Acoustic Demo)" is a demo."""

_TELLING = (*(kind for kind, _ in _KINDS if kind != PLAIN), FEATURING, PLAIN)
"""Of several suffixes the first of these names the version."""
_GUESTS = re.compile(r"\s*(?:(?:feat|ft|featuring|(?:duet )?with)\b|w/)")
_YEARS_MIX = re.compile(r"^\d{4} (?:re-?)?mix$|anniversary (?:re-?)?mix")
_NEAREST_FIRST = (
    PLAIN, REMASTER, STEREO, EXPLICIT, FEATURING, MONO, CLEAN, EDIT, RE_RECORDED, MIXED, EXTENDED, SESSION, LIVE,
    ACOUSTIC, ALTERNATE, LANGUAGE, ARRANGEMENT, REMIX, DEMO, COVER, INSTRUMENTAL, A_CAPPELLA, KARAOKE,
)  # fmt: skip
RANK: dict[str, int] = {kind: place for place, kind in enumerate(_NEAREST_FIRST)}
"""How near a kind of version is to the song as it is known, 0 nearest: what a list takes if it may take one."""

_WORDS = r"(?:(?!-\s)[\w'.&\"/+,-]+\s+)"
_VERSION = (
    r"(?:"
    r"(?:\d{4}/)?(?:recorded\s+)?live(?:-version)?"
    r"(?:[,:]?\s+(?!(?:and|your|my|our|his|her|for|it|to|again|like|without|this|that|forever|free|fast|now|a|the|long|"
    r"life|by|as|is|or|young|alone|through|while|until|till)\b)\S.*)?"
    r"|(?:recorded|performed|session)\s+(?:live\s+)?(?:at|in|on|for)\s.*"
    r"|(?:en vivo|ao vivo|en directo|en direct|dal vivo|in concert|raibu|laibeu|lyyv|v?hvf'h|xianchang|nazivo|"
    r"kontsert)(?:\s+.*)?"
    rf"|{_WORDS}{{0,4}}(?:re-?master(?:ed|ing|izado|ise)?|rym'stryng|rimasuta)"
    r"(?:\s+(?:version|edition|mix|in\s+)?\s*\d*.*)?"
    r"|(?:\d{4}\s+)?re-?issue(?:\s+\d{4})?|(?:\d{4}\s+)?(?:digital|original) master"
    r"|soundcheck|chopped\s.*|guide vocals?|take\s+\d+.*|vocals? only|minus one|tv size|uncut|prod(?:uced)?\b\.?\s.*"
    r"|(?:director'?s|final|radio|album|single|film|original)\s+cut|.{2,60}\s+tribute"
    rf"|{_WORDS}{{0,4}}(?:demo(?:\s+tape)?|take|sessions?|recording|cover|versiya|versao|verze|bajiyon|rough mixes)"
    r"(?:\s+[\d/.-]{1,10})?"
    rf"|{_WORDS}{{0,8}}(?:version|ver\.?|edit|mix|remix|re-?mix|rmx|bootleg|dub|re-?work|re-?edit|re-?fix|mash-?up|flip|vip|"
    r"reconstruction)(?:\s+\d{1,4})?"
    rf"|{_WORDS}{{0,4}}(?:(?:re-?)?mix(?:ed)?|rmx|reworked)\s+by\s.+"
    r"|versi(?:on|one)\s+.{1,40}"
    rf"|{_WORDS}{{0,3}}(?:instrumental|outtake)"
    r"|(?:acoustic|acusti[ck][ao]|akusti[ck]a?|'kvsty|acoustique|unplugged|mtv unplugged|instrumental|a\s?cappella|"
    r"acapella|karaoke|banzou|orchestral|stripped)(?:\s+.*)?|inst\.?"
    r"|(?:(?:true|full)\s+)?(?:mono|stereo)|(?:explicit|clean|edited|uncensored|censored|extended|reprise\s+version|outtake|"
    r"rehearsal|mixed|full[- ]length|work in progress|early|alt\.?|album|single|studio)"
    r"|(?:bonus|hidden)\s+track|bonus|deluxe(?:\s+edition)?|(?:previously\s+)?unreleased|spotify\s+singles?"
    r"|re-?record(?:ed|ing)(?:\s.*)?|sped\s?-?up|slowed(?:\s.*)?|nightcore|8d audio"
    r"|(?:feat|ft|featuring)\.?\s+.*|w/\s?.{2,60}|duet\s+with\s+.{2,60}"
    r"|with\s+(?!(?:me|you|u|us|him|her|them|it|love|a|an|the|my|your|our|no|or|out|some\w*|all|every\w*|nothing|this|"
    r"that|these|those|one|two)\b).{2,60}"
    r"|from\s+(?:the\s+)?(?:[\"'<].*|vaults?|.*\bthe album|.*(?:soundtrack|motion picture|film|movie).*)|soundtrack"
    r"|(?:official\s+)?(?:(?:music|lyrics?)\s+)?(?:video|audio|visuali[sz]er)(?:\s+h[dq])?|lyrics|h[dq]"
    r"|alternate(?:\s+.*)?|alternative(?:\s+(?:version|take|mix))?|early\s+version|rough\s+mix"
    r"|cover(?:ed)?(?:\s+(?:of|by)\s+.*)?|original(?:ly)?\s+(?:performed\s+)?by\s+.*|original"
    r"|(?:made famous by|tribute to|in the style of)\s+.*"
    r")"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
"""In brackets at the end: of which year it is, not what it is called."""
_PIECES = re.compile(r"\s*[;,/()\[\]]+\s*")
_BARE = re.compile(
    r"(.+?)\s+((?:\d{4}\s+)?remastered(?:\s+\d{4})?|(?:radio|single|extended|club|album|original)\s+(?:edit|mix|version)|"
    r"(?:acoustic|live|karaoke|instrumental|demo)\s+version)"
)
"""Endings that name a version also without brackets or a dash."""
_BARE_ENDS = ("edit", "mix", "version", "remastered", *map(str, range(10)))
_OF_ARTIST = re.compile(
    r"(?:cover(?:ed)? (?:of|by)|originally (?:performed )?by|original(?:ly)? by|made famous by|in the style of|"
    r"tribute to)\s+(.{2,60})|(.{2,60})\s+(?:cover(?:\s+version)?|tribute)"
)
_NOT_ARTISTS = re.compile(
    r"(?:live|acoustic|piano|guitar|metal|rock|punk|studio|bonus|ukulele|violin|cello|the|a|my|our)"
)
_PART = re.compile(r"\b(?:pts?|parts?|vol|volume|no|chapter|teil|act)\b\.? ?(?:\d|[ivx]+\b|one\b|two\b)")
_ANOTHER = re.compile(
    r"\b(?:reprise|intro|introduction|outro|interlude|prelude|skit|commentary|continued|conclusion|medley|theme|coda|"
    r"finale|overture|epilogue|prologue|part|pt|pts)\b|\d"
)
"""In brackets these make another track of a song."""
_LONGEST_TITLE, _LONGEST_SUFFIX, _MOST_SUFFIXES = 300, 80, 4
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_DASH = re.compile(r" (?:--?|~|/) ")
_FEATURING = re.compile(r"(?<=\S) (?:feat|ft|featuring)\.? ")
_NAMING = frozenset(
    ["-", "--", "~", "/", "feat", "feat.", "ft", "ft.", "featuring", "remastered", "edit", "mix", "version"]
)
"""One of these words, or a bracket at the end, is in every title that names a version."""
_IN_DASH = re.compile(r"with\s|cover|originally|original (?:performed )?by|lyrics|audio$|video$")
"""Too common a beginning of what follows a dash: there it names no version unless an artist stands with it."""


class Title(NamedTuple):
    """A title taken apart."""

    song: str
    """In small Latin letters, without what names the version."""
    kind: str
    """Which version it is; PLAIN for the song as it is."""
    of_artist: str = ""
    """Whose song it says it is, likewise; "" where it does not say."""
    shorter: str = ""
    """The song without a second name in brackets, if it ends in one: "Harbour (All the Way Home)"."""


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
        return Title(name, PLAIN)
    suffixes: list[str] = []
    for _ in range(_MOST_SUFFIXES):
        if name[-1:] not in _BRACKETS and _NAMING.isdisjoint(name.split()):
            break
        shorter, suffix = _cut(name)
        if not shorter or shorter == name:
            break
        name = shorter
        suffixes.append(suffix)
    shorter = _without_bracket(name)
    if not suffixes:
        return Title(name, PLAIN, shorter=shorter)
    kind = min((_kind_of(suffix) for suffix in suffixes), key=_TELLING.index)
    owner = next((found for suffix in suffixes if (found := _owner(suffix))), "")
    return Title(name, kind, owner, shorter)


@functools.lru_cache(maxsize=4096)
def _kind_of(suffix: str) -> str:
    if _GUESTS.match(suffix):
        return FEATURING  # whatever the guests are called
    if _YEARS_MIX.search(suffix):
        return REMASTER  # the song as it is, mixed anew for another issue
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
        head, inner = _bracketed(name, opening)
        if head and (_names_version(inner) or _YEAR.fullmatch(inner)):
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


def _bracketed(name: str, opening: str) -> tuple[str, str]:
    """What stands before the bracket that ends a title, and what in it; "" for no such bracket."""
    depth = 0
    for place in range(len(name) - 1, -1, -1):
        depth += (name[place] == name[-1]) - (name[place] == opening)
        if not depth:
            return name[:place], name[place + 1 : -1].strip()
    return "", ""


def _without_bracket(name: str) -> str:
    opening = _BRACKETS.get(name[-1:])
    if opening is None:
        return ""
    head, inner = _bracketed(name, opening)
    return "" if _PART.search(inner) or _ANOTHER.search(inner) else head.strip()


@functools.lru_cache(maxsize=4096)
def _names_version(suffix: str) -> bool:
    """Whether a suffix is nothing but the name of a version; "Pt. 2 Remix" also tells which song it is."""
    if len(suffix) > _LONGEST_SUFFIX or _PART.search(suffix):
        return False
    pattern = _version_pattern()
    if pattern.fullmatch(suffix.strip()) is not None:
        return True
    pieces = list(filter(None, _PIECES.split(suffix)))
    return len(pieces) > 1 and all(_YEAR.fullmatch(piece) or pattern.fullmatch(piece) for piece in pieces)
