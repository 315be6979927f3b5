from __future__ import annotations

import json

import pytest

from desktop_app.playback.messages import (
    Ended,
    EngineDied,
    Failed,
    Output,
    Position,
    Report,
    Started,
    from_body,
    to_body,
)


@pytest.mark.parametrize(
    "event",
    [
        Started(1, 2000),
        Started(1, None),
        Position(1, 2, 3, True),
        Ended(1, 2),
        Failed(1, "why"),
        Output("Sound", False),
        Report(48_000, 1, 2, 3, ""),
        EngineDied(),
    ],
)
def test_event_survives_the_channel(event):
    assert from_body(json.loads(json.dumps(to_body(event)))) == event


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"event": "Object"},
        {"event": "Ended", "item": 1},
        {"event": "Ended", "item": 1, "heard_ms": "2"},
        {"event": "Ended", "item": True, "heard_ms": 2},
        {"event": "Ended", "item": 1, "heard_ms": 2, "more": 3},
        {"event": "Position", "item": 1, "position_ms": 2, "heard_ms": 3, "playing": 1},
    ],
)
def test_what_is_no_event_is_refused(body):
    with pytest.raises(ValueError, match="not an event"):
        from_body(body)
