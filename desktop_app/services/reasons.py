"""Score terms in words: one sentence per term, from its own evidence and numbers. Nothing is added or guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain import counting
from desktop_app.domain.ids import ListenSeq, TrackId
from desktop_app.domain.records import Listen, Pick, Reason, ScoreTerm, Track
from desktop_app.recommend import TERMS
from desktop_app.services import mood_words

DAY_PARTS = (
    (5, "at night"),
    (11, "in the morning"),
    (14, "around noon"),
    (18, "in the afternoon"),
    (23, "in the evening"),
)
"""Parts of a local day by the hour before which each ends; from the last one on it is night again."""
MOSTLY = 2 / 3
MANY = 3
"""A day part is named where at least this share of the listens fell into it, of at least so many."""
HALF = 0.5
"""A track is in the middle of its part where at least so many of the others lie farther out."""
FEW = 3
"""So many titles are named in a sentence."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The records behind the numbers: all tracks and listens that the terms point at, and the time of the list."""

    tracks: Mapping[TrackId, Track]
    listens: Mapping[ListenSeq, Listen]
    now: datetime


def reasons_of(pick: Pick, evidence: Evidence) -> tuple[Reason, ...]:
    """The account of a pick in words, weightiest term first; the values sum to the score."""
    terms = sorted(pick.terms, key=lambda term: -abs(term.value))
    return tuple(_reason(term, pick, evidence) for term in terms)


def _reason(term: ScoreTerm, pick: Pick, evidence: Evidence) -> Reason:
    write = _WRITERS.get(term.term, _plain)
    return Reason(
        term=term.term,
        label=TERMS.get(term.term, term.term),
        value=term.value,
        text=write(term, pick, evidence),
        short=_short(term, pick, evidence),
        listens=term.listens,
        tracks=term.tracks,
        facts=term.facts,
    )


def _mood(term: ScoreTerm, pick: Pick, evidence: Evidence) -> str:
    return mood_words.sentence(term)


def _sound(term: ScoreTerm, pick: Pick, evidence: Evidence) -> str:
    names = _titles(term.tracks, evidence)
    heard = _listens(term.listens, evidence)
    if not term.tracks:  # it was compared with nothing else
        return "Its sound, compared with what this list is to stay away from."
    if not names:
        return "Its sound, compared with what you play."
    if term.value < 0:
        return f"Unlike in sound to what you play, even to the nearest: {names}."
    shown = _distinct(term.tracks, evidence)
    by_track = {listen.track: listen for listen in heard}
    played = [name for name in _distinct([t for t in term.tracks if t in by_track], evidence) if name in shown]
    given = [name for name in shown if name not in played]
    if not played:
        return f"Close in sound to what you started from: {names}."
    what = "a track" if len(played) == 1 else f"{_number(len(played))} tracks"
    heard = [listen for track, listen in by_track.items() if set(_distinct([track], evidence)) & set(played)]
    did = "finished" if all(counting.is_played(listen) for listen in heard) else "played"
    start = f", and to what you started from: {_joined(given)}" if given else ""
    return f"Close in sound to {what} you {did} {_when(heard, evidence.now)}: {_joined(played)}{start}."


def _memory(term: ScoreTerm, pick: Pick, evidence: Evidence) -> str:
    plays = int(term.facts.get("plays", 0))
    ago = _ago(term.facts.get("days_since", 0.0))
    if term.facts.get("rest", 0.0) < -1.0 and term.value < 0:
        return f"You heard it {ago}, so it rests."
    if plays == 0:
        return f"You heard a part of it {ago}."
    times = "once" if plays == 1 else f"{plays:,} times"
    if term.value < 0:
        return f"You played it {times}, last {ago}: it has faded."
    return f"You played it {times}, last {ago}{_day_part(term.listens, evidence)}."


