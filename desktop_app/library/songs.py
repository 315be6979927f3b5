"""Keys by which songs and artists are compared across spellings and scripts. Text in, text out."""

from __future__ import annotations

import functools
import re
import unicodedata

_GUESTS = re.compile(r"\s+[(\[]?(?:feat|ft|featuring)\b\.?\s.*|\s+(?:vs\.?|versus|pres\.?|presents)\s.*")
_NO_ARTIST = frozenset(
    {"variousartists", "various", "va", "unknown", "unknownartist", "artist", "divers", "diverseinterpreten"}
    | {"verschiedeneinterpreten", "varios", "variosartistas", "artistivari", "raznyeispolniteli", "noartist", "none"}
)
_SPACED_AND = re.compile(r"(?<=\w) (?:&|\+|'?n'?) (?=\w)")
_APOSTROPHES = re.compile(r"['`]")
_DROPPED_G = re.compile(r"(\w{2,}in)'(?=\s|$)")
_MOVEMENT = re.compile(r"(?<=[:,;-]) (i{1,3}|iv|vi{0,3}|ix|xi{0,2})\. ")
"""The number of a movement, after the name of its work."""
_NOT_WORDS = re.compile(r"[^a-z0-9]+")

_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
_ROMAN_AFTER = {**_ROMAN, "i": "1", "v": "5", "x": "10"}
_SPELLED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {**_ROMAN_AFTER, **{word: str(number) for number, word in enumerate(_SPELLED, 1)}}
_NUMBER = re.compile(r"\d+[a-h]?|[ivx]+[a-h]?|intro|outro")
"""Words that tell two songs of one name apart."""
_PART_WORDS = {"pt": "part", "pts": "part", "parts": "part", "part": "part", "teil": "part", "partie": "part"}
_COUNTED = {**_PART_WORDS, "no": "no", "nr": "no", "vol": "volume", "volume": "volume", "op": "op", "act": "act"}
_COUNTED |= {"chapter": "chapter", "movement": "movement", "scene": "scene", "book": "book"}

_SHORTENED = {"mister": "mr", "doctor": "dr", "saint": "st"}
_TOLD_APART = frozenset(_COUNTED) | frozenset(_ROMAN) | frozenset(_SHORTENED)
"""Without one of these no word of a title is spelled in another way."""

_ALONE_GENERIC = """
untitled interlude prelude postlude skit bonus instrumental overture reprise opening ending finale intermission medley
silence jam improvisation encore applause tuning dialogue monologue speech announcement epilogue prologue part chapter
kapitel chapitre capitulo glava episode folge teil no volume battle victory level stage disc side scene act lesson
lektion test
"""
_GENERIC = frozenset(
    f"{first} {name}".strip()
    for firsts, names in (
        (("", "album"), ("intro", "introduction", "outro")),
        (("", "main", "opening", "ending", "closing", "end"), ("theme", "title", "titles", "credits", "credit")),
        (("", "audio"), ("track", "audiotrack")),
        (("unknown",), ("", "title", "track", "song")),
        (("piano", "drum", "drums", "guitar", "bass", "violin", "organ"), ("solo",)),
        (("", "main", "game"), ("menu",)),
        (("", "bonus", "hidden", "untitled"), ("track",)),
        (("crowd",), ("", "noise")),
        (("boss",), ("", "battle", "fight")),
        (("band",), ("introduction", "introductions")),
        (("game",), ("over",)),
        (("",), _ALONE_GENERIC.split()),
    )
    for first in firsts
    for name in names
)
"""Titles that many songs have, also with numbers or letters behind."""
_GENERIC_FIRST = frozenset(title.split()[0] for title in _GENERIC)
_COUNTING = frozenset("abcdefghivx")
_WORDS_OF_MOVEMENTS = """
menuet minuet menuetto scherzo rondo finale allegro allegretto andante andantino adagio adagietto presto
prestissimo largo larghetto lento moderato vivace grave maestoso con brio ma non troppo molto e assai poco piu
mosso sostenuto cantabile gavotte sarabande courante allemande gigue bourree fugue fuga toccata aria recitativo
chorale choral etude nocturne waltz mazurka prelude variation variations tema in the and for piano major minor
sharp flat a b c d f g op no bwv kv k i v x
"""
_MOVEMENTS = frozenset(_WORDS_OF_MOVEMENTS.split())
"""A title of only these and of numbers tells neither the work nor its composer."""
_MOST_LETTERS = 20_000


