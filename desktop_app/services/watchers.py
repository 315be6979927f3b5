"""Whoever wants to be told of something, and how to tell them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Watchers(Generic[T]):
    """Functions that are told of news, on the thread of whoever tells. Any thread may join, leave and tell."""

    def __init__(self) -> None:
        self._watchers: list[Callable[[T], None]] = []
        self._lock = threading.Lock()

    def subscribe(self, watcher: Callable[[T], None]) -> Callable[[], None]:
        """Call `watcher` from now on; the returned function ends that."""
        with self._lock:
            self._watchers.append(watcher)

        def unsubscribe() -> None:
            with self._lock:
                if watcher in self._watchers:
                    self._watchers.remove(watcher)

        return unsubscribe

    def tell(self, news: T) -> None:
        """Tell all of them. The lock is not held meanwhile: a watcher may leave while it is told."""
        with self._lock:
            watchers = list(self._watchers)
        for watcher in watchers:
            watcher(news)
