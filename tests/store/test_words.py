"""What words say is kept by track, found by theme and emotion, and goes with what it was read from."""

from __future__ import annotations

import pytest

from desktop_app.domain.heard import Words
from desktop_app.domain.ids import TrackId
from desktop_app.domain.query import TrackQuery
from desktop_app.store import Store
from desktop_app.store.told import comments
from desktop_app.store.words import ReadWords
from tests.store.helpers import fill

NIGHT = Words(
    "en",
    (("sadness", 0.75), ("joy", 0.25)),
    (("night", 0.5),),
    (("sadness", ("cry",)), ("joy", ()), ("night", ("moon", "stars"))),
)
SEA = Words(
    "de",
    (("joy", 1.0),),
    (("sea", 0.25), ("night", 0.125)),
    (("joy", ("froh",)), ("sea", ("meer",)), ("night", ("mond",))),
)


def keep(store: Store, track: int, words: Words | None, seen: int = 1) -> None:
    store.words.put([ReadWords(track, 0, seen, words)], [])


def found(store: Store, text: str) -> list[TrackId]:
    return sorted(store.tracks.ids(TrackQuery(text)))


def test_what_was_kept_comes_back(store: Store) -> None:
    one, two, three = fill(store, 3)
    keep(store, one, NIGHT)
    keep(store, two, Words(""))
    assert store.words.of(TrackId(one)) == NIGHT
    assert store.words.of(TrackId(two)) == Words("")
    assert store.words.of(TrackId(three)) is None
    keep(store, one, SEA, seen=2)
    assert store.words.of(TrackId(one)) == SEA and store.words.seen([one, two, three]) == {one: 2, two: 1}
    keep(store, one, None)
    assert store.words.of(TrackId(one)) is None


def test_tracks_are_found_by_what_their_words_say(store: Store) -> None:
    one, two, three = fill(store, 3)
    assert found(store, "theme:night") == []
    keep(store, one, NIGHT)
    keep(store, two, SEA)
    assert found(store, "theme:night") == [one, two]
    assert found(store, "theme:sea") == [two] == found(store, "theme:night -emotion:sadness")
    assert found(store, "-theme:night") == [three]
    assert found(store, "emotion:joy song") == [one, two]
    assert found(store, "theme:war") == []
    keep(store, two, NIGHT, seen=2)
    assert found(store, "theme:sea") == []


def test_what_changes_is_due_until_that_change_is_settled(store: Store) -> None:
    fill(store, 3)
    assert store.words.read_by() == 0
    store.words.all_due(7)
    assert store.words.read_by() == 7 and store.words.count_due() == 3
    due = store.words.due()
    store.words.put([], due[:2])
    assert store.words.due() == due[2:]
    store.words.put([], [(due[2][0], due[2][1] + 1)])  # it changed once more meanwhile
    assert store.words.due() == due[2:]


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_is_a_share(store: Store, share: float) -> None:
    (one,) = fill(store, 1)
    with pytest.raises(Exception, match="constraint"):
        keep(store, one, Words("en", (("joy", share),), (), (("joy", ()),)))
    assert store.words.of(TrackId(one)) is None


def test_comments_are_found_in_raw_tags() -> None:
    raw = (
        '{"COMMENT": ["By the sea", "By the sea"], "\\u00a9cmt": ["live"], "TCOM": ["Vega"], "WM/Description": ["old"]}'
    )
    assert comments(raw) == ("By the sea", "live", "old")
    assert comments('{"SHORTCOMMENT": ["no"]}') == () == comments("{}") == comments("")