@functools.lru_cache(maxsize=8192)
def artist_key(artist: str) -> str:
    """Equal for spellings of one artist, in Latin or another script, with or without guests; "" where none is named.

    "The Beatles" and "Beatles", "AC/DC" and "AC-DC", "Kino" in Cyrillic and in Latin letters.
    """
    name = latin(artist)
    bare = _GUESTS.sub("", name.split(";")[0].split(" / ")[0]).strip() or name
    joined = _NOT_WORDS.sub("", _SPACED_AND.sub(" and ", bare).removeprefix("the "))
    return "" if joined in _NO_ARTIST else joined or bare


def song_key(song: str) -> str:
    """Equal for spellings of one song's title, given in Latin letters without its version: words and numbers.

    "Part II", "Pt. 2" and "part two" are one spelling; numbers are never lost. "" only for "".
    """
    text = song
    if not song.replace(" ", "").isalnum() or " n " in song:
        text = _DROPPED_G.sub(r"\1g", _SPACED_AND.sub(" and ", song))
        if ". " in text:
            text = _MOVEMENT.sub(lambda found: f" {_NUMBERS[found[1]]} ", text)
        text = _NOT_WORDS.sub(" ", _APOSTROPHES.sub("", text))
    words = text.split()
    if not words:
        return song
    if words[0] == "the" and len(words) > 1:
        del words[0]
    if _TOLD_APART.isdisjoint(words):
        return " ".join(words)
    previous = ""
    for place, word in enumerate(words):
        counted = _COUNTED.get(word)
        if previous:
            words[place] = _NUMBERS.get(word, word)
        elif counted is None or place == 0:
            words[place] = _SHORTENED.get(word) or (_ROMAN.get(word, word) if place else word)
        if counted is not None and place + 1 < len(words) and _is_number(words[place + 1]):
            words[place] = previous = counted
        else:
            previous = ""
    return " ".join(words)


def _is_number(word: str) -> bool:
    return word.isdigit() or word in _NUMBERS


class _Letters(dict[int, str]):
    """Each character in Latin letters, looked up once."""

    def __missing__(self, code: int) -> str:
        from anyascii import anyascii  # loads tables: only for who needs them

        if len(self) >= _MOST_LETTERS:
            self.clear()
        found = self[code] = anyascii(chr(code))
        return found


_letters = _Letters()


def latin(text: str) -> str:
    """Text in plain Latin letters, small, spaces joined: what has another script or accents is transliterated."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_letters)
    return " ".join(text.lower().split())


def is_generic(key: str) -> bool:
    """Whether a song's key is that of many songs: "intro", "untitled", "track 7", "allegro ma non troppo", "2"."""
    words = key.split()
    if words and words[0] in _GENERIC_FIRST:
        end = len(words)
        while end > 1 and (words[end - 1] in _COUNTING or words[end - 1].isdigit()):
            end -= 1
        if " ".join(words[:end]) in _GENERIC:
            return True
    if key.isdigit():
        return len(key) == 1 or key.startswith("0")
    return key != "x" and all(map(_is_movement, words))


def _is_movement(word: str) -> bool:
    return word in _MOVEMENTS or word in _ROMAN or word.isdigit()


def is_distinctive(key: str) -> bool:
    """Whether two artists hardly have a song of this key by chance."""
    letters = sum(map(str.isalpha, key))
    return not is_generic(key) and (letters >= 12 or (letters >= 8 and " " in key))


def numbers(key: str) -> tuple[str, ...]:
    """The numbers in a song's key, in their order: songs whose numbers differ are different songs."""
    return tuple(filter(_NUMBER.fullmatch, key.split()))


def part(key: str) -> tuple[str, int] | None:
    """The whole and the number where a key ends in a part's number: "shine on part 2"; None where it does not."""
    words = key.split()
    if len(words) >= 3 and words[-2] in ("part", "movement") and words[-1].isdigit():
        return " ".join(words[:-2]), int(words[-1])
    return None