def _sessions(term: ScoreTerm, pick: Pick, evidence: Evidence) -> str:
    names = _titles(term.tracks[:1], evidence)
    followed, of = int(term.facts.get("followed", 0)), int(term.facts.get("of", 0))
    if not names:
        return "You played it together with the tracks of this session before."
    if followed and of == followed:
        return f"After {names} you went on to this {'before' if of == 1 else f'each of {of:,} times'}."
    if followed and of:
        return f"After {names} you went on to this {followed:,} of {of:,} times."
    return f"You played it in one session with {names}."


def _artist(term: ScoreTerm, pick: Pick, evidence: Evidence) -> str:
    track = evidence.tracks.get(pick.track)
    name = track.artist if track is not None and track.artist else ""
    plays = int(term.facts.get("artist_plays", 0)) if name else 0
    if name and term.facts.get("same_artist"):
        said = f"It stays with {name}" + (f", played {_times(plays)} so far" if plays else "")
    elif plays:
        said = f"You played {name} {_times(plays)} so far"
    elif term.facts.get("same_album"):
        said = "It stays with this album"
    else:
        said = f"You have heard {name or 'something of this album'} before"
    if term.value < 0:
        return f"{said}; {'another artist' if name else 'something else'} is due."
    return f"{said}{_day_part(term.listens, evidence) if plays >= MANY else ''}."


def _skips(term: ScoreTerm, pick: Pick, evidence: Evidence) -> str:
    skips, by_artist = int(term.facts.get("skips", 0)), int(term.facts.get("artist_skips", 0))
    if skips:
        return f"You skipped it {_times(skips)}."
    if by_artist:
        track = evidence.tracks.get(pick.track)
        name = track.artist if track is not None and track.artist else "this artist"
        return f"You skipped {name} {_times(by_artist)} lately."
    names = _titles(term.tracks, evidence)
    return f"It sounds like what you skipped: {names}." if names else "It sounds like what you skipped."


def _typical(term: ScoreTerm, pick: Pick, evidence: Evidence) -> str:
    share = round(100 * term.facts.get("part_share", 0.0))
    names = _titles(_others(term, pick, evidence), evidence, 2)
    where = "In the middle of" if term.facts.get("part_place", 1.0) >= HALF else "In"
    if term.value < 0:
        where = "At the edge of"
    return f"{where} a part of your library, {share} % of it{f'; nearest there: {names}' if names else ''}."


def _new(term: ScoreTerm, pick: Pick, evidence: Evidence) -> str:
    days = term.facts.get("days_in_library", 0.0)
    added = f" It came into your library {_ago(days)}." if days < 14 else ""
    dial, offset = round(100 * term.facts.get("dial", 0.0)), term.facts.get("offset", 0.0)
    if offset > 0:
        return f"You have not heard it yet; this list asks for {dial} % such tracks.{added}"
    if term.value < 0:
        return f"You have not heard it yet; more such tracks fit than the {dial} % that this list asks for.{added}"
    return f"You have not heard it yet.{added}"


def _variety(term: ScoreTerm, pick: Pick, evidence: Evidence) -> str:
    names = _titles(term.tracks[:1], evidence)
    if term.facts.get("artist_repeats"):
        return "Held back: the same artist came earlier in this list."
    if term.value < 0 and names:
        return f"Held back: {names}, earlier in this list, sounds alike."
    return "Held back for variety." if term.value < 0 else "It brings variety into this list."


def _chance(term: ScoreTerm, pick: Pick, evidence: Evidence) -> str:
    if pick.propensity is not None:
        share = f"{100 * pick.propensity:.1f}" if pick.propensity < 0.095 else f"{100 * pick.propensity:.0f}"
        return f"Drawn by chance, {share} % for this one, so that something new gets its turn."
    if not term.value:
        return "All reasons that could speak for it are switched off."
    return "A small draw, so that lists differ."


def _plain(term: ScoreTerm, pick: Pick, evidence: Evidence) -> str:
    return f"{TERMS.get(term.term, term.term)}."


