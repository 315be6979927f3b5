"""What the person changes in the library: names, tracks taken out, folders, what they like. All of it can be undone.

Everything is kept in our database; no music file is ever written to.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from desktop_app.domain.acts import Act, Details
from desktop_app.domain.errors import FolderProblem, NotFound, WrongUse
from desktop_app.domain.ids import RootId, TrackId, Uid
from desktop_app.domain.records import Changes, Root, Track
from desktop_app.domain.text import clean, fold, path_text
from desktop_app.services.changes import ChangeFeed
from desktop_app.store import Store

LONGEST = 1000
"""Letters of a corrected name."""
MOST_GENRES = 16
YEARS = range(1000, 2101)
NUMBERS = range(1, 10_000)
"""Of discs and tracks."""
STARS = 5
PROBES = 200
"""Files looked for at a new place before a folder moves there, spread over all that are known."""
NOT_NOW = timedelta(hours=12)
TIRED = timedelta(days=30)

TEXTS = ("title", "artist", "album", "album_artist", "sort_artist")
FIELDS = (*TEXTS, "genre", "year", "compilation", "disc", "number", "cover", "music")
"""What can be corrected."""
KINDS = ("like", "dislike", "not-now", "tired", "mute")
_BOOLEANS = {"1": "1", "yes": "1", "true": "1", "0": "0", "no": "0", "false": "0"}
_SPOKEN = {"album_artist": "album artist", "sort_artist": "sort name", "music": "kind", "number": "track number"}


class EditService:
    """Acts of the person on the library."""

    def __init__(self, store: Store, clock: Callable[[], datetime], changes: ChangeFeed) -> None:
        self._store = store
        self._clock = clock
        self._changes = changes

    def acts(self, limit: int = 100) -> list[Act]:
        """The last acts, newest first, undone ones among them."""
        return self._store.edits.acts(limit)

    def act(self, number: int) -> Act:
        """One act. Raises NotFound."""
        return self._store.edits.act(number)

    def details(self, ids: Sequence[TrackId]) -> list[Details]:
        """What can be corrected of tracks, as it is shown and as their files have it, in the order asked."""
        return self._store.edits.details(ids)

    def correct(self, ids: Sequence[TrackId], fields: Mapping[str, str | None]) -> Act:
        """Correct one or many tracks.

        Args:
            fields: new values by name (`FIELDS`); "" says that there is none, None that the files are right.
                Genres are joined by "; ", compilation is "1" or "0", cover the hexadecimal SHA-256 of a picture that
                was chosen before, music "music" or "not-music".
        Raises:
            WrongUse: no track, no field, an unknown field or a value that cannot be.
            NotFound: a track is not in the library.
        """
        if not fields:
            raise WrongUse("No correction was given.", remedy=f"Name one of: {', '.join(FIELDS)}.")
        values = {field: None if value is None else self._checked(field, value) for field, value in fields.items()}
        what = f"{_listed([_SPOKEN.get(field, field) for field in values])} of {self._named(ids)}"
        words = f"As the files say: {what}" if set(values.values()) == {None} else f"Corrected {what}"
        return self._done(
            self._store.edits.correct(ids, values, words),
            Changes(tracks=True, recommending="music" in values),
        )

    def _checked(self, field: str, value: str) -> str:
        """A value as it is kept. Raises WrongUse."""
        if field not in FIELDS:
            raise WrongUse(f'"{field}" cannot be corrected.', remedy=f"There are: {', '.join(FIELDS)}.")
        text = clean(value, LONGEST)
        if field == "title" and not text:
            raise WrongUse("A track needs a title.", remedy="Type one, or go back to what the file says.")
        if field in TEXTS or (not text and field not in ("music", "compilation")):
            return text
        if field == "genre":
            names = dict.fromkeys(name for part in text.split(";") if (name := part.strip()))
            return "; ".join(list(names)[:MOST_GENRES])
        if field in ("year", "disc", "number"):
            return _number(field, text, YEARS if field == "year" else NUMBERS)
        if field == "compilation":
            if text.lower() not in _BOOLEANS:
                raise WrongUse(f'"{text}" does not say whether it is a compilation.', remedy="Say yes or no.")
            return _BOOLEANS[text.lower()]
        if field == "music":
            if text not in ("music", "not-music"):
                raise WrongUse(f'"{text}" does not say whether it is music.', remedy="Say music or not-music.")
            return text
        return self._known_cover(text)

    def _known_cover(self, text: str) -> str:
        try:
            sha256 = bytes.fromhex(text)
        except ValueError:
            sha256 = b""
        if not self._store.edits.has_cover(sha256):
            raise WrongUse("This picture is not known.", remedy="Choose a picture file first.")
        return sha256.hex()

    def remove(self, ids: Sequence[TrackId]) -> Act:
        """Take tracks out of the library: not shown, not recommended, not counted. Files and history stay.

        Raises:
            WrongUse: no track was named.
            NotFound: a track is not in the library.
        """
        words = f"Removed {self._named(ids)}"
        return self._done(self._store.edits.remove(ids, words), Changes(tracks=True, playlists=True))

    def remove_root(self, root: RootId) -> Act:
        """Take a folder out; its tracks leave unless they also lie in another. Adding it again brings all back.

        Raises:
            NotFound: there is no such folder.
        """
        words = f"Removed the folder {path_text(self._root(root).path)}"
        return self._done(
            self._store.edits.remove_root(root, words), Changes(tracks=True, playlists=True, settings=True)
        )

    def set_rule(self, path: bytes, never: bool) -> Act:
        """Recommend nothing from a folder, or take that back.

        Raises:
            FolderProblem: it is missing, lies in no folder of the library, or what keeps it out is no rule of its own.
        """
        folder = os.path.realpath(path)
        if not any(_within(folder, root.path) for root in self._store.library.roots()):
            raise FolderProblem(
                f"{path_text(folder)} lies in no folder of the library.",
                path=folder,
                remedy="Name one of its folders, or one inside.",
            )
        if not os.path.isdir(folder) and not self._store.edits.knows_below(folder):  # noqa: PTH112
            remedy = "Check the name, or plug in the drive."
            raise FolderProblem(f"{path_text(folder)} is no folder that is known.", path=folder, remedy=remedy)
        over = self._store.edits.rules_over(folder)
        if not never:
            _check_own_rule(folder, over)
        name = path_text(folder)
        words = f"Never recommend from {name}" if never else f"Recommend from {name} again"
        return self._done(self._store.edits.set_rule(folder, never, words), Changes(tracks=True, recommending=True))

    def rules(self) -> list[bytes]:
        """Folders that are never recommended from, by path; those marked by a file .notmusic are not among them."""
        return self._store.edits.rules()

    def relocate(self, root: RootId, new: Path, *, force: bool = False) -> Act:
        """A folder lies somewhere else now; all that is known of its files stays. A scan should follow.

        Args:
            force: also where the known files are not found there.
        Raises:
            NotFound: there is no such folder.
            FolderProblem: the new place is missing, is or lies in another folder of the library, or holds fewer than
                half of the files that were looked for.
        """
        known = self._root(root)
        place = _real_folder(new)
        for other in self._store.library.roots():
            if other.id != root and _within(place, other.path) and other.path != place:
                raise FolderProblem(
                    f"{path_text(place)} lies in {path_text(other.path)}, a folder of the library.",
                    path=place,
                    remedy="Scan that folder, then remove the old one: what is found keeps all that belongs to it.",
                )
        if place == known.path:
            raise FolderProblem(f"{path_text(place)} is where the folder lies already.", path=place)
        if not force:
            self._check_files(known, place)
        words = f"Moved the folder {path_text(known.path)} to {path_text(place)}"
        return self._done(self._store.edits.relocate(root, place, words), Changes(tracks=True, settings=True))

    def _check_files(self, root: Root, place: bytes) -> None:
        """Look for some of the known files at a new place. Raises FolderProblem if fewer than half are there."""
        paths = self._store.edits.known_paths(root.id)
        sought = [paths[at * len(paths) // PROBES] for at in range(PROBES)] if len(paths) > PROBES else paths
        cut, stem = len(root.path.rstrip(b"/")), place.rstrip(b"/")
        found = sum(os.path.lexists(stem + path[cut:]) for path in sought)
        if 2 * found < len(sought):
            raise FolderProblem(
                f"Of {len(sought)} files that are known in {path_text(root.path)}, {path_text(place)} holds {found}.",
                path=place,
                remedy="Name the folder that holds the same folders and files as the old one.",
            )

    def rate(self, ids: Sequence[TrackId], stars: float | None) -> Act:
        """Give tracks 0 to 5 stars; None takes the stars away.

        Raises:
            WrongUse: no track, or stars that cannot be.
            NotFound: a track is not in the library.
        """
        if stars is not None and not 0.0 <= stars <= STARS:  # also refuses NaN
            raise WrongUse(f"{stars:g} stars cannot be given.", remedy=f"Give 0 to {STARS}.")
        gave = "No stars" if stars is None else f"{stars:g} {'star' if stars == 1 else 'stars'}"
        act = self._store.edits.say(
            "rating",
            f"{gave} for {self._named(ids)}",
            tracks=ids,
            value=None if stars is None else stars / STARS,
        )
        return self._done(act, Changes(tracks=True, recommending=True))

    def feedback(self, kind: str, *, ids: Sequence[TrackId] = (), artist: str = "") -> Act:
        """Keep what the person says about tracks, or about an artist of the library.

        Args:
            kind: one of `KINDS`; only an artist is muted. "not-now" holds for 12 hours, "tired" for 30 days.
        Raises:
            WrongUse: no such kind, nothing to say it about, or "mute" for tracks.
            NotFound: the track or the artist is not in the library.
        """
        target, named = self._target(kind, ids, artist)
        until = {"not-now": self._clock() + NOT_NOW, "tired": self._clock() + TIRED}.get(kind)
        stored = "mute-artist" if kind == "mute" else kind
        act = self._store.edits.say(
            stored, f"{_SAID[kind]} {named}", tracks=() if target else ids, target=target, until=until
        )
        return self._done(act, Changes(tracks=True, recommending=True))

    def take_back(self, kind: str, *, ids: Sequence[TrackId] = (), artist: str = "") -> int:
        """Take back what was said in this kind about tracks or an artist; how many words that were.

        Raises:
            WrongUse, NotFound: as for `feedback`.
        """
        target, _ = self._target(kind, ids, artist)
        stored = "mute-artist" if kind == "mute" else kind
        count = self._store.edits.take_back(stored, tracks=() if target else ids, target=target)
        if count:
            self._changes.publish(Changes(tracks=True, recommending=True))
        return count

    def _target(self, kind: str, ids: Sequence[TrackId], artist: str) -> tuple[Uid | None, str]:
        if kind not in KINDS:
            raise WrongUse(f'"{kind}" cannot be said.', remedy=f"There are: {', '.join(KINDS)}.")
        if bool(ids) == bool(artist):
            raise WrongUse("Say it about a track or about an artist.", remedy="Name one of the two.")
        if ids:
            if kind == "mute":
                raise WrongUse("An artist is muted, not a track.", remedy="Name the artist, or say dislike.")
            return None, self._named(ids)
        found = self._store.edits.artist(fold(artist))
        if found is None:
            raise NotFound(f'The library has no artist "{clean(artist, LONGEST)}".', remedy="artists lists them.")
        return found

    def undo(self, act: int) -> Changes:
        """Undo an act as a whole, whatever came after it.

        Raises:
            NotFound: there is no such act.
            WrongUse: it is undone already.
            FolderProblem: a folder cannot move back, as its old place is another folder of the library by now.
        """
        self._store.edits.undo(act)
        return self._changes.publish(
            Changes(tracks=True, listens=True, playlists=True, settings=True, recommending=True)
        )

    def _done(self, act: Act, changes: Changes) -> Act:
        self._changes.publish(changes)
        return act

    def _root(self, root: RootId) -> Root:
        found = next((known for known in self._store.library.roots() if known.id == root), None)
        if found is None:
            raise NotFound(f"The library has no folder with the number {root}.")
        return found

    def _named(self, ids: Sequence[TrackId]) -> str:
        """Tracks in words. Raises WrongUse for none, NotFound for one that is not in the library."""
        if not ids:
            raise WrongUse("No track was named.", remedy="Name one.")
        if len(set(ids)) > 1:
            return f"{len(set(ids)):,} tracks"
        track = self._store.tracks.get(ids[0])
        if track is None:
            raise NotFound(f"There is no track {ids[0]}.")
        return f'"{_title(track)}"'


_SAID = {"like": "Like", "dislike": "Dislike", "not-now": "Not now:", "tired": "Tired of", "mute": "Muted"}


def _listed(names: Sequence[str]) -> str:
    """Names as in a sentence: a, b and c."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _title(track: Track) -> str:
    return f"{track.artist} – {track.title}" if track.artist else track.title


