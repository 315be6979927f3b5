"""Work on a file that may end the helper that does it: counted on the disk before each try, tried twice at most."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from desktop_app.domain.errors import FileRefused, WorkerDied
from desktop_app.sandbox.files import GONE, may_pass
from desktop_app.store import MAX_TRIES, Store

CHANGED = "it changed while it was read"
GIVEN_UP = "working on it ended the helper twice; it is set aside until it changes"
T = TypeVar("T")


def is_transient(reason: str) -> bool:
    """Whether a reason says nothing of the file as it is known: another time it may be read."""
    return reason in (GONE, CHANGED) or may_pass(reason)


def given_up(store: Store, signature: str) -> bool:
    """Whether the file was set aside under this signature."""
    state = store.attempts.state(signature)
    return state is not None and state.given_up


def twice(store: Store, signature: str, work: Callable[[], T]) -> T:
    """Do `work`, once more where a helper died of it. What ends it from outside is not held against the file.

    Raises:
        FileRefused: it was refused, or the helper died again; it is set aside then, unless the reason
            is transient.
    """
    while True:
        tries = store.attempts.begin(signature) + 1
        try:
            result = work()
        except FileRefused as problem:
            if is_transient(problem.reason):
                store.attempts.withdraw(signature)
            else:
                store.attempts.fail(signature, problem.reason)
            raise
        except WorkerDied as problem:
            if tries >= MAX_TRIES:
                store.attempts.fail(signature, GIVEN_UP)
                raise FileRefused(GIVEN_UP, path=problem.path) from problem
        except BaseException:
            store.attempts.withdraw(signature)
            raise
        else:
            store.attempts.clear(signature)
            return result