_WRITERS: Mapping[str, Callable[[ScoreTerm, Pick, Evidence], str]] = {
    "mood": _mood,
    "sound": _sound,
    "memory": _memory,
    "sessions": _sessions,
    "artist": _artist,
    "skips": _skips,
    "typical": _typical,
    "new": _new,
    "variety": _variety,
    "chance": _chance,
}


def _short(term: ScoreTerm, pick: Pick, evidence: Evidence) -> str:
    """The reason in a few words. Only what speaks for a track is shown short."""
    near = _titles(_others(term, pick, evidence)[:1], evidence)
    track = evidence.tracks.get(pick.track)
    plays = int(term.facts.get("plays", 0))
    if term.term == "mood" and (name := mood_words.name_of(term)):
        return mood_words.SHORT[name]
    if term.term == "sound" and near:
        return f"Close to {near}"
    if term.term == "sessions" and near:
        return f"Goes with {near}"
    if term.term == "memory" and plays:
        return f"You played it {_times(plays)}"
    if term.term == "artist" and track is not None and track.artist:
        return f"You play {track.artist}"
    if term.term == "typical" and near:
        return f"One of many like {near}"
    if term.term == "chance" and pick.propensity is not None:
        return "A wild card"
    if term.term == "chance":
        return "Picked by chance"
    return TERMS.get(term.term, term.term)


def _titles(tracks: Sequence[TrackId], evidence: Evidence, most: int = FEW) -> str:
    return _joined(_distinct(tracks, evidence)[:most])


def _joined(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _others(term: ScoreTerm, pick: Pick, evidence: Evidence) -> list[TrackId]:
    """The tracks of a term but the pick itself and others of its title: "Frantic is like Frantic" says nothing."""
    own = evidence.tracks.get(pick.track)
    title = own.title if own is not None else None
    return [t for t in term.tracks if t != pick.track and t in evidence.tracks and evidence.tracks[t].title != title]


def _distinct(tracks: Sequence[TrackId], evidence: Evidence) -> list[str]:
    """The first different titles in quotes; two files of one song are named once."""
    names = (f"“{evidence.tracks[track].title}”" for track in tracks if track in evidence.tracks)
    return list(dict.fromkeys(names))[:FEW]


def _listens(seqs: Sequence[ListenSeq], evidence: Evidence) -> list[Listen]:
    return [evidence.listens[seq] for seq in seqs if seq in evidence.listens]


def _when(listens: Sequence[Listen], now: datetime) -> str:
    """When the oldest of some listens was, on the local calendar."""
    oldest = min(listen.started_at for listen in listens).astimezone(now.tzinfo)
    days = (now.date() - oldest.date()).days
    if days <= 0:
        return "today"
    if days == 1:
        return "since yesterday"
    if days < 7:
        return "this week"
    return "lately" if days < 60 else "before"


def _ago(days: float) -> str:
    if days < 1 / 24:
        return "just now"
    if days < 1:
        hours = round(days * 24)
        return "an hour ago" if hours <= 1 else f"{hours} hours ago"
    whole = round(days)
    if whole == 1:
        return "a day ago"
    if whole < 60:
        return f"{whole} days ago"
    return f"{round(days / 30.4):,} months ago" if days < 730 else f"{round(days / 365.25)} years ago"


def _day_part(seqs: Sequence[ListenSeq], evidence: Evidence) -> str:
    """ " in the evening" where most of the listens were; each by the clock on the wall when it was played."""
    listens = _listens(seqs, evidence)
    if len(listens) < MANY:
        return ""
    parts = [part_of_day(listen) for listen in listens]
    best = max(parts, key=parts.count)
    return f", mostly {best}" if parts.count(best) >= MOSTLY * len(parts) else ""


def part_of_day(listen: Listen) -> str:
    """The part of the local day in which a listen began, such as "in the evening"."""
    minutes = listen.started_at.hour * 60 + listen.started_at.minute + listen.offset_min
    hour = minutes // 60 % 24
    return next((name for end, name in DAY_PARTS if hour < end), DAY_PARTS[0][1])


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _number(count: int) -> str:
    return {2: "two", 3: "three"}.get(count, str(count))
