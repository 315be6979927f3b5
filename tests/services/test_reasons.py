"""The sentences, term by term."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from desktop_app.domain.ids import AudioKey, ListenSeq, TrackId, Uid
from desktop_app.domain.records import Chosen, Ended, Listen, Pick, Presence, ScoreTerm, Track
from desktop_app.recommend import TERMS
from desktop_app.services import reasons
from desktop_app.services.reasons import Evidence, part_of_day, reasons_of

NOW = datetime(2026, 3, 10, 20, 0, tzinfo=timezone(timedelta(hours=2)))


def track(number: int) -> Track:
    return Track(
        id=TrackId(number), uid=Uid("0" * 32), title=f"Song {number}", artist="Nordlys", album="", album_artist="",
        genre="", year=None, disc=None, number=None, duration_ms=180_000, added_at=NOW, presence=Presence.PRESENT,
        path=b"/m/x.flac", key=AudioKey(b"q1:x"), artist_key="nordlys", album_key="", analysed=True, plays=0,
    )  # fmt: skip


def listen(seq: int, *, hours_ago: float, ended: Ended = Ended.FINISHED, played_ms: int = 180_000) -> Listen:
    started = (NOW - timedelta(hours=hours_ago)).astimezone(UTC)
    return Listen(
        ListenSeq(seq), Uid("0" * 32), TrackId(seq), started, 120, played_ms, 180_000, ended, None, Chosen.HAND
    )  # fmt: skip


EVIDENCE = Evidence(
    {TrackId(n): track(n) for n in range(1, 10)},
    {ListenSeq(n): listen(n, hours_ago=n) for n in range(1, 4)}
    | {ListenSeq(n): listen(n, hours_ago=24 * n) for n in range(4, 9)},
    NOW,
)


def say(term: str, value: float, *, listens=(), tracks=(), propensity=None, **facts: float) -> str:  # type: ignore[no-untyped-def]
    made = ScoreTerm(term, value, tuple(map(ListenSeq, listens)), tuple(map(TrackId, tracks)), facts)
    (reason,) = reasons_of(Pick(TrackId(9), 1, value, (made,), propensity), EVIDENCE)
    assert (reason.term, reason.value, reason.label) == (term, value, TERMS[term])
    assert (reason.listens, reason.tracks, dict(reason.facts)) == (made.listens, made.tracks, facts)
    return reason.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            say("mood", 2.0, mood=2.0, clear=1.0, near=1.0, placed=1200.0, energy=0.04, acousticness=0.8, speed=0.5),
            "Calm music: it has less energy than 96 % and sounds more acoustic than 80 % of the 1,200 tracks heard.",
        ),
        (
            say("mood", 0.5, mood=0.0, clear=0.0, near=1.0, placed=58.0, measured=1.0, valence=0.9, energy=0.2),
            "Not clearly happy music, but near: it sounds happier than 90 % of the 58 tracks heard, "
            "judged by loudness, onsets and key alone.",
        ),
        (
            say("mood", -1.0, mood=7.0, clear=0.0, placed=58.0, energy=0.1, danceability=0.6),
            "Far from music for a workout: it has less energy than 90 % of the 58 tracks heard.",
        ),
        (
            say("mood", 2.0, mood=6.0, clear=1.0, near=1.0, placed=58.0, between=0.9, voice=0.1),
            "Music for focus: it has a middling energy and has less singing than 90 % of the 58 tracks heard.",
        ),
        (
            say("sound", 1.0, listens=(1, 2, 3), tracks=(1, 2, 3, 4)),
            "Close in sound to three tracks you finished today: “Song 1”, “Song 2” and “Song 3”.",
        ),
        (
            say("sound", 1.0, listens=(4, 5), tracks=(4, 5)),
            "Close in sound to two tracks you finished this week: “Song 4” and “Song 5”.",
        ),
        (
            say("sound", 1.0, listens=(1, 5), tracks=(2, 1, 5)),
            "Close in sound to two tracks you finished this week: “Song 1” and “Song 5”, "
            "and to what you started from: “Song 2”.",
        ),
        (say("sound", 1.0), "Its sound, compared with what this list is to stay away from."),
        (say("sound", 1.0, tracks=(2,)), "Close in sound to what you started from: “Song 2”."),
        (
            say("sound", -1.0, listens=(1,), tracks=(1,)),
            "Unlike in sound to what you play, even to the nearest: “Song 1”.",
        ),
        (say("memory", 2.0, plays=7, days_since=3.2, rest=-0.1), "You played it 7 times, last 3 days ago."),
        (say("memory", -4.0, plays=1, days_since=0.01, rest=-7.0), "You heard it just now, so it rests."),
        (
            say("memory", -0.5, plays=1, days_since=400.0, rest=0.0),
            "You played it once, last 13 months ago: it has faded.",
        ),
        (
            say("sessions", 0.7, tracks=(3,), followed=2, of=5, times=2),
            "After “Song 3” you went on to this 2 of 5 times.",
        ),
        (
            say("artist", 1.0, listens=(1, 2, 3), artist_plays=6, artist_share=0.2),
            "You played Nordlys 6 times so far, mostly in the evening.",
        ),
        (say("artist", 1.0, listens=(1, 2, 3), artist_plays=1), "You played Nordlys once so far."),
        (say("artist", 1.0, same_artist=1.0), "It stays with Nordlys."),
        (say("artist", 1.0, same_artist=1.0, artist_plays=1), "It stays with Nordlys, played once so far."),
        (say("artist", 0.0), "You have heard Nordlys before."),
        (say("artist", -0.4, artist_plays=2), "You played Nordlys twice so far; another artist is due."),
        (say("skips", -2.0, skips=2, artist_skips=5), "You skipped it twice."),
        (say("skips", -1.0, artist_skips=5), "You skipped Nordlys 5 times lately."),
        (say("skips", -1.0, tracks=(2,), sound=-1.0), "It sounds like what you skipped: “Song 2”."),
        (
            say("typical", 0.5, tracks=(1, 2, 3), part_share=0.23),
            "In the middle of a part of your library, 23 % of it; nearest there: “Song 1” and “Song 2”.",
        ),
        (say("typical", 0.5, part_share=0.11, part_place=0.8), "In the middle of a part of your library, 11 % of it."),
        (say("typical", 0.5, part_share=0.11, part_place=0.2), "In a part of your library, 11 % of it."),
        (
            say("new", 0.4, days_in_library=0.01, dial=0.3),
            "You have not heard it yet. It came into your library just now.",
        ),
        (
            say("new", 0.9, days_in_library=40.0, dial=0.3, offset=0.9),
            "You have not heard it yet; this list asks for 30 % such tracks.",
        ),
        (
            say("new", -0.9, days_in_library=40.0, dial=0.75, offset=-0.9),
            "You have not heard it yet; more such tracks fit than the 75 % that this list asks for.",
        ),
        (say("sessions", 0.7, tracks=(3,), followed=1, of=1), "After “Song 3” you went on to this before."),
        (say("sessions", 0.7, tracks=(3,), followed=4, of=4), "After “Song 3” you went on to this each of 4 times."),
        (say("variety", -0.6, artist_repeats=1.0), "Held back: the same artist came earlier in this list."),
        (
            say("variety", -0.6, tracks=(2,), similarity=0.9, artist_repeats=0.0),
            "Held back: “Song 2”, earlier in this list, sounds alike.",
        ),
        (say("chance", 0.1, scale=0.1), "A small draw, so that lists differ."),
        (
            say("chance", 2.0, propensity=0.05),
            "Drawn by chance, 5.0 % for this one, so that something new gets its turn.",
        ),
    ],
)
def test_sentences(text: str, said: str) -> None:
    assert text == said


@pytest.mark.parametrize(
    ("made", "short"),
    [
        (ScoreTerm("sound", 1.0, (), (TrackId(9), TrackId(2))), "Close to “Song 2”"),
        (ScoreTerm("sessions", 1.0, (), (TrackId(3),)), "Goes with “Song 3”"),
        (ScoreTerm("memory", 1.0, facts={"plays": 1.0}), "You played it once"),
        (ScoreTerm("artist", 1.0), "You play Nordlys"),
        (ScoreTerm("typical", 1.0, (), (TrackId(4),)), "One of many like “Song 4”"),
        (ScoreTerm("new", 1.0), "New to you"),
        (ScoreTerm("chance", 0.1), "Picked by chance"),
        (ScoreTerm("sound", 1.0), "Sounds like what you play"),
    ],
)
def test_short_forms_for_the_place_below_a_cover(made: ScoreTerm, short: str) -> None:
    (reason,) = reasons_of(Pick(TrackId(9), 1, 1.0, (made,)), EVIDENCE)
    assert reason.short == short


def test_a_title_is_named_once_though_two_files_have_it() -> None:
    twins = {TrackId(1): track(1), TrackId(2): replace(track(2), title="Song 1"), TrackId(3): track(3)}
    term = ScoreTerm("typical", 1.0, (), tuple(twins), {"part_share": 0.5})
    (reason,) = reasons_of(Pick(TrackId(9), 1, 1.0, (term,)), Evidence(twins, {}, NOW))
    assert reason.text == "In the middle of a part of your library, 50 % of it; nearest there: “Song 1” and “Song 3”."


def test_without_an_artist_the_album_is_spoken_of() -> None:
    nameless = {TrackId(9): replace(track(9), artist="")}
    for facts, said in (
        ({"same_album": 1.0, "same_artist": 1.0, "artist_plays": 4.0}, "It stays with this album."),
        ({}, "You have heard something of this album before."),
    ):
        term = ScoreTerm("artist", 1.0, facts=facts)
        (reason,) = reasons_of(Pick(TrackId(9), 1, 1.0, (term,)), Evidence(nameless, {}, NOW))
        assert reason.text == said


def test_every_term_has_its_words() -> None:
    assert reasons._WRITERS.keys() == TERMS.keys()


def test_missing_evidence_is_not_invented() -> None:
    for term in TERMS:
        for value in (1.0, -1.0):
            text = say(term, value, listens=(99,), tracks=(99,))
            assert text.endswith(".")
            assert "“" not in text


def test_the_part_of_the_day_is_that_of_the_clock_on_the_wall() -> None:
    assert part_of_day(listen(1, hours_ago=0)) == "in the evening"
    assert part_of_day(listen(1, hours_ago=18)) == "at night"
    assert part_of_day(listen(1, hours_ago=10)) == "in the morning"


def test_reasons_come_weightiest_first() -> None:
    terms = (ScoreTerm("chance", 0.1), ScoreTerm("skips", -3.0), ScoreTerm("sound", 1.0))
    order = [reason.term for reason in reasons_of(Pick(TrackId(1), 1, -1.9, terms), EVIDENCE)]
    assert order == ["skips", "sound", "chance"]
