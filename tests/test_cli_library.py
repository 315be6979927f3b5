"""Commands over the library, as a person and a script call them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import mutagen.flac
import numpy as np
import PIL.Image
import pytest
import soundfile

from desktop_app import cli
from desktop_app.cli_words import COMMANDS, parser
from tests.services.music import mp3
from tests.store.helpers import open_store
from tests.test_cli import NOW, Call, call

__all__ = ["call"]
RATE = 8000
SONGS = (
    ("Björg", "Morning", "First Light", 1994, "Folk"),
    ("Björg", "Evening", "First Light", 1994, "Folk"),
    ("Vega Trio", "Night", "Motion", 2003, "Jazz"),
    ("Vega Trio", "Night (Live)", "On Stage", 2005, "Jazz"),
    ("Tales", "A chapter", "The Long Book", 2010, "Audiobook"),
    ("Sonido", "Corazón", "Sol", 2020, "Pop"),
)


@pytest.fixture(scope="session")
def songs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six tracks of fifty seconds, each with a noise of its own, in two folders."""
    folder = tmp_path_factory.mktemp("library")
    for number, (artist, title, album, year, genre) in enumerate(SONGS):
        path = folder / ("one" if number < 3 else "two") / f"{number}.flac"
        path.parent.mkdir(exist_ok=True)
        sound = (np.random.default_rng(number).standard_normal(50 * RATE) * 0.05).astype(np.float32)
        soundfile.write(path, sound, RATE)
        tagged = mutagen.flac.FLAC(path)
        tagged.update({"artist": artist, "title": title, "album": album, "date": str(year), "genre": genre})
        tagged.save()
    return folder


