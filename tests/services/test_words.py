"""What the words of tracks say: read once, read again where they changed, and only there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from desktop_app.domain.errors import JobCancelled
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Changes, Lyrics, ReadFile, Tags
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.edits import EditService
from desktop_app.services.words import WordsService
from desktop_app.store import Store
from tests.services.world import CountingJob
from tests.store.helpers import Clock, read_of, tags_of

SEA = """The harbour sleeps, the waves are low,
I hear the sailors singing slow,
the tide will turn and we must go,
the sea, the sea is all I know."""
NIGHT = """Midnight falls and the moon is high,
the night is ours, the stars and I,
and you are gone, so now I cry,
I weep and sob and say goodbye."""
UNKNOWN = """Minä olen yksin ja yö on pitkä,
sinä olet poissa ja kuu on kylmä,
en tiedä miksi tähdet ei loista."""


@pytest.fixture
def words(store: Store, changes: ChangeFeed) -> WordsService:
    return WordsService(store, changes)


@pytest.fixture
def news(changes: ChangeFeed) -> list[Changes]:
    heard: list[Changes] = []
    changes.subscribe(heard.append)
    return heard


def put(store: Store, *tracks: tuple[Tags, str], mtime_ns: int = 1) -> list[TrackId]:
    root = store.library.add_root(b"/m")
    reads: list[ReadFile] = []
    for i, (tags, lyrics) in enumerate(tracks):
        read = read_of(b"/m/%d.ogg" % i, f"sound {i}", tags, mtime_ns=mtime_ns)
        reads.append(replace(read, lyrics=Lyrics(lyrics)) if lyrics else read)
    return list(store.library.put(root, reads).tracks)


def names(found: Sequence[tuple[str, float]]) -> list[str]:
    return [name for name, _ in found]


def test_lyrics_tell_themes_and_emotions(store: Store, words: WordsService, news: list[Changes]) -> None:
    sea, night, silent = put(store, (tags_of("One"), SEA), (tags_of("Two"), NIGHT), (tags_of("Three"), ""))
    assert words.of(sea) is None
    assert words.refresh() == 2
    assert news == [Changes(tracks=True, features=True)]
    found = words.of(sea)
    assert found is not None and found.language == "en" and names(found.themes)[0] == "sea"
    assert {"harbour", "waves", "sailors", "tide", "sea"} >= set(dict(found.because)["sea"])
    found = words.of(night)
    assert found is not None and names(found.themes)[0] == "night" and names(found.emotions)[0] == "sadness"
    assert words.of(silent) is None


def test_what_is_read_once_is_read_again_only_where_the_text_changed(
    store: Store, words: WordsService, news: list[Changes], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = put(store, (tags_of("One"), SEA), (tags_of("Two"), NIGHT))
    words.refresh()
    news.clear()
    assert words.refresh() == 0 and news == []
    put(store, (tags_of("One"), SEA), (tags_of("Two"), NIGHT), mtime_ns=2)  # touched, the same words
    assert words.refresh() == 0 and news == []
    put(store, (tags_of("One"), SEA), (tags_of("Two"), SEA), mtime_ns=3)
    assert words.refresh() == 1
    one, other = words.of(first), words.of(second)
    assert one is not None and other is not None and one.themes == other.themes
    put(store, (tags_of("One"), ""), (tags_of("Two"), SEA), mtime_ns=4)
    assert words.refresh() == 1 and words.of(first) is None


def test_new_rules_read_everything_again(store: Store, words: WordsService, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, (tags_of("One"), SEA), (tags_of("Two"), NIGHT))
    assert words.refresh() == 2
    monkeypatch.setattr("desktop_app.recommend.words.VERSION", 1_000)
    assert words.refresh() == 2 and words.refresh() == 0


def test_a_language_that_is_not_understood_is_left_out(store: Store, words: WordsService) -> None:
    (track,) = put(store, (tags_of("Yö", genres=()), UNKNOWN))
    words.refresh()
    found = words.of(track)
    assert found is not None and (found.language, found.emotions, found.themes) == ("", (), ())


def test_genres_and_comments_speak_where_there_are_no_lyrics(store: Store, words: WordsService) -> None:
    comment = """Recorded in a small house by the sea, where the waves and the wind from the shore are on the tape, and
    the old sailors of the harbour came in to sing with us."""
    raw = {"COMMENT": (comment,)}
    gospel, beach, plain = put(
        store,
        (tags_of("One", genres=("Gospel",)), ""),
        (tags_of("Two", raw=raw), ""),
        (tags_of("Three", raw={"COMMENT": ("Ripped by love night sea",)}), ""),
    )
    words.refresh()
    found = words.of(gospel)
    assert found is not None and names(found.themes) == ["faith"] and found.language == ""
    found = words.of(beach)
    assert found is not None and names(found.themes)[0] == "sea"
    assert words.of(plain) is None


def test_a_comment_that_changed_alone_is_noticed(store: Store, words: WordsService) -> None:
    comment = "This is about the war and the soldiers and the battle that they had to fight for all of us in the end."
    (track,) = put(store, (tags_of("One"), ""))
    words.refresh()
    assert words.of(track) is None
    put(store, (tags_of("One", raw={"DESCRIPTION": (comment,)}), ""), mtime_ns=2)
    assert words.refresh() == 1
    found = words.of(track)
    assert found is not None and names(found.themes) == ["war"]


def test_a_correction_by_the_person_counts(
    store: Store, words: WordsService, clock: Clock, changes: ChangeFeed
) -> None:
    (track,) = put(store, (tags_of("One", genres=("Rock",)), ""))
    words.refresh()
    EditService(store, clock, changes).correct([track], {"genre": "Gospel"})
    assert words.refresh() == 1
    found = words.of(track)
    assert found is not None and names(found.themes) == ["faith"]


def test_a_removed_track_says_nothing_any_more(
    store: Store, words: WordsService, clock: Clock, changes: ChangeFeed
) -> None:
    (track,) = put(store, (tags_of("One"), SEA))
    words.refresh()
    EditService(store, clock, changes).remove([track])
    assert words.refresh() == 1 and words.of(track) is None


def test_a_stop_keeps_what_was_read(store: Store, words: WordsService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.store.words._AT_ONCE", 2)
    tracks = put(store, *[(tags_of(f"Song {i}"), SEA) for i in range(6)])
    with pytest.raises(JobCancelled):
        words.refresh(CountingJob(stop_after=4))
    read = [track for track in tracks if words.of(track) is not None]
    assert 0 < len(read) < len(tracks)
    assert words.refresh() == len(tracks) - len(read)
    assert all(words.of(track) is not None for track in tracks)


def test_nothing_is_written_by_a_reader(store: Store, changes: ChangeFeed, clock: Clock) -> None:
    put(store, (tags_of("One"), SEA))
    with Store.open(store.folder, write=False, clock=clock) as reader:
        assert WordsService(reader, changes).refresh() == 0


def test_texts_of_the_library_are_compared(store: Store, words: WordsService) -> None:
    tracks = put(store, (tags_of("One"), SEA), (tags_of("Two"), NIGHT), (tags_of("Three"), SEA.upper()))
    space = words.space()
    assert space.track_ids.tolist() == [int(track) for track in tracks]
    alike = space.similarity([0])[:, 0]
    assert alike[2] > alike[1]
