from __future__ import annotations

import os
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.sandbox.channel import Channel, ChannelBroken


def test_message_arrives_whole_with_blob_and_descriptor(tmp_path):
    left, right = Channel.pair()
    note = tmp_path / "note"
    note.write_bytes(b"through the descriptor")
    fd = os.open(note, os.O_RDONLY)
    left.send({"op": "x", "name": "bad\udcff"}, blob=b"12345", fds=(fd,))
    os.close(fd)
    message = right.receive(5, descriptors=True)
    assert message is not None
    assert message.body == {"op": "x", "name": "bad\udcff"}
    assert message.blob == b"12345"
    with os.fdopen(message.fds[0], "rb") as file:
        assert file.read() == b"through the descriptor"
    left.close()
    assert right.receive(5) is None
    right.close()


def test_silence_is_a_timeout_and_two_messages_keep_their_descriptors_apart():
    left, right = Channel.pair()
    with pytest.raises(TimeoutError):
        right.receive(0)
    ends = [os.pipe() for _ in range(2)]
    for number, (read, write) in enumerate(ends):
        os.write(write, str(number).encode())
        left.send({"n": number}, fds=(read,))
        os.close(read)
        os.close(write)
    for number in range(2):
        message = right.receive(5, descriptors=True)
        assert message is not None
        with os.fdopen(message.fds[0], "rb") as pipe:
            assert pipe.read() == str(number).encode()
    left.close()
    right.close()


def test_who_expects_no_descriptors_is_left_with_none():
    left, right = Channel.pair()
    reading, writing = os.pipe()
    left.send({"n": 1}, fds=(writing,) * 200)
    os.close(writing)
    with pytest.raises(ChannelBroken):
        right.receive(5)
    assert os.read(reading, 1) == b""  # the end of file: no copy of the writing end is open any more
    os.close(reading)
    left.close()
    right.close()


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=200))
def test_junk_is_refused_and_never_anything_else(junk):
    ours, theirs = socket.socketpair()
    channel = Channel(theirs)
    with ours:
        ours.sendall(junk)
        ours.shutdown(socket.SHUT_WR)
        with pytest.raises(ChannelBroken):
            channel.receive(5)
    channel.close()


def test_deeply_nested_body_is_refused():
    ours, theirs = socket.socketpair()
    body = b"[" * 100_000
    with ours:
        ours.sendall(b"USG1" + len(body).to_bytes(4, "big") + bytes(6) + body)
        channel = Channel(theirs)
        with pytest.raises(ChannelBroken):
            channel.receive(5)
        channel.close()


def test_numbers_that_are_not_finite_are_not_sent():
    left, right = Channel.pair()
    with pytest.raises(ValueError):
        left.send({"x": float("nan")})
    left.close()
    right.close()
