"""A few workers of one role, lent out one at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from desktop_app.domain.errors import AppError
from desktop_app.sandbox.process import Child


class PoolClosed(AppError):
    """The program is ending; nothing new is started."""

    code = "closed"


class ReaderPool:
    """At most `size` workers, started when first needed, each lent to one borrower at a time.

    A worker whose borrower met an exception may be in any state: it is killed, and the next borrower gets a new one.
    """

    def __init__(self, size: int, role: str = "reader") -> None:
        self._role = role
        self._idle: list[Child] = []
        self._places = size
        self._lent: set[Child] = set()
        self._changed = threading.Condition()
        self._closed = False

    @contextmanager
    def borrow(self) -> Iterator[Child]:
        """Lend a worker; waits while all are lent.

        Raises:
            PoolClosed: the pool was closed.
            EnvironmentProblem: no process could be started.
        """
        child = self._take()
        try:
            yield child
        except BaseException:
            self.give_back(child, broken=True)
            raise
        self.give_back(child)

    def lend(self, *, wait: bool) -> Child | None:
        """Lend a worker until it is given back; where all are lent and nobody waits, None. Errors as for `borrow`."""
        with self._changed:
            if not wait and self._places == 0 and not self._closed:
                return None
        return self._take()

    def give_back(self, child: Child, *, broken: bool = False) -> None:
        """End what `lend` began. One that is broken may be in any state, and is killed."""
        self._return(child, broken=broken or not child.alive())

    def close(self) -> None:
        """End all workers, also those that are lent: their borrowers see the end of file."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
            lent = set(self._lent)
            self._changed.notify_all()
        for child in idle:
            child.close()
        for child in lent:
            child.kill()

    def _take(self) -> Child:
        with self._changed:
            while not self._closed and self._places == 0:
                self._changed.wait()
            if self._closed:
                raise PoolClosed("The program is ending.")
            self._places -= 1
            child = self._idle.pop() if self._idle else None
        try:
            if child is not None and not child.alive():
                child.kill()
                child = None
            started = child or Child.start(self._role)
        except BaseException:
            with self._changed:
                self._places += 1
                self._changed.notify()
            raise
        with self._changed:
            self._lent.add(started)
            closed = self._closed
        if closed:  # while it was being started: `close` has not seen it
            self._return(started, broken=True)
            raise PoolClosed("The program is ending.")
        return started

    def _return(self, child: Child, *, broken: bool) -> None:
        with self._changed:
            self._lent.discard(child)
            self._places += 1
            keep = not broken and not self._closed
            if keep:
                self._idle.append(child)
            self._changed.notify()
        if not keep:
            child.kill()
