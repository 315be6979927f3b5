"""Settings, playlists, queue, impressions, attempts, feedback."""

from __future__ import annotations

import json
from datetime import timedelta

import numpy as np
import pytest

from desktop_app.domain.errors import NotFound, WrongUse
from desktop_app.domain.ids import ListenSeq, PlaylistId, TrackId
from desktop_app.domain.records import Pick, ScoreTerm
from desktop_app.store import Attempt, Store, file_signature
from tests.store.helpers import START, Clock, fill, stamp_of


def test_settings_hold_what_differs_from_the_defaults(store: Store) -> None:
    assert store.settings.all() == {}
    store.settings.set("theme", "dark")
    store.settings.set("theme", "light")
    store.settings.set("dial", "0.5")
    assert store.settings.all() == {"dial": "0.5", "theme": "light"}
    store.settings.set("theme", None)
    store.settings.set("odd", "\udcff")
    assert store.settings.all()["odd"] == "\ufffd"
    store.settings.set("odd", None)
    assert store.settings.all() == {"dial": "0.5"}


def test_a_playlist_keeps_order_and_repeats(store: Store, clock: Clock) -> None:
    ids = fill(store, 3)
    made = store.playlists.create("Mine", "by hand", [ids[2], ids[0], ids[2]])
    (playlist,) = store.playlists.all()
    assert (playlist.id, playlist.name, playlist.rule) == (made, "Mine", "by hand")
    assert (playlist.count, playlist.duration_ms, playlist.created_at) == (3, 540_000, clock.now)
    assert store.playlists.tracks(made) == [ids[2], ids[0], ids[2]]
    store.playlists.rename(made, "Other")
    shown = store.playlists.get(made)
    assert shown is not None and shown.name == "Other"
    store.playlists.delete(made)
    assert store.playlists.all() == [] and store.playlists.get(made) is None and store.playlists.tracks(made) == []
    assert store.playlists.create("", "", []) != made  # numbers are never used again
    assert store.playlists.all()[0].count == 0


def test_unknown_playlists_and_tracks_are_named_and_nothing_is_stored(store: Store) -> None:
    (track,) = fill(store, 1)
    with pytest.raises(NotFound):
        store.playlists.create("Bad", "", [track, 99])
    assert store.playlists.all() == []
    with pytest.raises(NotFound, match="7"):
        store.playlists.rename(PlaylistId(7), "x")
    with pytest.raises(NotFound, match="7"):
        store.playlists.delete(PlaylistId(7))


def test_the_queue_comes_back(store: Store) -> None:
    assert store.queue.load() == ([], 0, 0)
    ids = fill(store, 4)
    store.queue.save([ids[3], ids[1], ids[3]], 1, 5000)
    assert store.queue.load() == ([ids[3], ids[1], ids[3]], 1, 5000)
    store.queue.save([ids[3], ids[1], ids[3]], 2, 0)
    assert store.queue.load() == ([ids[3], ids[1], ids[3]], 2, 0)
    store.queue.save([], 0, 0)
    assert store.queue.load() == ([], 0, 0)
    with pytest.raises(ValueError, match="No place"):
        store.queue.save(ids, 4, 0)
    with pytest.raises(NotFound):
        store.queue.save([ids[0], 99], 0, 0)
    assert store.queue.load() == ([], 0, 0)


def test_a_run_keeps_its_picks_with_their_terms(store: Store) -> None:
    ids = fill(store, 2)
    terms = (ScoreTerm("sound", np.float64(0.75), (ListenSeq(4),), (TrackId(ids[1]),), {"cosine": 0.9}),)  # type: ignore[arg-type]
    picks = [Pick(TrackId(ids[0]), 1, 0.75, terms), Pick(TrackId(np.int64(ids[1])), 2, 0.0, (), 0.25)]
    run, made = store.impressions.log_run("for-you", '{"dial": 0.3}', "blend-1", 7, picks, START + timedelta(days=7))
    assert len(made) == 2 and store.impressions.count() == 2
    row = store._db.one("SELECT rank, track, score, terms, propensity FROM impression WHERE id = ?", (made[0],))
    assert row is not None and row[:3] == (1, ids[0], 0.75) and row[4] is None
    assert json.loads(row[3]) == [
        {"term": "sound", "value": 0.75, "listens": [4], "tracks": [ids[1]], "facts": {"cosine": 0.9}}
    ]
    again, _ = store.impressions.log_run("for-you", "{}", "blend-1", 8, [])
    assert again != run


def test_a_run_with_a_score_that_is_no_number_is_refused(store: Store) -> None:
    (track,) = fill(store, 1)
    bad = Pick(TrackId(track), 1, 1.0, (ScoreTerm("sound", float("nan")),))
    with pytest.raises(ValueError, match="JSON"):
        store.impressions.log_run("for-you", "{}", "p", 1, [bad])
    with pytest.raises(ValueError, match="JSON object"):
        store.impressions.log_run("for-you", "[]", "p", 1, [])
    assert store.impressions.count() == 0


