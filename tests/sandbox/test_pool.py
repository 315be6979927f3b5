from __future__ import annotations

import pytest

from desktop_app.sandbox.pool import PoolClosed, ReaderPool
from desktop_app.sandbox.process import Child


class FakeChild:
    """A worker that only remembers what was done to it."""

    def __init__(self) -> None:
        self.killed = False

    def alive(self) -> bool:
        return not self.killed

    def kill(self) -> None:
        self.killed = True

    def close(self) -> None:
        self.killed = True


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[FakeChild]:
    """Every worker that a pool started."""
    started: list[FakeChild] = []

    def start(role: str) -> FakeChild:
        started.append(FakeChild())
        return started[-1]

    monkeypatch.setattr(Child, "start", start)
    return started


def test_a_worker_is_kept_for_the_next_one_unless_its_borrower_failed(children: list[FakeChild]) -> None:
    pool = ReaderPool(1)
    with pool.borrow() as first:
        pass
    with pytest.raises(ValueError), pool.borrow() as again:
        assert again is first
        raise ValueError
    assert children[0].killed
    with pool.borrow() as other:
        assert other is not first
    pool.close()
    assert all(child.killed for child in children)


def test_a_worker_that_starts_while_the_pool_closes_does_not_live_on(
    children: list[FakeChild], monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = ReaderPool(1)
    start = Child.start

    def slow(role: str) -> Child:
        child = start(role)
        pool.close()
        return child

    monkeypatch.setattr(Child, "start", slow)
    with pytest.raises(PoolClosed), pool.borrow():
        pytest.fail("nothing is lent once the program ends")
    assert [child.killed for child in children] == [True]
