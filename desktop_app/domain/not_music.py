"""What is not music, or no song: kept out of the lists that the program makes unless it is asked for.

Precision comes first: a song that is called "Chapter One" on an album of rock stays music.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from desktop_app.domain.seasons import HOLIDAY, season_of
from desktop_app.domain.text import fold

__all__ = ["HOLIDAY", "MUSIC", "NOT_MUSIC", "REASONS", "SHORT", "SHORT_MS", "classify", "season_of"]

AUDIOBOOK, PODCAST, EFFECT, SPOKEN = "audiobook", "podcast", "effect", "spoken"
INTERLUDE, LONG_MIX, SHORT, FOLDER, SAID = "interlude", "long-mix", "short", "folder", "said"

REASONS: dict[str, str] = {
    AUDIOBOOK: "Audiobook or audio play",
    PODCAST: "Podcast",
    EFFECT: "Sound effect",
    SPOKEN: "Spoken word",
    INTERLUDE: "Skit or interlude",
    LONG_MIX: "Mix of an hour",
    SHORT: "Short",
    FOLDER: "In a folder that is never recommended from",
    SAID: "You said that it is not music",
}
"""Name of a reason and its label. SHORT tracks are tracks: only their length keeps them out of lists."""

MUSIC, NOT_MUSIC = "music", "not-music"
"""What the person may say of a track."""

SHORT_MS = 45_999
"""45 s, as a clock shows it: what an encoder pads to 45.04 s is no longer than that."""
INTRO_MS = 60_000
INTERLUDE_MS = 90_000
SKIT_MS = 240_000
"""Up to these lengths a track of such a name is one."""
EPISODE_MS = 600_000
"""From this length on, "Episode 14" is no song."""
LONG_MS = 55 * 60_000
ENDLESS_MS = 100 * 60_000
"""From this length on nothing is one song, whatever it is called."""

_GENRES: dict[str, str] = {
    AUDIOBOOK: """audiobook; audio book; audiobooks; audio books; book; books & spoken; books and spoken; audio theatre;
        audio theater; audio drama; audio play; audio plays; radio play; radio drama; hörspiel;
        hörspiele; hörbuch; hörbücher; hoerspiel; hoerbuch; lesung; livre audio; livres audio; livre lu;
        audiolibro; audiolibros; audiolivro; audiolivros; libro parlato; radioteatro; luisterboek;
        luisterboeken; hoorspel; ljudbok; ljudböcker; lydbok; lydbog; äänikirja; audiobok; audioboek;
        słuchowisko; książka audio; audiokniha; mluvené slovo; hangoskönyv; аудиокнига; аудиокниги;
        аудиоспектакль; радиоспектакль; аудіокнига; オーディオブック; 朗読; 有声书; 有聲書; 오디오북; 183; 184""",
    PODCAST: """podcast; podcasts; podcasting; poddradio; подкаст; подкасты; ポッドキャスト; 播客; 팟캐스트; 186""",
    EFFECT: """sound effect; sound effects; sfx; fx; soundeffekte; geräusche; bruitage; bruitages; efectos de sonido;
        efeitos sonoros; effetti sonori; sound clip; звуковые эффекты; 効果音; 37""",
    SPOKEN: """spoken; spoken word; spoken & audio; spokenword; speech; speeches; talk; talk radio; talkshow; lecture;
        lectures; interview; interviews; sermon; sermons; stand-up; stand up; standup; stand-up comedy;
        standup comedy; language course; language courses; sprachkurs; spoken comedy; non-music;
        nonmusic; gesprochenes; vorträge; parole; parlato; радиопередача; лекция; лекции; 101""",
}
"""Whole names of genres, and the numbers of ID3v1 and its extensions: 37 sound clip, 101 speech, 183 audiobook,
184 audio theatre, 186 podcast."""

_FOLDERS: dict[str, str] = {
    AUDIOBOOK: """audiobook; audiobooks; audio books; audio-books; hörbuch; hörbücher; hoerbuecher; hörspiel; hörspiele;
        hoerspiele; livres audio; audiolibros; audiolivros; luisterboeken; hoorspelen; ljudböcker;
        lydbøker; lydbøger; äänikirjat; słuchowiska; audioknihy; hangoskönyvek; аудиокниги; аудіокниги;
        audible; radio plays; audio plays; audio drama; audio dramas""",
    PODCAST: "podcast; podcasts; gpodder; подкасты; poddar",
    EFFECT: """sound effects; soundeffects; sound-effects; sound_effects; sfx; soundeffekte; geräusche; bruitages;
        efectos de sonido; ringtones; ring tones; klingeltöne; notification sounds; system sounds; ui
        sounds""",
    SPOKEN: "spoken word; speeches; lectures; sermons; interviews; sprachkurse; sprachkurs; voice memos",
}
_CLIPS = frozenset({"samples", "loops", "one shots", "one-shots", "oneshots", "drum samples", "sample packs", "sounds"})
"""Folders of raw material; also names of bands, so only for what is short and says no genre."""

_NOT_A_GENRE = frozenset({"", "other", "unknown", "none", "misc", "genre", "undefined", "12", "no genre", "various"})
_LONG_WORKS = ("classic", "klassi", "opera", "oper", "symphon", "sinfon", "orator", "ambient", "drone", "requiem")

_NUMBER = r"(?:\d{1,3}[a-z]?)"
_CHAPTER = r"(?:chapter|kapitel|chapitre|capitulo|capitolo|hoofdstuk|kapittel|luku|rozdzial|kapitola|fejezet|глава) *"
_CHAPTER_TITLE = rf"(?:.{{0,60}}[ ,:(\[-])?{_CHAPTER}(?:{_NUMBER})(?:[ .:,)\]–-].{{0,100}})?"
_SKIT = r"(?:.*[(\[{ -])?skit(?: ?#?\d{1,2})?[)\]}]?|skit\b[ :#-].*"
_INTERLUDE = (
    r"(?:.*[(\[{-] ?)?(?:interlude|interludio|interludium|zwischenspiel|intermission)"
    r"(?: ?#?(?:\d{1,2}|[ivx]{1,4}))?[)\]}]?"
    r"|interlude\b ?[:(#-].*"
)
_INTRO = r"[(\[]?(?:intro|outro|introduction|album intro|the intro|the outro)[)\]]?(?: ?[(\[].{0,40}[)\]])?"
_EPISODE = (
    r"(?:.{0,60}[ ,:(\[|-])?(?:episode|epi|ep\.?|folge|episodio|épisode|aflevering|avsnitt|odcinek|выпуск|эпизод) ?"
    r"(?:#|no\.? ?|nr\.? ?)?\d{1,4}\b.*|.*\bs\d{1,2} ?e\d{1,3}\b.*|#\d{1,4} ?[-–:|].*"
)
_BOOK_WORDS = (
    r"\b(?:un|un)abridged\b|\babridged\b|\bungekurzte?s?\b|\baudio ?book\b|\bhorbuch\b|\bhorspiel\b|\blivre audio\b|"
    r"\baudiolibro\b|\bluisterboek\b|\bljudbok\b|\bаудиокнига\b|\bradio play\b|\baudio ?drama\b|\btexte integral\b|"
    r"\b(?:gelesen|gesprochen) von\b|\blu par\b|\b(?:narrated|read) by\b|\bchapters? \d+ ?(?:-|–|to) ?\d+\b"
)
_EFFECT_WORDS = (
    r"\bsound ?effects?\b|\bsound fx\b|\bsoundeffekte\b|\bbruitages\b|\befectos de sonido\b|\bvinyl crackle loops?\b"
)
_EFFECT_SITES = r"\b(?:soundbible|freesound|findsounds|zapsplat|sounddogs|soundsnap)(?:\.(?:com|org))?\b"
"""Collections of sound effects, which name themselves in the tags of what they hand out."""
_MIX_WORDS = (
    r"\b(?:mix|mixes|mixtape|megamix|mixed|dj ?set|live ?set|set|mixset|session|sessions|essential|podcast|radio|show|"
    r"broadcast|continuous|compilation|full album|live at|live from|live in|live @|concert|b2b|boiler room|dj|"
    r"non-?stop|episode|vol(?:ume)?\.?|hours?|playlist|best of|greatest hits)\b"
)


@functools.cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Folded genre and folder names with their reasons."""
    genres, folders = (
        {fold(name): reason for reason, names in table.items() for name in names.split(";")}
        for table in (_GENRES, _FOLDERS)
    )
    return genres, folders