def test_attempts_are_counted_before_each_try(store: Store) -> None:
    name = file_signature("analyse", stamp_of(b"/m/a"))
    assert store.attempts.state(name) is None
    assert store.attempts.begin(name) == 0
    assert store.attempts.state(name) == Attempt(1) and not Attempt(1).given_up
    assert store.attempts.begin(name) == 1
    state = store.attempts.state(name)
    assert state is not None and state.given_up
    store.attempts.withdraw(name)
    assert store.attempts.state(name) == Attempt(1)
    store.attempts.withdraw(name)
    assert store.attempts.state(name) is None
    store.attempts.fail(name, "holds no sound")
    failed = store.attempts.state(name)
    assert failed == Attempt(1, "holds no sound") and failed.given_up
    store.attempts.clear(name)
    assert store.attempts.state(name) is None


def test_a_signature_changes_with_the_file_and_the_job() -> None:
    names = {
        file_signature("analyse", stamp_of(b"/m/a")),
        file_signature("tags", stamp_of(b"/m/a")),
        file_signature("analyse", stamp_of(b"/m/b")),
        file_signature("analyse", stamp_of(b"/m/a", size=2)),
        file_signature("analyse", stamp_of(b"/m/a", mtime_ns=2)),
    }
    assert len(names) == 5


def test_feedback_holds_until_it_is_undone_or_runs_out(store: Store, clock: Clock) -> None:
    (track,) = [TrackId(i) for i in fill(store, 1)]
    like = store.edits.say("like", "", tracks=[track])
    store.edits.say("not-now", "", tracks=[track], until=clock.now + timedelta(hours=1))
    assert [f.kind for f in store.feedback.active()] == ["like", "not-now"]
    assert [f.kind for f in store.feedback.active("like")] == ["like"]
    clock.pass_time(hours=2)
    assert [f.kind for f in store.feedback.active()] == ["like"]
    store.edits.undo(like.id)
    assert store.feedback.active() == []
    with pytest.raises(WrongUse):
        store.edits.undo(like.id)
    with pytest.raises(ValueError, match="adore"):
        store.edits.say("adore", "", tracks=[track])


def test_of_like_and_dislike_the_last_word_holds(store: Store) -> None:
    (track,) = [TrackId(i) for i in fill(store, 1)]
    store.edits.say("like", "", tracks=[track])
    dislike = store.edits.say("dislike", "", tracks=[track])
    assert [f.kind for f in store.feedback.active()] == ["dislike"]
    store.edits.undo(dislike.id)
    assert [f.kind for f in store.feedback.active()] == ["like"]
    store.edits.say("dislike", "", tracks=[track])
    store.edits.say("dislike", "", tracks=[track])
    assert store.edits.take_back("dislike", tracks=[track]) == 2
    assert store.edits.take_back("dislike", tracks=[track]) == 0
    assert [f.kind for f in store.feedback.active()] == ["like"]
    assert [act.undone for act in store.edits.acts(9)] == [True, True, True, False]


def test_ratings_are_the_last_given(store: Store) -> None:
    first, second = (TrackId(i) for i in fill(store, 2))
    store.edits.say("rating", "", tracks=[first, second], value=0.4)
    last = store.edits.say("rating", "", tracks=[first], value=None)
    uid_of = {track.id: track.uid for track in store.tracks.rows([first, second])}
    assert store.feedback.ratings() == {uid_of[second]: 0.4}
    store.edits.undo(last.id)
    assert store.feedback.ratings() == {uid_of[first]: 0.4, uid_of[second]: 0.4}


def test_disliked_and_muted_tracks_are_barred(store: Store, clock: Clock) -> None:
    ids = [TrackId(i) for i in fill(store, 30)]
    assert store.feedback.barred() == set()
    store.edits.say("dislike", "", tracks=ids[:2])
    store.edits.say("like", "", tracks=ids[1:2])
    store.edits.say("not-now", "", tracks=ids[2:3], until=clock.now + timedelta(hours=1))
    assert store.feedback.barred() == {ids[0], ids[2]}
    artist = store.edits.artist("artist 1")
    assert artist is not None and artist[1] == "Artist 1"
    store.edits.say("mute-artist", "", target=artist[0])
    assert store.feedback.barred() == {ids[0], ids[2], *ids[24:]}
    clock.pass_time(hours=2)
    for act in store.edits.acts(9):
        if act.kind != "feedback" or act.id != 1:
            store.edits.undo(act.id)
    assert store.feedback.barred() == set(ids[:2])
    assert store.edits.artist("nobody") is None
