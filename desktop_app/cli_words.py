"""The words of the command line: what may be said, and what it means."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from desktop_app.domain.browse import AlbumSort, ArtistSort
from desktop_app.domain.errors import WrongUse
from desktop_app.domain.query import TrackSort
from desktop_app.domain.records import Ended
from desktop_app.settings import KEYS

COMMANDS = (
    *("scan", "analyse", "recommend", "playlist", "why", "heard", "log", "history", "stats", "settings", "doctor"),
    *("search", "albums", "artists", "folders", "correct", "remove", "undo", "acts"),
    *("versions", "join", "split", "same", "feedback", "rate"),
)
WRITING = ("scan", "analyse", "log", "correct", "remove", "undo", "join", "split", "feedback", "rate")
"""Commands that always change something; others do where an option asks for it."""
_WRITING_OPTIONS = {
    "recommend": ("log",),
    "settings": ("value",),
    "folders": ("remove", "relocate", "never", "allow", "accept"),
    "same": ("join", "refuse"),
}
_WITH_VALUE = ("--data-dir", "--now")
_YEARS = range(1900, 9999)
_LARGEST = 10**18 - 1
"""What the database can hold as a number."""


_Adder = Callable[[str, str], argparse.ArgumentParser]


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """What the window was started with."""

    data_folder: Path
    clock: Callable[[], datetime]
    files: tuple[Path, ...]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        remedy = f"See {self.prog} --help."
        if re.match(r"unrecognized arguments: -[^-]", message):
            remedy = f'Words to leave out of a search stand in quotes with the others: search "harbour -live". {remedy}'
        raise WrongUse(f"{message[:1].upper()}{message[1:]}.", remedy=remedy)


def _common() -> _Parser:
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--data-dir", type=_place, metavar="DIR", help="where your data is kept (a profile of its own)")
    common.add_argument("--json", action="store_true", help="print one JSON object")
    common.add_argument("--now", type=_moment, metavar="ISO", help="take this for the present time")
    return common


def parser() -> argparse.ArgumentParser:
    """The whole command line, as `--help` shows it."""
    from desktop_app.services.recommending import modes  # not for the window's start, which only tells words apart

    common = _common()
    top = _Parser(prog="undersong", parents=[common], description="Play and rediscover the music you own. Private.")
    top.epilog = "Without a command the window opens; files named then are played."
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[common])

    scan = add("scan", "add folders, or look again at those that were added")
    scan.add_argument("folders", nargs="*", type=_place, metavar="FOLDER")
    scan.add_argument("--retry", action="store_true", help="try again what was set aside because it could not be read")
    analyse = add("analyse", "listen to what was not analysed yet; safe to interrupt")
    analyse.add_argument("--limit", type=_positive, metavar="N", help="no more tracks than these now")
    analyse.add_argument("--jobs", type=_positive, metavar="N", help="tracks in work at once")
    recommend = add("recommend", "a list in play order, with its reasons")
    _mix_options(recommend, modes())
    recommend.add_argument("--log", action="store_true", help="keep the list as shown, to learn from it")
    playlist = add("playlist", "write such a list as a playlist file")
    _mix_options(playlist, modes())
    playlist.add_argument("--out", type=_place, required=True, metavar="FILE.m3u8", help="where to write it")
    why = add("why", "the reasons for one track")
    why.add_argument("track", metavar="TRACK", help="id:N or a path")
    why.add_argument("--mode", default="for-you", choices=sorted(modes()), help="the list it is looked at for")
    heard = add("heard", "what was heard in one track, and what sounds like it")
    heard.add_argument("track", metavar="TRACK", help="id:N or a path")
    heard.add_argument("--neighbours", type=_positive, default=10, metavar="N", help="so many that sound alike (10)")
    log = add("log", "record a listen, as the player would")
    log.add_argument("track", metavar="TRACK", help="id:N or a path")
    log.add_argument(
        "--ended",
        required=True,
        type=str.upper,
        choices=[ended.value for ended in Ended],
        help="how it came to its end",
    )
    log.add_argument("--played-ms", required=True, type=int, metavar="N", help="milliseconds that were heard")
    log.add_argument("--at", type=_moment, metavar="ISO", help="when it started")
    history = add("history", "what was played, newest first")
    history.add_argument("--limit", type=_positive, metavar="N", help="show so many")
    add("stats", "counts over your library and listening")
    settings = add("settings", "show or change a setting")
    settings.add_argument("key", nargs="?", metavar="KEY", help=", ".join(KEYS))
    settings.add_argument("value", nargs="?", metavar="VALUE")
    add("doctor", "check database, sandbox, decoders and sound output")
    _finding(add)
    _editing(add)
    _versions(add)
    return top


def writes(options: argparse.Namespace) -> bool:
    """Whether these options change something, so that the data folder must be claimed."""
    wanted = _WRITING_OPTIONS.get(options.command, ())
    return options.command in WRITING or any(getattr(options, name) not in (None, False) for name in wanted)


def _finding(add: _Adder) -> None:
    search = add("search", "find tracks by artist, album, title, genre, year and lyrics")
    search.epilog = (
        "Words are found in any spelling. Terms: artist: album: title: genre: lyrics: path: year:1990..1999 rating:>3 "
        "added:<30d plays:>5 never:played is:away|short|corrected|duplicate|lossless|not-music|holiday length:>10m "
        "theme:night emotion:joy; "
        '"an exact phrase"; a word with - in front must not occur. Put quotes around all of it then.'
    )
    search.add_argument("query", nargs="*", metavar="QUERY")
    _listing(search, [sort.value for sort in TrackSort])
    albums = add("albums", "albums, all or those that a search finds")
    albums.add_argument("query", nargs="*", metavar="QUERY")
    _listing(albums, [sort.value for sort in AlbumSort])
    artists = add("artists", "artists, all or those that a search finds")
    artists.add_argument("query", nargs="*", metavar="QUERY")
    _listing(artists, [sort.value for sort in ArtistSort])


def _listing(command: argparse.ArgumentParser, sorts: Sequence[str]) -> None:
    command.add_argument("--sort", choices=sorts, default=sorts[0])
    command.add_argument("--descending", action="store_true", help="turn the order around")
    command.add_argument("--limit", type=_positive, default=100, metavar="N", help="show so many (100)")


def _editing(add: _Adder) -> None:
    from desktop_app.services.edits import FIELDS, KINDS  # as above

    folders = add("folders", "the folders of the library, and what is done with them")
    one = folders.add_mutually_exclusive_group()
    one.add_argument("--remove", type=_place, metavar="DIR", help="take it out of the library; its files stay")
    one.add_argument("--relocate", nargs=2, type=_place, metavar=("FROM", "TO"), help="it lies somewhere else now")
    one.add_argument("--never", type=_place, metavar="DIR", help="never recommend from here")
    one.add_argument("--allow", type=_place, metavar="DIR", help="recommend from here again")
    one.add_argument("--accept", type=_place, metavar="DIR", help="what is missing from it is meant to be missing")
    folders.add_argument("--force", action="store_true", help="relocate although the known files are not found there")
    correct = add("correct", "say what tracks are really called; files stay as they are")
    _tracks(correct)
    names = [field.replace("_", "-") for field in FIELDS]
    for name in names:
        if name not in ("cover", "music"):
            correct.add_argument(f"--{name}", metavar="yes|no" if name == "compilation" else name[0].upper())
    correct.add_argument("--cover", type=_place, metavar="FILE", help="a picture for it")
    correct.add_argument("--music", choices=("yes", "no"), help="whether it is music, to be recommended")
    correct.add_argument(
        "--clear", action="append", default=[], choices=names, help="as the file says again; repeatable"
    )
    _tracks(add("remove", "take tracks out of the library; files and history stay"))
    undo = add("undo", "undo something that you changed: the last thing, or the one with this number")
    undo.add_argument("act", nargs="?", type=_positive, metavar="ACT", help="its number, as acts shows it")
    acts = add("acts", "what you changed, newest first")
    acts.add_argument("--limit", type=_positive, default=100, metavar="N", help="show so many (100)")
    feedback = add("feedback", "say what you think of a track or an artist")
    whom = feedback.add_mutually_exclusive_group(required=True)
    whom.add_argument("track", nargs="?", metavar="TRACK", help="id:N or a path")
    whom.add_argument("--artist", metavar="A", help="by name, as artists lists it")
    feedback.add_argument("--kind", required=True, choices=KINDS, help="mute is for artists")
    feedback.add_argument("--undo", action="store_true", help="take it back")
    rate = add("rate", "give tracks stars")
    _tracks(rate)
    rate.add_argument("--stars", required=True, metavar="0..5", help="also halves; none takes them away")


def _versions(add: _Adder) -> None:
    versions = add("versions", "other recordings of the same song, and the whole that it is a part of")
    versions.add_argument("track", metavar="TRACK", help="id:N or a path")
    _tracks(add("join", "these are recordings of one song"))
    split = add("split", "this is a song of its own")
    split.add_argument("track", metavar="TRACK", help="id:N or a path")
    same = add("same", "files that may hold one and the same recording")
    one = same.add_mutually_exclusive_group()
    one.add_argument("--join", nargs="+", metavar="N", help="they do: the number of an offer, or two tracks as id:N")
    one.add_argument("--refuse", nargs="+", metavar="N", help="they do not")


def _tracks(command: argparse.ArgumentParser) -> None:
    command.add_argument("tracks", nargs="+", metavar="TRACK", help="id:N or a path")


def _mix_options(command: argparse.ArgumentParser, modes: Iterable[str]) -> None:
    command.add_argument(
        "--mode", default="for-you", choices=sorted(modes), help="for-you unless said; radio needs --seed"
    )
    command.add_argument("--seed", action="append", default=[], metavar="TRACK", help="start from this; repeatable")
    command.add_argument("--not-seed", action="append", default=[], metavar="TRACK", help="away from this")
    command.add_argument("--dial", type=_share, metavar="0..1", help="0 familiar, 1 explore")
    length = command.add_mutually_exclusive_group()
    length.add_argument("--count", type=_positive, default=25, metavar="N", help="so many tracks (25)")
    length.add_argument("--minutes", type=_positive, metavar="N", help="tracks for so many minutes")
    command.add_argument("--rng", type=_seed, default=0, metavar="N", help="another number, another list")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text).astimezone()
        if moment.year not in _YEARS:
            raise ValueError("no year that a listen or a copy can be dated by")
    except (ValueError, OverflowError, OSError) as problem:
        raise argparse.ArgumentTypeError(f'"{text}" is no time like 2026-05-01T20:15:00+02:00') from problem
    return moment


def _place(text: str) -> Path:
    if not text:  # as from a variable of the shell that is not set; taken for a path it would be the folder one is in
        raise argparse.ArgumentTypeError("an empty name is no path")
    try:
        return Path(text).expanduser()
    except RuntimeError as problem:
        raise argparse.ArgumentTypeError(f'"{text}" lies in the home of somebody who is not known here') from problem


def _seed(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = _LARGEST + 1
    if not -_LARGEST <= value <= _LARGEST:
        raise argparse.ArgumentTypeError(f'"{text}" is no whole number of at most 18 digits')
    return value


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 1_000_000):
        raise argparse.ArgumentTypeError(f'"{text}" is no whole number from 1 to 1,000,000')
    return int(text)


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f'"{text}" is no number from 0 to 1')
    return value


def is_command(words: Sequence[str]) -> bool:
    """Whether these words ask for a command (or for help) and not for the window."""
    rest = iter(words)
    for word in rest:
        if word in ("-h", "--help"):
            return True
        if word in _WITH_VALUE:
            next(rest, None)
        elif not word.startswith("-"):
            return word in COMMANDS
    return False


def window_options(words: Sequence[str], data_folder: Path, clock: Callable[[], datetime]) -> WindowOptions:
    """What the window is to be started with; `data_folder` and `clock` hold where the words name none.

    Raises:
        WrongUse: an option that does not exist, or a file that does not.
    """
    window = _Parser(prog="undersong", add_help=False, parents=[_common()])
    window.add_argument("files", nargs="*", type=_place)
    options = window.parse_args(list(words))
    files = tuple(options.files)
    for path in files:
        if not path.exists():
            raise WrongUse(f'There is no command and no file "{path}".', remedy=f"Commands: {', '.join(COMMANDS)}.")
    now = getattr(options, "now", None)
    folder = getattr(options, "data_dir", data_folder)
    return WindowOptions(folder, clock if now is None else lambda: now, files)
