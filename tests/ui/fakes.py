"""Services made of memory, with an invented library, for tests of the window and for its pictures."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from desktop_app.domain.errors import EmptyLibrary, FolderProblem, NotFound, RecommendationsOff
from desktop_app.domain.ids import AudioKey, ImpressionId, ListenSeq, PlaylistId, RootId, RunId, TrackId, Uid
from desktop_app.domain.jobs import JobContext, Progress
from desktop_app.domain.query import TrackQuery, TrackSort
from desktop_app.domain.records import (
    AnalyseReport,
    Changes,
    Chosen,
    Coverage,
    Ended,
    Listen,
    Mix,
    MixItem,
    Pick,
    Playlist,
    Presence,
    Reason,
    Refusal,
    Root,
    ScanReport,
    ScoreTerm,
    Stats,
    Track,
)
from desktop_app.domain.tables import Float32Array, Int64Array
from desktop_app.domain.text import fold
from desktop_app.services.preferences import RECOMMENDING
from desktop_app.services.shown import DeletedPlaylist, ListenShown, PlayerEvent, PlayerState, TermInfo
from desktop_app.services.watching import RootWatch, WatchState
from desktop_app.settings import Settings
from desktop_app.store.records import LibraryCounts
from tests.ui.fakes_heard import FakeHeard, FakeHearNext
from tests.ui.fakes_library import FakeBrowse, FakeCovers, FakeEdits, FakeWorks, cover_of

START = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
ALBUMS = (
    ("Mira Vale", "Tidal", 2021, "Folk", ("Slow Harbour", "Tidal", "Kettle On", "Two Rooms Away", "Gulls")),
    ("The Loam", "Low Tide Atlas", 2019, "Indie", ("Copper Rain", "Lantern Street", "Small Fires", "Low Tide Atlas")),
    (
        "Okapi Radio",
        "Night Bus",
        2023,
        "Electronic",
        ("Night Bus 9", "The Long Ferry", "Terminus", "Last Stop, Change"),
    ),
    ("Ana Ferro", "Glass Weather", 2018, "Ambient", ("Glass Weather", "Parallax", "Snow on the Sensor", "Vapour")),
    ("Fen & Field", "Understory", 2020, "Folk", ("Understory", "Half Light", "Moss", "A Letter to Nobody")),
    ("Jun Aoki", "Paper Tides", 2016, "Piano", ("Salt Letters", "Paper Tides", "Ink", "Folded Twice")),
    ("Low Ceiling", "Grid", 2022, "Electronic", ("Parallax", "Scan Lines", "Grid North")),
    ("Ruth Okoye", "Ember Days", 2015, "Soul", ("Ember Days", "Warm Voice", "Sunday Kitchen", "Brass and Breath")),
    ("Delta Nine", "Concrete Garden", 2017, "Rock", ("Concrete Garden", "Rebar", "Tower Block Hymn")),
    ("Vesper", "Polar", 2024, "Electronic", ("Polar Bloom", "Aurora Index", "Magnetic North")),
    ("Hollow Ferns", "Orchard", 2014, "Folk", ("Orchard", "Windfall", "Cider Press")),
    ("Tern & Tallow", "Hours", 2012, "Ambient", ("Salt Hours", "Candle Clock", "Evensong, Slowly")),
)
TERMS = (
    ("sound", "Sounds alike"),
    ("memory", "Your own plays"),
    ("sessions", "Played together"),
    ("new", "New to you"),
    ("variety", "Variety"),
)


def make_tracks(count: int = 46) -> list[Track]:
    """An invented library; the same for the same count. Above the named tracks, further volumes repeat them."""
    tracks: list[Track] = []
    volume = 0
    while len(tracks) < count:
        volume += 1
        for artist, album, year, genre, titles in ALBUMS:
            for number, title in enumerate(titles, 1):
                if len(tracks) == count:
                    break
                identity = TrackId(len(tracks) + 1)
                digest = hashlib.blake2b(f"{artist}{album}{title}{volume}".encode(), digest_size=16)
                shown = album if volume == 1 else f"{album}, volume {volume}"
                tracks.append(
                    Track(
                        id=identity,
                        uid=Uid(digest.hexdigest()),
                        title=title,
                        artist=artist,
                        album=shown,
                        album_artist=artist,
                        genre=genre,
                        year=year,
                        disc=1 + (album == "Understory" and number > 2),
                        number=number - 2 if album == "Understory" and number > 2 else number,
                        duration_ms=150_000 + digest.digest()[0] * 900,
                        added_at=START - timedelta(days=400 - identity % 400),
                        presence=Presence.AWAY if identity % 37 == 0 else Presence.PRESENT,
                        path=f"/music/{artist}/{shown}/{number:02d} {title}.flac".encode(),
                        key=AudioKey(b"q1:" + digest.hexdigest().encode()),
                        artist_key=fold(artist),
                        album_key=fold(artist + shown),
                        analysed=identity % 3 != 0,
                        plays=digest.digest()[1] % 23,
                        rating=(1 + digest.digest()[3] % 5) / 5 if digest.digest()[2] % 3 == 0 else None,
                        not_music={"Gulls": "interlude", "Ink": "short"}.get(title, ""),
                        corrected=frozenset({"title", "year"}) if title == "Lantern Street" else frozenset(),
                        codec="flac",
                        bitrate=900_000,
                        cover=cover_of(shown),
                    )
                )
    return tracks


class FakeFeed:
    """Watchers, told on the thread of whoever publishes."""

    def __init__(self) -> None:
        self.watchers: list[Callable[[Changes], None]] = []

    def subscribe(self, callback: Callable[[Changes], None]) -> Callable[[], None]:
        self.watchers.append(callback)
        return lambda: self.watchers.remove(callback)

    def publish(self, changes: Changes) -> Changes:
        for watcher in list(self.watchers):
            watcher(changes)
        return changes


@dataclass
class FakeLibrary:
    feed: FakeFeed
    tracks: list[Track] = field(default_factory=make_tracks)
    folders: list[Root] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    scan_adds: list[Track] = field(default_factory=list)
    gate: threading.Event | None = None
    """A scan waits for it after its first report, so that a test sees it under way."""
    scans: list[list[Path] | None] = field(default_factory=list)
    rescans: list[list[bytes]] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)
    removed: set[TrackId] = field(default_factory=set)
    retried: list[bytes] = field(default_factory=list)

    def shown(self) -> list[Track]:
        return [track for track in self.tracks if track.id not in self.removed]

    def _seen(self) -> None:
        self.threads.add(threading.current_thread().name)

    def scan(self, folders: Sequence[Path] | None, job: JobContext) -> ScanReport:
        self._seen()
        self.scans.append(None if folders is None else list(folders))
        for folder in folders or ():
            self.add_root(folder)
        problems = []
        job.report(Progress("scan", 0, None, ""))
        while self.gate is not None and not self.gate.wait(0.01):
            job.check()
        added = list(self.scan_adds)
        for done, track in enumerate(added, 1):
            job.check()
            self.tracks.append(track)
            job.report(Progress("scan", done, len(added), track.title))
            self.feed.publish(Changes(tracks=True))
        self.scan_adds.clear()
        return ScanReport(
            len(self.tracks), len(self.tracks), len(added), 0, 0, 0, 0, 0, tuple(self.refused), tuple(problems)
        )

    def rescan(self, folders: Sequence[bytes], job: JobContext) -> ScanReport:
        self._seen()
        self.rescans.append(list(folders))
        while self.gate is not None and not self.gate.wait(0.01):
            job.check()
        added = list(self.scan_adds)
        self.tracks += added
        self.scan_adds.clear()
        if added:
            self.feed.publish(Changes(tracks=True))
        return ScanReport(len(self.tracks), len(self.tracks), len(added), 0, 0, 0, 0, 0, tuple(self.refused))

    def add_root(self, folder: Path) -> Root:
        self._seen()
        if "missing" in folder.name:
            raise FolderProblem(f"{folder} does not exist.", remedy="Check the name, or plug in the drive.")
        path = str(folder).encode()
        known = next((root for root in self.folders if root.path == path), None)
        if known is None:
            known = Root(RootId(len(self.folders) + 1), path, Presence.PRESENT)
            self.folders.append(known)
            self.feed.publish(Changes(settings=True))
        return known

    def roots(self) -> list[Root]:
        self._seen()
        return list(self.folders)

    def track_ids(self, query: TrackQuery) -> Int64Array:
        self._seen()
        text = query.text.replace("is:away", "")
        words = fold(text).split()
        found = [
            track
            for track in self.shown()
            if all(word in fold(f"{track.title} {track.artist} {track.album}") for word in words)
            and (text == query.text or track.presence is Presence.AWAY)
        ]
        keys: dict[TrackSort, Callable[[Track], tuple[object, ...]]] = {
            TrackSort.ARTIST: lambda t: (t.artist_key, t.album_key, t.number, t.id),
            TrackSort.ALBUM: lambda t: (t.album_key, t.number, t.id),
            TrackSort.TITLE: lambda t: (fold(t.title), t.id),
            TrackSort.ADDED: lambda t: (t.added_at, t.id),
            TrackSort.DURATION: lambda t: (t.duration_ms, t.id),
            TrackSort.PLAYS: lambda t: (t.plays, t.id),
            TrackSort.YEAR: lambda t: (t.year, t.id),
            TrackSort.RATING: lambda t: (t.rating or 0.0, t.id),
        }
        found.sort(key=keys[query.sort], reverse=query.descending)  # type: ignore[arg-type]
        return np.array([track.id for track in found], dtype=np.int64)

    def rows(self, ids: Sequence[int]) -> list[Track]:
        self._seen()
        return [self.tracks[i - 1] for i in ids if 0 < i <= len(self.tracks)]

    def track(self, track: TrackId) -> Track | None:
        return self.tracks[track - 1] if 0 < track <= len(self.tracks) else None

    def find(self, word: str, current_folder: Path) -> Track:
        self._seen()
        path = str(current_folder / word).encode()
        for track in self.tracks:
            if track.path == path:
                return track
        raise NotFound(f"The library holds no track at {word}.")

    def stats(self) -> Stats:
        self._seen()
        away = sum(track.presence is Presence.AWAY for track in self.tracks)
        return Stats(len(self.shown()), away, sum(track.analysed for track in self.tracks), 40, 9)

    def root_counts(self, root: RootId) -> LibraryCounts:
        found = next(known for known in self.folders if known.id == root)
        here = [track for track in self.shown() if track.path.startswith(found.path)]
        away = sum(track.presence is Presence.AWAY for track in here)
        return LibraryCounts(len(here) - away, away, len(here) - away, 0, 0)

    def accept_shrunk(self, root: RootId) -> None:
        self.folders = [replace(one, shrunk_at=None) if one.id == root else one for one in self.folders]
        self.feed.publish(Changes(tracks=True))

    def retry(self, paths: Sequence[bytes] | None) -> int:
        chosen = [one for one in self.refused if paths is None or one.path in paths]
        self.retried.extend(one.path for one in chosen)
        return len(chosen)

    def refusals(self, limit: int | None = None) -> list[Refusal]:
        self._seen()
        return self.refused[:limit]


@dataclass
class FakeAnalysis:
    library: FakeLibrary
    feed: FakeFeed
    gate: threading.Event | None = None
    runs: int = 0

    def run(self, job: JobContext, limit: int | None = None) -> AnalyseReport:
        self.runs += 1
        unheard = [track for track in self.library.tracks if not track.analysed]
        total = len(self.library.tracks)
        job.report(Progress("analyse", total - len(unheard), total, ""))
        while self.gate is not None and not self.gate.wait(0.01):
            job.check()
        for done, track in enumerate(unheard, total - len(unheard) + 1):
            job.check()
            self.library.tracks[track.id - 1] = replace(track, analysed=True)
            job.report(Progress("analyse", done, total, track.title))
        self.feed.publish(Changes(features=True))
        return AnalyseReport(len(unheard), total - len(unheard), (), 1.0, 1.0)

    def coverage(self) -> Coverage:
        return Coverage(sum(track.analysed for track in self.library.tracks), len(self.library.tracks))

    def shape(self, track: TrackId) -> Float32Array | None:
        rng = np.random.default_rng(int(track))
        places = np.linspace(0, 9, 1000)
        swell = 0.55 + 0.3 * np.sin(places + int(track)) * np.sin(places * 2.3)
        return np.clip(swell * (0.75 + 0.25 * rng.random(1000)), 0.05, 1).astype(np.float32)


@dataclass
class FakeRecommend:
    library: FakeLibrary
    feed: FakeFeed
    settings: FakeSettings
    listens: int = 40
    mixes: list[dict[str, object]] = field(default_factory=list)

    def _item(self, track: Track, rank: int, others: Sequence[Track]) -> MixItem:
        off = set(self.settings.value.off_terms)
        rng = np.random.default_rng(int(track.id))
        near = others[int(rng.integers(len(others)))]
        texts = {
            "sound": f"Close to “{near.title}”, which you finished",
            "memory": f"You played it {track.plays} times, last in October",
            "sessions": f"You often play it after “{near.title}”",
            "new": "You have not played it yet",
            "variety": f"A little close to “{near.title}”, which is listed above it",
        }
        values = {
            name: float(v) for (name, _), v in zip(TERMS, rng.random(5) * (1.0, 0.8, 0.6, 0.5, -0.25), strict=True)
        }
        if track.plays:
            del values["new"]
        else:
            del values["memory"]
        kept = sorted((name for name in values if name not in off), key=lambda name: -abs(values[name]))
        labels = dict(TERMS)
        listens = (ListenSeq(int(near.id)), ListenSeq(int(near.id) % 7 + 1))
        facts = {"memory": {"plays": float(track.plays)}}
        shorts = {"sound": f"Close to “{near.title}”", "artist": f"You play {track.artist}"}
        terms = tuple(ScoreTerm(name, values[name], listens, (near.id,), facts.get(name, {})) for name in kept)
        reasons = tuple(
            Reason(
                t.term,
                labels[t.term],
                t.value,
                texts[t.term],
                shorts.get(t.term, labels[t.term]),
                t.listens,
                t.tracks,
                t.facts,
            )
            for t in terms
        )
        return MixItem(track, Pick(track.id, rank, sum(t.value for t in terms), terms), reasons)

    def mix(
        self,
        mode: str,
        *,
        count: int = 25,
        minutes: int | None = None,
        dial: float | None = None,
        seeds: Sequence[TrackId] = (),
        not_seeds: Sequence[TrackId] = (),
        rng: int = 0,
        log: bool = False,
    ) -> Mix:
        self.mixes.append({"mode": mode, "count": count, "rng": rng, "log": log})
        if not self.enabled():
            raise RecommendationsOff("Recommendations are switched off.", remedy="Switch them on in Settings.")
        if not self.library.tracks:
            raise EmptyLibrary("There is no music yet.", remedy="Add a folder.")
        chosen = [track for track in self.library.tracks if track.presence is Presence.PRESENT]
        order = np.random.default_rng(rng).permutation(len(chosen))[:count]
        items = [self._item(chosen[i], 1, chosen) for i in order]
        items.sort(key=lambda item: -item.pick.score)
        ranked = tuple(replace(item, pick=replace(item.pick, rank=rank)) for rank, item in enumerate(items, 1))
        coverage = Coverage(sum(t.analysed for t in self.library.tracks), len(self.library.tracks))
        notes = ("Few tracks: 9 of the 1,310 tracks heard are clearly calm; the others here come nearest to it.",)
        told = notes if mode.startswith("mood:") else ()
        return Mix(mode, ranked, coverage, (), self.listens, RunId(1) if log else None, told)

    def why(self, track: TrackId, mode: str = "for-you") -> MixItem:
        if not self.enabled():
            raise RecommendationsOff("Recommendations are switched off.", remedy="Switch them on in Settings.")
        return self._item(self.library.tracks[track - 1], 3, self.library.tracks)

    def enabled(self) -> bool:
        return self.settings.value.recommendations

    def set_enabled(self, enabled: bool) -> Changes:
        return self.settings.set("recommendations", enabled)

    def terms(self) -> list[TermInfo]:
        return [TermInfo(name, label, name in self.settings.value.off_terms) for name, label in TERMS]

    def use_term(self, name: str, used: bool) -> Changes:
        off = [term for term in self.settings.value.off_terms if term != name]
        return self.settings.set("off_terms", tuple(off if used else [*off, name]))


class FakePlayer:
    """A player without sound; `finish` is the end of a track, `tell` any news."""

    def __init__(self, library: FakeLibrary) -> None:
        self._library = library
        self._state = PlayerState(output="Speakers")
        self._watchers: list[Callable[[PlayerEvent], None]] = []
        self.played: list[tuple[list[TrackId], int, Chosen, list[ImpressionId]]] = []

    def state(self) -> PlayerState:
        return self._state

    def subscribe(self, callback: Callable[[PlayerEvent], None]) -> Callable[[], None]:
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback)

    def tell(self, kind: str, **changed: object) -> None:
        self._state = replace(self._state, **changed)  # type: ignore[arg-type]
        for watcher in list(self._watchers):
            watcher(PlayerEvent(kind, self._state))  # type: ignore[arg-type]

    def _to(self, index: int) -> None:
        track = self._library.track(self._state.queue[index])
        assert track is not None
        self.tell(
            "track", track=track, current=index, position_ms=0, duration_ms=track.duration_ms, playing=True, notice=""
        )

    def play(
        self,
        track_ids: Sequence[TrackId],
        start: int = 0,
        chosen: Chosen = Chosen.HAND,
        impressions: Sequence[ImpressionId] = (),
    ) -> None:
        self.played.append((list(track_ids), start, chosen, list(impressions)))
        self._state = replace(self._state, queue=tuple(TrackId(int(i)) for i in track_ids))
        self._to(start)

    def toggle(self) -> None:
        if self._state.track is not None:
            self.tell("state", playing=not self._state.playing)

    def next(self) -> None:
        if self._state.current + 1 < len(self._state.queue):
            self._to(self._state.current + 1)

    def previous(self) -> None:
        if self._state.current > 0:
            self._to(self._state.current - 1)

    def seek(self, ms: int) -> None:
        self.tell("position", position_ms=ms)

    def set_volume(self, volume: float) -> None:
        self.tell("state", volume=volume)

    def add(self, track_ids: Sequence[TrackId], next_up: bool = False) -> None:
        queue = list(self._state.queue)
        at = self._state.current + 1 if next_up else len(queue)
        queue[at:at] = [TrackId(int(i)) for i in track_ids]
        self.tell("queue", queue=tuple(queue))

    def play_index(self, index: int) -> None:
        self._to(index)

    def remove(self, index: int) -> None:
        queue = list(self._state.queue)
        del queue[index]
        current = self._state.current - (index < self._state.current)
        self.tell("queue", queue=tuple(queue), current=current)


@dataclass
class FakePlaylists:
    library: FakeLibrary
    feed: FakeFeed
    lists: dict[PlaylistId, tuple[Playlist, tuple[TrackId, ...]]] = field(default_factory=dict)
    exported: list[tuple[list[TrackId], Path]] = field(default_factory=list)
    last: int = 0

    def all(self) -> list[Playlist]:
        return [playlist for playlist, _ in self.lists.values()][::-1]

    def tracks(self, playlist: PlaylistId) -> list[Track]:
        return self.library.rows(self.lists[playlist][1])

    def save(self, name: str, track_ids: Sequence[TrackId], rule: str = "", run: RunId | None = None) -> Playlist:
        self.last += 1
        key = PlaylistId(self.last)
        length = sum(track.duration_ms or 0 for track in self.library.rows(track_ids))
        playlist = Playlist(key, Uid(f"{self.last:032x}"), name, rule, START, len(track_ids), length)
        self.lists[key] = (playlist, tuple(track_ids))
        self.feed.publish(Changes(playlists=True))
        return playlist

    def add(self, playlist: PlaylistId, track_ids: Sequence[TrackId]) -> int:
        record, ids = self.lists[playlist]
        self.lists[playlist] = (replace(record, count=len(ids) + len(track_ids)), (*ids, *track_ids))
        self.feed.publish(Changes(playlists=True))
        return len(ids)

    def take_back(self, playlist: PlaylistId, first: int, count: int) -> Changes:
        record, ids = self.lists[playlist]
        self.lists[playlist] = (record, ids[:first] + ids[first + count :])
        return self.feed.publish(Changes(playlists=True))

    def rename(self, playlist: PlaylistId, name: str) -> Changes:
        record, ids = self.lists[playlist]
        self.lists[playlist] = (replace(record, name=name), ids)
        return self.feed.publish(Changes(playlists=True))

    def delete(self, playlist: PlaylistId) -> DeletedPlaylist:
        record, ids = self.lists.pop(playlist)
        self.feed.publish(Changes(playlists=True))
        return DeletedPlaylist(record.name, record.rule, ids)

    def restore(self, deleted: DeletedPlaylist) -> Playlist:
        return self.save(deleted.name, deleted.tracks, deleted.rule)

    def export_m3u8(self, track_ids: Sequence[TrackId], path: Path) -> int:
        self.exported.append((list(track_ids), path))
        return len(track_ids)


@dataclass
class FakeSettings:
    feed: FakeFeed
    value: Settings = field(default_factory=Settings)

    def get(self) -> Settings:
        return self.value

    def set(self, key: str, value: object) -> Changes:
        self.value = replace(self.value, **{key: value})  # type: ignore[arg-type]
        return self.feed.publish(Changes(settings=True, recommending=key in RECOMMENDING))


@dataclass
class FakeHistory:
    library: FakeLibrary

    def recent(self, limit: int | None = None) -> list[ListenShown]:
        shown = []
        for seq, track in enumerate(self.library.tracks[: limit or 40], 1):
            at = START - timedelta(hours=3 * seq)
            listen = Listen(
                ListenSeq(seq), Uid(f"{seq:032x}"), track.id, at, 60, 120_000, track.duration_ms, Ended.FINISHED, None,
                Chosen.HAND,
            )  # fmt: skip
            shown.append(ListenShown(listen, track))
        return shown

    def get(self, seqs: Sequence[ListenSeq]) -> list[ListenShown]:
        return [shown for shown in self.recent() if shown.listen.seq in seqs]


class FakeWatching:
    """A watch of folders to which the test says what happened."""

    def __init__(self, library: FakeLibrary) -> None:
        self._library = library
        self.due: Callable[[Sequence[bytes]], None] | None = None
        self.done: list[list[bytes]] = []
        self.watchers: list[Callable[[WatchState], None]] = []

    def start(self, on_due: Callable[[Sequence[bytes]], None]) -> None:
        self.due = on_due

    def stop(self) -> None:
        self.due = None

    def state(self) -> WatchState:
        roots = tuple(RootWatch(root.path, "live", "Changes are noticed at once.") for root in self._library.folders)
        return WatchState(self.due is not None, roots, "Changes in your folders are noticed at once.")

    def subscribe(self, watcher: Callable[[WatchState], None]) -> Callable[[], None]:
        self.watchers.append(watcher)
        return lambda: self.watchers.remove(watcher) if watcher in self.watchers else None

    def rescanned(self, folders: Sequence[bytes]) -> None:
        self.done.append(list(folders))


class FakeKeys:
    """Has nothing to do."""

    def run(self, job: JobContext, limit: int | None = None) -> None:
        job.check()


class FakeServices:
    """All services over one invented library."""

    def __init__(self, tracks: int = 46, *, folders: Sequence[str] = ("/music",)) -> None:
        self.changes = FakeFeed()
        self.library = FakeLibrary(self.changes, make_tracks(tracks))
        self.library.folders = [
            Root(RootId(n), folder.encode(), Presence.PRESENT) for n, folder in enumerate(folders, 1)
        ]
        self.analysis = FakeAnalysis(self.library, self.changes)
        self.settings = FakeSettings(self.changes)
        self.recommend = FakeRecommend(self.library, self.changes, self.settings)
        self.player = FakePlayer(self.library)
        self.playlists = FakePlaylists(self.library, self.changes)
        self.history = FakeHistory(self.library)
        self.browse = FakeBrowse(self.library)
        self.covers = FakeCovers()
        self.edits = FakeEdits(self.library, self.changes)
        self.works = FakeWorks(self.library, self.edits)
        self.watching = FakeWatching(self.library)
        self.keys = FakeKeys()
        self.heard = FakeHeard(self.library)
        self.hear_next = FakeHearNext(self.analysis)

    def after_reading(self) -> tuple[Callable[[JobContext], object], ...]:
        return (self.keys.run,)
