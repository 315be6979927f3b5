"""What the person changes, as the window and the commands ask for it."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.domain.errors import AppError, FolderProblem, NotFound, WrongUse
from desktop_app.domain.ids import RootId, TrackId
from desktop_app.domain.records import Changes
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.edits import FIELDS, PROBES, EditService
from desktop_app.services.recommending import RecommendService
from desktop_app.store import Store
from tests.services.world import add_features, add_tracks
from tests.store.helpers import Clock


@pytest.fixture
def edits(store: Store, clock: Clock, changes: ChangeFeed) -> EditService:
    return EditService(store, clock, changes)


@pytest.fixture
def told(changes: ChangeFeed) -> list[Changes]:
    news: list[Changes] = []
    changes.subscribe(news.append)
    return news


@pytest.fixture
def music(tmp_path: Path, tracks: list[TrackId]) -> Path:
    """The folder in which the tracks lie."""
    assert tracks
    return tmp_path / "music"


def root(store: Store) -> RootId:
    return store.library.roots()[0].id


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path): (hashlib.sha256(path.read_bytes()).digest(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_acts_say_what_they_did(edits: EditService, tracks: list[TrackId], music: Path, store: Store) -> None:
    edits.correct(tracks[:1], {"title": "New", "album_artist": "Nordlys"})
    edits.correct(tracks[:3], {"title": None})
    edits.remove(tracks[3:4])
    edits.set_rule(os.fsencode(music), True)
    edits.set_rule(os.fsencode(music), False)
    edits.rate(tracks[:2], 1)
    edits.rate(tracks[:1], None)
    edits.feedback("tired", ids=tracks[:1])
    edits.feedback("mute", artist="ARTIST  2")
    edits.remove_root(root(store))
    assert [act.words for act in reversed(edits.acts())] == [
        'Corrected title and album artist of "Artist 0 – Song 0.0"',
        "As the files say: title of 3 tracks",
        'Removed "Artist 0 – Song 0.3"',
        f"Never recommend from {music}",
        f"Recommend from {music} again",
        "1 star for 2 tracks",
        edits.acts()[3].words,  # its title is whatever is shown by now
        edits.acts()[2].words,
        "Muted Artist 2",
        f"Removed the folder {music}",
    ]
    assert edits.acts()[3].words.startswith("No stars for")
    assert edits.acts()[2].words.startswith("Tired of")
    assert len(edits.acts(2)) == 2


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"title": "  Two\n words\u202e "}, {"title": "Two words"}),
        ({"artist": "x" * 5000}, {"artist": "x" * 1000}),
        ({"artist": ""}, {"artist": ""}),
        ({"genre": "Folk;; Jazz ; Folk"}, {"genre": "Folk; Jazz"}),
        ({"year": "1999 "}, {"year": "1999"}),
        ({"year": ""}, {"year": ""}),
        ({"compilation": "yes"}, {"compilation": "1"}),
        ({"compilation": "0"}, {"compilation": "0"}),
        ({"disc": "02", "number": "7"}, {"disc": "2", "number": "7"}),
        ({"music": "not-music", "title": None}, {"music": "not-music", "title": None}),
        ({"cover": ""}, {"cover": ""}),
    ],
)
def test_corrections_are_kept_clean(
    edits: EditService, store: Store, tracks: list[TrackId], fields: Mapping[str, str], kept: Mapping[str, str]
) -> None:
    act = edits.correct(tracks[:1], fields)
    rows = store._db.all("SELECT field, value FROM override WHERE act = ?", (act.id,))
    assert dict(rows) == kept


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"path": "/x"},
        {"title": ""},
        {"title": "\u200b \u202e"},
        {"year": "999"},
        {"year": "2101"},
        {"year": "MCMXC"},
        {"year": "١٩٩٩"},
        {"year": "1" * 5000},
        {"disc": "0"},
        {"number": "-1"},
        {"number": "10000"},
        {"compilation": "perhaps"},
        {"compilation": ""},
        {"music": "yes"},
        {"music": ""},
        {"cover": "abc"},
        {"cover": "00" * 32},
        {"title": "good", "year": "bad"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    edits: EditService, tracks: list[TrackId], told: list[Changes], fields: Mapping[str, str]
) -> None:
    with pytest.raises(WrongUse) as problem:
        edits.correct(tracks[:1], fields)
    assert problem.value.remedy
    assert edits.acts() == [] and told == []


def test_tracks_that_are_not_there_are_refused(edits: EditService, tracks: list[TrackId]) -> None:
    for ids, problem in (([], WrongUse), ([TrackId(999)], NotFound), ([*tracks, TrackId(999)], NotFound)):
        with pytest.raises(problem):
            edits.correct(ids, {"title": "x"})
        with pytest.raises(problem):
            edits.remove(ids)
        with pytest.raises(problem):
            edits.rate(ids, 3)
    with pytest.raises(NotFound):
        edits.remove_root(RootId(9))
    with pytest.raises(NotFound):
        edits.undo(9)
    assert edits.acts() == []


def test_a_chosen_cover_is_taken_by_its_hash(edits: EditService, store: Store, tracks: list[TrackId]) -> None:
    sha256 = hashlib.sha256(b"picture").digest()
    store._db.write(lambda con: con.execute("INSERT INTO own_cover VALUES (?, ?)", (sha256, b"picture")))
    edits.correct(tracks[:2], {"cover": sha256.hex().upper()})
    assert [track.cover for track in store.tracks.rows(tracks[:3])] == [sha256, sha256, b""]
    edits.undo(1)
    assert store.tracks.rows(tracks)[0].cover == b""


def test_stars_are_shown_and_undone(edits: EditService, store: Store, tracks: list[TrackId]) -> None:
    edits.rate(tracks[:2], 4.5)
    edits.rate(tracks[:1], 0)
    assert [track.rating for track in store.tracks.rows(tracks[:3])] == [0.0, 0.9, None]
    edits.rate(tracks[1:2], None)
    assert [track.rating for track in store.tracks.rows(tracks[:3])] == [0.0, None, None]
    for number in (2, 3, 1):
        edits.undo(number)
    assert [track.rating for track in store.tracks.rows(tracks[:3])] == [None, None, None]
    for stars in (-1, 5.1, float("nan"), float("inf")):
        with pytest.raises(WrongUse):
            edits.rate(tracks[:1], stars)


def test_feedback_has_its_time_and_is_taken_back(
    edits: EditService, store: Store, tracks: list[TrackId], clock: Clock
) -> None:
    for kind in ("like", "not-now", "tired"):
        edits.feedback(kind, ids=tracks[:1])
    edits.feedback("mute", artist="artist 1")
    assert [said.kind for said in store.feedback.active()] == ["like", "not-now", "tired", "mute-artist"]
    clock.pass_time(hours=13)
    assert [said.kind for said in store.feedback.active()] == ["like", "tired", "mute-artist"]
    clock.now += timedelta(days=30)
    assert [said.kind for said in store.feedback.active()] == ["like", "mute-artist"]
    assert edits.take_back("mute", artist="Artist 1") == 1
    assert edits.take_back("mute", artist="Artist 1") == 0
    assert edits.take_back("like", ids=tracks[:1]) == 1
    assert store.feedback.active() == []


def test_what_is_disliked_or_muted_is_in_no_mix_until_that_is_undone(
    edits: EditService, store: Store, tracks: list[TrackId], recommend: RecommendService
) -> None:
    add_features(store, tracks)
    assert {item.track.id for item in recommend.mix(count=24).items} == set(tracks)
    edits.feedback("dislike", ids=tracks[:2])
    mute = edits.feedback("mute", artist="Artist 3")
    assert {item.track.id for item in recommend.mix(count=24).items} == {*tracks[2:12], *tracks[16:]}
    edits.undo(mute.id)
    edits.take_back("dislike", ids=tracks[:2])
    assert {item.track.id for item in recommend.mix(count=24).items} == set(tracks)


@pytest.mark.parametrize(
    ("kind", "track", "artist", "problem"),
    [
        ("adore", True, "", WrongUse),
        ("like", True, "Artist 1", WrongUse),
        ("like", False, "", WrongUse),
        ("mute", True, "", WrongUse),
        ("mute", False, "Nobody", NotFound),
        ("mute", False, " ", NotFound),
    ],
)
def test_feedback_without_a_meaning_is_refused(
    edits: EditService, tracks: list[TrackId], kind: str, track: bool, artist: str, problem: type[AppError]
) -> None:
    for say in (edits.feedback, edits.take_back):
        with pytest.raises(problem):
            say(kind, ids=tracks[: int(track)], artist=artist)
    assert edits.acts() == []


def test_rules_are_for_folders_of_the_library(edits: EditService, tmp_path: Path, music: Path) -> None:
    inside = music / "books"
    inside.mkdir()
    (tmp_path / "link").symlink_to(music)
    with pytest.raises(FolderProblem, match="lies in no folder"):
        edits.set_rule(os.fsencode(tmp_path), True)
    with pytest.raises(FolderProblem, match="already"):
        edits.set_rule(os.fsencode(music), False)
    with pytest.raises(FolderProblem, match="known"):
        edits.set_rule(os.fsencode(music / "boooks"), True)
    edits.set_rule(os.fsencode(tmp_path / "link"), True)
    assert edits.rules() == [os.fsencode(music)]
    edits.set_rule(os.fsencode(inside), True)
    with pytest.raises(FolderProblem, match="never recommended") as problem:
        edits.set_rule(os.fsencode(inside), False)
    assert problem.value.path == os.fsencode(music)
    edits.set_rule(os.fsencode(music), False)
    assert edits.rules() == [os.fsencode(inside)]


def test_a_rule_is_for_a_folder_whose_drive_is_missing_too(edits: EditService, music: Path, tmp_path: Path) -> None:
    music.rename(tmp_path / "unplugged")
    edits.set_rule(os.fsencode(music), True)
    assert edits.rules() == [os.fsencode(music)]


def test_a_folder_that_a_file_marks_is_not_allowed_by_a_rule(edits: EditService, store: Store, music: Path) -> None:
    store.library.change_markers([os.fsencode(music)], [])
    with pytest.raises(FolderProblem, match=r"\.notmusic") as problem:
        edits.set_rule(os.fsencode(music), False)
    assert "scan again" in problem.value.remedy
    assert edits.rules() == []


def test_a_folder_moves_to_where_its_files_are(edits: EditService, store: Store, tmp_path: Path, music: Path) -> None:
    moved = tmp_path / "elsewhere" / "music"
    shutil.copytree(music, moved)
    before = contents(tmp_path / "elsewhere")
    act = edits.relocate(root(store), moved)
    assert act.words == f"Moved the folder {music} to {moved}"
    assert store.library.roots()[0].path == os.fsencode(moved)
    edits.undo(act.id)
    assert store.library.roots()[0].path == os.fsencode(music)
    assert contents(tmp_path / "elsewhere") == before


@pytest.mark.parametrize("there", ["missing", "a file", "empty", "few", "half", "where it is", "inside", "another"])
def test_a_new_place_is_looked_at(
    edits: EditService, store: Store, tmp_path: Path, music: Path, told: list[Changes], there: str
) -> None:
    new = tmp_path / "new"
    files = sorted(music.iterdir())
    words = {
        "missing": "does not exist", "a file": "is no folder", "empty": r"Of 24 files .* holds 0", "few": "holds 11",
        "where it is": "already", "inside": "lies in", "another": "of its own",
    }  # fmt: skip
    if there == "a file":
        new.write_text("x")
    elif there == "where it is":
        new.symlink_to(music)
    elif there != "missing":
        new.mkdir()
    if there == "inside":
        store.library.add_root(os.fsencode(tmp_path))
    if there == "another":
        store.library.add_root(os.fsencode(new))
    for path in files[: {"few": 11, "half": 12, "another": 24}.get(there, 0)]:
        shutil.copy(path, new)
    if there == "half":
        edits.relocate(root(store), new)
        return
    with pytest.raises(FolderProblem, match=words[there]) as problem:
        edits.relocate(root(store), new)
    assert problem.value.path is not None
    assert edits.acts() == [] and told == []
    if there == "few":
        edits.relocate(root(store), new, force=True)
        assert store.library.roots()[0].path == os.fsencode(new)


def test_of_many_files_some_are_looked_for(edits: EditService, store: Store, tmp_path: Path) -> None:
    add_tracks(store, tmp_path / "many", artists=PROBES // 10, each=12)
    (tmp_path / "new").mkdir()
    with pytest.raises(FolderProblem, match=f"Of {PROBES} files"):
        edits.relocate(store.library.roots()[0].id, tmp_path / "new")


def test_every_act_tells_whoever_shows_it(
    edits: EditService, tracks: list[TrackId], told: list[Changes], store: Store, music: Path
) -> None:
    acts = [
        edits.correct(tracks[:1], {"title": "x"}),
        edits.rate(tracks[:1], 2),
        edits.set_rule(os.fsencode(music), True),
        edits.remove(tracks[:1]),
        edits.remove_root(root(store)),
    ]
    for act in acts:
        edits.undo(act.id)
    assert len(told) == 2 * len(acts)
    assert all(news.tracks for news in told)
    assert told[3].playlists and told[4].settings and told[2].recommending


def test_no_act_touches_a_music_file(
    edits: EditService, tracks: list[TrackId], store: Store, music: Path, tmp_path: Path
) -> None:
    before = contents(music)
    for field in FIELDS:
        if field not in ("cover", "music", "compilation"):
            edits.correct(tracks, {field: "1999"})
    edits.rate(tracks, 3)
    edits.remove(tracks[:3])
    edits.remove_root(root(store))
    for act in edits.acts():
        edits.undo(act.id)
    assert contents(music) == before


def test_details_tell_what_is_shown_and_what_the_file_says(
    edits: EditService, store: Store, tracks: list[TrackId]
) -> None:
    first, second = edits.details([tracks[1], tracks[0], TrackId(999_999)])
    assert (first.track, second.track) == (tracks[1], tracks[0])
    assert first.shown == first.file and first.corrected == frozenset()
    assert first.shown["title"] == store.tracks.rows([tracks[1]])[0].title
    wanted = {"title": "Another", "sort_artist": "Other, An", "year": "1987", "genre": "Jazz; Soul", "compilation": "1"}
    act = edits.correct([tracks[1]], wanted)
    (changed,) = edits.details([tracks[1]])
    assert {name: changed.shown[name] for name in wanted} == wanted
    assert changed.file == first.file
    assert changed.corrected == frozenset(wanted)
    edits.correct([tracks[1]], {"sort_artist": None})
    (back,) = edits.details([tracks[1]])
    assert back.shown["sort_artist"] == first.file["sort_artist"] and "sort_artist" not in back.corrected
    edits.undo(act.id)
    assert edits.details([tracks[1]])[0].shown == first.shown