@pytest.fixture(scope="session")
def scanned(songs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("scanned") / "data"
    assert cli.run(["--data-dir", str(data), "scan", str(songs / "one"), str(songs / "two")], data, lambda: NOW) == 0
    return data


@pytest.fixture
def data(scanned: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "data"
    shutil.copytree(scanned, copy)
    return copy


@pytest.fixture
def ids(call: Call, data: Path) -> dict[str, str]:
    """Tracks by title, as commands name them."""
    return {track["title"]: f"id:{track['track_id']}" for track in call(data, "search")[1]["tracks"]}


def titles(found: Any) -> list[str]:
    return [track["title"] for track in found["tracks"]]


def test_search_finds_by_words_and_terms(call: Call, data: Path, songs: Path) -> None:
    code, everything = call(data, "search")
    assert (code, everything["count"], len(everything["tracks"])) == (0, 6, 6)
    (found,) = call(data, "search", "bjorg", "morning")[1]["tracks"]
    assert found == {
        "track_id": found["track_id"], "artist": "Björg", "title": "Morning", "album": "First Light", "year": 1994,
        "path": str(songs / "one" / "0.flac"), "away": False, "not_music": None, "corrected": [], "rating": None,
    }  # fmt: skip
    assert titles(call(data, "search", "year:2000..2009", "--sort", "year")[1]) == ["Night", "Night (Live)"]
    assert titles(call(data, "search", "--sort", "year", "--descending", "--limit", 2)[1]) == ["Corazón", "A chapter"]
    assert titles(call(data, "search", "night -live")[1]) == ["Night"]
    assert call(data, "search", "nothing of the kind")[1] == {
        "query": "nothing of the kind", "count": 0, "notes": "", "tracks": [],
    }  # fmt: skip
    assert "heartbreak" in str(call(data, "search", "theme:?")[1]["notes"])


def test_albums_and_artists_are_listed(call: Call, data: Path) -> None:
    code, found = call(data, "albums")
    assert (code, found["count"]) == (0, 5)
    (album,) = call(data, "albums", "first light")[1]["albums"]
    assert (album["title"], album["artist"], album["year"], album["tracks"]) == ("First Light", "Björg", 1994, 2)
    assert (album["duration_ms"], album["away"], album["cover"]) == (100_000, False, None)
    code, found = call(data, "artists", "--sort", "tracks", "--limit", 1)
    assert (code, found["count"], len(found["artists"])) == (0, 4, 1)
    (artist,) = call(data, "artists", "vega")[1]["artists"]
    assert {key: artist[key] for key in ("name", "albums", "tracks", "plays")} == {
        "name": "Vega Trio", "albums": 2, "tracks": 2, "plays": 0,
    }  # fmt: skip


def test_corrections_are_made_cleared_and_undone(call: Call, data: Path, ids: dict[str, str], songs: Path) -> None:
    before = {path: path.read_bytes() for path in songs.rglob("*.flac")}
    code, done = call(
        data, "correct", ids["Morning"], ids["Evening"], "--artist", "Björk", "--year", "1995", "--genre", "Pop; Folk"
    )
    assert code == 0
    assert [(t["artist"], t["year"], t["corrected"]) for t in done["tracks"]] == [
        ("Björk", 1995, ["artist", "genre", "year"])
    ] * 2
    assert done["act"] == {
        "act_id": 1, "kind": "correct", "words": "Corrected artist, genre and year of 2 tracks",
        "at": done["act"]["at"], "undone": False,
    }  # fmt: skip
    code, done = call(data, "correct", ids["Morning"], "--clear", "artist", "--clear", "genre")
    assert [(t["artist"], t["year"], t["corrected"]) for t in done["tracks"]] == [("Björg", 1995, ["year"])]
    assert [act["undone"] for act in call(data, "acts")[1]["acts"]] == [False, False]
    code, undone = call(data, "undo", 1)
    assert (code, undone["act"]["act_id"], undone["act"]["undone"]) == (0, 1, True)
    code, undone = call(data, "undo")
    assert (code, undone["act"]["act_id"]) == (0, 2)
    code, answer = call(data, "undo")
    assert (code, answer["error"]["code"]) == (1, "not_found")
    code, answer = call(data, "undo", 1)
    assert (code, answer["error"]["code"]) == (2, "wrong_use")
    assert [track["corrected"] for track in call(data, "search")[1]["tracks"]] == [[]] * 6
    assert {path: path.read_bytes() for path in songs.rglob("*.flac")} == before


def test_music_and_compilations_are_said(call: Call, data: Path, ids: dict[str, str]) -> None:
    assert call(data, "search", "chapter")[1]["tracks"][0]["not_music"] == "audiobook"
    _, done = call(data, "correct", ids["A chapter"], "--music", "yes")
    assert done["tracks"][0]["not_music"] is None
    _, done = call(data, "correct", ids["Night"], "--music", "no", "--compilation", "yes")
    assert done["tracks"][0]["not_music"] is not None
    assert done["tracks"][0]["corrected"] == ["compilation", "music"]


def test_a_picture_is_chosen_for_tracks(call: Call, data: Path, ids: dict[str, str], tmp_path: Path) -> None:
    picture = tmp_path / "cover.png"
    PIL.Image.new("RGB", (64, 64), (200, 30, 40)).save(picture)
    code, done = call(data, "correct", ids["Night"], "--cover", picture)
    assert (code, done["tracks"][0]["corrected"]) == (0, ["cover"])
    picture.unlink()
    with open_store(data, write=False) as store:
        (track,) = store.tracks.rows([int(ids["Night"][3:])])
        assert track.cover
    (tmp_path / "text.png").write_text("no picture")
    code, answer = call(data, "correct", ids["Night"], "--cover", tmp_path / "text.png")
    assert code == 1 and answer["error"]["path"] == str(tmp_path / "text.png")


def test_removed_tracks_are_gone_until_that_is_undone(call: Call, data: Path, ids: dict[str, str], songs: Path) -> None:
    code, done = call(data, "remove", ids["Night"], songs / "two" / "3.flac")
    assert (code, done["act"]["kind"]) == (0, "remove")
    assert "Night" not in titles(call(data, "search")[1])
    assert call(data, "stats")[1]["tracks"] == 4
    code, report = call(data, "scan")
    assert (code, report["tracks"], report["new"]) == (0, 3, 0)
    assert report["found"] == report["tracks"] + report["duplicates"] + report["not_music"] + len(report["refused"])
    code, answer = call(data, "why", ids["Night"])
    assert (code, answer["error"]["code"]) == (1, "not_found")
    call(data, "undo")
    assert call(data, "stats")[1]["tracks"] == 6


def test_folders_are_listed_with_their_state(call: Call, data: Path, songs: Path) -> None:
    code, found = call(data, "folders")
    assert code == 0
    one, two = found["folders"]
    assert (one["path"], one["state"], one["tracks"], one["away"], one["never"]) == (
        str(songs / "one"), "present", 3, 0, [],
    )  # fmt: skip
    assert (two["tracks"], two["not_music"], two["duplicates"], two["refused"]) == (3, 1, 0, 0)


def test_folders_are_kept_out_of_mixes_and_allowed_again(call: Call, data: Path, songs: Path) -> None:
    code, done = call(data, "folders", "--never", songs / "one")
    assert (code, done["act"]["kind"]) == (0, "rule")
    assert call(data, "folders")[1]["folders"][0]["never"] == [str(songs / "one")]
    assert {track["not_music"] for track in call(data, "search", "morning")[1]["tracks"]} == {"folder"}
    _, listing = call(data, "recommend")
    assert {item["title"] for item in listing["items"]} == {"Night (Live)", "Corazón"}
    assert call(data, "folders", "--allow", songs / "one")[0] == 0
    assert {track["not_music"] for track in call(data, "search", "morning")[1]["tracks"]} == {None}
    code, answer = call(data, "folders", "--never", songs.parent)
    assert (code, answer["error"]["code"]) == (1, "folder")


def test_a_folder_is_removed_and_comes_back_when_it_is_added_again(call: Call, data: Path, songs: Path) -> None:
    assert call(data, "folders", "--remove", songs / "one")[0] == 0
    assert [folder["path"] for folder in call(data, "folders")[1]["folders"]] == [str(songs / "two")]
    assert call(data, "search")[1]["count"] == 3
    code, answer = call(data, "folders", "--remove", songs / "one")
    assert (code, answer["error"]["code"]) == (1, "not_found")
    code, report = call(data, "scan", songs / "one")
    assert (code, report["tracks"], report["new"]) == (0, 3, 0)
    assert call(data, "search")[1]["count"] == 6
    assert call(data, "acts")[1]["acts"][0]["undone"]


def test_a_folder_that_moved_is_relocated_and_scanned(
    call: Call, data: Path, songs: Path, tmp_path: Path, ids: dict[str, str]
) -> None:
    call(data, "log", ids["Night"], "--ended", "FINISHED", "--played-ms", 50_000)
    call(data, "rate", ids["Night"], "--stars", "4.5")
    shutil.copytree(songs / "one", tmp_path / "moved")
    (tmp_path / "empty").mkdir()
    code, answer = call(data, "folders", "--relocate", songs / "one", tmp_path / "empty")
    assert (code, answer["error"]["code"]) == (1, "folder")
    assert "Of 3 files" in answer["error"]["message"]
    code, done = call(data, "folders", "--relocate", songs / "one", tmp_path / "moved")
    assert (code, done["act"]["kind"], done["scan"]["tracks"], done["scan"]["new"]) == (0, "relocate", 3, 0)
    (night,) = call(data, "search", "title:night", "artist:vega", "album:motion")[1]["tracks"]
    assert (f"id:{night['track_id']}", night["rating"], night["away"]) == (ids["Night"], 4.5, False)
    assert night["path"] == str(tmp_path / "moved" / "2.flac")
    code, answer = call(data, "folders", "--relocate", songs / "one", tmp_path / "moved")
    assert (code, answer["error"]["code"]) == (1, "not_found")


def test_a_folder_that_shrank_is_accepted(call: Call, tmp_path: Path, songs: Path) -> None:
    folder = tmp_path / "music"
    shutil.copytree(songs, folder)
    data = tmp_path / "own"
    assert call(data, "scan", folder)[0] == 0
    shutil.rmtree(folder / "two")
    call(data, "scan")
    (shrunk,) = call(data, "folders")[1]["folders"]
    assert (shrunk["state"], shrunk["away"]) == ("shrunk", 3)
    assert call(data, "folders", "--accept", folder)[0] == 0
    (accepted,) = call(data, "folders")[1]["folders"]
    assert (accepted["state"], accepted["away"]) == ("present", 3)


def test_versions_are_listed_split_and_joined(call: Call, data: Path, ids: dict[str, str]) -> None:
    code, found = call(data, "versions", ids["Night"])
    assert code == 0
    assert [(v["title"], v["kind"]) for v in found["versions"]] == [("Night (Live)", "live")]
    assert 0.5 < found["versions"][0]["confidence"] <= 1
    code, done = call(data, "split", ids["Night (Live)"])
    assert code == 0
    assert call(data, "versions", ids["Night"])[1]["versions"] == []
    call(data, "undo", done["act"]["act_id"])
    assert len(call(data, "versions", ids["Night"])[1]["versions"]) == 1
    assert call(data, "join", ids["Morning"], ids["Evening"])[0] == 0
    assert [v["title"] for v in call(data, "versions", ids["Morning"])[1]["versions"]] == ["Evening"]
    code, answer = call(data, "join", ids["Morning"], ids["Morning"])
    assert (code, answer["error"]["code"]) == (2, "wrong_use")


def test_the_parts_of_a_whole_are_listed(call: Call, tmp_path: Path) -> None:
    music = tmp_path / "music"
    music.mkdir()
    for number, name in enumerate(("I. Prelude", "II. Aria", "III. Gigue"), 1):
        tags = {"title": f"Suite in A: {name}", "artist": "Nordlys", "album": "Suites", "number": f"{number}"}
        (music / f"{number}.mp3").write_bytes(mp3(number, 2300, **tags))
    data = tmp_path / "own"
    assert call(data, "scan", music)[1]["tracks"] == 3
    code, found = call(data, "versions", music / "2.mp3")
    assert (code, found["versions"]) == (0, [])
    titles = [f"Suite in A: {name}" for name in ("I. Prelude", "II. Aria", "III. Gigue")]
    assert [part["title"] for part in found["parts"]] == titles


def test_one_recording_in_three_codecs_is_offered_and_joined(call: Call, tmp_path: Path, shared_data: Path) -> None:
    data = tmp_path / "own"
    assert call(data, "scan", shared_data / "samesong")[1]["tracks"] == 3
    assert call(data, "analyse")[1]["keys"] == 3
    code, found = call(data, "same")
    assert code == 0 and found["offers"]
    for offer in found["offers"]:
        assert offer["why"] and 0.5 < offer["confidence"] <= 1
    tracks = call(data, "search")[1]["tracks"]
    for track in tracks:
        call(data, "log", f"id:{track['track_id']}", "--ended", "FINISHED", "--played-ms", 90_000)
    numbers = []
    while call(data, "same")[1]["offers"]:
        code, done = call(data, "same", "--join", 1)
        assert code == 0
        numbers.append(done["act"]["act_id"])
    (one,) = call(data, "search")[1]["tracks"]
    assert len(call(data, "history")[1]["listens"]) == 3
    assert {listen["track_id"] for listen in call(data, "history")[1]["listens"]} == {one["track_id"]}
    for number in numbers:
        assert call(data, "undo", number)[0] == 0
    assert call(data, "search")[1]["tracks"] == tracks
    a, b = (found["offers"][0][side]["track_id"] for side in "ab")
    assert call(data, "same", "--refuse", f"id:{a}", f"id:{b}")[0] == 0
    assert (a, b) not in [(o["a"]["track_id"], o["b"]["track_id"]) for o in call(data, "same")[1]["offers"]]


def test_feedback_is_kept_and_taken_back(call: Call, data: Path, ids: dict[str, str]) -> None:
    code, done = call(data, "feedback", ids["Night"], "--kind", "like")
    assert (code, done["act"]["words"]) == (0, 'Like "Vega Trio – Night"')
    assert call(data, "feedback", "--artist", "VEGA trio", "--kind", "mute")[0] == 0
    with open_store(data, write=False) as store:
        assert [said.kind for said in store.feedback.active()] == ["like", "mute-artist"]
    assert call(data, "feedback", "--artist", "Vega Trio", "--kind", "mute", "--undo") == (0, {"undone": 1})
    code, answer = call(data, "feedback", ids["Night"], "--kind", "dislike", "--undo")
    assert (code, answer["error"]["code"]) == (1, "not_found")
    with open_store(data, write=False) as store:
        assert [said.kind for said in store.feedback.active()] == ["like"]


def test_stars_are_given_and_taken_away(call: Call, data: Path, ids: dict[str, str]) -> None:
    _, done = call(data, "rate", ids["Night"], ids["Morning"], "--stars", "3.5")
    assert [track["rating"] for track in done["tracks"]] == [3.5, 3.5]
    assert call(data, "rate", ids["Night"], "--stars", "none")[1]["tracks"][0]["rating"] is None
    assert titles(call(data, "search", "rating:>3")[1]) == ["Morning"]


def test_scan_tries_again_what_it_is_asked_to(call: Call, data: Path) -> None:
    code, report = call(data, "scan", "--retry")
    assert (code, report["retried"], report["tracks"]) == (0, 0, 5)
    assert "retried" not in call(data, "scan")[1]


@pytest.mark.parametrize(
    "words",
    [
        ["correct", "id:1"],
        ["correct", "--title", "x"],
        ["correct", "id:1", "--year", "soon"],
        ["correct", "id:1", "--year", "900"],
        ["correct", "id:1", "--disc", "0"],
        ["correct", "id:1", "--title", ""],
        ["correct", "id:1", "--compilation", "perhaps"],
        ["correct", "id:1", "--music", "perhaps"],
        ["correct", "id:1", "--clear", "path"],
        ["correct", "id:1", "--title", "x", "--clear", "title"],
        ["remove"],
        ["undo", "yesterday"],
        ["undo", "0"],
        ["search", "--sort", "colour"],
        ["search", "--limit", "0"],
        ["folders", "--relocate", "/x"],
        ["folders", "--never", "/x", "--allow", "/x"],
        ["folders", "--force"],
        ["folders", "--remove", ""],
        ["join", "id:1"],
        ["same", "--join"],
        ["same", "--join", "id:1"],
        ["same", "--join", "1", "2"],
        ["feedback", "id:1"],
        ["feedback", "--kind", "like"],
        ["feedback", "id:1", "--kind", "adore"],
        ["feedback", "id:1", "--kind", "mute"],
        ["feedback", "id:1", "--artist", "Vega Trio", "--kind", "like"],
        ["rate", "id:1"],
        ["rate", "id:1", "--stars", "6"],
        ["rate", "id:1", "--stars", "many"],
        ["rate", "id:1", "--stars", "nan"],
    ],
)
def test_wrong_use_is_2_with_a_sentence_and_changes_nothing(call: Call, data: Path, words: list[str]) -> None:
    code, answer = call(data, *words)
    assert (code, answer["error"]["code"]) == (2, "wrong_use")
    assert len(answer["error"]["message"]) > 10
    assert call(data, "acts")[1] == {"acts": []}


@pytest.mark.parametrize(
    "words",
    [
        ["correct", "id:99", "--title", "x"],
        ["remove", "/nowhere/x.flac"],
        ["undo", "99"],
        ["undo"],
        ["versions", "id:99"],
        ["split", "id:99"],
        ["join", "id:1", "id:99"],
        ["same", "--join", "9"],
        ["same", "--refuse", "9" * 30],
        ["feedback", "--artist", "Nobody", "--kind", "mute"],
        ["rate", "id:99", "--stars", "1"],
        ["folders", "--remove", "/nowhere"],
        ["folders", "--accept", "/nowhere"],
        ["folders", "--relocate", "/nowhere", "/"],
    ],
)
def test_what_is_not_there_is_1(call: Call, data: Path, words: list[str]) -> None:
    code, answer = call(data, *words)
    assert (code, answer["error"]["code"]) == (1, "not_found")


def test_beside_a_window_all_that_writes_is_refused_and_the_rest_answers(call: Call, data: Path, songs: Path) -> None:
    writing = (
        ["correct", "id:1", "--title", "x"], ["remove", "id:1"], ["undo"], ["join", "id:1", "id:2"], ["split", "id:1"],
        ["same", "--join", "1"], ["same", "--refuse", "1"], ["rate", "id:1", "--stars", "1"], ["scan", "--retry"],
        ["feedback", "id:1", "--kind", "like"], ["folders", "--remove", songs / "one"],
        ["folders", "--never", songs / "one"], ["folders", "--allow", songs / "one"],
        ["folders", "--accept", songs / "one"], ["folders", "--relocate", songs / "one", songs],
    )  # fmt: skip
    with open_store(data):
        for words in writing:
            code, answer = call(data, *words)
            assert (code, answer["error"]["code"]) == (1, "in_use"), words
        for command in (["search"], ["albums"], ["artists"], ["folders"], ["acts"], ["versions", "id:1"], ["same"]):
            assert call(data, *command)[0] == 0, command


def test_for_a_person_each_command_speaks_in_lines(capsys: pytest.CaptureFixture[str], data: Path, songs: Path) -> None:
    said = {}
    for words in (
        ["search", "night"], ["search", "nothing at all"], ["albums"], ["artists"],
        ["correct", "id:1", "--title", "Dawn"], ["rate", "id:1", "--stars", "4"],
        ["folders", "--never", str(songs / "two")], ["folders"],
        ["versions", "id:3"],
        ["versions", "id:1"], ["same"], ["remove", "id:2"], ["acts"], ["undo"], ["search", "dawn"],
    ):  # fmt: skip
        assert cli.run(words, data, lambda: NOW) == 0
        said[" ".join(words[:2])] = capsys.readouterr().out
    assert "Vega Trio – Night (Live)  [id:4], On Stage (2005)" in said["search night"]
    assert said["search nothing at all"].strip() == "Nothing is found."
    assert "Björg – First Light (1994), 2 tracks, 1:40" in said["albums"]
    assert "Sonido, 1 album, 1 track, 0 plays" in said["artists"]
    assert "It can be undone: undo 1." in said["correct id:1"]
    assert f"never recommended: {songs / 'two'}" in said["folders"]
    assert "live" in said["versions id:3"]
    assert "No other recording" in said["versions id:1"]
    assert "No two tracks" in said["same"]
    assert "Corrected title" in said["acts"] and "4 stars for" in said["acts"]
    assert said["undo"].startswith("Undone: Removed")
    assert "corrected, 4 stars" in said["search dawn"]


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        with pytest.raises(SystemExit) as end:
            parser().parse_args([command, "--help"])
        assert end.value.code == 0
        printed = capsys.readouterr().out
        assert "--json" in printed and "--data-dir" in printed and len(printed.splitlines()) > 5


def test_answers_are_one_object_of_plain_json(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    for command in ("search", "albums", "artists", "folders", "acts", "same"):
        assert cli.run([command, "--json"], data, lambda: NOW) == 0
        assert isinstance(json.loads(capsys.readouterr().out), dict)
