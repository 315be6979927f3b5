"""Commands over the library: find, correct, remove, undo, versions of a song, folders, what the person thinks."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop_app.cli_parts import STARS, Outcome, named, scanned, track_of, watched_job
from desktop_app.domain.acts import Act, SameOffer
from desktop_app.domain.browse import AlbumSort, ArtistSort
from desktop_app.domain.errors import NotFound, WrongUse
from desktop_app.domain.ids import TrackId
from desktop_app.domain.not_music import FOLDER, SHORT
from desktop_app.domain.query import TrackQuery, TrackSort, explain
from desktop_app.domain.records import Presence, Root, Track
from desktop_app.domain.text import clock_text, path_text, printable
from desktop_app.services import Services
from desktop_app.services.edits import FIELDS

_LEFT_OUT = {SHORT: "short", FOLDER: "its folder is never recommended from"}
"""Reasons to leave music out of mixes, in words; the others of `not_music` say that it is no music."""


def search(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    text = " ".join(options.query)
    ids = services.library.track_ids(TrackQuery(text, TrackSort(options.sort), options.descending))
    tracks = services.library.rows([int(track) for track in ids[: options.limit]])
    lines = [_line(track) for track in tracks] + _more(len(tracks), len(ids), "tracks")
    return Outcome(
        {"query": text, "count": len(ids), "notes": explain(text), "tracks": [track_of(track) for track in tracks]},
        _explained(text, lines),
    )


def _explained(text: str, lines: Sequence[str]) -> list[str]:
    """What was found, after what of the query was not understood."""
    notes = [note] if (note := explain(text)) else []
    return [*notes, *(lines or ["Nothing is found."])]


def albums(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    text = " ".join(options.query)
    codes = services.browse.albums(text, AlbumSort(options.sort), options.descending)
    rows = services.browse.album_rows([int(code) for code in codes[: options.limit]])
    payload = [
        {
            "album_id": row.code,
            "title": row.title,
            "artist": row.artist,
            "year": row.year,
            "tracks": row.tracks,
            "duration_ms": row.duration_ms,
            "away": row.away,
            "cover": row.cover.hex() or None,
        }
        for row in rows
    ]
    lines = [
        f"{printable(row.artist)} – {printable(row.title)}{f' ({row.year})' if row.year else ''}, "
        f"{_count(row.tracks, 'track')}, {clock_text(row.duration_ms)}{' (away)' if row.away else ''}"
        for row in rows
    ]
    return Outcome(
        {"query": text, "count": len(codes), "notes": explain(text), "albums": payload},
        _explained(text, lines + _more(len(rows), len(codes), "albums")),
    )


def artists(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    text = " ".join(options.query)
    codes = services.browse.artists(text, ArtistSort(options.sort))
    if options.descending:
        codes = codes[::-1]
    rows = services.browse.artist_rows([int(code) for code in codes[: options.limit]])
    payload = [
        {"artist_id": row.code, "name": row.name, "albums": row.albums, "tracks": row.tracks, "plays": row.plays}
        for row in rows
    ]
    lines = [
        f"{printable(row.name)}, {_count(row.albums, 'album')}, {_count(row.tracks, 'track')}, "
        f"{_count(row.plays, 'play')}"
        for row in rows
    ]
    return Outcome(
        {"query": text, "count": len(codes), "notes": explain(text), "artists": payload},
        _explained(text, lines + _more(len(rows), len(codes), "artists")),
    )


def correct(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    fields: dict[str, str | None] = {field.replace("-", "_"): None for field in options.clear}
    given = {field: getattr(options, field) for field in FIELDS if getattr(options, field) is not None}
    if both := fields.keys() & given.keys():
        raise WrongUse(f"--{min(both)} is both given and cleared.", remedy="Say one of the two.")
    tracks = _tracks(services, options.tracks)
    if "cover" in given:
        given["cover"] = services.covers.own(given["cover"]).hex()
    if "music" in given:
        given["music"] = "music" if given["music"] == "yes" else "not-music"
    return _done(services, services.edits.correct(tracks, fields | given), tracks)


def remove(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    return _done(services, services.edits.remove(_tracks(services, options.tracks)), ())


def undo(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    act = next((act for act in services.edits.acts(10_000) if not act.undone), None)
    number = options.act if options.act is not None else act.id if act else None
    if number is None:
        raise NotFound("There is nothing to undo.", remedy="acts lists what you changed.")
    services.edits.undo(number)
    services.works.refresh()
    undone = services.edits.act(number)
    return Outcome({"act": _act(undone)}, [f"Undone: {printable(undone.words)}."])


def acts(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    found = services.edits.acts(options.limit)
    lines = [
        f"{act.id:5}  {act.at.astimezone().strftime('%Y-%m-%d %H:%M')}  {'undone  ' if act.undone else ''}"
        f"{printable(act.words)}"
        for act in found
    ]
    return Outcome({"acts": [_act(act) for act in found]}, lines or ["Nothing was changed yet."])


def folders(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    if options.force and not options.relocate:
        raise WrongUse("--force goes with --relocate.", remedy="See folders --help.")
    if options.relocate:
        return _relocate(services, options, quiet)
    for wanted, never in ((options.never, True), (options.allow, False)):
        if wanted is not None:
            return _done(services, services.edits.set_rule(_absolute(wanted), never), ())
    if options.remove is not None:
        return _done(services, services.edits.remove_root(_root(services, options.remove).id), ())
    if options.accept is not None:
        root = _root(services, options.accept)
        services.library.accept_shrunk(root.id)
        return Outcome(
            {"path": path_text(root.path)}, [f"{_shown(root.path)}: what is missing is meant to be missing."]
        )
    return _list_folders(services)


def _list_folders(services: Services) -> Outcome:
    payload, lines = [], []
    never = services.edits.rules()
    for root in services.library.roots():
        counts = services.library.root_counts(root.id)
        inside = [path for path in never if (path + b"/").startswith(root.path.rstrip(b"/") + b"/")]
        state = "away" if root.presence is Presence.AWAY else "shrunk" if root.shrunk_at else "present"
        payload.append(
            {
                "root_id": root.id,
                "path": path_text(root.path),
                "state": state,
                "tracks": counts.tracks,
                "away": counts.away,
                "duplicates": counts.duplicates,
                "not_music": counts.not_music,
                "refused": counts.refused,
                "never": [path_text(path) for path in inside],
            }
        )
        away = f", {counts.away:,} away" if counts.away else ""
        refused = f", {counts.refused:,} refused" if counts.refused else ""
        lines.append(f"{_shown(root.path)}  {state}: {_count(counts.tracks, 'track')}{away}{refused}")
        lines += [f"  never recommended: {_shown(path)}" for path in inside]
        if state == "shrunk":
            lines.append("  Far fewer files than before. If that is right: folders --accept, else bring them back.")
    return Outcome({"folders": payload}, lines or ["No folder was added yet. Name one: scan FOLDER."])


def _relocate(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    old, new = options.relocate
    act = services.edits.relocate(_root(services, old).id, new, force=options.force)
    with watched_job(quiet) as job:
        report = services.library.scan([new], job)
        services.works.refresh()
    outcome = scanned(report)
    lines = [*_told(act), *outcome.lines]
    return Outcome({"act": _act(act), "scan": outcome.payload}, lines, outcome.problem)


def versions(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    track = services.library.find(options.track, Path.cwd())
    found = services.works.versions(track.id)
    payload = [{**track_of(v.track), "kind": v.kind, "confidence": round(v.confidence, 3)} for v in found]
    lines = [f"{v.confidence:4.0%}  {v.kind or 'the song':12}  {_line(v.track)}" for v in found]
    lines = lines or [f"No other recording of {named(track)} is known."]
    parts = services.works.parts(track.id)
    if parts:
        place = [part.id for part in parts].index(track.id) + 1
        lines.append(f"It is part {place} of {len(parts)} that belong together:")
        lines += [f"{number:4}  {_line(part)}" for number, part in enumerate(parts, 1)]
    told = {"track_id": track.id, "versions": payload, "parts": [track_of(part) for part in parts]}
    return Outcome(told, lines)


def join(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    tracks = _tracks(services, options.tracks)
    if len(set(tracks)) < 2:
        raise WrongUse("It takes two tracks to be joined.", remedy="Name another one.")
    return _done(services, services.works.join(tracks), tracks)


def split(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    track = services.library.find(options.track, Path.cwd())
    return _done(services, services.works.split(track.id), [track.id])


def same(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    if options.join or options.refuse:
        offers = [] if _are_tracks(options.join or options.refuse) else services.works.offers()
        a, b = _pair(services, options.join or options.refuse, offers)
        act = services.works.join_recordings(a, b) if options.join else services.works.refuse_offer(a, b)
        return _done(services, act, ())
    payload, lines = [], []
    for number, offer in enumerate(services.works.offers(), 1):
        payload.append(
            {
                "number": number,
                "a": track_of(offer.a),
                "b": track_of(offer.b),
                "confidence": round(offer.confidence, 3),
                "why": offer.why,
            }
        )
        lines += [
            f"{number:3}  {offer.confidence:4.0%}  {printable(offer.why)}",
            *(f"     {_line(track)}  {_shown(track.path)}" for track in (offer.a, offer.b)),
        ]
    if lines:
        lines.append("same --join N makes one track of them, same --refuse N keeps them apart; both can be undone.")
    if not lines and services.settings.get().join_same_recordings == "off":
        lines = ["Same recordings are not looked for (settings join_same_recordings)."]
    return Outcome({"offers": payload}, lines or ["No two tracks look like one recording."])


def feedback(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    tracks = [services.library.find(options.track, Path.cwd()).id] if options.track is not None else []
    artist = options.artist or ""
    if not options.undo:
        return _done(services, services.edits.feedback(options.kind, ids=tracks, artist=artist), tracks)
    count = services.edits.take_back(options.kind, ids=tracks, artist=artist)
    if not count:
        raise NotFound(f"Nothing of the kind {options.kind} was said there.", remedy="acts lists what was said.")
    return Outcome({"undone": count}, ["Taken back."])


def rate(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    try:
        stars = None if options.stars == "none" else float(options.stars)
    except ValueError as problem:
        raise WrongUse(f'"{options.stars}" is no number of stars.', remedy=f"Give 0 to {STARS}, or none.") from problem
    tracks = _tracks(services, options.tracks)
    return _done(services, services.edits.rate(tracks, stars), tracks)


def _done(services: Services, act: Act, tracks: Sequence[TrackId]) -> Outcome:
    services.works.refresh()  # here, as commands that only read find works as they are
    payload: dict[str, object] = {"act": _act(act)}
    if tracks:
        payload["tracks"] = [track_of(track) for track in services.library.rows(tracks)]
    return Outcome(payload, _told(act))


def _told(act: Act) -> list[str]:
    return [f"{printable(act.words)}. It can be undone: undo {act.id}."]


def _act(act: Act) -> Mapping[str, object]:
    at = act.at.isoformat()
    return {"act_id": act.id, "kind": act.kind, "words": act.words, "at": at, "undone": act.undone}


def _tracks(services: Services, words: Sequence[str]) -> list[TrackId]:
    here = Path.cwd()
    return list(dict.fromkeys(services.library.find(word, here).id for word in words))


def _are_tracks(words: Sequence[str]) -> bool:
    return not all(word.isascii() and word.isdigit() for word in words)


def _pair(services: Services, words: Sequence[str], offers: Sequence[SameOffer]) -> tuple[TrackId, TrackId]:
    """Two tracks, by the number of an offer or by themselves."""
    if _are_tracks(words):
        tracks = _tracks(services, words)
        if len(tracks) != 2:
            raise WrongUse("Two tracks are needed.", remedy="Name them as id:A id:B.")
        return tracks[0], tracks[1]
    if len(words) != 1:
        raise WrongUse("One offer at a time.", remedy="Give its number, or two tracks as id:A id:B.")
    number = int(words[0]) if len(words[0]) <= 9 else 0
    if not 1 <= number <= len(offers):
        raise NotFound(f"There is no offer {words[0]}.", remedy="same lists them.")
    offer = offers[number - 1]
    return offer.a.id, offer.b.id


def _root(services: Services, folder: Path) -> Root:
    roots = services.library.roots()
    path = _absolute(folder)
    found = next((root for root in roots if root.path in (path, os.path.realpath(path))), None)
    if found is None:
        names = ", ".join(_shown(root.path) for root in roots) or "none"
        raise NotFound(f"{path_text(path)} is no folder of the library.", path=path, remedy=f"There are: {names}.")
    return found


def _absolute(folder: Path) -> bytes:
    return os.path.abspath(os.fsencode(folder))  # noqa: PTH100 (paths are bytes)


def _line(track: Track) -> str:
    album = f", {printable(track.album)}" if track.album else ""
    year = f" ({track.year})" if track.year else ""
    notes = [
        *(["away"] if track.presence is Presence.AWAY else []),
        *([_LEFT_OUT.get(track.not_music, f"not music: {track.not_music}")] if track.not_music else []),
        *(["corrected"] if track.corrected else []),
        *([f"{track.rating * STARS:g} stars"] if track.rating is not None else []),
    ]
    noted = f"  ({', '.join(notes)})" if notes else ""
    return f"{named(track)}{album}{year}{noted}"


def _more(shown: int, count: int, what: str) -> list[str]:
    return [f"{shown:,} of {count:,} {what}; --limit shows more."] if shown < count else []


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _shown(path: bytes) -> str:
    return printable(path_text(path))
