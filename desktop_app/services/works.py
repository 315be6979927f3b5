"""Works: which recordings are of one song, which tracks belong together, and the person's say in it."""

from __future__ import annotations

import threading
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from desktop_app.domain.acts import Act, SameOffer, Version
from desktop_app.domain.errors import NotFound, WrongUse
from desktop_app.domain.ids import TrackId
from desktop_app.domain.jobs import JobContext, QuietJob
from desktop_app.domain.records import Changes, Track
from desktop_app.domain.works import Decided, Recording, WorkPlace
from desktop_app.library import songs
from desktop_app.library.links import near_keys
from desktop_app.library.members import Members, Song, song_of
from desktop_app.library.versions import RANK
from desktop_app.library.wholes import Part, wholes
from desktop_app.library.works import Groups, group
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.preferences import SettingsService
from desktop_app.services.same import SameRecordings
from desktop_app.store import Store

RULES = 2
"""Version of the rules by which works are made: a larger one makes them all anew."""
_AT_ONCE = 500
"""Places stored in one transaction while all are made, so that a listen need not wait for it."""
_QUIET = QuietJob()
_ALONE: Part = (-1, None)
_JOINED = Changes(tracks=True, listens=True, playlists=True, recommending=True)
_SOME = 2_000
"""Up to so many changes, or a tenth of the library, only their surroundings are made anew."""