@functools.cache
def _pattern(source: str) -> re.Pattern[str]:
    """Compiled when first needed, which need not delay a start."""
    return re.compile(fold(source) if not source.isascii() else source)


@functools.lru_cache(maxsize=4096)
def _of_genres(genres: tuple[str, ...]) -> tuple[str, bool]:
    """The reason in these genres, and whether they name a kind of music. Music beside a genre of speech is music."""
    table, _ = _tables()
    folded = [fold(genre).strip("() ") for genre in genres]
    reasons = [table[genre] for genre in folded if genre in table]
    music = any(genre not in table and genre not in _NOT_A_GENRE for genre in folded)
    books = [reason for reason in reasons if reason in (AUDIOBOOK, PODCAST)]
    if books:
        return books[0], False
    return ("" if music or not reasons else reasons[0]), music


@functools.lru_cache(maxsize=4096)
def _of_folder(folder: str) -> tuple[str, bool]:
    """The reason in the names of the folders above a file, and whether one of them holds raw material."""
    _, table = _tables()
    names = [fold(name.replace("_", " ")) for name in folder.split("/")]
    return next((table[name] for name in names if name in table), ""), not _CLIPS.isdisjoint(names)


@functools.lru_cache(maxsize=4096)
def _of_album(album: str) -> tuple[str, str]:
    """The folded name of an album, and the reason in it."""
    folded = fold(album[:300])
    if _pattern(_BOOK_WORDS).search(folded):
        return folded, AUDIOBOOK
    if _pattern(_EFFECT_WORDS).search(folded):
        return folded, EFFECT
    return folded, PODCAST if re.search(r"\bpodcasts?\b", folded) else ""


