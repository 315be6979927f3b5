"""The trusted side of tag reading: a reader may die, hang or lie, and is never believed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.errors import WorkerDied
from desktop_app.domain.records import FileStamp, ReadFile, Refusal, Tags
from desktop_app.library import client, exchange, wire
from desktop_app.sandbox.channel import Channel, ChannelBroken, Message

KEY = "q1:" + "0" * 32
GOOD: dict[str, object] = {"tags": {"title": "T", "number": 3, "raw": {"TIT2": ["T"]}}, "key": KEY}


class FakeChild:
    """A reader that answers as told."""

    def __init__(self, answer: Callable[[Message, Channel], None]) -> None:
        self.channel, self._theirs = Channel.pair()
        self.killed = self.gone = False
        self._answer = answer
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            while not self.gone and (message := self._theirs.receive(10, descriptors=True)) is not None:
                for fd in message.fds:
                    os.close(fd)
                self._answer(message, self._theirs)
        except ChannelBroken:
            assert self.killed
        finally:
            self._theirs.close()

    def kill(self) -> None:
        self.killed = True
        self.channel.close()

    def join(self) -> None:
        if not self.killed:
            self.channel.close()
        self._thread.join(10)
        assert not self._thread.is_alive()


@contextmanager
def child(answer: Callable[[Message, Channel], None]) -> Iterator[FakeChild]:
    fake = FakeChild(answer)
    try:
        yield fake
    finally:
        fake.join()


@pytest.fixture
def files(tmp_path) -> Iterator[list[tuple[int, FileStamp]]]:
    opened = []
    for number in range(5):
        path = tmp_path / f"{number}.mp3"
        path.write_bytes(b"x")
        opened.append((os.open(path, os.O_RDONLY), FileStamp(os.fsencode(path), 1, 0, 0, number)))
    yield opened
    for fd, _ in opened:
        os.close(fd)  # they stay the caller's: closing them twice would be an error here


def in_order(message: Message, channel: Channel) -> None:
    for index, _ in enumerate(message.body["files"]):
        channel.send({"index": index, **(GOOD if index != 1 else {"refused": "it is text"})})


def test_results_come_in_order_and_the_child_lives_on(files):
    with child(in_order) as reader:
        for _ in range(2):
            results = list(client.read_batch(reader, files, timeout_s=5))
            assert [type(result) for result in results] == [ReadFile, Refusal, ReadFile, ReadFile, ReadFile]
            assert results[1] == Refusal(files[1][1].path, "it is text")
            assert results[4] == ReadFile(files[4][1], Tags(title="T", number=3, raw={"TIT2": ("T",)}), KEY.encode())
        assert not reader.killed


def test_nothing_to_read_is_no_message(files):
    with child(in_order) as reader:
        assert list(client.read_batch(reader, [])) == []
        assert not reader.killed


def test_large_batches_go_in_several_messages(files, monkeypatch):
    monkeypatch.setattr(exchange, "PER_MESSAGE", 2)
    with child(in_order) as reader:
        assert len(list(client.read_batch(reader, files, timeout_s=5))) == 5


def test_taking_all_results_without_asking_for_more_is_enough(files):
    with child(in_order) as reader:
        assert (
            len([result for _, result in zip(files, client.read_batch(reader, files, timeout_s=5), strict=False)]) == 5
        )
        assert not reader.killed


def test_who_stops_listening_leaves_no_child_with_answers_behind(files):
    with child(in_order) as reader:
        results = client.read_batch(reader, files, timeout_s=5)
        next(results)
        results.close()
        assert reader.killed


def test_a_death_names_the_file_it_was_on(files):
    def dies(message: Message, channel: Channel) -> None:
        channel.send({"index": 0, **GOOD})
        channel.send({"index": 1, **GOOD})
        reader.gone = True

    with child(dies) as reader:
        results = client.read_batch(reader, files, timeout_s=5)
        assert [next(results).stamp, next(results).stamp] == [files[0][1], files[1][1]]
        with pytest.raises(WorkerDied) as died:
            next(results)
        assert died.value.path == files[2][1].path
        assert reader.killed


def test_a_hang_is_a_death(files):
    with child(lambda message, channel: None) as reader:
        with pytest.raises(WorkerDied, match="did not come to an end") as died:
            next(client.read_batch(reader, files, timeout_s=0.05))
        assert died.value.path == files[0][1].path
        assert reader.killed


def test_a_child_that_is_gone_before_the_first_file(files):
    with child(in_order) as reader:
        reader.channel.close()
        with pytest.raises(WorkerDied):
            list(client.read_batch(reader, files))
        reader.killed = True


@pytest.mark.parametrize(
    "answer",
    [
        {}, {"index": 1, **GOOD}, {"index": "0", **GOOD}, {"index": 0}, {"index": 0, "tags": {}, "key": "q1:zz"},
        {"index": 0, "tags": [], "key": KEY}, {"index": 0, "tags": {"title": 5}, "key": KEY},
        {"index": 0, "tags": {"number": -1}, "key": KEY}, {"index": 0, "tags": {"number": True}, "key": KEY},
        {"index": 0, "tags": {"year": 10**30}, "key": KEY}, {"index": 0, "tags": {"duration_ms": 1.5}, "key": KEY},
        {"index": 0, "tags": {"artists": "AC"}, "key": KEY},
        {"index": 0, "tags": {"artists": ["a"] * 1000}, "key": KEY},
        {"index": 0, "tags": {"raw": {"a": ["x" * 5000]}}, "key": KEY}, {"index": 0, "tags": {"raw": []}, "key": KEY},
        {"index": 0, "tags": {"raw": {str(n): [] for n in range(1000)}}, "key": KEY},
        {"index": 0, "tags": {}, "key": 7},
    ],
)  # fmt: skip
def test_nonsense_is_a_death(files, answer):
    with child(lambda message, channel: channel.send(answer)) as reader:
        with pytest.raises(WorkerDied, match="makes no sense"):
            next(client.read_batch(reader, files, timeout_s=5))
        assert reader.killed


def test_what_is_shown_is_cleaned_once_more(files):
    answer = {"index": 0, "tags": {"title": "a\x1b[2J\u202e\ud800b", "raw": {"T": ["\ud800"]}}, "key": KEY}
    with child(lambda message, channel: channel.send(answer)) as reader:
        result = next(client.read_batch(reader, files[:1], timeout_s=5))
        assert isinstance(result, ReadFile)
        assert result.tags.title == "a[2Jb"
        assert result.tags.raw == {"T": ("?",)}
    with child(lambda message, channel: channel.send({"index": 0, "refused": "\x1b" + "r" * 5000})) as reader:
        refusal = next(client.read_batch(reader, files[:1], timeout_s=5))
        assert isinstance(refusal, Refusal)
        assert refusal.reason == "r" * 300


words = st.text(max_size=30).map(lambda text: wire.shown(text))
counts = st.none() | st.integers(1, 9999)


@settings(max_examples=200, deadline=None)
@given(
    st.builds(
        Tags, title=words, artist=words, artists=st.lists(words, max_size=5).map(tuple), album=words, year=counts,
        disc=counts, number=counts, duration_ms=counts, compilation=st.booleans(),
        channels=st.none() | st.integers(1, 255),
        raw=st.dictionaries(words, st.lists(words, max_size=3).map(tuple), max_size=4),
    )
)  # fmt: skip
def test_tags_travel_unchanged(tags):
    assert wire.tags_from(json.loads(json.dumps(wire.to_json(tags)))) == tags


def test_the_trusted_side_never_loads_a_parser_of_files():
    code = (
        "import sys; import desktop_app.library.client, desktop_app.library.walk; assert 'mutagen' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
