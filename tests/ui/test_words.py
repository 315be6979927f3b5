"""Words for the screen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desktop_app.domain.ids import ListenSeq, TrackId, Uid
from desktop_app.domain.records import Chosen, Ended, Listen
from desktop_app.ui.words import heard_text


@pytest.mark.parametrize(
    ("played_ms", "ended", "said"),
    [
        (180_000, Ended.FINISHED, "Finished, "),
        (20_000, Ended.FINISHED, "Heard for 0:20, "),  # its end was leapt to
        (20_000, Ended.SKIPPED, "Skipped after 0:20, "),
        (200, Ended.SKIPPED, "Skipped at once, "),
        (200, Ended.REPLACED, "Begun "),
        (0, None, "Begun "),
    ],
)
def test_a_listen_is_told_as_it_was(played_ms: int, ended: Ended | None, said: str) -> None:
    at = datetime(2020, 3, 1, 12, 0, tzinfo=UTC)
    listen = Listen(
        ListenSeq(1), Uid("0" * 32), TrackId(1), at, 60, played_ms, 180_000, ended, None, Chosen.HAND
    )  # fmt: skip
    assert heard_text(listen) == f"{said}1 Mar 2020 at 13:00"