def _number(field: str, text: str, allowed: range) -> str:
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) in allowed):
        name = _SPOKEN.get(field, field)
        raise WrongUse(f'"{text}" is no {name}.', remedy=f"Give a number from {allowed[0]} to {allowed[-1]}.")
    return str(int(text))


def _within(path: bytes, folder: bytes) -> bool:
    return (path + b"/").startswith(folder.rstrip(b"/") + b"/")


def _check_own_rule(folder: bytes, over: Sequence[tuple[bytes, str]]) -> None:
    """Raises FolderProblem where taking back the folder's own rule would not let it be recommended from."""
    others = [(path, source) for path, source in over if (path, source) != (folder, "person")]
    if others:
        path, source = others[0]
        why = "holds a file .notmusic" if source == "file" else "is never recommended from"
        remedy = "Take that file away and scan again." if source == "file" else "Allow that folder instead."
        raise FolderProblem(f"{path_text(path)} {why}.", path=path, remedy=remedy)
    if not over:
        raise FolderProblem(f"{path_text(folder)} is recommended from already.", path=folder)


def _real_folder(folder: Path) -> bytes:
    raw = os.fsencode(folder)
    try:
        path = os.path.realpath(raw)
        if os.path.isdir(path):  # noqa: PTH112
            return path
    except (OSError, ValueError) as problem:
        raise FolderProblem(f"{path_text(raw)} cannot be used as a folder.", path=raw) from problem
    what = "is no folder" if os.path.lexists(path) else "does not exist"
    raise FolderProblem(f"{path_text(path)} {what}.", path=path, remedy="Check the name, or plug in the drive.")