def classify(
    *,
    genres: Sequence[str],
    title: str,
    artist: str,
    album: str,
    duration_ms: int | None,
    folder: str,
    codec: str,
    rule: bool,
    said: str | None,
) -> str:
    """Why a track stays out of mixes; "" for music.

    Args:
        genres: as they stand in the tags, each for itself.
        duration_ms: None or 0 where it is not known.
        folder: the folders between the root and the file, as text, separated by "/".
        codec: of its sound; speech codecs are for speech.
        rule: whether a rule says never to recommend from there.
        said: the person's own word, MUSIC or NOT_MUSIC; wins over all.
    Returns:
        A name of REASONS. SHORT, up to SHORT_MS, comes after every other but those that a name of music gives.
    """
    if said == MUSIC:
        return ""
    if said == NOT_MUSIC:
        return SAID
    if rule:
        return FOLDER
    length = duration_ms or 0
    by_genre, is_music = _of_genres(tuple(genres))
    by_folder, clips = _of_folder(folder)
    _, by_album = _of_album(album)
    if found := by_genre or by_folder:
        return found
    if by_album and not is_music:
        return by_album
    if codec == "speex" and not is_music:
        return SPOKEN
    if clips and not is_music and 0 < length <= INTERLUDE_MS:
        return EFFECT
    if not is_music and any("sound" in name or "zap" in name for name in (fold(title[:300]), fold(artist[:300]))):
        sites = _pattern(_EFFECT_SITES)
        if sites.search(fold(title[:300])) or sites.search(fold(artist[:300])):
            return EFFECT
    return _of_title(title, album, length, is_music) or (SHORT if 0 < length <= SHORT_MS else "")


def _of_title(title: str, album: str, length: int, is_music: bool) -> str:
    """The reason in a title of this length in ms (0: not known)."""
    name = fold(title[:300])
    if "skit" in name and length <= SKIT_MS and _pattern(_SKIT).fullmatch(name):
        return INTERLUDE
    if SHORT_MS < length <= INTERLUDE_MS and "inter" in name and _pattern(_INTERLUDE).fullmatch(name):
        return INTERLUDE
    if SHORT_MS < length <= INTRO_MS and "tro" in name and _pattern(_INTRO).fullmatch(name):
        return INTERLUDE
    if not is_music:
        if any(map(str.isdigit, name)) and "live" not in name and _pattern(_CHAPTER_TITLE).fullmatch(name):
            return AUDIOBOOK
        if length >= EPISODE_MS and _pattern(_EPISODE).fullmatch(name):
            return PODCAST
        if _pattern(_BOOK_WORDS).search(name):
            return AUDIOBOOK
    return _of_length(name, _of_album(album)[0], length)


def _of_length(title: str, album: str, length: int) -> str:
    if length < LONG_MS:
        return ""
    mix = _pattern(_MIX_WORDS)
    if length >= ENDLESS_MS or mix.search(title) or mix.search(album):
        return LONG_MIX
    return LONG_MIX if not album or album == title else ""
