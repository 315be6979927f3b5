"""The library as a person knows it: folders given, tracks found, files refused."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Container, Mapping, Sequence
from pathlib import Path

from desktop_app.domain import counting
from desktop_app.domain.errors import Ambiguous, FolderProblem, NotFound, StorageFull
from desktop_app.domain.ids import RootId, TrackId
from desktop_app.domain.jobs import JobContext
from desktop_app.domain.query import TrackQuery
from desktop_app.domain.records import Changes, Presence, Refusal, Root, ScanReport, Stats, Track
from desktop_app.domain.tables import Int64Array
from desktop_app.domain.text import path_text
from desktop_app.sandbox.pool import ReaderPool
from desktop_app.services.analysis import coverage_of
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.keys import KeyService
from desktop_app.services.scan import RootScan, ScanOutcome, is_much, missing_words
from desktop_app.store import LibraryCounts, Store


class LibraryService:
    """Scan folders, list tracks. `readers` read untrusted files, as many at once as there are of them."""

    def __init__(
        self,
        store: Store,
        readers: ReaderPool,
        changes: ChangeFeed,
        keys: KeyService | None = None,
    ) -> None:
        """Args:
        keys: tells apart what quick keys do not.
        """
        self._store = store
        self._readers = readers
        self._changes = changes
        self._keys = keys or KeyService(store, changes)

    def add_root(self, folder: Path) -> Root:
        """Give a folder to the library without scanning it. A folder inside a known one is that one.

        Raises:
            FolderProblem: it is missing or no folder.
        """
        path = _real(folder)
        for root in self._store.library.roots():
            if path == root.path or path.startswith(root.path.rstrip(b"/") + b"/"):
                if os.path.isdir(root.path):  # noqa: PTH112  # else its drive is missing, with all that is in it
                    _check(path)
                return root
        _check(path)
        added = self._store.library.add_root(path)
        self._changes.publish(Changes(tracks=True, settings=True))  # one that was taken out brings its tracks along
        return Root(added, path, Presence.PRESENT)

    def scan(self, folders: Sequence[Path] | None, job: JobContext) -> ScanReport:
        """Scan these folders (None: all known roots). A folder that cannot be scanned does not keep the others back.

        Returns:
            Counts over the scanned roots; `problems` names what could not be scanned and why.
        """
        problems: list[Refusal] = []
        chosen: dict[RootId, None] = {}
        if folders is None:
            chosen = dict.fromkeys(root.id for root in self._store.library.roots())
        for folder in folders or ():
            try:
                chosen[self.add_root(folder).id] = None
            except FolderProblem as problem:
                problems.append(Refusal(problem.path or os.fsencode(folder), str(problem)))
        return self._scan(dict.fromkeys(chosen), problems, job)

    def rescan(self, folders: Sequence[bytes], job: JobContext) -> ScanReport:
        """Look only into these folders, with all inside them, as `scan` would: for what is known to have changed.

        Args:
            folders: absolute paths; what lies in no root is passed over. One that is gone has its files set away,
                unless its root is gone too: then the root is away, with all that it holds.
        Returns:
            Counts over the roots that they lie in.
        """
        chosen: dict[RootId, list[bytes] | None] = {}
        roots = self._store.library.roots()
        innermost = sorted(roots, key=lambda root: -len(root.path))
        homes = {path: next((root.id for root in innermost if _covers(root.path, path)), None) for path in folders}
        for root in roots:
            inside = [path for path, home in homes.items() if home == root.id]
            around = any(_covers(path, root.path) for path, home in homes.items() if home is not None)
            if around or (inside and root.presence is Presence.AWAY):
                chosen[root.id] = None
            elif inside:
                chosen[root.id] = [p for p in inside if not any(_covers(q, p) for q in inside if q != p)]
        return self._scan(chosen, [], job)

    def _scan(
        self, chosen: Mapping[RootId, Sequence[bytes] | None], problems: list[Refusal], job: JobContext
    ) -> ScanReport:
        outcome = ScanOutcome(problems=problems)
        roots = self._store.library.roots()
        looked: list[tuple[Root, RootScan]] = []
        for root in roots:
            if root.id not in chosen:
                continue
            others = [other.path for other in roots if other.id != root.id]
            scan = RootScan(
                self._store,
                self._readers,
                self._changes,
                job,
                root,
                outcome,
                within=chosen[root.id],
                but=others,
            )
            try:
                scan.look()
            except FolderProblem as problem:
                self._set_away(root)
                problems.append(Refusal(root.path, str(problem)))
            else:
                looked.append((root, scan))
        for root, scan in looked:  # only now it is known what was not merely moved
            scan.settle()
            problems.extend(self._without_music(root))
        told = {problem.path for problem in problems}
        problems.extend(self._still_missing([root for root in roots if root.path not in told], chosen))
        self._keys.run(job, doubtful=True)
        with contextlib.suppress(StorageFull):  # the next scan tries again; the doctor tells how old the newest is
            self._store.backup()
        return self._report([root for root in self._store.library.roots() if root.id in chosen], outcome)

    def _still_missing(self, roots: Sequence[Root], chosen: Container[RootId]) -> list[Refusal]:
        """Roots that had shrunk before: some are as they were by now; of the chosen ones the others are told again."""
        library, problems = self._store.library, []
        for root in roots:
            if root.shrunk_at is None:
                continue
            lost = library.still_lost(root.id)
            before = lost + library.present(root.id)
            if not is_much(lost, before):
                library.set_shrunk(root.id, shrunk=False)
            elif root.id in chosen:
                problems.append(Refusal(root.path, missing_words(root.path, lost, before)))
        return problems

    def _without_music(self, root: Root) -> list[Refusal]:
        if not self._store.library.is_empty(root.id):
            return []
        counts = self._store.library.root_counts(root.id)
        kept = f" The {counts.away} tracks it held are kept and shown as away." if counts.away else ""
        return [Refusal(root.path, f"{path_text(root.path)} holds no music.{kept}")]

    def _set_away(self, root: Root) -> None:
        """A missing drive loses nothing: its files are away until it is back."""
        files = self._store.library.files(root.id).values()
        present = [file.id for file in files if file.presence is Presence.PRESENT]
        if present:
            self._store.library.set_shrunk(root.id, shrunk=True)  # until all of them are back
        self._store.library.set_root_presence(root.id, Presence.AWAY)
        self._store.library.mark(present, Presence.AWAY)
        self._changes.publish(Changes(tracks=True))

    def accept_shrunk(self, root: RootId) -> None:
        """The person says that files which are missing below a root are gone for good. Their tracks stay as away.

        Raises:
            NotFound: the library has no such root.
            FolderProblem: the folder itself is not there: then it is not known what is gone.
        """
        found = next((one for one in self._store.library.roots() if one.id == root), None)
        if found is None:
            raise NotFound(f"The library has no folder with the number {root}.")
        _check(found.path)
        self._store.library.set_root_presence(root, Presence.PRESENT)
        self._store.library.set_shrunk(root, shrunk=False)
        self._changes.publish(Changes(tracks=True))

    def retry(self, paths: Sequence[bytes] | None) -> int:
        """Have files that failed tried again: by the next scan, and by the next analysis.

        Args:
            paths: of these files; None for all.
        Returns:
            How many of them had been set aside.
        """
        return self._store.library.retry(paths)

    def _report(self, roots: list[Root], outcome: ScanOutcome) -> ScanReport:
        library = self._store.library
        everything = len(roots) == len(library.roots())
        roots = [root for root in roots if not any(_covers(o.path, root.path) for o in roots if o.id != root.id)]
        if everything:
            counts = [library.counts()]  # the same sound in two roots is one track
        else:
            counts = [library.root_counts(root.id) for root in roots]
        refused = [refusal for root in roots for refusal in library.refusals(root.id)]
        singles, duplicates = sum(c.singles for c in counts), sum(c.duplicates for c in counts)
        not_music = sum(c.not_music for c in counts)
        return ScanReport(
            found=singles + duplicates + not_music + len(refused),
            tracks=singles,
            new=outcome.new,
            changed=outcome.changed,
            away=sum(c.away for c in counts),
            duplicates=duplicates,
            not_music=not_music,
            cue_tracks=sum(c.cue_tracks for c in counts),
            refused=tuple(refused),
            problems=tuple(outcome.problems),
            unlisted=tuple(outcome.unlisted),
        )

    def roots(self) -> list[Root]:
        """The folders that were given, in that order."""
        return self._store.library.roots()

    def root_counts(self, root: RootId) -> LibraryCounts:
        """Counts over the files below one folder. Raises NotFound."""
        return self._store.library.root_counts(root)

    def track_ids(self, query: TrackQuery) -> Int64Array:
        """Ids of the tracks that a query asks for, in its order."""
        return self._store.tracks.ids(query)

    def rows(self, ids: Sequence[int]) -> list[Track]:
        """Tracks by id, in the order asked; ids that do not exist are left out."""
        return self._store.tracks.rows(ids)

    def track(self, track: TrackId) -> Track | None:
        """One track."""
        return self._store.tracks.get(track)

    def refusals(self, limit: int | None = None) -> list[Refusal]:
        """Files that could not be used, with their reasons."""
        return self._store.library.refusals(limit=limit)

    def find(self, word: str, current_folder: Path) -> Track:
        """The track that a person names as `id:N` or by its path.

        Raises:
            NotFound: there is none.
            Ambiguous: the path holds several.
        """
        if word.startswith("id:"):
            number = word.removeprefix("id:")
            track = self._store.tracks.get(TrackId(int(number))) if _is_id(number) else None
            if track is None:
                raise NotFound(f'There is no track "{word}".', remedy="search, recommend and history list the ids.")
            return track
        path = os.path.normpath(os.path.join(os.fsencode(current_folder), os.fsencode(word)))  # noqa: PTH118
        tracks = self._store.tracks.by_path(path) or self._store.tracks.by_path(_real_file(path))
        if not tracks:
            remedy = "Scan its folder first, or name the track as id:N; search lists the ids."
            raise NotFound(f"The library holds no track at {path_text(path)}.", path=path, remedy=remedy)
        if len(tracks) > 1:
            raise Ambiguous(f"{path_text(path)} holds {len(tracks)} tracks.", path=path, remedy="Name one as id:N.")
        return tracks[0]

    def stats(self) -> Stats:
        """Counts over the whole data folder."""
        counts = self._store.library.counts()
        listens = self._store.listens.since(None)
        return Stats(
            tracks=counts.owned,
            away=counts.away,
            analysed=coverage_of(self._store).analysed,
            listens=len(listens),
            sessions=len(counting.sessions(listens)),
        )


def _covers(folder: bytes, path: bytes) -> bool:
    """Whether a path is a folder or lies inside it."""
    return path == folder or path.startswith(folder.rstrip(b"/") + b"/")


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _real(folder: Path) -> bytes:
    """The folder's absolute path, links resolved, as bytes."""
    raw = os.fsencode(folder)
    try:
        return os.path.realpath(raw)
    except (OSError, ValueError) as problem:
        raise FolderProblem(f"{path_text(raw)} cannot be used as a folder.", path=raw) from problem


def _real_file(path: bytes) -> bytes:
    """The path with its folders' links resolved, as files are known by it."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return path


def _check(path: bytes) -> None:
    if not os.path.lexists(path):
        remedy = "Check the name, or plug in the drive."
        raise FolderProblem(f"{path_text(path)} does not exist.", path=path, remedy=remedy)
    if not os.path.isdir(path):  # noqa: PTH112
        raise FolderProblem(f"{path_text(path)} is no folder.", path=path, remedy="Choose the folder that holds it.")