class WorksService:
    """The works of the library. Thread-safe; they are made by one thread at a time."""

    def __init__(self, store: Store, settings: SettingsService, changes: ChangeFeed) -> None:
        self._store = store
        self._settings = settings
        self._works = store.works
        self._changes = changes
        self._lock = threading.Lock()
        self._same = SameRecordings(store)
        self._joined_at: object = None

    def refresh(self, job: JobContext = _QUIET) -> int:
        """Bring works and wholes up to date with what is shown; how many tracks were looked at.

        Cheap where nothing changed. Where the store is open for reading only, works stay as they are. With the setting
        `join_same_recordings` on auto, recordings that are one beyond doubt are joined on the way.
        """
        if not self._store.writable:
            return 0
        with self._lock:
            looked_at = self._bring_up(job)
            joined = self._join_surely()
            if joined:
                looked_at += self._bring_up(job)
        if joined:
            self._changes.publish(_JOINED)
        return looked_at

    def _bring_up(self, job: JobContext) -> int:
        due, said = self._works.due(), self._works.decided("work")
        for one in set(said) ^ set(self._works.said()):  # decided since, or undone
            due.setdefault(one.a, 0)
            due.setdefault(one.b, 0)
        if self._works.made_by() == RULES and len(due) <= max(_SOME, self._works.count() // 10):
            return self._some(due, said) if due else 0
        return self._all(due, said, job)

    def _join_surely(self) -> bool:
        """Join recordings without asking, if the person wants that and something is new."""
        if self._settings.get().join_same_recordings != "auto" or self._joined_at == (state := self._works.state()):
            return False
        joined = self._same.join_surely() is not None
        self._joined_at = self._works.state() if joined else state
        return joined

    def offers(self) -> list[SameOffer]:
        """Pairs of tracks that seem to be one recording in two files, surest first; none that was refused.

        Joining all pairs of one recording makes one track of it. The list stays as it is until something changes.
        """
        if self._settings.get().join_same_recordings == "off":
            return []
        self.refresh()
        return self._same.offers()

    def join_recordings(self, a: TrackId, b: TrackId) -> Act:
        """Make one track of two files of one recording: listens, ratings and places in lists of both are its own.

        Raises:
            NotFound: one of them is not in the library.
            WrongUse: they are one track already.
        """
        return self._after(self._same.join(a, b))

    def refuse_offer(self, a: TrackId, b: TrackId) -> Act:
        """Keep two tracks apart; they are not offered again. Raises as `join_recordings`."""
        return self._after(self._same.refuse(a, b))

    def _after(self, act: Act) -> Act:
        self.refresh()
        self._changes.publish(_JOINED)
        return act

    def versions(self, track: TrackId) -> list[Version]:
        """The other recordings of its song, nearest to the song first; empty where it is the only one.

        Raises:
            NotFound: there is no such track.
        """
        (known,) = self._known([track])
        self.refresh()
        found = self._works.versions(known.id)
        tracks = {one.id: one for one in self._store.tracks.rows([other for other, _, _ in found])}
        return [Version(tracks[other], kind, confidence) for other, kind, confidence in found if other in tracks]

    def parts(self, track: TrackId) -> list[Track]:
        """The whole that a track is a part of, in order and with itself: movements of a work, parts of a mix or a play.

        Empty where it stands alone.

        Raises:
            NotFound: there is no such track.
        """
        (known,) = self._known([track])
        self.refresh()
        return self._store.tracks.rows(self._works.parts(known.id))

    def join(self, tracks: Sequence[TrackId]) -> Act:
        """These are recordings of one song, whatever their names say.

        Raises:
            WrongUse: fewer than two tracks.
            NotFound: one of them is not in the library.
        """
        known = self._known(tracks)
        if len(known) < 2:
            raise WrongUse("It takes two tracks to be joined.", remedy="Name another one.")
        self.refresh()
        ids = sorted(int(track.id) for track in known)
        places = self._works.places(ids)
        members = self._works.members(place.work for place in places.values()) | set(ids)
        apart = {(said.a, said.b) for said in self._works.decided("work") if not said.same}
        links = {(ids[0], other) for other in ids[1:]}
        links |= {pair for pair in apart if members.issuperset(pair)}  # what was split before is so no longer
        words = f"Versions of one song: {_named(known)}"
        return self._decide(sorted(links), True, "join-works", words)

    def split(self, track: TrackId) -> Act:
        """This is no recording of the song that it was taken for.

        Raises:
            NotFound: there is no such track.
            WrongUse: it is the only recording of its song.
        """
        (known,) = self._known([track])
        self.refresh()
        others = self._works.versions(known.id)
        if not others:
            raise WrongUse(f"{_name(known)} is the only version of its song.")
        pairs = [(int(known.id), int(other)) for other, _, _ in others]
        return self._decide(pairs, False, "split-work", f"A song of its own: {_name(known)}")

    def _decide(self, pairs: Iterable[tuple[int, int]], same: bool, act: str, words: str) -> Act:
        made = self._works.decide("work", pairs, same, act, words)
        self.refresh()
        self._changes.publish(Changes(tracks=True, recommending=True))
        return made

    def _known(self, tracks: Sequence[TrackId]) -> list[Track]:
        """The tracks under which these are shown, each once. Raises NotFound."""
        found: dict[TrackId, Track] = {}
        for track in tracks:
            rows = self._store.tracks.rows([track])
            if not rows:
                raise NotFound(f"There is no track {track}.")
            found[rows[0].id] = rows[0]
        return list(found.values())

    def _all(self, due: dict[int, int], said: Sequence[Decided], job: JobContext) -> int:
        """Make all works and wholes anew. Stopped on the way, it begins again the next time."""
        self._works.begin_all()
        by_track = _by_track(said)
        seen: dict[int, int] = {}
        parts: dict[int, Part] = {}

        def found() -> Iterator[Song]:
            for recordings in self._works.by_album():
                job.check()
                parts.update(wholes(recordings))
                for recording in recordings:
                    seen[recording.track] = _hash_of(recording, by_track)
                    yield song_of(recording)

        members = self._told(found())
        groups = _grouped(members, said)
        count = len(members)
        for some in members.drain(_AT_ONCE):
            job.check()
            known = self._works.places(song.track for song in some)
            places = [_place(song, groups, seen, parts) for song in some]
            done = [(song.track, due.pop(song.track)) for song in some if song.track in due]
            self._works.put([place for place in places if known.get(place.track) != place], done)
        self._works.end_all(RULES, due, said)
        return count

    def _some(self, due: Mapping[int, int], said: Sequence[Decided]) -> int:
        """Make anew the works and wholes that the changed tracks are or were in, or may come into."""
        by_track = _by_track(said)
        known = self._works.places(due)
        now = {recording.track: recording for recording in self._works.recordings(due)}
        hashes = {track: _hash_of(recording, by_track) for track, recording in now.items()}
        changed = {
            track: song_of(recording)
            for track, recording in now.items()
            if track not in known or known[track].seen != hashes[track]
        }
        gone = known.keys() - now.keys()
        if not changed and not gone:
            self._works.put((), due.items(), said=said)
            return 0
        around = self._around(changed, [known[track] for track in gone | changed.keys() if track in known], by_track)
        recordings = {recording.track: recording for recording in self._works.recordings(around - gone)}
        hashes |= {track: _hash_of(one, by_track) for track, one in recordings.items() if track not in hashes}
        members = self._told(changed[track] if track in changed else song_of(one) for track, one in recordings.items())
        albums = {known[track].album for track in gone | changed.keys() if track in known}
        albums |= {now[track].album for track in changed}
        pieces = self._works.of_albums(albums)
        parts = wholes(pieces)
        spoken_for = changed.keys() | {piece.track for piece in pieces}
        stored = self._works.places(recordings.keys() | spoken_for)
        groups = _grouped(members, said)
        places = stored | {song.track: _place(song, groups, hashes, parts) for song in members}
        for track, place in places.items():
            whole, part = parts.get(track, _ALONE) if track in spoken_for else _part_of(stored, track)
            places[track] = place._replace(part_of=whole, part=part)
        fresh = [place for track, place in places.items() if stored.get(track) != place]
        self._works.put(fresh, due.items(), gone, said)
        return len(members)

    def _told(self, found: Iterable[Song]) -> Members:
        """Songs with what tells songs of one title by several artists apart: few, so that few tags are read for it."""
        members = Members(found)
        wanted = [song.track for same in members.across() for song in same]
        for start in range(0, len(wanted), _AT_ONCE):
            members.tell(self._works.credits(wanted[start : start + _AT_ONCE]))
        return members

    def _around(
        self, changed: Mapping[int, Song], before: Sequence[WorkPlace], by_track: Mapping[int, Sequence[Decided]]
    ) -> set[int]:
        """The changed tracks, what they were grouped with, what they may be linked to, and whole works of all that."""
        found = set(changed) | self._works.members(place.work for place in before)
        by_artist: dict[str, set[str]] = defaultdict(set)
        for song in changed.values():
            if song.artist and song.song:
                by_artist[song.artist].add(song.song)
        for artist, keys in by_artist.items():
            others = self._works.songs_of(artist)
            near = {other for key in keys for other in near_keys(key, others)}
            found |= self._works.of_artist(artist, keys | near)
        found |= self._works.with_songs(
            {song.song for song in changed.values() if song.song and not songs.is_generic(song.song)}
        )
        size = -1
        while size != len(found):
            size = len(found)
            found |= {track for one in found for said in by_track.get(one, ()) for track in (said.a, said.b)}
            found |= self._works.members({place.work for place in self._works.places(found).values()})
        return found


def _by_track(said: Iterable[Decided]) -> dict[int, list[Decided]]:
    found: dict[int, list[Decided]] = defaultdict(list)
    for decided in said:
        found[decided.a].append(decided)
        found[decided.b].append(decided)
    return found


def _hash_of(recording: Recording, by_track: Mapping[int, Sequence[Decided]]) -> int:
    """Of all that a track's place is made from: equal as long as nothing of it changes."""
    said = sorted(by_track[recording.track]) if recording.track in by_track else None
    return zlib.crc32(ascii((recording, said) if said else recording[1:]).encode())


def _grouped(members: Members, said: Sequence[Decided]) -> Groups:
    return group(
        members,
        same=[(one.a, one.b) for one in said if one.same],
        different=[(one.a, one.b) for one in said if not one.same],
    )


def _place(song: Song, groups: Groups, seen: Mapping[int, int], parts: Mapping[int, Part]) -> WorkPlace:
    track = song.track
    work, kind, confidence = groups.place(song)
    whole, part = parts.get(track, _ALONE)
    return WorkPlace(
        track, work, kind, RANK[kind], confidence, song.album, song.artist, song.song, seen[track], whole, part
    )


def _part_of(stored: Mapping[int, WorkPlace], track: int) -> Part:
    place = stored.get(track)
    return _ALONE if place is None else (place.part_of, place.part)


def _name(track: Track) -> str:
    return f"{track.artist} – {track.title}" if track.artist else track.title


def _named(tracks: Sequence[Track]) -> str:
    rest = f" and {len(tracks) - 2} more" if len(tracks) > 2 else ""
    return f"{_name(tracks[0])}, {_name(tracks[1])}{rest}"
